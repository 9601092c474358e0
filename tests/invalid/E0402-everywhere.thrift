struct Point {
  1: i32 x
  2: i32 x
  3: i32 X
}

service Store {
  void put(1: string key, 2: binary key)
}
