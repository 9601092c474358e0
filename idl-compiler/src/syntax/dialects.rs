//! Constructs of other Thrift dialects, recognised where the grammar gets stuck on them.

use crate::diagnostics::codes::syntax as codes;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::Span;

use super::Rule;
use super::ast::{Definition, Document};
use super::errors::Failure;

/// What is around the place of failure.
struct Place<'a> {
    failure: &'a Failure<'a>,
    /// The text from the place on.
    rest: &'a str,
    /// The text after what was found.
    after: &'a str,
    /// The last three tokens before, roughly: split at space. Missing ones are empty.
    before: [&'a str; 3],
}

/// One foreign construct.
struct Foreign {
    dialect: &'static str,
    construct: &'static str,
    help: &'static str,
    is_at: fn(&Place<'_>) -> bool,
}

const FBTHRIFT: &str = "fbthrift";
const THRIFTRW: &str = "thriftrw";
const OLD_APACHE: &str = "early Apache Thrift";

const FOREIGN: &[Foreign] = &[
    Foreign {
        dialect: THRIFTRW,
        construct: "`include` with a name",
        help: "write `include \"file.thrift\"`; the file's name without its extension is the prefix",
        is_at: |place| {
            place.before[2] == "include" && place.after.trim_start().starts_with(['"', '\''])
        },
    },
    Foreign {
        dialect: FBTHRIFT,
        construct: "`include … as`",
        help: "leave out `as`; the file's name without its extension is the prefix",
        is_at: |place| place.failure.found == "as" && place.before[1] == "include",
    },
    Foreign {
        dialect: FBTHRIFT,
        construct: "a structured annotation (`@…`)",
        help: "write annotations in parentheses after what they are about: `(key = \"value\")`",
        is_at: |place| place.rest.starts_with('@'),
    },
    Foreign {
        dialect: FBTHRIFT,
        construct: "`package`",
        help: "write a `namespace` for each language",
        is_at: |place| place.failure.found == "package",
    },
    Foreign {
        dialect: FBTHRIFT,
        construct: "a namespace in quotes",
        help: "write a dotted name without quotes",
        is_at: |place| place.rest.starts_with(['"', '\'']) && place.before[1] == "namespace",
    },
    Foreign {
        dialect: FBTHRIFT,
        construct: "a stream or sink",
        help: "return a list, or let the client ask for one part after the other",
        is_at: |place| {
            let streams = |text: &str| text.starts_with("stream<") || text.starts_with("sink<");
            (place.rest.starts_with('<')
                && matches!(word_at_end(place.before[2]), "stream" | "sink"))
                || (place.rest.starts_with(',') && streams(place.after.trim_start()))
        },
    },
    Foreign {
        dialect: FBTHRIFT,
        construct: "an interaction",
        help: "write a `service`, and pass what identifies the interaction as an argument",
        is_at: |place| {
            place.failure.found == "interaction" || word_at_end(place.before[1]) == "performs"
        },
    },
    Foreign {
        dialect: FBTHRIFT,
        construct: "a struct literal with bare field names",
        help: "write a map of field names: `{\"a\": 1}`",
        is_at: |place| {
            let expects = |rule| place.failure.expects(rule);
            (place.rest.starts_with('{') && !expects(Rule::brace_open) && names_value(place))
                || (place.rest.starts_with('=') && place.failure.expected == [Rule::colon])
        },
    },
    Foreign {
        dialect: FBTHRIFT,
        construct: "a qualified exception",
        help: "write `exception` alone",
        is_at: |place| {
            matches!(
                place.failure.found,
                "safe" | "transient" | "stateful" | "permanent" | "client" | "server"
            ) && place
                .after
                .split_whitespace()
                .take(3)
                .any(|word| word == "exception")
        },
    },
    Foreign {
        dialect: FBTHRIFT,
        construct: "an annotation on a named type",
        help: "annotate the field after its name, or the type where it is defined",
        is_at: |place| {
            let expects = |rule| place.failure.expects(rule);
            place.rest.starts_with('(')
                && (expects(Rule::field_name)
                    || expects(Rule::identifier)
                    || expects(Rule::angle_close))
        },
    },
    Foreign {
        dialect: "drift",
        construct: "an annotation whose value is not a string",
        help: "put the value in quotes",
        is_at: |place| {
            place.failure.expected == [Rule::literal]
                && place.before[2].ends_with('=')
                && !place.rest.starts_with(')')
        },
    },
    Foreign {
        dialect: OLD_APACHE,
        construct: "`senum`",
        help: "write an `enum`, or `typedef string` with constants",
        is_at: |place| place.failure.found == "senum",
    },
    Foreign {
        dialect: OLD_APACHE,
        construct: "a header for one language",
        help: "write `namespace` with the language's short name: `namespace java a.b`",
        is_at: |place| {
            const WORDS: &str = " cpp_namespace php_namespace py_module perl_package ruby_namespace smalltalk_category \
                smalltalk_prefix java_package cocoa_package cocoa_prefix xsd_namespace csharp_namespace delphi_namespace ";
            !place.failure.found.is_empty() && WORDS.contains(&format!(" {} ", place.failure.found))
        },
    },
];

/// The foreign construct at the place of failure, if it is one that we know.
pub(super) fn recognise(failure: &Failure<'_>) -> Option<Diagnostic> {
    let rest = &failure.code[failure.at..];
    let mut words = failure.code[..failure.at].split_whitespace().rev();
    let mut word = || words.next().unwrap_or("");
    let [last, second, third] = [word(), word(), word()];
    let place = Place {
        failure,
        rest,
        after: &rest[failure.found.len()..],
        before: [third, second, last],
    };
    let foreign = FOREIGN.iter().find(|foreign| (foreign.is_at)(&place))?;
    let message = format!("{} is known to {} only", foreign.construct, foreign.dialect);
    Some(
        failure
            .problem(codes::DIALECT, message, "not known here")
            .help(foreign.help),
    )
}

/// The name at the very end of `text`.
fn word_at_end(text: &str) -> &str {
    text.rsplit(|char: char| !char.is_ascii_alphanumeric() && char != '_')
        .next()
        .unwrap_or("")
}

/// Is the last token a name that stands for a value: after `=`, or among the elements of a list or map?
fn names_value(place: &Place<'_>) -> bool {
    let before = &place.failure.code[..place.failure.at].trim_end();
    let name = before
        .trim_end_matches(|char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.'));
    name.len() < before.len() && name.trim_end().ends_with(['=', '[', ':', ','])
}

/// The base type of early Apache Thrift that it has dropped. It parses as a name, and may be one.
pub(super) const SLIST: &str = "slist";

/// Reports every use of `slist` in a file that does not define it.
pub(super) fn refuse_slist(document: &Document, uses: &[Span], diagnostics: &mut Diagnostics) {
    let defines = |definition: &Definition| match definition {
        Definition::Const(_) | Definition::Service(_) => false,
        Definition::Typedef(typedef) => typedef.head.name.text == SLIST,
        Definition::Enum(enumeration) => enumeration.head.name.text == SLIST,
        Definition::Struct(structure) => structure.head.name.text == SLIST,
    };
    if document.definitions.iter().any(defines) {
        return;
    }
    for place in uses {
        let message = format!("`{SLIST}` belongs to {OLD_APACHE}, which has dropped it");
        diagnostics.push(
            Diagnostic::new(codes::DIALECT, message)
                .at(*place, "not known here")
                .help("write `string`"),
        );
    }
}
