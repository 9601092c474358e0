struct Point { 1: i32 x }
const Point ORIGIN = Point{x = 0}
