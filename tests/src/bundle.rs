//! The assets bundle, taken apart by its rule: a header line, then the lines of the file.

/// The files of a bundle, path and contents, read by rule and not by awk.
///
/// # Panics
/// Where the text does not begin with a header.
#[must_use]
pub fn files(bundle: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in bundle.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("##### ") {
            files.push((path.trim_end().to_owned(), String::new()));
        } else {
            files
                .last_mut()
                .expect("a header comes first")
                .1
                .push_str(line);
        }
    }
    files
}
