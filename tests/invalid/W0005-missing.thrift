// Like Apache, idlc goes on as long as nothing of it is used.
include "missing.thrift"

struct Point {}
