enum Mask {
  ALL = 0XFF
}
