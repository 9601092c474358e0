//! Syntax.

catalogue! {
    E0101 UNEXPECTED "something else is expected here",
"The text is not IDL from this place on. The message says what may stand here and what does.

idlc reports the first syntax error of a file, since everything after it would be guesswork; the other files of the
run are still read and checked.";

    E0102 UNCLOSED "a bracket is never closed",
"    struct Point {
      1: i32 x
    struct Line {       // still inside of Point

The message points at the bracket that was opened and not closed before something came that cannot stand inside it.";

    E0103 UNTERMINATED_LITERAL "a string has no closing quote",
"A string begins with \" or ' and ends with the same character. The file ends before that.";

    E0104 LINE_BREAK_IN_LITERAL "a string goes over the end of a line",
"    const string TEXT = \"first
    second\"

A string ends on the line on which it begins. Write \\n for a line break in its text:

    const string TEXT = \"first\\nsecond\"";

    E0105 BAD_ESCAPE "an unknown escape in a string",
"Strings know the escapes \\r \\n \\t \\\" \\' and \\\\ and no other. There is no \\u, \\x or \\0: write the character itself,
IDL files are UTF-8.";

    E0106 UNTERMINATED_COMMENT "a comment is never closed",
"A comment that begins with /* ends with the next */, and the file ends before that. Comments do not nest.";

    E0107 NUMBER_TOO_BIG "a number does not fit into 64 bits",
"Whole numbers go from -9223372036854775808 to 9223372036854775807, also in hexadecimal: 0xFFFFFFFFFFFFFFFF is not -1 but
too big. Numbers with a point or an exponent must fit into a double: at most about 1.8e308.";

    E0108 HEADER_AFTER_DEFINITION "a header after the first definition",
"    struct Point { 1: i32 x }
    include \"shapes.thrift\"      // too late

`include`, `cpp_include` and `namespace` come before all definitions. Move the line to the top of the file.";

    E0109 TOO_DEEP "brackets are nested too deeply",
"Types, constants and annotations may be nested 128 brackets deep. No interface comes near that, and nobody could read it.
The bound keeps a hostile file from overflowing the compiler's stack.";

    E0110 DIALECT "a construct of another Thrift dialect",
"idlc speaks the language of Apache's compiler. fbthrift (Meta), thriftrw (Uber) and Apache's own early versions have
constructs which it never had or has dropped. The message names the dialect, and the help says what to write instead.";

    E0111 RESERVED_NAME "a keyword stands where a name is wanted",
"    struct list { 1: i32 x }     // `list` is a keyword

The words of the language (`struct`, `list`, `i32`, `required` …) can name fields but nothing else. Words of other
programming languages are no keywords here: a struct may be called `class` or `Box`.";

    E0112 BAD_NUMBER "a number is malformed",
"Whole numbers are decimal (`42`, `-7`, `007` is seven) or hexadecimal with a small x (`0xFF`). Numbers with a fraction
need a digit after the point: `1.0` and `.5`, not `1.`. A letter may not follow a number directly.";

    E0113 DOTTED_NAME "a dotted name is defined",
"    struct shapes.Point { 1: i32 x }

A dot parts the name of an included file from a name in it, so it can stand where something is used and not where it is
defined. `cpp_type`, `rust.type` and other keys of annotations may have dots.";
}
