struct Base {
  1: i32 id
}

service Store extends Base {
}
