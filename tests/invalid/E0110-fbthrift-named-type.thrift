struct Point {}
struct Line {
  1: Point (cpp.type = "nebula::Point") from
}
