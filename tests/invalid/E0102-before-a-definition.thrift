struct Point {
  1: i32 x

struct Line {
  1: Point from
}
