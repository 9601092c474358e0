// A constant takes no annotations.
const i32 LIMIT = 5 (unit = "bytes")
