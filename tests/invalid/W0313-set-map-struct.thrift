struct Point {
  1: i32 x
}

const set<i32> PRIMES = [2, 3, 5, 3]
const map<i32, string> NAMES = {1: "one", 1: "uno"}
const Point POINT = {"x": 1, "x": 2}
