//! Copies the encoded bytes: what no codec that copies can go below. `codec-memcpy FOLDER`: the folder has the encoded
//! payloads, `PAYLOAD.PROTOCOL` each.

use std::hint::black_box;
use std::path::Path;

use benches::Result;
use benches::cells::{Cell, serve};

struct Copy {
    from: Vec<u8>,
    to: Vec<u8>,
}

impl Copy {
    fn run(&mut self, times: u64) -> Result<()> {
        for _ in 0..times {
            self.to.copy_from_slice(black_box(&self.from));
            black_box(&mut self.to);
        }
        Ok(())
    }
}

impl Cell for Copy {
    fn encode(&mut self, times: u64) -> Result<()> {
        self.run(times)
    }

    fn decode(&mut self, times: u64) -> Result<()> {
        self.run(times)
    }

    fn encoded(&mut self) -> Result<Vec<u8>> {
        Ok(self.from.clone())
    }

    fn is_same(&mut self, bytes: &[u8]) -> Result<bool> {
        Ok(self.from == bytes)
    }
}

fn main() -> Result<()> {
    let folder = std::env::args_os()
        .nth(1)
        .ok_or("usage: codec-memcpy FOLDER")?;
    serve(|payload, protocol| {
        let file = Path::new(&folder).join(format!("{payload}.{protocol}"));
        if !file.exists() {
            return Ok(None);
        }
        let from = std::fs::read(file)?;
        let to = vec![0; from.len()];
        Ok(Some(Box::new(Copy { from, to })))
    })
}
