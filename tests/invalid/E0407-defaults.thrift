union Shape {
  1: i32 circle = 1
  2: i32 square
  3: i32 triangle = 3
}
