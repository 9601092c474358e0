//! Names.

catalogue! {
    E0201 ALREADY_DEFINED "two definitions of a file have one name",
"    struct Point { 1: i32 x }
    typedef i32 Point            // which is meant by `Point`?

Typedefs, enums, structs, unions, exceptions and services of a file share their names. Constants have names of their own,
so that a constant may be called like a type. What another file defines is no obstacle: `typedef shapes.Point Point` is
fine (Apache's compiler refuses it).";

    E0202 UNKNOWN_TYPE "there is no type of this name",
"A type is found by its bare name in the file that defines it, before or after its use, and by `file.Name` in a file that
includes that one, where `file` is the file's name without its last extension:

    include \"geometry/shapes.thrift\"
    struct Line { 1: shapes.Point from, 2: shapes.Point to }

What an included file itself includes is not seen: include it, too.";

    E0203 NOT_A_TYPE "something that is no type stands where a type is wanted",
"    service Store { void put(1: binary data) }
    struct Shop { 1: Store store }      // a service is not data

Services and constants cannot be the type of anything.";

    E0204 UNKNOWN_VALUE "there is no constant or enum member of this name",
"A value may name a constant (`LIMIT`, `limits.LIMIT`) or an enum's member (`Color.RED`, `paint.Color.RED`). Where an enum
is expected the bare name of a member will do, too.

Constants may be defined before or after their use (Apache's compiler wants them before).";

    E0205 UNKNOWN_SERVICE "there is no service of this name",
"What a service extends is found like a type: by its bare name in the same file, by `file.Name` in an included one. It may
be defined before or after (Apache's compiler wants it before).";

    E0206 NOT_A_SERVICE "a service extends something that is no service",
"    struct Base { 1: i32 id }
    service Store extends Base {}

A service extends one other service, and takes over its functions.";

    W0207 AMBIGUOUS "a name may mean two things",
"    include \"old/shapes.thrift\"
    include \"new/shapes.thrift\"
    struct Line { 1: shapes.Point from }   // both have a `Point`

Two included files have the same name, and what is looked for is in both. That of the file which is included first is
taken.";

    W0208 CLASH "two files of one namespace define the same name",
"Files with the same namespace for `rs` (or, without one, for `rust` or `*`) become one Rust module, and a module has room
for one definition of a name. One of the two gets another name there; on the wire nothing changes.

Give the files different namespaces, or choose the name yourself with (rust.name = \"…\").";

    E0209 BAD_RUST_NAME "a `rust.name` is no Rust identifier",
"    struct Point { 1: i32 x } (rust.name = \"Point-2D\")

The value becomes a name in Rust source. It has letters, digits and underscores, and no digit in front.";

    E0210 BAD_RUST_CODE "a `rust.derive` or `rust.attribute` is no Rust",
"    struct Point { 1: i32 x } (rust.derive = \"my::Trait, Other\", rust.attribute = \"my_attribute(value = 1)\")

The first is a list of paths with commas between them, the second what stands between `#[` and `]`. Both are copied into
the generated code; what they name has to be there when that is compiled.";
}
