//! `parquet-inspect FILE`: the schema and the row groups of a Parquet file, as tables.
#![allow(clippy::print_stdout, clippy::print_stderr)] // it is a program, and this is what it says

mod tables;

use std::fs::File;
use std::process::ExitCode;

use example_parquet_inspect::{decode, footer};

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("usage: parquet-inspect FILE");
        return ExitCode::from(2);
    };
    let metadata = File::open(&path)
        .map_err(thriftwood::Error::from)
        .and_then(|mut file| decode(&footer(&mut file)?));
    match metadata {
        Ok(metadata) => {
            print!("{}", tables::all(&metadata));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("parquet-inspect: {}: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}
