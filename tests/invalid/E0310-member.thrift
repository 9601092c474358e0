enum Color {
  RED
  GREEN
  red
  RED
}
