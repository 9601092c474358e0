struct Point {
  1: i32 x
}

const i32 Point = 1 // a constant may be called like a type

service Point {
}
