//! What people and tools see.

use super::human;
use crate::diagnostics::codes::{files, style, syntax};
use crate::diagnostics::json::json;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{SourceId, SourceMap, Span};

fn span(source: SourceId, start: u32, end: u32) -> Span {
    Span { source, start, end }
}

fn two_files() -> (SourceMap, Diagnostics) {
    let mut sources = SourceMap::default();
    let a = sources.add("a.thrift", "struct A {\n\t1: i32 größe ünd\n}\n");
    let b = sources.add("dir/b.thrift", "include 'a.thrift'\n");
    let mut diagnostics = Diagnostics::default();
    let problem = Diagnostic::new(syntax::UNEXPECTED, "what is this")
        .at(span(a, 27, 31), "here")
        .and(span(b, 8, 18), "and here")
        .help("do that")
        .note("since so it is");
    diagnostics.push(problem);
    (sources, diagnostics)
}

#[test]
fn a_problem_is_shown_with_the_lines_of_all_its_files() {
    let (sources, diagnostics) = two_files();
    let expected = "\
error[E0101]: what is this
 --> a.thrift:2:15
  |
2 |     1: i32 größe ünd
  |                  ^^^ here
  |
 ::: dir/b.thrift:1:9
  |
1 | include 'a.thrift'
  |         ---------- and here
  |
  = note: since so it is
  = help: do that

1 error; `idlc explain E0101` says more
";
    assert_eq!(human(&diagnostics, &sources, false), expected);
}

#[test]
fn colour_only_adds_escape_sequences() {
    let (sources, diagnostics) = two_files();
    let text = human(&diagnostics, &sources, true);
    assert!(text.contains("\u{1b}["));
    let mut plain = String::new();
    for (index, part) in text.split("\u{1b}[").enumerate() {
        plain.push_str(if index == 0 {
            part
        } else {
            part.split_once('m').unwrap().1
        });
    }
    assert_eq!(plain, human(&diagnostics, &sources, false));
}

#[test]
fn json_is_one_object_a_line_with_places_counted_from_one() {
    let (sources, mut diagnostics) = two_files();
    diagnostics.push(Diagnostic::new(files::NOT_A_FILE, "x is a directory"));
    let text = json(&diagnostics, &sources);
    let objects: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(objects.len(), 2);
    assert_eq!(objects[0]["code"], "E0101");
    assert_eq!(objects[0]["severity"], "error");
    assert_eq!(objects[0]["file"], "a.thrift");
    assert_eq!(
        (&objects[0]["line"], &objects[0]["column"]),
        (&2.into(), &15.into())
    );
    let second = &objects[0]["labels"][1];
    assert_eq!(second["file"], "dir/b.thrift");
    assert_eq!(
        (
            &second["column"],
            &second["end_line"],
            &second["end_column"]
        ),
        (&9.into(), &1.into(), &19.into())
    );
    assert_eq!(objects[1]["file"], serde_json::Value::Null);
    assert_eq!(objects[1]["labels"].as_array().unwrap().len(), 0);
}

#[test]
fn any_place_in_any_text_can_be_shown() {
    let texts = [
        "",
        "\n",
        "a",
        "a\n",
        "\t\u{301}é\r\n\u{200d}漢\u{1f980}\u{7}",
        "x\r\n\r\n",
        "\0",
    ];
    for text in texts {
        let mut sources = SourceMap::default();
        let source = sources.add("x.thrift", text);
        let places: Vec<usize> = (0..=text.len())
            .filter(|at| text.is_char_boundary(*at))
            .collect();
        for (index, start) in places.iter().enumerate() {
            for end in &places[index..] {
                let mut diagnostics = Diagnostics::default();
                let place = span(source, *start as u32, *end as u32);
                diagnostics.push(
                    Diagnostic::new(style::TRAILING_CPP_TYPE, "m")
                        .at(place, "l")
                        .and(place, ""),
                );
                let shown = human(&diagnostics, &sources, false);
                assert!(shown.starts_with("warning[W0501]: m\n"), "{shown}");
                assert!(
                    shown.contains("x.thrift:"),
                    "{text:?} {start}..{end}: {shown}"
                );
                assert_eq!(json(&diagnostics, &sources).lines().count(), 1);
            }
        }
    }
}

#[test]
fn a_line_too_long_to_show_is_named() {
    let mut sources = SourceMap::default();
    let source = sources.add("x.thrift", format!("\n{}", "(".repeat(1_000_000)));
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(
        Diagnostic::new(syntax::TOO_DEEP, "too deep").at(span(source, 129, 130), "one too many"),
    );
    let text = human(&diagnostics, &sources, false);
    assert!(
        text.contains("x.thrift:2:129") && text.len() < 500,
        "{text}"
    );
}
