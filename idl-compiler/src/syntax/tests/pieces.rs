//! Files that are parsed in more than one piece.

use super::super::ast::Definition;
use super::{outcome, parsed};

/// Text of several pieces, with words in it that look like the beginning of a definition.
fn long(extra: &str) -> String {
    let part = |number: usize| {
        format!(
            "/** struct {number} */\nstruct S{number} {{ 1: string const = 'enum {{', 2: i32 a (service) }}\n\
             const i32 C{number} = 1 // union\n{extra}typedef list<i32> T{number};\n"
        )
    };
    "namespace rs a.service\n".to_owned() + &(0..2000).map(part).collect::<String>()
}

#[test]
fn places_and_comments_are_those_of_the_file() {
    let text = long("");
    let document = parsed(&text);
    assert_eq!(document.headers.len(), 1);
    assert_eq!(document.definitions.len(), 6000);
    for (index, definition) in document.definitions.iter().enumerate() {
        let (head, name) = match definition {
            Definition::Struct(it) => (&it.head, format!("S{}", index / 3)),
            Definition::Const(it) => (&it.head, format!("C{}", index / 3)),
            Definition::Typedef(it) => (&it.head, format!("T{}", index / 3)),
            other => panic!("{other:?}"),
        };
        let place = head.name.span.start as usize..head.name.span.end as usize;
        assert_eq!((&text[place], &head.name.text), (name.as_str(), &name));
        let doc =
            matches!(definition, Definition::Struct(_)).then(|| format!("struct {}", index / 3));
        assert_eq!(head.doc, doc);
    }
}

#[test]
fn an_error_in_a_late_piece_is_found_at_its_place() {
    let text = long("") + "struct Last {\n  1: i32 a\n  enum\n";
    let (document, diagnostics) = outcome(&text);
    assert_eq!(document, None);
    let [problem] = diagnostics.all() else {
        panic!("{:#?}", diagnostics.all());
    };
    let place = problem.primary.as_ref().expect("a place").span;
    assert_eq!(&text[place.start as usize..][..1], "{");
}

#[test]
fn problems_of_all_pieces_are_reported_in_order() {
    let (document, diagnostics) = outcome(&long("const i64 BIG = 99999999999999999999\n"));
    assert!(document.is_some());
    let places = diagnostics
        .all()
        .iter()
        .map(|it| it.primary.as_ref().map(|label| label.span));
    assert!(places.clone().count() >= 2000 && places.is_sorted());
}

#[test]
fn keywords_within_other_things_begin_nothing() {
    let text = "namespace rs a.struct\nconst map<string, i32> A = {'struct': 1}\nconst string B = \"enum\" /* union */\n";
    assert_eq!(parsed(text).definitions.len(), 2);
}
