struct Point {
  i32 x
  2: i32 y
  i32 z
}

service Store {
  void put(string key)
}
