const i64 A = 9223372036854775808
const i64 B = 0xffffffffffffffff
const double C = 1e400
