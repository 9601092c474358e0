typedef set<i32> (rust.type = "vec") Numbers

struct Point {
  1: i32 x (rust.type = "hash")
  2: string (rust.type = "bytes") y
  3: Numbers z (rust.type = "hash")
  4: list<i32> (rust.type = "vec") w
  5: set<i32> (rust.name = "Set") v
  6: Numbers u (rust.type = "Arc")
} (rust.type = "Arc")
