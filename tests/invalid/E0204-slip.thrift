enum Color {
  RED
  GREEN
}

const i32 LIMIT = 10
const i32 TWICE = LIMT
const list<i32> LIMITS = [LIMIT, 11, Color.BLUE, Colour.RED]
