include common "./common.thrift"
