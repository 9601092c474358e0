//! What servers and clients held, over the time, as a chart.

use std::error::Error;

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::Failure;
use crate::lines::{Phase, Sample};
use crate::measure::Resources;

/// The size of the chart, in pixels.
const SIZE: (u32, u32) = (1100, 1200);
/// How many points a line has at most for a turn under load, so that the file stays small.
const POINTS: usize = 16;
const MEBIBYTE: f64 = (1 << 20) as f64;

/// One colour a line, told apart by people who see few colours too (Okabe and Ito's).
const COLOURS: [RGBColor; 8] = [
    RGBColor(213, 94, 0),
    RGBColor(0, 114, 178),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
    RGBColor(150, 150, 150),
];

/// What stands above a part of the chart, and what it shows.
type Panel = (&'static str, fn(&Resources) -> f64);

const PANELS: [Panel; 4] = [
    ("resident memory, MiB", |held| {
        held.resident as f64 / MEBIBYTE
    }),
    ("allocated memory, MiB", |held| held.heap as f64 / MEBIBYTE),
    ("open descriptors", |held| held.descriptors as f64),
    ("threads", |held| held.threads as f64),
];

/// A name, and what was held when.
type Line = (&'static str, Vec<Point>);

#[derive(Clone, Copy, Debug)]
struct Point {
    minutes: f64,
    held: Resources,
    phase: Phase,
}

/// The panels, one below the other.
pub(crate) fn of(samples: &[Sample]) -> Result<String, Failure> {
    let lines = lines(samples);
    let mut svg = String::new();
    draw(&mut svg, &lines).map_err(|error| error.to_string())?;
    Ok(svg)
}

fn draw(svg: &mut String, lines: &[Line]) -> Result<(), Box<dyn Error>> {
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    for (part, panel) in area.split_evenly((PANELS.len(), 1)).iter().zip(PANELS) {
        draw_panel(part, panel, lines)?;
    }
    area.present()?;
    Ok(())
}

fn draw_panel(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    (title, of): Panel,
    lines: &[Line],
) -> Result<(), Box<dyn Error>> {
    let all = || lines.iter().flat_map(|(_, points)| points);
    let right = all().map(|point| point.minutes).fold(0.0, f64::max);
    let top = all().map(|point| of(&point.held)).fold(1.0, f64::max);
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 18))
        .margin(8)
        .x_label_area_size(24)
        .y_label_area_size(56)
        // room for the legend at the right
        .build_cartesian_2d(0.0..right * 1.14, 0.0..top * 1.05)?;
    chart
        .configure_mesh()
        .max_light_lines(0)
        .x_label_formatter(&|minutes| format!("{minutes:.0} min"))
        .y_label_formatter(&|held| format!("{held:.0}"))
        .draw()?;
    for ((name, points), colour) in lines.iter().zip(COLOURS.iter().cycle()) {
        chart
            .draw_series(LineSeries::new(fewer(points, of), colour))?
            .label(*name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 14, y)], colour.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.85))
        .draw()?;
    Ok(())
}

/// One for each server, and one for the clients.
fn lines(samples: &[Sample]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for sample in samples {
        let point = point(sample, sample.server);
        let name = sample.model.name();
        match lines.iter_mut().find(|(known, _)| *known == name) {
            Some((_, points)) => points.push(point),
            None => lines.push((name, vec![point])),
        }
    }
    let clients = samples.iter().filter(|it| it.phase != Phase::Idle);
    let clients = clients.map(|it| point(it, it.clients));
    lines.push(("clients", clients.collect()));
    lines
}

fn point(sample: &Sample, held: Resources) -> Point {
    Point {
        minutes: sample.minutes,
        held,
        phase: sample.phase,
    }
}

/// All points between turns, and of those under load, where there are too many, the highest.
fn fewer(points: &[Point], of: fn(&Resources) -> f64) -> impl Iterator<Item = (f64, f64)> {
    let together = |a: &Point, b: &Point| a.phase == Phase::Load && b.phase == Phase::Load;
    let turns = points.chunk_by(together);
    let some = turns.flat_map(|turn| turn.chunks(turn.len().div_ceil(POINTS)));
    some.filter_map(move |points| {
        let points = points.iter().map(|point| (point.minutes, of(&point.held)));
        points.max_by(|a, b| a.1.total_cmp(&b.1))
    })
}
