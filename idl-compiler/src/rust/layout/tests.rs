use super::Sheet;

fn laid(text: &str) -> String {
    let mut sheet = Sheet::new("//");
    sheet.add(text).expect("brackets fit");
    sheet.finish()["//\n\n".len()..].to_owned()
}

#[test]
fn brackets_indent_and_methods_stand_apart() {
    let text = "impl A {\nconst X: i32 = 1;\n\n/// Doc.\nfn a(&self,b: i32,) {\nx(b, |y| {\ny\n})\n}\nfn c() {}\n}\nimpl B {}";
    let tidy = "impl A {\n    const X: i32 = 1;\n\n    /// Doc.\n    fn a(&self, b: i32) {\n        x(b, |y| {\n            y\n        })\n    }\n\n    fn c() {}\n}\n\nimpl B {}\n";
    assert_eq!(laid(text), tidy);
    assert_eq!(laid(tidy), tidy);
}

#[test]
fn long_lines_break_at_parameters_or_the_last_group() {
    let a = "a".repeat(50);
    assert_eq!(
        laid(&format!("fn f({a}: i32, {a}: i32) -> X {{\n}}")),
        format!("fn f(\n    {a}: i32,\n    {a}: i32,\n) -> X {{\n}}\n")
    );
    assert_eq!(
        laid(&format!("f({a}).g(S {{ {a}: 1, ..d() }})")),
        format!("f({a}).g(\n    S {{ {a}: 1, ..d() }},\n)\n")
    );
    assert_eq!(
        laid(&format!("#[derive({a}, {a})]")),
        format!("#[derive(\n    {a},\n    {a},\n)]\n")
    );
}

#[test]
fn literals_and_comments_stay_as_they_are() {
    for text in [
        "const A: &str = \"{ ( \\\" \n  [\";\n",
        "/// an odd ( \" bracket\nfn f<'a>(c: &'a char) -> bool {\n    c == '\"' || c == '\\''\n}\n",
        "#[doc = r#\"{  \"  (\"#]\nstruct r#type;\n",
    ] {
        assert_eq!(laid(text), text);
    }
}

#[test]
fn raw_strings_end_at_their_own_hashes() {
    let text = "#[doc = r##\"a \"# ( b\"##]\nstruct A;\nstruct error;\nf(\"(\");\n";
    assert_eq!(laid(text), text);
}

#[test]
fn spaces_and_commas_are_tidied() {
    assert_eq!(
        laid("f( a ,\n\tb,c, )  ;\n\n\ng {a, }"),
        "f(a , b, c) ;\ng {a, }\n"
    );
    assert_eq!(
        laid("a {\nb([\nc, {\nd\n},\n])\n}"),
        "a {\n    b([c, {\n        d\n    }])\n}\n"
    );
}

#[test]
fn brackets_that_do_not_fit_are_errors() {
    let error = |text| Sheet::new("").add(text).unwrap_err();
    assert_eq!(error("f(]"), "`]` closes nothing");
    assert_eq!(error("f { ("), "`(` is never closed");
}

#[test]
fn sheets_are_put_together_without_a_seam() {
    let items = [
        "use a;",
        "use b;",
        "struct A {\n}",
        "struct B {\n}",
        "use c;",
        "use d;",
    ];
    let mut whole = Sheet::new("// head");
    let mut parts = Sheet::new("// head");
    for sheet in [&mut whole, &mut parts] {
        sheet.open("", "m").unwrap();
    }
    for item in items {
        whole.add(item).unwrap();
        let mut part = parts.beside();
        part.add(item).unwrap();
        parts.append(&part);
        parts.append(&parts.beside());
    }
    assert_eq!(parts.finish(), whole.finish());
}

#[test]
fn items_of_more_than_a_line_stand_apart() {
    let mut sheet = Sheet::new("// head");
    for item in ["use a;", "use b;", "struct A {\n}\n"] {
        sheet.add(item).unwrap();
    }
    sheet.open("/// Doc.", "m").unwrap();
    sheet.add("use c;").unwrap();
    sheet.close();
    sheet.add("use d;").unwrap();
    assert_eq!(
        sheet.finish(),
        "// head\n\nuse a;\nuse b;\n\nstruct A {\n}\n\n/// Doc.\npub mod m {\n    use c;\n}\n\nuse d;\n"
    );
}
