include "old/shapes.thrift"
include "new/shapes.thrift"

struct Line {
  1: shapes.Point start
  2: shapes.Old old
  3: shapes.New young
}
