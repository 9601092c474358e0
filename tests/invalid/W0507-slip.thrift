struct Point {
  1: i32 x (rust.nmae = "abscissa")
  2: set<i32> (rust.order = "none") y
}
