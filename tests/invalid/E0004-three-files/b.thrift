include "c.thrift"
struct S {}
