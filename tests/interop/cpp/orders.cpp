// The order of structs that are keys, which generated code declares and leaves to its user.
#include <tuple>

#include "generated/interop_types.h"

bool interop::Point::operator<(const Point& other) const {
  return std::tie(x, y) < std::tie(other.x, other.y);
}
