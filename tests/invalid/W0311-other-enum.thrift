enum Day {
  MONDAY = 1
}

enum Weekday {
  MONDAY = 7
}

const Weekday START = Day.MONDAY
const Weekday END = Nowhere.MONDAY
