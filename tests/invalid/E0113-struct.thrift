struct shapes.Point {}
