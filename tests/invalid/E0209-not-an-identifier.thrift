struct Point {
  1: i32 x (rust.name = "2nd")
  2: i32 y (rust.name = "ordinate")
} (rust.name = "Point-2D")
