service Store {
}

service Shop extends Stroe {
}
