include "other.thrift"

namespace rs shapes

struct Point {
  1: other.Point other
}

const i32 Point = 1
