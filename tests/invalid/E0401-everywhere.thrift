struct Point {
  1: i32 x
  1: i32 y
  32768: i32 z
  65537: i32 w
}

exception Full {
}

service Store {
  void put(1: string key, 2: binary data, 1: i32 more) throws (1: Full full, 1: Full fuller)
}
