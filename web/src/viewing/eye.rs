//! How a text is laid out for the eye. What is copied and saved is what it is.

use std::borrow::Cow;

/// JSON on one line is shown indented, its keys in their own order; every other text as it is.
pub fn for_the_eye<'a>(path: &str, text: &'a str) -> Cow<'a, str> {
    if !is_json(path) {
        return Cow::Borrowed(text);
    }
    serde_json::from_str::<serde_json::Value>(text)
        .ok()
        .and_then(|value| serde_json::to_string_pretty(&value).ok())
        .map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether an artifact is JSON, by its path.
pub fn is_json(path: &str) -> bool {
    path.ends_with(".json") || path.ends_with(".ign")
}

/// Where a text is found in another, case of ASCII letters ignored: bytes from and to, from left to right. `wanted` is in
/// lower case.
pub fn occurrences(text: &str, wanted: &str) -> Vec<(usize, usize)> {
    if wanted.is_empty() {
        return Vec::new();
    }
    // Lowering ASCII moves no byte.
    let lower = text.to_ascii_lowercase();
    lower
        .match_indices(wanted)
        .map(|(at, found)| (at, at + found.len()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_in_its_own_order_and_other_texts_stay() {
        let shown = for_the_eye("a.ign", r#"{"b":1,"a":[]}"#);
        assert_eq!(shown, "{\n  \"b\": 1,\n  \"a\": []\n}");
        assert_eq!(for_the_eye("a.json", "{broken"), "{broken");
        assert_eq!(for_the_eye("a.yaml", r#"{"b":1}"#), r#"{"b":1}"#);
    }

    #[test]
    fn a_text_is_found_where_it_stands() {
        assert_eq!(
            occurrences("Kubelet kübelet KUBELET", "kubelet"),
            [(0, 7), (17, 24)]
        );
        assert_eq!(occurrences("anything", ""), []);
        assert_eq!(occurrences("", "a"), []);
    }
}
