include "base/units.thrift"

struct Point {
  1: units.Metre x
}
