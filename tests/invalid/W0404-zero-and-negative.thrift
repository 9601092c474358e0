struct Point {
  0: i32 x
  -7: i32 y
  i32 z
}
