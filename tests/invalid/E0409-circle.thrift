service A extends B {
}

service B extends C {
}

service C extends A {
}

service Self extends Self {
}
