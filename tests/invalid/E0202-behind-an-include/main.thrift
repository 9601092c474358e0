include "shapes.thrift"

struct Scene {
  1: Point bare                // is in shapes.thrift
  2: shapes.Circle circle      // is not
  3: units.Metre size          // only shapes.thrift includes that
  4: shapes.units.Metre again
}
