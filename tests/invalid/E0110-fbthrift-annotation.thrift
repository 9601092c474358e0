@thrift.Experimental
struct Point {}
