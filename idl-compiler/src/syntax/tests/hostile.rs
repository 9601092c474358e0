//! Texts that are made to break parsers: each ends in an error with a code, in linear time and bounded stack.

use super::outcome;

/// Every kind of bracket, in a place where the grammar takes it.
const NESTS: [(&str, &str, &str, &str); 5] = [
    ("typedef ", "list<", "i32", ">"),
    ("typedef ", "map<i32,", "i32", ">"),
    ("const i32 x = ", "[", "", "]"),
    ("const i32 x = ", "{1:", "2", "}"),
    ("struct S { ", "1: i32 a xsd_attrs { ", "", "}"),
];

fn nested(index: usize, depth: usize) -> String {
    let (before, open, middle, close) = NESTS[index];
    let after = ["L", "L", "", "", "}"][index];
    format!(
        "{before}{}{middle}{}{after}",
        open.repeat(depth),
        close.repeat(depth)
    )
}

fn code(text: &str) -> Option<&'static str> {
    outcome(text)
        .1
        .all()
        .first()
        .map(|problem| problem.code.number())
}

#[test]
fn nesting_is_bounded() {
    for (index, (.., open, _, _)) in NESTS.iter().enumerate() {
        assert_eq!(code(&nested(index, 100)), None, "{open}");
        assert_eq!(code(&nested(index, 10_000)), Some("E0109"), "{open}");
    }
}

#[test]
fn a_parse_that_fails_at_the_bottom_does_not_branch_on_the_way_up() {
    // Were a bracket tried twice a level, this would take 2^100 steps.
    for (index, (.., open, middle, close)) in NESTS.iter().enumerate() {
        let text = nested(index, 100);
        let bottom = text.find(close).expect("the innermost bracket");
        let broken = format!("{}!{}", &text[..bottom - middle.len()], &text[bottom..]);
        assert_eq!(code(&broken), Some("E0101"), "{open}");
    }
}

#[test]
fn big_nonsense_is_refused() {
    const SIZE: usize = 1_000_000;
    assert_eq!(code(&"(".repeat(100 * SIZE)), Some("E0109"));
    assert_eq!(code(&")".repeat(SIZE)), Some("E0101"));
    assert_eq!(code(&"\"".repeat(SIZE + 1)), Some("E0103"));
    assert_eq!(code(&"/*".repeat(SIZE)), Some("E0106"));
    assert_eq!(code(&"a".repeat(SIZE)), Some("E0101"));
    assert_eq!(code(&"a ".repeat(SIZE)), Some("E0101"));
    assert_eq!(code(&"/**/".repeat(SIZE)), None);
}

#[test]
fn every_cut_of_a_text_is_an_error_or_a_document() {
    let text = "\u{feff}/** d */ include 'é' struct A { 1: optional map<string, list<i32>> a = {'\\'': [1.5]} (k = \"v\") }\n\
                service S extends a.b { oneway void f() throws (1: E e) } // end";
    for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        for start in (0..=end).filter(|start| text.is_char_boundary(*start)) {
            let (document, diagnostics) = outcome(&text[start..end]);
            assert!(
                document.is_some() || diagnostics.has_errors(),
                "{start}..{end}"
            );
        }
    }
}

#[test]
fn any_characters_are_an_error_or_a_document() {
    let alphabet = [
        "struct", "{", "}", "<", "é", "\0", "'", "\"", "\\", "/*", "*/", "/**", "#", "\n", "1",
        ".", "=", " ", "\u{200d}", "list", "(", ";",
    ];
    let mut state = 1_u64;
    for _ in 0..3000 {
        let mut text = String::new();
        for _ in 0..12 {
            // A linear congruential generator (Knuth's MMIX): the same texts in each run.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(alphabet[(state >> 33) as usize % alphabet.len()]);
        }
        let (document, diagnostics) = outcome(&text);
        assert!(document.is_some() || diagnostics.has_errors(), "{text:?}");
    }
}
