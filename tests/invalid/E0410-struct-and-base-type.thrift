struct NotFound {
  1: string name
}

exception Full {
}

typedef Full AlsoFull

service Store {
  binary get(1: string name) throws (1: NotFound missing, 2: string reason, 3: AlsoFull full)
}
