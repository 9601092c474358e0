//! Texts → what the model says of them.

use std::path::{Path, PathBuf};

use crate::diagnostics::{Code, Diagnostics, Severity};
use crate::load::{Loaded, LoadedFile};
use crate::model::{Field, Item, Program, Requiredness, Type, TypeKind, Value};
use crate::source::SourceMap;
use crate::syntax::ast::Header;
use crate::syntax::parse;

/// Resolves files of the given names and texts, included ones first. Of two files `a/x` and `b/x` both are called `x`.
fn resolve(files: &[(&str, &str)]) -> (Program, Diagnostics) {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let mut loaded = Loaded::default();
    for (name, text) in files {
        let path = PathBuf::from(format!("{name}.thrift"));
        let source = sources.add(path.clone(), *text);
        let document = parse(source, text, &mut diagnostics).expect(text);
        let index_of = |path: &str| {
            files
                .iter()
                .position(|(name, _)| path == format!("{name}.thrift"))
        };
        let includes = document.headers.iter().filter_map(|header| match header {
            Header::Include(path) => Some((path.clone(), index_of(&path.text)?)),
            _ => None,
        });
        let includes = includes.collect();
        let stem = Path::new(name)
            .file_name()
            .expect(name)
            .to_str()
            .expect(name)
            .to_owned();
        loaded.files.push(LoadedFile {
            path,
            stem,
            document,
            root: true,
            includes,
        });
    }
    let program = super::resolve(&loaded, &mut diagnostics);
    (program, diagnostics)
}

/// A program without errors.
fn good(files: &[(&str, &str)]) -> Program {
    let (program, diagnostics) = resolve(files);
    let errors: Vec<&str> = errors(&diagnostics).map(|(_, message)| message).collect();
    assert!(errors.is_empty(), "{files:?}: {errors:?}");
    program
}

fn errors(diagnostics: &Diagnostics) -> impl Iterator<Item = (Code, &str)> {
    let errors = diagnostics
        .all()
        .iter()
        .filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| (problem.code, problem.message.as_str()))
}

/// The value of the last constant of a text.
fn value(text: &str) -> Value {
    good(&[("main", text)])
        .constants
        .pop()
        .expect("a constant")
        .value
}

const ENUMS: &str = "enum A { X = 1, Y = 5 } enum B { X = 7, Z }\n";

#[test]
fn a_value_gets_the_type_of_its_place() {
    let ints = |ints: &[i64]| Value::List(ints.iter().copied().map(Value::Int).collect());
    let uuid = Value::Uuid([
        0, 17, 34, 51, 68, 85, 102, 119, 136, 153, 170, 187, 204, 221, 238, 255,
    ]);
    let table = [
        ("const i64 x = -9223372036854775808", Value::Int(i64::MIN)),
        ("const i8 x = -128", Value::Int(-128)),
        ("const double x = 3", Value::Double(3.0)),
        ("const bool x = 0", Value::Bool(false)),
        ("const bool x = 2", Value::Bool(true)),
        ("const i32 x = true", Value::Int(1)),
        ("const binary x = 'a'", Value::String("a".to_owned())),
        (
            "const uuid x = '{00112233-4455-6677-8899-AABBCCDDEEFF}'",
            uuid,
        ),
        ("const set<i32> x = [3, 1, 3]", ints(&[3, 1, 3])),
        ("const list<i32> x = {}", ints(&[])),
        ("const set<i32> x = {}", ints(&[])),
        ("const map<i32, i32> x = []", Value::Map(Vec::new())),
        (
            "typedef list<i32> T typedef T U const U x = [1]",
            ints(&[1]),
        ),
        (
            "const map<double, bool> x = {1: 1}",
            Value::Map(vec![(Value::Double(1.0), Value::Bool(true))]),
        ),
    ];
    for (text, expected) in table {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn a_member_is_found_by_name_number_and_like_apache_by_its_last_part() {
    let program = good(&[("main", ENUMS)]);
    let [Item::Enum(a), Item::Enum(b)] = program.files[0].items[..] else {
        panic!("two enums")
    };
    let table = [
        ("const A x = A.Y", Value::Enum(a, 1)),
        ("const A x = Y", Value::Enum(a, 1)),
        ("const A x = 5", Value::Enum(a, 1)),
        ("const A x = B.X", Value::Enum(a, 0)),
        ("const B x = Nowhere.Z", Value::Enum(b, 1)),
        ("typedef B C const C x = C.Z", Value::Enum(b, 1)),
        ("const i32 x = B.Z", Value::Int(8)),
        ("const double x = A.X", Value::Double(1.0)),
        (
            "const map<A, i32> x = {1: A.Y}",
            Value::Map(vec![(Value::Enum(a, 0), Value::Int(5))]),
        ),
    ];
    for (text, expected) in table {
        assert_eq!(value(&format!("{ENUMS}{text}")), expected, "{text}");
    }
}

#[test]
fn a_constant_of_the_type_is_named_and_another_is_converted() {
    for text in [
        "const T x = a typedef i32 T const i32 a = 1",
        "const i32 a = 1 typedef i32 T const T x = a",
        "const list<string> a = ['b'] typedef string T const list<T> x = a",
        "enum E { A } const E a = 0 const E x = a",
    ] {
        let program = good(&[("main", text)]);
        let x = program
            .constants
            .iter()
            .find(|constant| constant.head.name == "x")
            .expect("x");
        assert!(
            matches!(x.value, Value::Constant(_)),
            "{text}: {:?}",
            x.value
        );
    }
    let ints = Value::List(vec![Value::Int(1), Value::Int(2)]);
    let table = [
        ("const i32 a = 1 const i64 x = a", Value::Int(1)),
        (
            "const i64 a = 1 const i64 b = a const double x = b",
            Value::Double(1.0),
        ),
        (
            "const string a = 'b' const binary x = a",
            Value::String("b".to_owned()),
        ),
        (
            "enum E { A = 4 } const E a = E.A const i8 x = a",
            Value::Int(4),
        ),
        (
            "const i8 one = 1 const list<i8> a = [one, 2] const set<i64> x = a",
            ints.clone(),
        ),
        (
            "const set<i32> a = [1, 2] const set<i32> (rust.type = 'hash') x = a",
            ints,
        ),
    ];
    for (text, expected) in table {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn values_of_structs_name_their_fields() {
    let text = "struct P { 1: i32 x 2: P p } union U { 1: i32 a 2: string b }\n";
    let program = good(&[(
        "main",
        &format!("{text} const P p = {{'p': {{'x': 1}}, 'x': 2}} const U u = {{'a': 1, 'b': 'c'}}"),
    )]);
    let value = |index: usize| match &program.constants[index].value {
        Value::Struct(_, members) => members.clone(),
        other => panic!("{other:?}"),
    };
    let [(1, Value::Struct(_, inner)), (0, Value::Int(2))] = &value(0)[..] else {
        panic!("{:?}", value(0))
    };
    assert_eq!(inner[..], [(0, Value::Int(1))]);
    assert_eq!(
        value(1),
        [(1, Value::String("c".to_owned()))],
        "of a union's members the last counts"
    );
}

#[test]
fn names_are_found_behind_dotted_includes_and_one_level_deep() {
    let program = good(&[
        ("dsn.layer2", "struct S { 1: i32 deep } enum E { A } const i32 C = 1"),
        ("dsn", "struct S { 1: i32 flat } service Base {} const i32 layer2 = 2"),
        (
            "main",
            "include 'dsn.layer2.thrift' include 'dsn.thrift'
             struct T { 1: dsn.S flat 2: dsn.layer2.S deep 3: dsn.layer2.E e = dsn.layer2.E.A 4: i32 c = dsn.layer2.C }
             typedef dsn.S S
             const i32 c = dsn.layer2
             service Svc extends dsn.Base {}",
        ),
    ]);
    let fields = &program.structs.last().expect("T").fields;
    let first_field = |field: &Field| {
        program[field.ty.held(&program).expect("a struct")].fields[0]
            .head
            .name
            .clone()
    };
    assert_eq!(
        [first_field(&fields[0]), first_field(&fields[1])],
        ["flat", "deep"]
    );
    assert!(matches!(fields[2].default, Some(Value::Enum(_, 0))));
    assert!(matches!(fields[3].default, Some(Value::Constant(_))));
    assert!(program.services[1].extends.is_some());
    assert_eq!(program.files[2].includes.len(), 2);
}

#[test]
fn of_two_includes_of_one_name_both_are_looked_into() {
    let (program, diagnostics) = resolve(&[
        ("a/x", "struct Both { 1: i32 first } struct A {}"),
        ("b/x", "struct Both { 1: i32 second } struct B {}"),
        (
            "main",
            "include 'a/x.thrift' include 'b/x.thrift' struct T { 1: x.A a 2: x.B b 3: x.Both both }",
        ),
    ]);
    let numbers: Vec<&str> = diagnostics
        .all()
        .iter()
        .map(|problem| problem.code.number())
        .collect();
    assert_eq!(numbers, ["W0207"]);
    let both = program.structs.last().expect("T").fields[2]
        .ty
        .held(&program)
        .expect("a struct");
    assert_eq!(program[both].fields[0].head.name, "first");
}

#[test]
fn ids_presence_and_numbers_are_those_of_apache() {
    use Requiredness::{Default, Optional, Required};

    let program = good(&[(
        "main",
        "struct S { i32 a 0: i32 b 7: required i32 c -3: optional i32 d 40000: i32 e }
         union U { 1: required i32 a 2: i32 b }
         exception X {}
         service Svc { i32 f(1: optional i32 a, 2: required i32 b) throws (1: X x) oneway i32 g() }
         enum E { A B = -7 C D = 0x10 E }",
    )]);
    let ids = |fields: &[Field]| fields.iter().map(|field| field.id).collect::<Vec<_>>();
    let presence = |fields: &[Field]| {
        fields
            .iter()
            .map(|field| field.requiredness)
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&program.structs[0].fields), [-1, -2, 7, -3, -25536]);
    assert_eq!(
        presence(&program.structs[0].fields),
        [Default, Default, Required, Optional, Default]
    );
    assert_eq!(presence(&program.structs[1].fields), [Optional, Optional]);
    let [f, g] = &program.services[0].functions[..] else {
        panic!("two functions")
    };
    assert_eq!(presence(&f.arguments), [Default, Required]);
    assert_eq!(presence(&f.throws), [Optional]);
    assert_eq!(f.returns.as_ref().map(|ty| &ty.kind), Some(&TypeKind::I32));
    assert!(g.oneway && g.returns.is_none());
    let values: Vec<i32> = program.enums[0]
        .members
        .iter()
        .map(|member| member.value)
        .collect();
    assert_eq!(values, [0, -7, -6, 16, 17]);
}

#[test]
fn one_unknown_type_is_one_error_whatever_depends_on_it() {
    let (_, diagnostics) = resolve(&[(
        "main",
        "typedef Nowhere N
         typedef list<N> T
         const T c = ['a', 1]
         const list<i32> d = c
         struct S { 1: T t = [{}] }
         const S s = {'t': [1.5]}
         exception X {}
         service Svc { void f() throws (1: N n) }",
    )]);
    assert_eq!(
        errors(&diagnostics).collect::<Vec<_>>().len(),
        1,
        "{:?}",
        diagnostics.all()
    );
}

#[test]
fn a_program_with_an_error_can_still_be_walked() {
    let (program, diagnostics) =
        resolve(&[("main", "struct S { 1: Nowhere n 2: list<T> t } typedef T T")]);
    assert_eq!(errors(&diagnostics).collect::<Vec<_>>().len(), 2);
    for field in &program.structs[0].fields {
        assert!(!matches!(
            field.ty.resolved(&program),
            Type {
                kind: TypeKind::Typedef(_),
                ..
            }
        ));
    }
    crate::check::check(&program, &mut Diagnostics::default());
}

#[test]
fn long_chains_need_no_stack() {
    let chain = |line: fn(usize) -> String| (0..20_000).map(line).collect::<String>();
    good(&[(
        "main",
        &(chain(|n| format!("const i32 C{n} = C{}\n", n + 1)) + "const i32 C20000 = 1"),
    )]);
    good(&[(
        "main",
        &(chain(|n| format!("typedef T{} T{n}\n", n + 1)) + "typedef i32 T20000 const T0 X = 1"),
    )]);
    good(&[(
        "main",
        &(chain(|n| format!("service S{n} extends S{} {{}}\n", n + 1)) + "service S20000 {}"),
    )]);
}

#[test]
fn only_the_first_unknown_names_are_compared_with_all_others() {
    let fields: Vec<String> = (1..=60).map(|n| format!("{n}: Piont f{n}")).collect();
    let fields = fields.join(" ");
    let (_, diagnostics) = resolve(&[("main", &format!("struct Point {{ {fields} }}"))]);
    let advised = diagnostics
        .all()
        .iter()
        .filter(|problem| !problem.help.is_empty());
    assert_eq!((diagnostics.all().len(), advised.count()), (60, 50));
}
