const i32 LIMIT = 1
const string LIMIT = "one"
