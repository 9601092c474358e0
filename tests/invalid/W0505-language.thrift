namespace python shapes
namespace scala shapes
namespace py.twister shapes
namespace csharp Shapes
namespace py.twisted shapes
namespace * shapes

struct Point {
}
