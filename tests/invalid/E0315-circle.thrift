struct Node {
  1: i32 value
  2: optional Node next = {"value": 0}
}

struct Tree {
  1: list<Tree> branches = TREES
}

const list<Tree> TREES = [{}]

struct Good {
  1: optional Whole whole = {"good": {}, "number": 1}
}

struct Whole {
  1: optional Good good
  2: i32 number
}
