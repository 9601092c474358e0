const i32 LIMIT = 10

service Store {
}

struct Shop {
  1: Store store
  2: LIMIT limit
}
