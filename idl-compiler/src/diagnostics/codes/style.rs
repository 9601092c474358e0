//! Style and portability: the input is clear, but other tools or later readers may see it differently.

catalogue! {
    W0501 TRAILING_CPP_TYPE "`cpp_type` after the list's element type",
"    list<i32> cpp_type \"std::deque\" numbers     // deprecated
    list cpp_type \"std::deque\" <i32> numbers    // as for map and set

Both are read. Apache's compiler deprecates the first form.";
    W0502 BYTE "`byte` is the old name of `i8`",
"Both names mean a whole number of 8 bits, from -128 to 127. Apache's compiler deprecates `byte`, which sounds like one from 0
to 255. Raw bytes are of the type `binary`.";

    W0503 ASYNC "`async` is the old word for `oneway`",
"    async void write(1: string line)      // deprecated
    oneway void write(1: string line)

Both say that no reply is sent and nobody waits for one. It has nothing to do with how a program waits.";

    W0504 LIST_OF_BYTES "a list of bytes is a slow `binary`",
"    struct Image { 1: list<i8> pixels }

A `list<i8>` is read and written number by number, and programs hold it as numbers. A `binary` is one piece of memory, in
most cases not even copied. On the wire the two differ, so only a new field should be changed.";

    W0505 UNKNOWN_LANGUAGE "a namespace is for an unknown language",
"    namespace pyhton my.package

The languages are called as Apache's generators are: cpp, java, py, rs … A namespace for anything else is kept, but no
generator of Apache's reads it. Some older names are no longer in use, such as csharp (now netstd) and cocoa (now swift).";

    W0506 REPEATED_NAMESPACE "a file has two namespaces for one language",
"    namespace rs shapes
    namespace rs geometry.shapes      // this one counts

The last one counts, as in Apache's compiler.";

    W0507 UNKNOWN_ANNOTATION "an unknown `rust.` annotation",
"    struct Point { 1: i32 x (rust.nmae = \"abscissa\") }

Annotations that begin with `rust.` are meant for idlc, and it knows four:

    rust.name = \"abscissa\"    another name in Rust; on the wire nothing changes
    rust.type = \"hash\"        another type in Rust: btree, hash or vec for a set or map, Bytes for a string,
                              Arc for a field
    rust.derive = \"Own\"        more derives for a struct, union, exception or enum
    rust.attribute = \"own\"     an attribute for any definition, member or field

All other annotations are kept and mean nothing to idlc.";

    W0508 MISPLACED_ANNOTATION "a `rust.` annotation has no effect here",
"    struct Point { 1: i32 x (rust.type = \"hash\") }     // there is no hashed i32

What can be chosen with `rust.type`:

    btree, hash, vec    for a set or map: a BTreeSet, a HashSet, or the elements as they come, in a vector
    Bytes               for a string: its bytes, not checked to be UTF-8
    Arc                 for a field: a shared pointer to its value

It stands behind the type it speaks of, or behind a field, and then speaks of the field's type. `rust.name` stands behind
what has a name: a definition, an enum member, a field, an argument or a function.";
}
