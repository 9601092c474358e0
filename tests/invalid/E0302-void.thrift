typedef void Nothing

struct Point {
  1: void x
  2: list<void> y
}

service Store {
  void put(1: void data)
}
