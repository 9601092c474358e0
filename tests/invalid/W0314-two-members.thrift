union Shape {
  1: i32 circle
  2: i32 square
}

const Shape SHAPE = {"circle": 1, "square": 2}
