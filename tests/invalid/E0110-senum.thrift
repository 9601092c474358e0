senum Season {
  "spring"
}
