//! A machine's Ignition config as a flat map from field to value, so that two of them can be compared by what they mean.
//!
//! Files are decoded and read by what they are; units are read option by option, and a container's command line flag by
//! flag, as systemd would split it.

use std::collections::BTreeMap;
use std::io::Read as _;

use kindling_ignition::{dataurl, unit};
use serde_json::Value;

use super::values::{Fields, flatten, of_yaml};

/// The fields of a config.
///
/// # Errors
///
/// What cannot be read, and why.
pub fn fields(ignition: &str) -> Result<Fields, String> {
    let config: Value = serde_json::from_str(ignition).map_err(|error| error.to_string())?;
    let list = |pointer: &str| {
        config
            .pointer(pointer)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    };
    let mut fields = Fields::new();
    for user in list("/passwd/users") {
        add_entry(&mut fields, "user", "name", user);
    }
    for (kind, key, pointer) in [
        ("directory", "path", "/storage/directories"),
        ("link", "path", "/storage/links"),
        ("disk", "device", "/storage/disks"),
        ("filesystem", "device", "/storage/filesystems"),
    ] {
        for entry in list(pointer) {
            add_entry(&mut fields, kind, key, entry);
        }
    }
    for file in list("/storage/files") {
        add_file(&mut fields, file)?;
    }
    for entry in list("/systemd/units") {
        add_unit(&mut fields, entry)?;
    }
    Ok(fields)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// An entry by what names it; one that says nothing more still says that the thing exists. Modes that are not given are
/// those that Ignition gives.
fn add_entry(fields: &mut Fields, kind: &str, key: &str, entry: &Value) {
    let place = format!("{kind}[{}]", text(entry, key));
    let mut entry = entry.clone();
    if let Some(map) = entry.as_object_mut() {
        map.remove(key);
        match kind {
            "directory" => {
                map.entry("mode").or_insert_with(|| Value::from(0o755));
            }
            "file" => {
                map.entry("mode").or_insert_with(|| Value::from(0o644));
            }
            _ => {}
        }
        if !map.is_empty() {
            flatten(fields, &place, &entry);
        }
    }
    fields.insert(place, String::new());
}

fn add_file(fields: &mut Fields, file: &Value) -> Result<(), String> {
    let path = text(file, "path");
    let place = format!("file[{path}]");
    let mut rest = file.clone();
    let contents = rest
        .as_object_mut()
        .and_then(|map| map.remove("contents"))
        .unwrap_or_default();
    add_entry(fields, "file", "path", &rest);
    let source = text(&contents, "source");
    let mut bytes =
        dataurl::decode(source).map_err(|error| format!("{path}: {source}: {error:?}"))?;
    if text(&contents, "compression") == "gzip" {
        let packed = std::mem::take(&mut bytes);
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_end(&mut bytes)
            .map_err(|error| format!("{path}: {error}"))?;
    }
    let text = String::from_utf8(bytes).map_err(|error| format!("{path}: {error}"))?;
    let inner = of_text(path, &text)?;
    fields.extend(
        inner
            .into_iter()
            .map(|(field, value)| (format!("{place}: {field}"), value)),
    );
    Ok(())
}

/// The fields of a file by what it is.
fn of_text(path: &str, text: &str) -> Result<Fields, String> {
    let say = |error: String| format!("{path}: {error}");
    let mut fields = Fields::new();
    if path.ends_with(".yaml") {
        return of_yaml(text).map_err(say);
    }
    if path.ends_with(".toml") {
        let value: Value = toml::from_str(text).map_err(|error| say(error.to_string()))?;
        flatten(&mut fields, "", &value);
    } else if text.starts_with("#!") || text.starts_with("-----BEGIN") {
        fields.insert("text".to_owned(), Value::from(text).to_string());
    } else if text.lines().any(|line| line.starts_with('[')) {
        add_options(&mut fields, "", text).map_err(say)?;
    } else {
        for line in text.lines().map(str::trim) {
            match line.split_once('=') {
                _ if line.is_empty() || line.starts_with('#') => {}
                Some((name, value)) => {
                    fields.insert(name.to_owned(), value.to_owned());
                }
                None => {
                    fields.insert(format!("line {line}"), String::new());
                }
            }
        }
    }
    Ok(fields)
}

fn add_unit(fields: &mut Fields, entry: &Value) -> Result<(), String> {
    let name = text(entry, "name");
    let place = format!("unit[{name}]");
    fields.insert(place.clone(), String::new());
    for key in ["enabled", "mask"] {
        if let Some(value) = entry.get(key) {
            fields.insert(format!("{place}.{key}"), value.to_string());
        }
    }
    let say = |error: String| format!("{name}: {error}");
    if let Some(contents) = entry.get("contents").and_then(Value::as_str) {
        add_options(fields, &place, contents).map_err(say)?;
    }
    let dropins = entry.get("dropins").and_then(Value::as_array);
    for dropin in dropins.map(Vec::as_slice).unwrap_or_default() {
        let place = format!("{place}.dropin[{}]", text(dropin, "name"));
        add_options(fields, &place, text(dropin, "contents")).map_err(say)?;
    }
    Ok(())
}

/// The options of a unit; one that is given several times is numbered. Commands stand for themselves, so that one more
/// does not move the others, and the one that runs a container is read flag by flag.
fn add_options(fields: &mut Fields, place: &str, text: &str) -> Result<(), String> {
    let options = unit::parse(text).map_err(|error| error.to_string())?;
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    for option in options {
        let words = words(&option.value);
        let place = format!("{place}[{}].{}", option.section, option.name);
        if words.get(1).is_some_and(|word| word == "run") {
            add_command(fields, &place, &words);
        } else if option.name.starts_with("Exec") {
            fields.insert(format!("{place} {}", words.join(" ")), String::new());
        } else {
            let number = seen.entry((option.section, option.name)).or_default();
            fields.insert(format!("{place}[{number}]"), words.join(" "));
            *number += 1;
        }
    }
    Ok(())
}

/// A container's command line: the runtime's flags, the image, the program's flags.
fn add_command(fields: &mut Fields, place: &str, words: &[String]) {
    let mut add = |what: String, value: &str| {
        let mut place = format!("{place}.{what}");
        while fields.contains_key(&place) {
            place.push('+');
        }
        fields.insert(place, value.to_owned());
    };
    add("program".to_owned(), &words[..2].join(" "));
    let mut rest = words[2..].iter().map(String::as_str).peekable();
    let mut image = false;
    while let Some(word) = rest.next() {
        if image {
            let (flag, value) = word.split_once('=').unwrap_or((word, ""));
            if flag == "--node-labels" || flag == "--register-with-taints" {
                // Given once for each.
                add(format!("argument[{flag}] {value}"), "");
            } else {
                add(format!("argument[{flag}]"), value);
            }
        } else if !word.starts_with('-') {
            add("image".to_owned(), word);
            image = true;
        } else {
            let (flag, value) = match word.split_once('=') {
                Some(pair) => pair,
                None if ["--privileged", "--rm", "-d", "--detach"].contains(&word) => (word, ""),
                None => (word, rest.next().unwrap_or_default()),
            };
            let flag = match flag {
                "-v" => "--volume",
                "-d" => "--detach",
                flag => flag,
            };
            let mut parts: Vec<&str> = value.split(':').collect();
            if flag == "--volume" && parts.len() >= 2 {
                // `rw` is what a volume is that does not say.
                let mut options: Vec<&str> = parts
                    .get(2)
                    .map(|options| options.split(',').filter(|word| *word != "rw").collect())
                    .unwrap_or_default();
                options.sort_unstable();
                let options = options.join(",");
                parts[1] = parts[1].trim_end_matches('/');
                add(
                    format!("--volume[{}]", parts[1]),
                    &format!("{} {options}", parts[0]),
                );
            } else if flag == "--env" || flag == "-e" {
                let (name, value) = value.split_once('=').unwrap_or((value, ""));
                add(format!("--env[{name}]"), value);
            } else {
                add(flag.to_owned(), value);
            }
        }
    }
}

/// A value split into words as systemd splits a command line: quotes and continued lines.
fn words(value: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = value.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\\', _) if letters.peek() == Some(&'\n') => {
                letters.next();
                words.extend(word.take());
            }
            ('\\', None | Some('"')) => {
                let next = letters.next().unwrap_or('\\');
                word.get_or_insert_default().push(next);
            }
            (' ' | '\t' | '\n', None) => words.extend(word.take()),
            ('"' | '\'', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (letter, Some(open)) if letter == open => quote = None,
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word.take());
    words
}

#[cfg(test)]
mod tests {
    use super::{Fields, add_options, words};

    #[test]
    fn a_command_line_is_split_as_systemd_splits_it() {
        for (value, wanted) in [
            ("a b", &["a", "b"][..]),
            ("a \\\n  b", &["a", "b"]),
            ("a=\"b c\" 'd e'", &["a=b c", "d e"]),
            ("a \"\" b", &["a", "", "b"]),
            ("a \"x\\\"y\"", &["a", "x\"y"]),
        ] {
            assert_eq!(words(value), wanted, "{value}");
        }
    }

    #[test]
    fn a_container_is_the_same_however_its_flags_are_written() {
        let fields = |text: &str| {
            let mut fields = Fields::new();
            add_options(&mut fields, "", text).expect("a unit");
            fields
        };
        let one = fields("[Service]\nExecStart=/p run -v /a:/b:ro,z --name=x i --q=\"1\"\n");
        let other = fields(
            "[Service]\nExecStart=/p run \\\n  --name x \\\n  --volume /a:/b:z,ro \\\n  i \\\n  --q=1\n",
        );
        assert_eq!(one, other);
        let third = fields("[Service]\nExecStart=/p run --name=x -v /a:/b:ro,z i --q=2\n");
        assert_ne!(one, third);
    }
}
