service Store {
}
