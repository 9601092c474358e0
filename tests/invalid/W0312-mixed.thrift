const bool ON = 1
const bool VERY_MUCH_ON = 2
const i32 COUNT = true
const i32 SEVEN = 7
const bool LUCKY = SEVEN
