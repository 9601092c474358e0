//! The IDL: structs of ten fields, of ten kinds, in another order in each struct.

use std::fmt::Write as _;

/// Every tenth struct reaches the nine before it.
const GROUP: usize = 10;

/// The names of those of `count` structs that reach all the others.
pub(super) fn roots(count: usize) -> Vec<String> {
    let last = (GROUP - 1..count).step_by(GROUP);
    last.map(|number| format!("S{number}")).collect()
}

/// `count` structs, and a service that takes and returns those that reach all the others.
pub(super) fn idl(count: usize) -> String {
    let mut idl =
        "namespace rs structs\n\nstruct Leaf {\n  1: i32 number\n  2: string name\n}\n".to_owned();
    for number in 0..count {
        // writing to a string does not fail
        let _ = writeln!(idl, "\nstruct S{number} {{");
        for field in 0..GROUP {
            let (kind, ty) = field_type(number, (field + number) % GROUP);
            let _ = writeln!(idl, "  {}: {ty} {kind}{number}", field + 1);
        }
        idl.push_str("}\n");
    }
    idl.push_str("\nservice Structs {\n");
    for root in roots(count) {
        let _ = writeln!(idl, "  {root} same{root}(1: {root} value)");
    }
    idl + "}\n"
}

/// A name and the type of one of the ten kinds. Structs of one shape would share machine code.
fn field_type(number: usize, kind: usize) -> (&'static str, String) {
    let inner = match number % GROUP {
        0 => "Leaf".to_owned(),
        _ => format!("S{}", number - 1),
    };
    let (name, ty) = match kind {
        0 => ("flag", "bool"),
        1 => ("number", "i32"),
        2 => ("big", "i64"),
        3 => ("ratio", "double"),
        4 => ("name", "string"),
        5 => ("note", "optional string"),
        6 => ("numbers", "list<i32>"),
        7 => ("tags", "map<string, string>"),
        8 => return ("inner", format!("list<{inner}>")),
        _ if number.is_multiple_of(2) => ("data", "binary"),
        _ => ("leaves", "list<Leaf>"),
    };
    (name, ty.to_owned())
}
