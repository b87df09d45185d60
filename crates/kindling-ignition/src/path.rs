//! Slash-separated paths, by the rules of Go's `path` package.

use std::borrow::Cow;

/// The shortest path that names the same place, by text alone: Go's `path.Clean`.
#[must_use]
pub fn clean(path: &str) -> Cow<'_, str> {
    if path.is_empty() {
        return Cow::Borrowed(".");
    }
    if is_clean(path) {
        return Cow::Borrowed(path);
    }
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if rooted => {}
                _ => parts.push(".."),
            },
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    Cow::Owned(match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    })
}

/// Whether [`clean`] would leave the path as it is.
#[must_use]
pub fn is_clean(path: &str) -> bool {
    if matches!(path, "/" | ".") {
        return true;
    }
    let rooted = path.starts_with('/');
    let mut only_parents = !rooted;
    for part in path.strip_prefix('/').unwrap_or(path).split('/') {
        match part {
            "" | "." => return false,
            ".." if !only_parents => return false,
            ".." => {}
            _ => only_parents = false,
        }
    }
    true
}

/// Both paths joined and cleaned: Go's `path.Join` for two non-empty paths.
#[must_use]
pub fn join(base: &str, path: &str) -> String {
    match (base.is_empty(), path.is_empty()) {
        (true, true) => String::new(),
        (true, false) => clean(path).into_owned(),
        (false, true) => clean(base).into_owned(),
        (false, false) => clean(&format!("{base}/{path}")).into_owned(),
    }
}

/// What follows the last dot of the last element, the dot included: Go's `path.Ext`.
#[must_use]
pub fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rfind('.').map_or("", |dot| &name[dot..])
}

#[cfg(test)]
mod tests {
    use super::{clean, extension, is_clean, join};

    #[test]
    fn cleaning_is_gos() {
        for (path, expected) in [
            ("", "."),
            ("abc", "abc"),
            ("abc/def", "abc/def"),
            (".", "."),
            ("..", ".."),
            ("../..", "../.."),
            ("../../abc", "../../abc"),
            ("/abc", "/abc"),
            ("/", "/"),
            ("abc/", "abc"),
            ("/abc/", "/abc"),
            ("abc//def//ghi", "abc/def/ghi"),
            ("//abc", "/abc"),
            ("abc/./def", "abc/def"),
            ("/./abc/def", "/abc/def"),
            ("abc/def/ghi/../jkl", "abc/def/jkl"),
            ("abc/def/..", "abc"),
            ("abc/def/../..", "."),
            ("/abc/def/../..", "/"),
            ("abc/def/../../..", ".."),
            ("/abc/def/../../..", "/"),
            ("abc/./../def", "def"),
            ("abc//./../def", "def"),
            ("abc/../../././../def", "../../def"),
            ("/..", "/"),
        ] {
            assert_eq!(clean(path), expected, "{path:?}");
            assert_eq!(
                is_clean(path),
                path == expected && !path.is_empty(),
                "{path:?}"
            );
        }
        assert_eq!(join("/a/b", "../c"), "/a/c");
        assert_eq!(extension("a/b.c/d"), "");
        assert_eq!(extension("a@b.service"), ".service");
    }
}
