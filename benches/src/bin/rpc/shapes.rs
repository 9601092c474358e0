//! The loads.

use benches::load::{Method, Shape};

/// An echo.
pub(crate) const fn echo(payload: usize, connections: usize, window: usize) -> Shape {
    Shape {
        method: Method::Echo,
        payload,
        connections,
        window,
    }
}

/// One call under way on a connection, and 16.
pub(crate) const MATRIX: &[Shape] = &[
    echo(64, 1, 1),
    echo(64, 16, 1),
    echo(64, 128, 1),
    echo(64, 1000, 1),
    echo(1024, 16, 1),
    echo(1024, 128, 1),
    echo(1024, 1000, 1),
    echo(65536, 16, 1),
    echo(64, 16, 16),
    echo(1024, 16, 16),
];

/// 16 calls under way on every connection.
pub(crate) const PIPELINED: &[Shape] = &[
    echo(64, 1, 16),
    echo(64, 16, 16),
    echo(64, 128, 16),
    echo(64, 1000, 16),
    echo(1024, 1, 16),
    echo(1024, 16, 16),
    echo(1024, 128, 16),
    echo(1024, 1000, 16),
];

/// The other methods; `sum` of 1 024 numbers.
pub(crate) const METHODS: &[Shape] = &[
    Shape {
        method: Method::Ping,
        ..echo(0, 16, 1)
    },
    Shape {
        method: Method::EchoMedium,
        ..echo(0, 16, 1)
    },
    Shape {
        method: Method::Sum,
        ..echo(8192, 16, 1)
    },
];
