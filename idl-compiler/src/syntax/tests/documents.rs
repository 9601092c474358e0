//! Text → what is in the tree.

use super::{field, first_enum, first_service, first_struct, parsed, value};
use crate::syntax::ast::{
    Annotation, Base, Definition, Header, Requiredness, StructKind, Type, TypeKind, ValueKind,
};

fn pairs(annotations: &[Annotation]) -> Vec<(&str, &str)> {
    annotations
        .iter()
        .map(|annotation| (annotation.key.text.as_str(), annotation.value.as_str()))
        .collect()
}

/// A type as it could have been written.
fn spelled(ty: &Type) -> String {
    match &ty.kind {
        TypeKind::Base(base) => format!("{base:?}").to_lowercase(),
        TypeKind::List(element) => format!("list<{}>", spelled(element)),
        TypeKind::Set(element) => format!("set<{}>", spelled(element)),
        TypeKind::Map(key, value) => format!("map<{},{}>", spelled(key), spelled(value)),
        TypeKind::Named(name) => name.text.clone(),
    }
}

#[test]
fn words_of_the_language_name_fields() {
    use Requiredness::{Default, Optional, Required};
    let table = [
        ("4: bool required,", Default, "bool", "required"),
        ("4: required bool required;", Required, "bool", "required"),
        (
            "5: optional map<string,string> map",
            Optional,
            "map<string,string>",
            "map",
        ),
        ("6: string string", Default, "string", "string"),
        ("7: list<i8> list", Default, "list<i8>", "list"),
        (
            "8: optional optional.Optional optional",
            Optional,
            "optional.Optional",
            "optional",
        ),
        ("9: i32 include", Default, "i32", "include"),
        ("required i64 true", Required, "i64", "true"),
        ("list.list struct", Default, "list.list", "struct"),
        ("requiredness r", Default, "requiredness", "r"),
        ("1: i32s i32", Default, "i32s", "i32"),
        ("1: _a.b.c _", Default, "_a.b.c", "_"),
    ];
    for (text, requiredness, ty, name) in table {
        let field = field(text);
        assert_eq!(field.requiredness, requiredness, "{text}");
        assert_eq!(
            field.requiredness_span.is_some(),
            requiredness != Default,
            "{text}"
        );
        assert_eq!(
            (spelled(&field.ty).as_str(), field.head.name.text.as_str()),
            (ty, name),
            "{text}"
        );
    }
}

#[test]
fn numbers_are_decimal_hexadecimal_or_fractions() {
    let integers = [
        ("0", 0),
        ("+1", 1),
        ("010", 10),
        ("-009", -9),
        ("0x10", 16),
        ("-0xfF", -255),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
        ("-0x8000000000000000", i64::MIN),
    ];
    for (text, expected) in integers {
        assert_eq!(value(text).kind, ValueKind::Int(expected), "{text}");
    }
    let doubles = [
        (".5", 0.5),
        ("1e5", 1e5),
        ("+1.5E+5", 1.5e5),
        ("-.25e-1", -0.025),
        ("01.50", 1.5),
    ];
    for (text, expected) in doubles {
        assert_eq!(value(text).kind, ValueKind::Double(expected), "{text}");
    }
    assert_eq!(value("e10").kind, ValueKind::Name("e10".into()));
    assert_eq!(value("a.b.C").kind, ValueKind::Name("a.b.C".into()));
    assert_eq!(value("true").kind, ValueKind::Bool(true));
    assert_eq!(value("trueish").kind, ValueKind::Name("trueish".into()));
}

#[test]
fn strings_take_either_quote_and_six_escapes() {
    let table = [
        (r#""a'b""#, "a'b"),
        (r#"'a"b'"#, "a\"b"),
        (r#""\r\n\t\"\'\\""#, "\r\n\t\"'\\"),
        ("'// # /* no comment */'", "// # /* no comment */"),
        (r#""{[(<""#, "{[(<"),
        ("'größe 漢 \u{1f980}'", "größe 漢 \u{1f980}"),
        ("''", ""),
        (r"'\\'", "\\"),
    ];
    for (text, expected) in table {
        let value = value(text);
        assert_eq!(value.kind, ValueKind::String(expected.into()), "{text}");
        assert_eq!(
            (value.span.start, value.span.end as usize),
            (14, 14 + text.len()),
            "{text}"
        );
    }
}

#[test]
fn lists_and_maps_need_no_separators() {
    let sizes = |text: &str| match value(text).kind {
        ValueKind::List(elements) => (elements.len(), 0),
        ValueKind::Map(entries) => (0, entries.len()),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(sizes("[]"), (0, 0));
    assert_eq!(sizes("[A B.C 1 -2 'x' [] {}]"), (7, 0));
    assert_eq!(sizes("[1, 2; 3,]"), (3, 0));
    assert_eq!(sizes("{}"), (0, 0));
    assert_eq!(sizes("{1: 2 3: 4; {5: 6}: [7], 'x': .5,}"), (0, 4));
}

#[test]
fn every_definition_keeps_its_parts() {
    let document = parsed(
        "include 'a.b.thrift'; cpp_include \"<map>\" namespace * x.y namespace py.twisted z (uri = 'u') ,
         typedef list<i32> (t = '1') L (flag)
         const L X = [1];
         union U xsd_all { 1: i32 a } (x)
         exception E { 1: string why };
         service S extends a.b.P { oneway void f(i32 a = 1) async E g() throws (1: E e 2: a.b.F f) (k = 'v') } (s)",
    );
    let [
        Header::Include(include),
        Header::CppInclude(cpp),
        Header::Namespace(star),
        Header::Namespace(py),
    ] = &document.headers[..]
    else {
        panic!("{:?}", document.headers)
    };
    assert_eq!(
        (include.text.as_str(), cpp.text.as_str()),
        ("a.b.thrift", "<map>")
    );
    assert_eq!(
        (star.language.text.as_str(), star.name.text.as_str()),
        ("*", "x.y")
    );
    assert_eq!(
        (py.language.text.as_str(), pairs(&py.annotations)),
        ("py.twisted", vec![("uri", "u")])
    );

    let Definition::Typedef(typedef) = &document.definitions[0] else {
        panic!("a typedef first")
    };
    assert_eq!(pairs(&typedef.ty.annotations), [("t", "1")]);
    assert_eq!(pairs(&typedef.head.annotations), [("flag", "1")]);

    let union = first_struct(&document);
    assert!(union.kind == StructKind::Union && union.xsd_all);
    let service = first_service(&document);
    assert_eq!(
        service.extends.as_ref().map(|parent| parent.text.as_str()),
        Some("a.b.P")
    );
    let [f, g] = &service.functions[..] else {
        panic!("two functions")
    };
    assert_eq!(
        f.oneway.as_ref().map(|word| word.text.as_str()),
        Some("oneway")
    );
    assert_eq!(f.returns.kind, TypeKind::Base(Base::Void));
    assert!(f.arguments[0].id.is_none() && f.arguments[0].default.is_some());
    assert_eq!(
        g.oneway.as_ref().map(|word| word.text.as_str()),
        Some("async")
    );
    assert_eq!(
        g.throws
            .iter()
            .map(|field| field.head.name.text.as_str())
            .collect::<Vec<_>>(),
        ["e", "f"]
    );
    assert_eq!(pairs(&g.head.annotations), [("k", "v")]);
}

#[test]
fn fields_keep_ids_references_and_defaults() {
    let field_ = field(
        "-7: optional Tree & next = {} xsd_optional xsd_nillable xsd_attrs { 1: i32 a } (x = 'y')",
    );
    assert_eq!(field_.id.map(|id| id.value), Some(-7));
    assert!(field_.reference && field_.default.is_some());
    assert_eq!(pairs(&field_.head.annotations), [("x", "y")]);
    assert!(field("i32 a").id.is_none());
    assert_eq!(field("0x10: i32 a").id.map(|id| id.value), Some(16));
}

#[test]
fn enum_members_may_share_a_line() {
    let document = parsed("enum E { a;b=7;c D = 0xa (x) /** doc */ E = -1, }");
    let members: Vec<_> = first_enum(&document)
        .members
        .iter()
        .map(|member| {
            (
                member.head.name.text.as_str(),
                member.value.map(|int| int.value),
            )
        })
        .collect();
    assert_eq!(
        members,
        [
            ("a", None),
            ("b", Some(7)),
            ("c", None),
            ("D", Some(10)),
            ("E", Some(-1))
        ]
    );
    assert_eq!(
        first_enum(&document).members[4].head.doc.as_deref(),
        Some("doc")
    );
}

#[test]
fn spans_end_with_the_last_token() {
    let text = "/** d */ struct A { 1: i32 a  // x\n } /* y */\n\n struct B {}";
    let document = parsed(text);
    let structure = first_struct(&document);
    let slice = |span: crate::source::Span| &text[span.start as usize..span.end as usize];
    assert_eq!(slice(structure.head.span), "struct A { 1: i32 a  // x\n }");
    assert_eq!(slice(structure.fields[0].head.span), "1: i32 a");
    assert_eq!(slice(structure.fields[0].ty.span), "i32");
}

#[test]
fn doc_comments_belong_to_what_follows_them() {
    let document = parsed(
        "/** file */ namespace rs a /** lost */ namespace py b
         /** not this */ /** struct
          * A */ // between
         struct A {
           /** a */ 1: i32 a, /** b */
           2: i32 b
           3: /** inside */ i32 c
           /***/ 4: i32 d
           /** lost */ }
         /** s */ service S { /** f */ void f(/** x */ 1: i32 x) /** g */ oneway void g() }",
    );
    let docs = |fields: &[crate::syntax::ast::Field]| -> Vec<Option<String>> {
        fields.iter().map(|field| field.head.doc.clone()).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(document.doc, some("file"));
    let structure = first_struct(&document);
    assert_eq!(structure.head.doc, some("struct\nA"));
    assert_eq!(
        docs(&structure.fields),
        [some("a"), some("b"), some("inside"), None]
    );
    let service = first_service(&document);
    assert_eq!(service.head.doc, some("s"));
    assert_eq!(service.functions[0].head.doc, some("f"));
    assert_eq!(docs(&service.functions[0].arguments), [some("x")]);
    assert_eq!(service.functions[1].head.doc, some("g"));
}

#[test]
fn the_first_doc_comment_is_the_files_if_something_parts_it_from_the_first_definition() {
    let table = [
        ("/** one */ struct A {}", None, Some("one")),
        ("/** one */\nstruct A {}", None, Some("one")),
        ("/** one */\n\nstruct A {}", None, Some("one")),
        (
            "/** one */ /** two */ struct A {}",
            Some("one"),
            Some("two"),
        ),
        ("/** one */ include 'x' struct A {}", Some("one"), None),
        ("include 'x' /** one */\n\nstruct A {}", None, Some("one")),
        ("struct A {} /** one */", None, None),
        ("struct A { /** one */ }", None, Some("one")),
    ];
    for (text, file, structure) in table {
        let document = parsed(text);
        assert_eq!(document.doc.as_deref(), file, "{text}");
        assert_eq!(
            first_struct(&document).head.doc.as_deref(),
            structure,
            "{text}"
        );
    }
    assert_eq!(parsed("// x\n/** only */").doc.as_deref(), Some("only"));
}
