// Back to where it began.
include "a.thrift"
