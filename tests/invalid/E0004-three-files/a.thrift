include "b.thrift"
struct S {}
