const i8 SMALL = 300
const i16 MEDIUM = -32769
const i32 LARGE = 3000000000
const i64 FINE = 3000000000

struct Point {
  1: i8 x = LARGEST
}

const i16 LARGEST = 128
