//! The programs: generated code, and a `main` that reads and writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use benches::Result;

use super::libraries::Libraries;
use crate::Work;
use crate::command::run;

/// Generated code and its use.
#[derive(Debug)]
pub(super) struct Crate {
    /// What the table calls it.
    pub(super) name: &'static str,
    /// What its file is called.
    pub(super) file: &'static str,
    compiler: Compiler,
    /// `turn::<T>(&bytes)`: reads a `T` and writes it.
    turn: &'static str,
}

#[derive(Clone, Copy, Debug)]
enum Compiler {
    Idlc,
    Pilota,
    Apache,
}

/// Where pilota's is among [`CRATES`]; ratios are to it.
pub(super) const PILOTA: usize = 2;

/// Everybody's.
pub(super) const CRATES: [Crate; 4] = [
    Crate {
        name: "idlc, binary and compact",
        file: "ours",
        compiler: Compiler::Idlc,
        turn: OURS,
    },
    Crate {
        name: "idlc, all six protocols",
        file: "ours_all",
        compiler: Compiler::Idlc,
        turn: OURS_ALL,
    },
    Crate {
        name: "pilota, binary and compact",
        file: "pilota",
        compiler: Compiler::Pilota,
        turn: PILOTAS,
    },
    Crate {
        name: "Apache, any protocol",
        file: "apache",
        compiler: Compiler::Apache,
        turn: APACHES,
    },
];

const OURS: &str = r"
use thriftwood::protocol::{TBinaryProtocol, TCompactProtocol, TProtocol};
use thriftwood::{Bytes, Limits, wire::Wire};

fn one<P: TProtocol, T: Wire>(bytes: &Bytes) {
    let mut written = Vec::new();
    let mut output = P::output(&mut written);
    T::read(&mut P::input(bytes, &Limits::default())).unwrap().write(&mut output);
    P::finish(output).unwrap();
    std::hint::black_box(written);
}

fn turn<T: Wire>(bytes: &Bytes) {
    one::<TBinaryProtocol, T>(bytes);
    one::<TCompactProtocol, T>(bytes);
}
";

const OURS_ALL: &str = r"
use thriftwood::{Bytes, Limits, Protocol, wire::Wire};

fn turn<T: Wire>(bytes: &Bytes) {
    for protocol in Protocol::ALL {
        let value: T = protocol.deserialize(bytes, &Limits::default()).unwrap();
        std::hint::black_box(protocol.serialize(&value).unwrap());
    }
}
";

const PILOTAS: &str = r"
use bytes::{Bytes, BytesMut};
use pilota::thrift::Message;
use pilota::thrift::binary::TBinaryProtocol;
use pilota::thrift::compact::{TCompactInputProtocol, TCompactOutputProtocol};

fn turn<T: Message>(bytes: &Bytes) {
    let value = T::decode(&mut TBinaryProtocol::new(&mut bytes.clone(), true)).unwrap();
    let mut written = BytesMut::with_capacity(value.size(&mut TBinaryProtocol::new((), false)));
    value.encode(&mut TBinaryProtocol::new(&mut written, false)).unwrap();
    std::hint::black_box(written);
    let value = T::decode(&mut TCompactInputProtocol::new(&mut bytes.clone())).unwrap();
    let mut written = BytesMut::with_capacity(value.size(&mut TCompactOutputProtocol::new((), false)));
    value.encode(&mut TCompactOutputProtocol::new(&mut written, false)).unwrap();
    std::hint::black_box(written);
}
";

const APACHES: &str = r"
use thrift::protocol::*;

fn one<T: TSerializable>(input: &mut dyn TInputProtocol, output: &mut dyn TOutputProtocol) {
    T::read_from_in_protocol(input).unwrap().write_to_out_protocol(output).unwrap();
}

fn turn<T: TSerializable>(bytes: &[u8]) {
    let mut written = Vec::new();
    one::<T>(&mut TBinaryInputProtocol::new(bytes, true), &mut TBinaryOutputProtocol::new(&mut written, true));
    one::<T>(&mut TCompactInputProtocol::new(bytes), &mut TCompactOutputProtocol::new(&mut written));
    std::hint::black_box(written);
}
";

impl Crate {
    /// The text that its compiler makes of `idl`.
    pub(super) fn generate(
        &self,
        work: &Work,
        libraries: &Libraries,
        idl: &Path,
        folder: &Path,
        module: &str,
    ) -> Result<String> {
        let out = folder.join(format!("{}-out", self.file));
        fs::create_dir_all(&out)?;
        let file = out.join(format!("{module}.rs"));
        let mut compiler = match self.compiler {
            Compiler::Idlc => {
                let mut idlc = Command::new(&work.idlc);
                idlc.arg("compile").arg(idl).arg("--out").arg(&out);
                idlc
            }
            Compiler::Pilota => {
                let mut pilota = Command::new(&libraries.pilota);
                pilota.arg(idl).arg(&file);
                pilota
            }
            Compiler::Apache => {
                let mut thrift = Command::new("thrift");
                thrift.args(["--gen", "rs", "-out"]).arg(&out).arg(idl);
                thrift
            }
        };
        run(&mut compiler)?;
        Ok(fs::read_to_string(file)?)
    }

    /// The types that can be read and written, by [`folded`] name.
    pub(super) fn types(&self, generated: &str) -> BTreeMap<String, String> {
        let mark = match self.compiler {
            Compiler::Idlc => "impl tw::Wire for ",
            Compiler::Pilota => "impl ::pilota::thrift::Message for ",
            Compiler::Apache => "impl TSerializable for ",
        };
        let marked = generated.lines().filter_map(|line| line.split_once(mark));
        let named = marked.filter_map(|(_, rest)| rest.split([' ', '<', '{']).next());
        named.map(|name| (folded(name), name.to_owned())).collect()
    }

    /// A program of one file that reads and writes the `roots`; the code was made from the file `module`.
    pub(super) fn program(&self, generated: &str, module: &str, roots: &[&String]) -> String {
        // a module in the middle of a file cannot have a file's attributes
        let lines = generated.lines().filter(|line| !line.starts_with("#!["));
        let code: Vec<&str> = lines.collect();
        let path = match self.compiler {
            Compiler::Pilota => format!("code::{module}::{module}"),
            Compiler::Idlc | Compiler::Apache => "code".to_owned(),
        };
        let turns = roots
            .iter()
            .map(|root| format!("turn::<{path}::{root}>(&bytes);"));
        format!(
            "#![allow(warnings)]\npub mod code {{\n{}\n}}\n{}\nfn main() {{\nlet bytes = std::fs::read(\"bytes\").unwrap();\n\
             let bytes: {} = bytes.into();\n{}\n}}\n",
            code.join("\n"),
            self.turn,
            match self.compiler {
                Compiler::Apache => "Vec<u8>",
                Compiler::Idlc | Compiler::Pilota => "Bytes",
            },
            turns.collect::<Vec<_>>().join("\n"),
        )
    }
}

/// A name without what compilers change of it.
pub(super) fn folded(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}
