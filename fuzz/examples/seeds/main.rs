//! Writes the inputs that fuzzing begins with: what the tests have on record, and conversations of our own clients and
//! servers. `./run --seed` runs it; `./run --minimise` keeps what is needed of it.

mod conversations;
mod recorded;

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash as _, Hasher as _},
    path::PathBuf,
};

/// A folder with an input a file.
struct Corpus(PathBuf);

impl Corpus {
    /// Puts the parts of an input together, under a name that is made of it.
    fn add(&self, target: &str, parts: &[&[u8]]) {
        let input = parts.concat();
        let mut hasher = DefaultHasher::new();
        input.hash(&mut hasher);
        let folder = self.0.join(target);
        fs::create_dir_all(&folder).expect("the folder can be written to");
        let name = format!("{:016x}", hasher.finish());
        fs::write(folder.join(name), input).expect("the folder can be written to");
    }
}

fn main() {
    let folder = std::env::args_os().nth(1).expect("a folder to write to");
    let corpus = Corpus(folder.into());
    recorded::values(&corpus);
    recorded::events(&corpus);
    recorded::idl(&corpus);
    conversations::write(&corpus);
    entropy(&corpus);
}

/// What arbitrary values are made of.
fn entropy(corpus: &Corpus) {
    let mut state = 1_u64;
    let mut byte = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    for number in 0..48_u8 {
        let bytes: Vec<u8> = (0..600).map(|_| byte()).collect();
        corpus.add("round_trip", &[&[number], &bytes]);
    }
}
