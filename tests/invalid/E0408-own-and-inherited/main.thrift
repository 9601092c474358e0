include "base.thrift"

service Store extends base.Base {
  void put(1: string key)
  void put(1: i32 number)
}

service Shop extends Store {
  void ping()
}
