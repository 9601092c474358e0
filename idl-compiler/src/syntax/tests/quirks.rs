//! Constructs that published IDL files have and that a naive parser refuses. All of them are accepted by Apache's compiler.

use super::parsed;

#[test]
fn what_published_files_write_is_accepted() {
    let texts = [
        // names with many dots, and file names that are no names
        "include \"../dsn.layer2.thrift\" struct A { 1: dsn.layer2.partition p }",
        "service S extends a.b.c.d.e.Svc{}",
        "include 'profile-service-cpi.thrift'",
        "include './general.thrift'",
        // lexical matters
        "namespace csharp A.B\r\nstruct A {\r\n}\r\n",
        "struct A {}\n#@namespace scala com.twitter.test",
        "// only a comment",
        "/**/ /***/ /* * / */",
        "const string A = \"///\" const string B = '# no'",
        "struct A { 1: optional string bar (go.tag = \"json:\\\"bar\\\" db:\\\"id_text\\\"\") }",
        "struct A { 05: optional i32 domainOperation 08: i32 b }",
        "const double value6 = .13; const double b = +1.5E+5; const double c = 1e5",
        "const i64 MIN = -9223372036854775808",
        "enum E { DM = 0xa, }",
        // separators
        "enum e10{a;b=7;c}",
        "const set<string> P  = [ VOID_TYPE_NAME BOOLEAN_TYPE_NAME\n TINYINT_TYPE_NAME ]",
        "enum E { HRRR, /** second */ PPOL  = 2 (order = \"second\"), REWT }",
        "include 'x'; namespace rs a; struct A {}; typedef i32 B; service S {}, enum E {};",
        // values
        "const map<map<E, string>, string> M = {{1 :\"world\", 2 :\"moon\"} : \"hello\"}",
        "struct A { 5: optional list<B> hostWeights = {} 6: map<i32, i32> m = [] }",
        "service S { void f(1: T session, 4: list<string> names = {}) throws (1: E e) }",
        "struct A { 29: Container container = { \"mesos\": {} } }",
        "struct A { 104: optional set<P.T> kinds =\n  [P.T.A, P.T.B] }",
        "struct A { 18: optional Types.Level level = 1 9: optional bool debug = 0 }",
        "const bool X = 2 const i32 Fst = MyEnum.FIRST;",
        // types
        "typedef Later Name struct Later {}",
        "struct Q { 1: required Query query } union P { 2: P is_not }",
        "struct A { 1: RecList & nextitem 2: RecList& b 3: RecList &c }",
        "struct A { 22: map<Variant, Variant> v_map; 5: list<set<map<string,list<S>>>> s }",
        "struct A { 3: map<list<string>, string> paths, 6: map<MyException, string> e }",
        "struct A { 1: list cpp_type 'x' <i32> a 2: map cpp_type \"y\" <i32, i32> b }",
        // ids
        "struct A { string field_without_id1, 0: i32 a, -1: i32 b 40000: i32 c }",
        "service S { void method3(1: i32 _result, 2: string r) throws (Exception r) }",
        // words
        "struct A { 6: string   string 4: bool required    , 5: optional map<string, string> map, }",
        "struct return { 1: i32 return } service extern { void return() } enum E { Self = 1, _1 }",
        "struct Box {} struct String {} struct Option {} struct Result {} struct Type {} struct class {}",
        "struct fooResult {} service s { fooResult foo() } enum SameName { SameName = 1; }",
        "service S { void get_Id() void getId() }",
        // annotations
        "service S { void f() throws (\n) (\n a.b = \"x\"\n c = 'y'\n) } (\n)",
        "struct A { 1: i32 a () } (cpp.customostream)",
        "typedef list< double ( cpp.fixed_point = \"16\" ) > tiny_float_list (x, y; z)",
        "enum E { A (a) B = 1 (b = 'c') } (d)",
        "exception E {} (e) union U {} (u)",
        "namespace xsd x (uri = 'u')",
        // headers
        "namespace * a namespace py.twisted foo.bar namespace py b namespace py c namespace rs gen.type.ref",
        "cpp_include 'x.h'",
        // empty things
        "union T {} enum E {} struct S {} service V {} exception X {}",
        "",
        "enum E { A = 9; B = 9; }",
        // arguments
        "service S { bool check(1: required string c, 2: optional i16 major = MAJOR) }",
        "struct C { 1: kinds val = TWO }",
        // deprecated or obsolete
        "service S { async void f(1: byte a) }",
        "struct A xsd_all { 1: i32 a xsd_optional xsd_nillable 2: i32 b xsd_attrs { 1: i32 c } }",
        "struct slist {} struct A { 1: slist a }",
        "service S { oneway i32 f() throws (1: E e) void g(1: void a) }",
    ];
    for text in texts {
        parsed(text);
    }
}
