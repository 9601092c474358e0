const double HALF = 0.5
const i32 ONE = 1
const list<string> NAMES = ["a"]

const i32 TRUNCATED = HALF
const string TEXT = ONE
const list<i32> NUMBERS = NAMES
const double FINE = ONE
