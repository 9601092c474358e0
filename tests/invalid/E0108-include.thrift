struct Point {}
include "shapes.thrift"
