include "latin.thrift"
