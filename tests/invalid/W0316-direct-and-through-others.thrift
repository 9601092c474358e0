struct Node {
  1: required Node next
}

struct Egg {
  1: Hen hen
}

typedef Egg Ovum

struct Hen {
  1: required Ovum egg
}

struct Fine {
  1: optional Fine next
  2: list<Fine> more
  3: Fine & reference
  4: Either either
}

union Either {
  1: Fine fine
}
