//! Types and values.

catalogue! {
    E0301 TYPEDEF_CIRCLE "a typedef stands for itself",
"    typedef list<Tree> Forest
    typedef Forest Tree

Nothing is ever reached that is not a typedef or a container. A type may hold itself only through a struct, a union or an
exception:

    struct Tree { 1: list<Tree> branches }

(Apache's compiler never comes to an end on this.)";

    E0302 VOID "`void` stands where a type of data is wanted",
"A function may return `void`, which says that it returns nothing. Nothing else can be of that type.";

    E0303 MISFIT "a value is not of the type of its place",
"    const i32 LIMIT = \"100\"

What fits what:

    bool               true, false, 0, 1
    i8 to i64          whole numbers, members of enums
    double             numbers
    string, binary     strings
    uuid               strings of the right form
    enums              their members, by name or number
    list, set          [1, 2, 3]
    map                {1: \"one\", 2: \"two\"}
    structs, unions    {\"field\": 1}

and, everywhere, a constant with such a value. `{}` is an empty list or set as well, and `[]` an empty map. (Apache's
compiler takes `{1: 2}` for a list, too, and generates nonsense.)";

    E0304 OUT_OF_RANGE "a number does not fit into its type",
"    const i8 LIMIT = 300      // from -128 to 127

The types i8, i16, i32 and i64 hold whole numbers of as many bits, one of them for the sign. Apache's compiler does not
look, and what it generates is cut off, or does not compile; so idlc refuses what could not mean what it says.";

    E0305 CONSTANT_CIRCLE "a constant is defined by itself",
"    const i32 A = B
    const i32 B = A

Constants may be defined in any order, but there must be an order in which they can be computed.";

    E0306 NO_SUCH_MEMBER "an enum has no such member",
"    enum Color { RED = 1, GREEN = 2 }
    const Color SKY = Color.BLUE      // nor 3

A value of an enum is one of its members, by name or by number. (Numbers that are not members can come over the wire from
a peer with a newer definition, and are kept; but one's own definition should know what it speaks of.)";

    E0307 NO_SUCH_FIELD "a struct has no such field",
"    struct Point { 1: i32 x, 2: i32 y }
    const Point ORIGIN = {\"x\": 0, \"z\": 0}

The value of a struct, union or exception is a map from names of fields, in quotes, to their values. Fields may be left out;
they start as in any new struct.";

    E0308 BAD_UUID "a string is no uuid",
"    const uuid ID = \"00112233-4455-6677-8899-aabbccddeeff\"

A uuid is written as 32 hexadecimal digits of either case, with hyphens after the eighth, twelfth, sixteenth and twentieth,
and may stand in braces.";

    E0309 ENUM_RANGE "the number of an enum's member does not fit into 32 bits",
"Members of enums go over the wire as i32: from -2147483648 to 2147483647. A member without a number has that of the member
before it plus one, so none can follow on 2147483647.";

    E0310 REPEATED_MEMBER "two members of an enum have one name",
"    enum Color { RED = 1, GREEN = 2, RED = 3 }

Two members may have the same number, which makes the second another name for the first; but a name stands for one member.";

    W0311 FOREIGN_MEMBER "another enum's member stands where an enum is expected",
"    enum Day { MONDAY = 1, SUNDAY = 7 }
    enum Weekday { MONDAY = 1 }
    const Weekday START = Day.MONDAY

Like Apache's compiler, idlc looks only for what is behind the last dot, among the members of the enum that is expected: this
is `Weekday.MONDAY`, whatever the number of `Day.MONDAY`, or whether there is a `Day` at all. It is probably a mistake, or
became one when the types were renamed.";

    W0312 BOOL_AND_NUMBER "a bool is used as a number, or a number as a bool",
"    const bool ON = 2        // true
    const i32 COUNT = true   // 1

Apache's compiler takes `true` and `false` for 1 and 0, and every other number than 0 for true. idlc does the same, but says
so. 0 and 1 for bools are so common that nothing is said.";

    W0313 REPEATED_ELEMENT "an element, key or field stands twice in a value",
"    const set<i32> PRIMES = [2, 3, 5, 3]
    const map<i32, string> NAMES = {1: \"one\", 1: \"uno\"}

A set has each element once. Of a repeated key of a map, or a repeated field of a struct, the last value counts.";

    W0314 UNION_OF_SEVERAL "a union gets several members",
"    union Shape { 1: i32 circle, 2: i32 square }
    const Shape SHAPE = {\"circle\": 1, \"square\": 2}

A union holds one of its members. Of several that are given the last counts.";

    E0315 ENDLESS_DEFAULT "a default needs itself",
"    struct Node {
      1: i32 value
      2: optional Node next = {\"value\": 0}
    }

A new Node would hold a Node that holds a Node, without end: the inner one's `next` is not given, so it has its default, too.
Programs that Apache generates from this overflow their stack. Leave out the default; then `next` is missing at first.";

    W0316 NO_FINITE_VALUE "a value would never end",
"    struct Node {
      1: required Node next
    }

Every Node holds another Node, so that there is no first one. Apache's compiler accepts this, and no program can make such a
value. idlc accepts it, too, and lets the field be left out in Rust.

What was meant is probably `optional Node next`, or `list<Node> next`.";

    E0317 TYPE_TOO_BIG "a type is too big",
"    typedef list<i32> Row
    typedef map<Row, Row> Pair
    typedef map<Pair, Pair> Quad

Each typedef here is twice as big as the one before: after 40 of them the type is made of a million million others, and
nobody could compile it, nor read a value of it. idlc stops at 500 levels and at 10 000 types in one.

A struct in between ends the growth: it is a type of its own wherever it stands.";
}
