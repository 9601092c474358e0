enum Written {
  BIG = 2147483648
}

enum Counted {
  BIG = 2147483647
  BIGGER
}
