service Base {
}
