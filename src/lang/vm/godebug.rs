//! Settings of GODEBUG that Go no longer has: who still asks for an old way is told at the start (TM-6).
//!
//! The others have no effect here. Next: [`super::Vm::init`], which looks.

/// The setting, the minor version of Go that removed it, and the values that stand for the old way.
const REMOVED: [(&str, u32, &[&str]); 9] = [
    ("x509sha1", 24, &["1"]),
    ("tlskyber", 24, &["0"]),
    ("gotypesalias", 27, &["0"]),
    ("tlsunsafeekm", 27, &["1"]),
    ("tlsrsakex", 27, &["1"]),
    ("tls3des", 27, &["1"]),
    ("tls10server", 27, &["1"]),
    ("x509keypairleaf", 27, &["0"]),
    ("asynctimerchan", 27, &["1", "2"]),
];

/// What the fatal error says if the environment asks for something that was removed.
pub(super) fn removed(env: &[String]) -> Option<String> {
    let settings = env.iter().rev().find_map(|variable| variable.strip_prefix("GODEBUG="))?;
    settings.split(',').find_map(|setting| {
        let (key, value) = setting.split_once('=')?;
        let (_, version, _) =
            REMOVED.iter().find(|(name, _, old)| *name == key && old.contains(&value))?;
        Some(format!(
            "removed GODEBUG \"{key}\" set to old value \"{value}\" in environment \
             (https://go.dev/doc/godebug#go-1{version})"
        ))
    })
}
