struct Image {
  1: list<i8> pixels
}
