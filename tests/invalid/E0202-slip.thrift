struct Point {
  1: i32 x
}

struct Line {
  1: Piont start
  2: list<map<string, Colour>> colours
}
