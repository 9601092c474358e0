//! The command line: what may be said, and nothing about what is done.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use idlc::Protocol;

const EXAMPLES: &str = "\
Examples:
  idlc compile service.thrift --out src/gen          write Rust for one file
  idlc compile -I common -r api/*.thrift --out gen   … for several, and for all that they include
  idlc check --strict --error-format json api/*.idl  only look for problems, for a tool
  idlc explain E0101                                 what a code means

Exit codes: 0 good, 1 problems in the input, 2 wrong usage, 70 a bug in idlc.";

/// Compiles Thrift IDL (.thrift, .idl) to Rust
#[derive(Debug, Parser)]
#[command(name = "idlc", version, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
    /// How problems are shown
    #[command(flatten)]
    pub(crate) report: Report,
}

/// The options that every command takes.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Make errors of what Apache's -strict makes errors of: a missing include, a field without an id
    #[arg(long, global = true)]
    pub(crate) strict: bool,
    /// Make errors of all warnings
    #[arg(long, global = true)]
    pub(crate) deny_warnings: bool,
    /// How problems are written to standard error; json is one object a line
    #[arg(long, global = true, value_enum, default_value_t = ErrorFormat::Human, value_name = "FORMAT")]
    pub(crate) error_format: ErrorFormat,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compile files to Rust
    Compile(Compile),
    /// Look for problems and write nothing
    Check(Input),
    /// Say what the code of an error or warning means; without CODE, list them all
    Explain {
        /// Such as E0101
        code: Option<String>,
    },
    /// Write a completion script for a shell to standard output
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// What is read.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// The files
    #[arg(required = true, value_name = "FILES")]
    pub(crate) files: Vec<PathBuf>,
    /// Look for included files here, too; may be repeated
    #[arg(short = 'I', value_name = "DIR")]
    pub(crate) include_dirs: Vec<PathBuf>,
}

/// What `compile` takes.
#[derive(Debug, Args)]
pub(crate) struct Compile {
    /// What is read
    #[command(flatten)]
    pub(crate) input: Input,
    /// Write the files below this directory: one for each module, named after its namespace
    #[arg(short, long, default_value = ".", value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Write the modules of included files, too
    #[arg(short, long)]
    pub(crate) recurse: bool,
    /// Write nothing; list the files that are missing or would change, and end with 1 if there are any
    #[arg(long)]
    pub(crate) check: bool,
    /// What sets and maps become where the IDL does not say; keys are always ordered
    #[arg(long, value_enum, default_value_t = Containers::Btree, value_name = "KIND")]
    pub(crate) containers: Containers,
    /// Derive serde's traits
    #[arg(long)]
    pub(crate) serde: bool,
    /// Leave out all protocols but these, with commas between: binary, compact, json, simple-json, debug
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) protocols: Option<Vec<Protocol>>,
    /// Write this to standard output as JSON, and no files; may be repeated
    #[arg(long, value_enum, value_name = "STAGE")]
    pub(crate) emit: Vec<Stage>,
}

/// The families of sets and maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Containers {
    /// `BTreeSet` and `BTreeMap`
    Btree,
    /// `HashSet` and `HashMap`
    Hash,
}

/// What a stage of the compiler hands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// The syntax tree of every file
    Ast,
    /// The resolved program
    Model,
    /// What the templates print, by module
    Views,
}

/// How problems are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ErrorFormat {
    /// With the lines they are about
    Human,
    /// One object a line
    Json,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless the environment has `NO_COLOR`
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
