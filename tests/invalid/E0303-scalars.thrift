typedef i32 Id

const i32 TEXT = "100"
const i32 FRACTION = 1.5
const Id BEHIND_A_TYPEDEF = "100"
const bool YES = "true"
const double HALF = "0.5"
const string NUMBER = 1
const uuid ID = 17
