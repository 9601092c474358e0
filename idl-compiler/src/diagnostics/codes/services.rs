//! Fields, functions and services.

catalogue! {
    E0401 REPEATED_FIELD_ID "two fields have one id",
"    struct Point { 1: i32 x, 1: i32 y }

On the wire a field is known by its id alone. In a struct, union or exception, among the arguments of a function, and among
its exceptions each id is used once. An id that does not fit into 16 bits is cut off and may hit another one: 65537 is 1.";

    E0402 REPEATED_FIELD_NAME "two fields have one name",
"    struct Point { 1: i32 x, 2: i32 x }

In a struct, union or exception, among the arguments of a function, and among its exceptions each name is used once. Names
that differ in case only are different names.";

    W0403 NO_FIELD_ID strict "a field has no id",
"    struct Point { i32 x, i32 y }

Fields without an id get -1, -2 and so on, in order of writing. When a line is added in front, the fields after it get other
ids, and peers with the older definition no longer understand them. With --strict this is an error.";

    W0404 FIELD_ID_NOT_POSITIVE strict "a field id is not positive",
"    struct Point { 0: i32 x, -7: i32 y }

Ids below 1 are those of fields without an id. Like Apache's compiler, idlc does not use what is written but counts: here x
has the id -1 and y has -2. With --strict this is an error.";

    W0405 FIELD_ID_TOO_BIG "a field id does not fit into 16 bits",
"    struct Point { 40000: i32 x }

Ids go over the wire in 16 bits, from -32768 to 32767. Of a greater one the low 16 bits are sent, as programs that Apache's
compiler generates do: here -25536.";

    W0406 REQUIREDNESS_IGNORED "`required` or `optional` has no effect",
"A union has one of its members: none is `required`. A function throws one of its exceptions or none: none is `required`. An
argument is always passed: none is `optional`.";

    E0407 TWO_DEFAULTS "a union has two defaults",
"    union Shape { 1: i32 circle = 1, 2: i32 square = 1 }

A union holds one of its members, so only one can be there from the start.";

    E0408 REPEATED_FUNCTION "a service has two functions of one name",
"    service Store {
      void put(1: string key)
      void put(1: i32 number)
    }

A call names its function and nothing else, so that functions are not told apart by their arguments. A service also has the
functions of the service which it extends, and cannot replace one of them.";

    E0409 SERVICE_CIRCLE "a service extends itself",
"    service A extends B {}
    service B extends A {}

A service takes over the functions of its parent, which takes over those of its own: that must end at a service without one.";

    E0410 NOT_AN_EXCEPTION "something that is no exception stands in `throws`",
"    struct NotFound { 1: string name }
    service Store { binary get(1: string name) throws (1: NotFound missing) }

What a function throws is defined with `exception` instead of `struct`. (An exception may also be used like a struct,
everywhere else.)";

    E0411 ONEWAY_THROWS "a oneway function throws something",
"    service Log { oneway void write(1: string line) throws (1: DiskFull full) }

The caller of a oneway function does not wait for a reply, and none is sent, so it could not learn of the exception.";

    W0412 ONEWAY_RETURNS "a oneway function returns something",
"    service Log { oneway i32 write(1: string line) }

The caller of a oneway function does not wait for a reply, and none is sent. The function is taken for one that returns
`void`.";
}
