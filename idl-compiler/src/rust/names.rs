//! How a name of the IDL is spelt in Rust, and scopes in which every name is given once.

use std::borrow::Cow;
use std::collections::BTreeSet;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Keywords that `r#` cannot make a name.
const NEVER_RAW: &[&str] = &["self", "Self", "super", "crate", "_"];

/// Primitive types are not reserved words, so a module or a renamed type could hide them.
pub(super) const PRIMITIVES: &[&str] = &[
    "bool", "i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128", "usize", "isize",
    "f32", "f64", "str", "char",
];

/// Names of the prelude that generated code uses, and where they live.
pub(super) const PRELUDE: &[(&str, &str)] = &[
    ("Box", "::std::boxed::Box"),
    ("Default", "::std::default::Default"),
    ("Err", "::std::result::Result::Err"),
    ("Future", "::std::future::Future"),
    ("None", "::std::option::Option::None"),
    ("Ok", "::std::result::Result::Ok"),
    ("Option", "::std::option::Option"),
    ("Send", "::std::marker::Send"),
    ("Some", "::std::option::Option::Some"),
    ("String", "::std::string::String"),
    ("Sync", "::std::marker::Sync"),
    ("Vec", "::std::vec::Vec"),
];

/// What generated modules call `thriftwood::codegen`.
pub(super) const ALIAS: &str = "tw";

/// `HTTPServer` → `HttpServer`: types and enum variants.
pub(super) fn type_name(name: &str) -> String {
    legal(if is_camel(name) {
        name.to_owned()
    } else {
        name.to_upper_camel_case()
    })
}

/// Is it spelt so that there is nothing to convert? Then it begins with a capital, and small letters follow every capital.
fn is_camel(name: &str) -> bool {
    let mut small = true;
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(|byte| match byte {
            b'A'..=b'Z' => std::mem::replace(&mut small, false),
            b'a'..=b'z' => {
                small = true;
                true
            }
            _ => byte.is_ascii_digit(),
        })
}

/// `getId` → `get_id`: fields, arguments, functions and modules.
pub(super) fn value_name(name: &str) -> String {
    legal(if is_snake(name, u8::is_ascii_lowercase) {
        name.to_owned()
    } else {
        name.to_snake_case()
    })
}

/// `maxSize` → `MAX_SIZE`: constants and enum members.
pub(super) fn constant_name(name: &str) -> String {
    legal(if is_snake(name, u8::is_ascii_uppercase) {
        name.to_owned()
    } else {
        name.to_shouty_snake_case()
    })
}

/// Is it spelt as most names of the IDL are, in letters of one case, so that there is nothing to convert?
fn is_snake(name: &str, letter: fn(&u8) -> bool) -> bool {
    let mut words = name.as_bytes().split(|byte| *byte == b'_');
    let in_word = |byte: &u8| letter(byte) || byte.is_ascii_digit();
    words.all(|word| !word.is_empty() && word.iter().all(in_word))
}

/// What a `rust.name` annotation says, as it is, less what no identifier may hold.
pub(super) fn verbatim(name: &str) -> String {
    let name = name.strip_prefix("r#").unwrap_or(name);
    legal(
        name.chars()
            .map(|c| {
                if c == '_' || c.is_ascii_alphanumeric() {
                    c
                } else {
                    '_'
                }
            })
            .collect(),
    )
}

/// Case conversion drops underscores, so that nothing or a leading digit may be left.
fn legal(name: String) -> String {
    match name.chars().next() {
        None => "__".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{name}"),
        Some(_) => name,
    }
}

/// Does edition 2024 reserve it?
fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "Self"
            | "abstract"
            | "as"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

/// The name as source text: keywords become `r#type`.
pub(super) fn identifier(name: &str) -> String {
    if is_keyword(name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// A scope of Rust in which every name is given to one owner only.
#[derive(Debug, Default, Clone)]
pub(super) struct Scope {
    /// Most scopes have few names: looking for one is cheaper than hashing it.
    taken: BTreeSet<String>,
}

impl Scope {
    /// A scope in which some names are taken from the start.
    pub(super) fn with(taken: &[&str]) -> Self {
        Self {
            taken: taken.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    /// Is this name (without `r#`) taken?
    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// Takes `name`, or if it is taken the first of `name2`, `name3` … that is free. The result is an identifier.
    pub(super) fn reserve(&mut self, name: &str) -> String {
        Self::reserve_in(&mut [self], name)
    }

    /// The same in several scopes at once, for what lives in more than one namespace.
    pub(super) fn reserve_in(scopes: &mut [&mut Self], name: &str) -> String {
        let name = if NEVER_RAW.contains(&name) {
            Cow::Owned(format!("{name}_"))
        } else {
            Cow::Borrowed(name)
        };
        let mut free = Cow::Borrowed(&*name);
        let mut number = 2_u32;
        while scopes.iter().any(|scope| scope.has(&free)) {
            let ends_in_digit = name.ends_with(|last: char| last.is_ascii_digit());
            let separator = if ends_in_digit { "_" } else { "" };
            free = Cow::Owned(format!("{name}{separator}{number}"));
            number += 1;
        }
        for scope in scopes {
            scope.taken.insert(free.clone().into_owned());
        }
        identifier(&free)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_follow_rust() {
        assert_eq!(type_name("HTTPServer_v2"), "HttpServerV2");
        assert_eq!(value_name("getHTTPId"), "get_http_id");
        assert_eq!(constant_name("maxSize"), "MAX_SIZE");
    }

    #[test]
    fn what_is_not_converted_needs_no_conversion() {
        let names = "A Ab AB AbC ABc A1 A1B A1b Ab1C Ab1c AbCD aB a a1 a_b a__b _a a_ 1a A_B A1_B2 Thing12Name HTTPServer \
                     LIMIT_2 get2nd x_Y";
        for name in names.split_whitespace() {
            assert_eq!(type_name(name), legal(name.to_upper_camel_case()));
            assert_eq!(value_name(name), legal(name.to_snake_case()));
            assert_eq!(constant_name(name), legal(name.to_shouty_snake_case()));
        }
        assert!(is_camel("Thing12Name") && is_snake("get_2nd", u8::is_ascii_lowercase));
    }

    #[test]
    fn nothing_and_digits_get_an_underscore() {
        assert_eq!(type_name("_1"), "_1");
        assert_eq!(constant_name("_1"), "_1");
        assert_eq!(value_name("_"), "__");
    }

    #[test]
    fn keywords_are_raw_or_suffixed() {
        let mut scope = Scope::default();
        assert_eq!(scope.reserve("type"), "r#type");
        assert_eq!(scope.reserve("type"), "type2");
        assert_eq!(scope.reserve("self"), "self_");
        assert_eq!(scope.reserve("Self"), "Self_");
        assert_eq!(scope.reserve("gen"), "r#gen");
    }

    #[test]
    fn collisions_are_numbered() {
        let mut scope = Scope::with(&["new"]);
        assert_eq!(scope.reserve("new"), "new2");
        assert_eq!(scope.reserve("get_id"), "get_id");
        assert_eq!(scope.reserve("get_id2"), "get_id2");
        assert_eq!(scope.reserve("get_id"), "get_id3");
        assert_eq!(scope.reserve("x1"), "x1");
        assert_eq!(scope.reserve("x1"), "x1_2");
    }

    #[test]
    fn two_namespaces_agree() {
        let (mut types, mut values) = (Scope::with(&["A2"]), Scope::with(&["A"]));
        assert_eq!(Scope::reserve_in(&mut [&mut types, &mut values], "A"), "A3");
        assert!(types.has("A3") && values.has("A3"));
    }

    #[test]
    fn annotated_names_stay_as_they_are() {
        assert_eq!(verbatim("HTTPServer"), "HTTPServer");
        assert_eq!(verbatim("a-b"), "a_b");
    }
}
