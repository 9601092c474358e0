struct Point {
  40000: i32 x
}
