exception Full {
}

union Shape {
  1: required i32 circle
  2: optional i32 square
}

service Store {
  void put(1: optional string key, 2: required string data) throws (1: required Full full)
}
