//! What `deny.toml` says, as far as it is asked for here.

use std::collections::BTreeSet;
use std::fs;

pub(crate) struct Rules {
    allowed: BTreeSet<String>,
    /// Crates of which there may be several versions.
    pub(crate) skipped: BTreeSet<String>,
}

impl Rules {
    pub(crate) fn read() -> Self {
        let text = fs::read_to_string(tests::workspace().join("deny.toml")).unwrap();
        let skipped = list(&text, "skip = [");
        let names = skipped
            .iter()
            .map(|name| name.split('@').next().unwrap_or_default().to_owned());
        Self {
            allowed: list(&text, "allow = [").into_iter().collect(),
            skipped: names.collect(),
        }
    }

    /// Does an SPDX expression leave a choice that is allowed? (`A / B` is an older way to write `A OR B`.)
    pub(crate) fn allows(&self, licence: &str) -> bool {
        let spaced = licence
            .replace('/', " OR ")
            .replace('(', " ( ")
            .replace(')', " ) ");
        let words: Vec<_> = spaced.split_whitespace().collect();
        let (allowed, rest) = self.any_of(&words);
        allowed && rest.is_empty()
    }

    fn any_of<'w>(&self, words: &'w [&'w str]) -> (bool, &'w [&'w str]) {
        let (mut allowed, mut rest) = self.all_of(words);
        while let ["OR", behind @ ..] = rest {
            let (other, behind) = self.all_of(behind);
            (allowed, rest) = (allowed | other, behind);
        }
        (allowed, rest)
    }

    fn all_of<'w>(&self, words: &'w [&'w str]) -> (bool, &'w [&'w str]) {
        let (mut allowed, mut rest) = self.one(words);
        while let ["AND", behind @ ..] = rest {
            let (other, behind) = self.one(behind);
            (allowed, rest) = (allowed & other, behind);
        }
        (allowed, rest)
    }

    fn one<'w>(&self, words: &'w [&'w str]) -> (bool, &'w [&'w str]) {
        match words {
            ["(", within @ ..] => match self.any_of(within) {
                (allowed, [")", rest @ ..]) => (allowed, rest),
                (_, rest) => (false, rest),
            },
            [licence, "WITH", exception, rest @ ..] => {
                let together = format!("{licence} WITH {exception}");
                (self.allowed.contains(&together), rest)
            }
            [licence, rest @ ..] => (self.allowed.contains(*licence), rest),
            [] => (false, words),
        }
    }
}

/// The texts of a list that begins so, one a line.
fn list(text: &str, start: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|line| *line != start).skip(1);
    let items = lines.take_while(|line| *line != "]");
    let quoted = items.filter_map(|line| line.split('"').nth(1));
    let found: Vec<_> = quoted.map(str::to_owned).collect();
    assert!(!found.is_empty(), "deny.toml has a list `{start}`");
    found
}

#[test]
fn expressions_are_understood() {
    let rules = Rules {
        allowed: ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"]
            .map(str::to_owned)
            .into(),
        skipped: BTreeSet::new(),
    };
    for allowed in [
        "MIT",
        "GPL-3.0 OR MIT",
        "GPL-3.0/MIT",
        "(GPL-3.0 OR MIT) AND ISC",
        "Apache-2.0 WITH LLVM-exception",
        "MIT AND ISC OR GPL-3.0",
    ] {
        assert!(rules.allows(allowed), "{allowed}");
    }
    for refused in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR ISC) AND GPL-3.0",
        "Apache-2.0",
        "MIT MIT",
        "(MIT",
    ] {
        assert!(!rules.allows(refused), "{refused}");
    }
}
