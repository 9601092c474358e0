//! Any text through the compiler: it is Rust in the end, or there is an error that can be shown; idlc itself never fails.

use idlc::{
    Containers, Options, Protocol, Protocols,
    diagnostics::{Diagnostics, render},
    load::{Loaded, LoadedFile},
    source::SourceMap,
    syntax::{
        self,
        ast::{Document, Header},
    },
};

/// What separates the files of an input. The last one is compiled; each may include those before it, which are named
/// `a.thrift`, `b.thrift`, …
const SEPARATOR: &str = "\n//////\n";

/// The number of bytes chooses the options.
pub fn idl(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let loaded = load(text, &mut sources, &mut diagnostics);
    if let Some(loaded) = loaded {
        compile(&loaded, options(input.len()), &mut diagnostics);
    }
    let shown = render::human(&diagnostics, &sources, input.len().is_multiple_of(2));
    assert_eq!(shown.is_empty(), diagnostics.all().is_empty());
}

fn options(number: usize) -> Options {
    Options {
        containers: if number & 1 == 0 {
            Containers::BTree
        } else {
            Containers::Hash
        },
        serde: number & 2 != 0,
        recurse: number & 4 != 0,
        protocols: if number & 8 == 0 {
            Protocols::default()
        } else {
            Protocols::from_iter([Protocol::Compact])
        },
    }
}

fn load(text: &str, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<Loaded> {
    let texts: Vec<_> = text.split(SEPARATOR).take(26).collect();
    let mut files = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let stem = char::from(b'a' + u8::try_from(index).expect("26 at most")).to_string();
        let path = format!("{stem}.thrift");
        let source = sources.add(&path, *text);
        let Some(document) = syntax::parse(source, text, diagnostics) else {
            assert!(
                diagnostics.has_errors(),
                "no syntax tree, and no reason why"
            );
            return None;
        };
        files.push(LoadedFile {
            path: path.into(),
            stem,
            includes: includes(&document, &files),
            document,
            root: index + 1 == texts.len(),
        });
    }
    Some(Loaded { files })
}

/// As the loader finds them: the others are reported by it, and left out.
fn includes(document: &Document, files: &[LoadedFile]) -> Vec<(syntax::ast::Literal, usize)> {
    let found = |header: &Header| {
        let Header::Include(include) = header else {
            return None;
        };
        let at = files
            .iter()
            .position(|file| file.path.to_str() == Some(&include.text));
        Some((include.clone(), at?))
    };
    document.headers.iter().filter_map(found).collect()
}

fn compile(loaded: &Loaded, options: Options, diagnostics: &mut Diagnostics) {
    if diagnostics.stop_on_error().is_err() {
        return;
    }
    let program = idlc::resolve::resolve(loaded, diagnostics);
    idlc::check::check(&program, diagnostics);
    diagnostics.sort();
    if diagnostics.stop_on_error().is_err() {
        return;
    }
    let generated = match idlc::rust::tree(&program, options) {
        Ok(generated) => generated,
        Err(bug) => panic!("{bug}\n{}", bug.text),
    };
    for output in generated.outputs {
        if let Err(error) = syn::parse_file(&output.text) {
            panic!("{}: {error}\n{}", output.path.display(), output.text);
        }
    }
}
