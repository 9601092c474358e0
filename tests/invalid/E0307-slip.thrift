struct Point {
  1: i32 x
  2: i32 height
}

const Point A = {"x": 1, "hieght": 2}
const Point B = {1: 1}
