struct Words {
  1: slist all
}
