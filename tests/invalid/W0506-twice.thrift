namespace rs shapes
namespace rs geometry.shapes

struct Point {
}
