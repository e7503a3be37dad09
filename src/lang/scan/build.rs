//! The version of the language that a `//go:build` line asks for.
//!
//! gmpsim runs the one file that it is given, as the go command does with a file that is named: whatever
//! else the line asks for does not matter. It must never know tokens of Go. Next: [`super::directive`].

use super::super::depth::deep;

/// The minor version `N` of Go that every build needs for which `text` holds, if it is `go1.N`.
pub(super) fn language_version(text: &str) -> Option<u32> {
    let spaced = ["(", ")", "!", "&&", "||"]
        .iter()
        .fold(text.to_string(), |text, op| text.replace(op, &format!(" {op} ")));
    either(&mut spaced.split_whitespace().peekable())
}

type Words<'w, 't> = &'w mut std::iter::Peekable<std::str::SplitWhitespace<'t>>;

fn either(words: Words) -> Option<u32> {
    let mut least = both(words);
    while words.next_if_eq(&"||").is_some() {
        least = least.min(both(words));
    }
    least
}

fn both(words: Words) -> Option<u32> {
    let mut most = one(words);
    while words.next_if_eq(&"&&").is_some() {
        most = most.max(one(words));
    }
    most
}

fn one(words: Words) -> Option<u32> {
    match words.next()? {
        "!" => {
            deep(|| one(words));
            None
        }
        "(" => {
            let inner = deep(|| either(words));
            words.next_if_eq(&")");
            inner
        }
        tag => tag.strip_prefix("go1.")?.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::language_version;

    #[test]
    fn versions() {
        for (text, version) in [
            ("go1.21", Some(21)),
            ("linux && go1.23", Some(23)),
            ("go1.21 && (go1.25 || go1.22)", Some(22)),
            ("linux || go1.23", None),
            ("!go1.23", None),
            ("!(go1.23) && go1.20", Some(20)),
            ("ignore", None),
            ("((", None),
        ] {
            assert_eq!(language_version(text), version, "{text}");
        }
    }
}
