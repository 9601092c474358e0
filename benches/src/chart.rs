//! Charts as SVG: bars that compare contestants, and lines that show how a cost grows.

use plotters::prelude::*;

use crate::Result;

/// The size of a chart, in pixels.
const SIZE: (u32, u32) = (1100, 520);

/// One colour a contestant, told apart by people who see few colours too (Okabe and Ito's).
const COLOURS: [RGBColor; 8] = [
    RGBColor(213, 94, 0),
    RGBColor(0, 114, 178),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(90, 90, 90),
    RGBColor(240, 228, 66),
];

/// What a chart says about itself.
#[derive(Clone, Copy, Debug)]
pub struct Labels<'a> {
    /// What it shows.
    pub title: &'a str,
    /// What stands below.
    pub x: &'a str,
    /// What stands at the left, with its unit.
    pub y: &'a str,
}

/// Where a chart is drawn.
type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// A name and what belongs to it.
pub type Named<T> = (String, T);

/// One of several charts that stand below each other: groups of bars, each with a figure for each contestant, or none.
#[derive(Clone, Debug)]
pub struct Panel<'a> {
    /// What it says about itself.
    pub labels: Labels<'a>,
    /// The groups, each with as many figures as there are contestants.
    pub groups: Vec<Named<Vec<Option<f64>>>>,
}

/// Groups of bars on a logarithmic scale; each group has a figure for each of `contestants`, or none.
///
/// # Errors
/// The drawing library's own.
pub fn bars(
    labels: Labels<'_>,
    contestants: &[String],
    groups: &[Named<Vec<Option<f64>>>],
) -> Result<String> {
    let groups = groups.to_vec();
    stacked_bars(&[Panel { labels, groups }], contestants)
}

/// Several such charts, one below the other.
///
/// # Errors
/// The drawing library's own.
pub fn stacked_bars(panels: &[Panel<'_>], contestants: &[String]) -> Result<String> {
    let mut svg = String::new();
    {
        let size = (SIZE.0, SIZE.1 * panels.len().max(1) as u32);
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        area.fill(&WHITE)?;
        for (part, panel) in area
            .split_evenly((panels.len().max(1), 1))
            .iter()
            .zip(panels)
        {
            draw_bars(part, panel, contestants)?;
        }
        area.present()?;
    }
    Ok(svg)
}

fn draw_bars(area: &Area<'_>, panel: &Panel<'_>, contestants: &[String]) -> Result<()> {
    let Panel { labels, groups } = panel;
    let (low, high) = decades(
        groups
            .iter()
            .flat_map(|(_, figures)| figures.iter().copied().flatten()),
    );
    let mut chart = ChartBuilder::on(area)
        .caption(labels.title, ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d(0.0..groups.len() as f64, (low..high).log_scale())?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(2 * groups.len() + 1)
        .x_label_formatter(&|x| group_at(*x, groups))
        .x_desc(labels.x)
        .y_desc(labels.y)
        .y_label_formatter(&|y| plain(*y))
        .draw()?;
    let width = 0.8 / contestants.len().max(1) as f64;
    for (place, contestant) in contestants.iter().enumerate() {
        let colour = COLOURS[place % COLOURS.len()];
        let bars = groups
            .iter()
            .enumerate()
            .filter_map(|(group, (_, figures))| {
                let figure = (*figures.get(place)?)?;
                let left = group as f64 + 0.1 + width * place as f64;
                Some(Rectangle::new(
                    [(left, low), (left + width * 0.92, figure)],
                    colour.filled(),
                ))
            });
        chart
            .draw_series(bars)?
            .label(contestant)
            .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 12, y + 5)], colour.filled()));
    }
    legend(&mut chart, SeriesLabelPosition::UpperLeft)
}

/// Lines on logarithmic scales, one a contestant.
///
/// # Errors
/// The drawing library's own.
pub fn lines(labels: Labels<'_>, contestants: &[Named<Vec<(f64, f64)>>]) -> Result<String> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let points = || {
            contestants
                .iter()
                .flat_map(|(_, points)| points.iter().copied())
        };
        let (left, right) = range(points().map(|(x, _)| x));
        let (low, high) = decades(points().map(|(_, y)| y));
        let mut chart = ChartBuilder::on(&area)
            .caption(labels.title, ("sans-serif", 20))
            .margin(12)
            .x_label_area_size(44)
            .y_label_area_size(64)
            .build_cartesian_2d((left..right).log_scale(), (low..high).log_scale())?;
        chart
            .configure_mesh()
            .x_desc(labels.x)
            .y_desc(labels.y)
            .x_label_formatter(&|x| plain(*x))
            .y_label_formatter(&|y| plain(*y))
            .draw()?;
        for (place, (contestant, points)) in contestants.iter().enumerate() {
            let colour = COLOURS[place % COLOURS.len()];
            chart
                .draw_series(
                    LineSeries::new(points.iter().copied(), colour.stroke_width(2)).point_size(3),
                )?
                .label(contestant)
                .legend(move |(x, y)| {
                    PathElement::new([(x, y), (x + 14, y)], colour.stroke_width(2))
                });
        }
        legend(&mut chart, SeriesLabelPosition::UpperLeft)?;
        area.present()?;
    }
    Ok(svg)
}

fn legend<'a, X: Ranged, Y: Ranged>(
    chart: &mut ChartContext<'a, SVGBackend<'a>, Cartesian2d<X, Y>>,
    position: SeriesLabelPosition,
) -> Result<()> {
    let mut labels = chart.configure_series_labels();
    labels
        .position(position)
        .background_style(WHITE.mix(0.85))
        .border_style(BLACK.mix(0.3));
    Ok(labels.draw()?)
}

/// The name of the group in whose middle `x` is.
fn group_at(x: f64, groups: &[Named<Vec<Option<f64>>>]) -> String {
    let group = x.floor();
    let in_the_middle = (x - group - 0.5).abs() < 0.01;
    let named = groups.get(group as usize).filter(|_| in_the_middle);
    named.map(|(name, _)| name.clone()).unwrap_or_default()
}

/// A number without an exponent or digits that say nothing.
fn plain(value: f64) -> String {
    match value {
        thousands if thousands >= 1e6 => format!("{} M", (thousands / 1e4).round() / 100.0),
        thousands if thousands >= 1e4 => format!("{} k", (thousands / 10.0).round() / 100.0),
        _ => format!("{}", (value * 1e3).round() / 1e3),
    }
}

fn range(figures: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = figures.fold((f64::MAX, f64::MIN), |(low, high), it| {
        (low.min(it), high.max(it))
    });
    if low <= high {
        (low, high)
    } else {
        (1.0, 10.0)
    }
}

/// A range from a power of ten to a power of ten, around all figures.
fn decades(figures: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = range(figures);
    let (low, high) = (low.log10().floor(), high.log10().ceil());
    (10f64.powf(low), 10f64.powf(high.max(low + 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: Labels<'_> = Labels {
        title: "a title",
        x: "below",
        y: "ns",
    };

    #[test]
    fn bars_name_their_groups_and_contestants() -> Result<()> {
        let groups = vec![
            ("small".to_owned(), vec![Some(2.0), None]),
            ("large".to_owned(), vec![Some(300.0), Some(4.0)]),
        ];
        let panel = Panel {
            labels: LABELS,
            groups,
        };
        let svg = stacked_bars(
            &[panel.clone(), panel],
            &["ours".to_owned(), "theirs".to_owned()],
        )?;
        assert_eq!(svg.matches("a title").count(), 2, "{svg}");
        for text in ["a title", "below", "ns", "small", "large", "ours", "theirs"] {
            assert!(svg.contains(text), "no `{text}` in {svg}");
        }
        assert!(svg.ends_with("</svg>\n"), "{svg}");
        Ok(())
    }

    #[test]
    fn lines_name_their_contestants() -> Result<()> {
        let svg = lines(
            LABELS,
            &[("ours".to_owned(), vec![(1.0, 2.0), (4096.0, 30.0)])],
        )?;
        assert!(svg.contains("ours") && svg.contains("polyline"), "{svg}");
        Ok(())
    }
}
