//! Text → the code of the first problem, the place at fault, and a part of what is said.

use super::outcome;

/// Checks rows of: a text, the number of its problem, what stands at its place, a part of the message or help.
fn check(table: &[(&str, &str, &str, &str)]) {
    for (text, number, place, said) in table {
        let (_, diagnostics) = outcome(text);
        let [problem] = diagnostics.all() else {
            panic!("{text}: not one problem: {:#?}", diagnostics.all())
        };
        let everything = format!("{} {:?} {:?}", problem.message, problem.help, problem.notes);
        assert_eq!(problem.code.number(), *number, "{text}: {everything}");
        let span = problem.primary.as_ref().expect("a place").span;
        assert_eq!(
            &text[span.start as usize..span.end as usize],
            *place,
            "{text}: {everything}"
        );
        assert!(everything.contains(said), "{text}: {everything}");
    }
}

#[test]
fn says_what_is_expected_and_what_is_found() {
    check(&[
        ("struct A ! {}", "E0101", "!", "expected `{`, found `!`"),
        (
            "struct A { ! }",
            "E0101",
            "!",
            "expected `}` or a field, found `!`",
        ),
        (
            "struct A { 1: i32 x ! }",
            "E0101",
            "!",
            "expected `}`, `=` or a field, found `!`",
        ),
        (
            "struct A { 1 i32 x }",
            "E0101",
            "i32",
            "expected `:`, found the keyword `i32`",
        ),
        (
            "struct A { 1: i32 }",
            "E0101",
            "}",
            "expected a name, found `}`",
        ),
        (
            "enum E { A = ! }",
            "E0101",
            "!",
            "expected a number, found `!`",
        ),
        (
            "enum E { A = B }",
            "E0101",
            "B",
            "expected a number, found `B`",
        ),
        (
            "service S { void f! }",
            "E0101",
            "!",
            "expected `(`, found `!`",
        ),
        (
            "service S { void f() ! }",
            "E0101",
            "!",
            "expected `}`, `throws` or a function, found `!`",
        ),
        (
            "const i32 x = {1 2}",
            "E0101",
            "2",
            "expected `:`, found `2`",
        ),
        ("const i32 x = [!]", "E0101", "!", "expected `]` or a value"),
        (
            "include x",
            "E0101",
            "x",
            "expected a string in quotes, found `x`",
        ),
        ("/* c */ ! ", "E0101", "!", "or a definition (`struct`"),
        ("struct A {} größe", "E0101", "größe", "found `größe`"),
        (
            "typedef i32",
            "E0101",
            "",
            "expected a name, found the end of the file",
        ),
        (
            "const i32 X = 5 (a = 'b')",
            "E0101",
            "(",
            "take no annotations",
        ),
        (
            "namespace * x (a = 'b')",
            "E0101",
            "(",
            "take no annotations",
        ),
    ]);
}

#[test]
fn points_at_the_bracket_that_is_not_closed() {
    check(&[
        ("struct A {", "E0102", "{", "close it with `}`"),
        ("struct A { 1: list<i32", "E0102", "<", "close it with `>`"),
        (
            "const i32 x = ['[', {1: 2}",
            "E0102",
            "[",
            "close it with `]`",
        ),
        (
            "service S { void f(1: i32 a",
            "E0102",
            "(",
            "close it with `)`",
        ),
        (
            "struct A { 1: i32 a\nstruct B { 1: i32 b }",
            "E0102",
            "{",
            "never closed",
        ),
        (
            "service S { void f()\nnamespace rs x",
            "E0102",
            "{",
            "never closed",
        ),
    ]);
}

#[test]
fn has_words_for_common_slips() {
    check(&[
        (
            "struct A {} include 'x'",
            "E0108",
            "include",
            "top of the file",
        ),
        (
            "struct A {} namespace rs x",
            "E0108",
            "namespace",
            "top of the file",
        ),
        ("struct list {}", "E0111", "list", "keyword"),
        ("enum E { string }", "E0111", "string", "keyword"),
        ("service S { void oneway() }", "E0111", "oneway", "keyword"),
        (
            "struct A { 1: i32 cpp_type }",
            "E0111",
            "cpp_type",
            "keyword",
        ),
        ("const i32 x = 0XFF", "E0112", "0XFF", "small x"),
        ("enum E { A = 0XFF }", "E0112", "0XFF", "small x"),
        (
            "const double x = 1.",
            "E0112",
            "1.",
            "digit after the point",
        ),
        ("enum E { A = 5B }", "E0112", "5B", "first letter"),
        ("struct A.B {}", "E0113", "A.B", "dot"),
        ("struct A { 1: i32 a.b }", "E0113", "a.b", "dot"),
    ]);
}

#[test]
fn checks_strings_comments_and_numbers() {
    check(&[
        (
            r"const string x = 'a\u0041'",
            "E0105",
            r"\u",
            "the escapes are",
        ),
        (r"const string x = 'é\é'", "E0105", r"\é", "the escapes are"),
        ("const string x = 'a\nb'", "E0104", "'a", "line break"),
        ("const string x = 'a\\\nb'", "E0104", "'a\\", "line break"),
        ("const string x = \"a'", "E0103", "\"", "closing quote"),
        ("const string x = \"a\\", "E0103", "\"", "closing quote"),
        ("struct A {} /* x", "E0106", "/*", "never closed"),
        ("/*/", "E0106", "/*", "never closed"),
        (
            "const i64 x = 9223372036854775808",
            "E0107",
            "9223372036854775808",
            "64 bits",
        ),
        (
            "const i64 x = 0xffffffffffffffff",
            "E0107",
            "0xffffffffffffffff",
            "64 bits",
        ),
        (
            "enum E { A = -9223372036854775809 }",
            "E0107",
            "-9223372036854775809",
            "64 bits",
        ),
        ("const double x = 1e400", "E0107", "1e400", "double"),
        (
            "typedef list<i32> cpp_type 'x' L",
            "W0501",
            "'x'",
            "list cpp_type",
        ),
    ]);
}

#[test]
fn names_the_dialect_of_a_foreign_construct() {
    check(&[
        ("include common './x.thrift'", "E0110", "common", "thriftrw"),
        ("include 'x.thrift' as y", "E0110", "as", "fbthrift"),
        (
            "@thrift.Experimental\nstruct A {}",
            "E0110",
            "@",
            "fbthrift",
        ),
        (
            "struct A { @a.B{c = 1} 1: i32 x }",
            "E0110",
            "@",
            "fbthrift",
        ),
        ("package 'a.com/b'", "E0110", "package", "fbthrift"),
        ("namespace go 'a.com/b'", "E0110", "'a.com/b'", "fbthrift"),
        (
            "service S { stream<i32> f() }",
            "E0110",
            "<",
            "stream or sink",
        ),
        (
            "service S { i32, stream<i32> f() }",
            "E0110",
            ",",
            "stream or sink",
        ),
        (
            "service S { sink<i32, i32> f() }",
            "E0110",
            "<",
            "stream or sink",
        ),
        (
            "interaction I { void f() }",
            "E0110",
            "interaction",
            "interaction",
        ),
        ("service S { performs I; }", "E0110", ";", "interaction"),
        ("const P p = P{a = 1}", "E0110", "{", "struct literal"),
        (
            "const list<P> p = [P{a = 1}]",
            "E0110",
            "=",
            "struct literal",
        ),
        (
            "safe transient server exception E {}",
            "E0110",
            "safe",
            "qualified exception",
        ),
        (
            "client exception E {}",
            "E0110",
            "client",
            "qualified exception",
        ),
        ("struct A { 9: V (a = 'b') v }", "E0110", "(", "named type"),
        ("typedef list<V (a = 'b')> L", "E0110", "(", "named type"),
        ("struct A {} (bitmask = 1)", "E0110", "1", "not a string"),
        ("senum S { 'a' }", "E0110", "senum", "early Apache"),
        ("struct A { 1: slist x }", "E0110", "slist", "early Apache"),
        (
            "typedef map<i32, slist> M",
            "E0110",
            "slist",
            "early Apache",
        ),
        ("cpp_namespace x", "E0110", "cpp_namespace", "early Apache"),
        ("java_package a.b", "E0110", "java_package", "early Apache"),
    ]);
}

#[test]
fn a_problem_that_leaves_the_structure_clear_does_not_end_the_file() {
    let (document, diagnostics) =
        outcome("struct a.b {} const i64 x = 99999999999999999999 struct C {}");
    assert_eq!(document.map(|document| document.definitions.len()), Some(3));
    assert_eq!(diagnostics.all().len(), 2);
    assert!(diagnostics.has_errors());
}
