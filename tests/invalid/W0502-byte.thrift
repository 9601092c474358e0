struct Point {
  1: byte x
  2: byte y
}
