struct Point { 1: i32 x (rust.attribute = "serde(") } (rust.derive = "Own, (", rust.attribute = "a] b")
