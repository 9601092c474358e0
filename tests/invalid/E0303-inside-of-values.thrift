struct Point {
  1: i32 x
  2: i32 y = "0"
}

const list<i32> NUMBERS = [1, "two", 3, 4.5]
const map<string, list<Point>> POINTS = {
  "a": [{"x": 1}, {"x": "one"}]
  2: [{}]
}
const list<i32> MAP = {1: 2}
const map<i32, i32> LIST = [1]
const Point POINT = [1, 2]
