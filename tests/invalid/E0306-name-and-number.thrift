enum Color {
  RED = 1
  GREEN = 2
}

const Color SKY = Color.BLUE
const Color GRASS = Color.GREN
const Color NIGHT = 0
const Color GOOD = GREEN
