//! Ignition configs in words a person reads: every file, unit, directory and user, with decoded contents.
//!
//! Takes a config's text, 3.x or 2.x. What cannot be decoded says so in its facts.

use kindling_ignition::summary::{self, Contents, NodeSummary, Summary};
use kindling_ignition::validate::Rules;
use kindling_ignition::{Config, dataurl, parse};
use serde_json::Value;

use super::protocol::DecodedFile;

/// Everything in a config; none where the text is no Ignition config.
pub fn decode(text: &str) -> Option<Vec<DecodedFile>> {
    match parse::parse(text.as_bytes(), Rules::Head) {
        Ok(parsed) => Some(rows(&parsed.config)),
        Err(_) => older(text),
    }
}

/// The rows of a 3.x config.
pub fn rows(config: &Config) -> Vec<DecodedFile> {
    let Summary {
        files,
        units,
        directories,
        links,
        groups,
        disks,
        filesystems,
        raid,
        luks,
        kernel_arguments,
        kernel_arguments_removed,
        ..
    } = summary::summarize(config);
    let mut rows = Vec::new();
    for file in &files {
        rows.push(held("file", &file.node, &file.contents));
        for more in &file.append {
            rows.push(held("appended", &file.node, more));
        }
    }
    for unit in &units {
        let mut facts = Vec::new();
        match unit.enabled {
            Some(true) => facts.push("enabled"),
            Some(false) => facts.push("disabled"),
            None => {}
        }
        if unit.masked {
            facts.push("masked");
        }
        rows.push(texted(
            "unit",
            &unit.name,
            facts.join(", "),
            unit.contents.clone(),
        ));
        for (name, text) in &unit.dropins {
            let name = format!("{}.d/{name}", unit.name);
            rows.push(texted("dropin", &name, String::new(), Some(text.clone())));
        }
    }
    for directory in &directories {
        rows.push(texted("directory", &directory.path, facts(directory), None));
    }
    for (node, target) in &links {
        rows.push(texted("link", &node.path, format!("to {target}"), None));
    }
    for user in &config.passwd.users {
        rows.push(logged_in(&user.name, &user.ssh_authorized_keys));
    }
    rows.extend(
        groups
            .iter()
            .map(|name| texted("group", name, String::new(), None)),
    );
    for (device, partitions) in &disks {
        rows.push(texted(
            "disk",
            device,
            format!("{partitions} partitions"),
            None,
        ));
    }
    for (device, format) in &filesystems {
        rows.push(texted("filesystem", device, format.clone(), None));
    }
    for name in &raid {
        rows.push(texted("raid", name, String::new(), None));
    }
    for name in &luks {
        rows.push(texted("luks", name, "encrypted".to_owned(), None));
    }
    for argument in &kernel_arguments {
        rows.push(texted("kernel", argument, "added".to_owned(), None));
    }
    for argument in &kernel_arguments_removed {
        rows.push(texted("kernel", argument, "removed".to_owned(), None));
    }
    rows
}

/// The rows as one text, for showing what changed in it.
pub fn written(rows: &[DecodedFile]) -> String {
    let mut text = String::new();
    for row in rows {
        text.push_str(&format!("# {} {}", row.kind, row.name));
        if !row.facts.is_empty() {
            text.push_str(&format!(" ({})", row.facts));
        }
        text.push('\n');
        if let Some(contents) = &row.text {
            text.push_str(contents);
            if !contents.ends_with('\n') {
                text.push('\n');
            }
        }
        text.push('\n');
    }
    text
}

fn texted(kind: &str, name: &str, facts: String, text: Option<String>) -> DecodedFile {
    DecodedFile {
        kind: kind.to_owned(),
        name: name.to_owned(),
        facts,
        bytes: text.as_deref().map_or(0, str::len),
        text,
    }
}

/// A user with the keys that may log in.
fn logged_in(name: &str, keys: &[String]) -> DecodedFile {
    let facts = match keys.len() {
        0 => String::new(),
        1 => "1 SSH key".to_owned(),
        more => format!("{more} SSH keys"),
    };
    let text = (!keys.is_empty()).then(|| keys.join("\n") + "\n");
    texted("user", name, facts, text)
}

fn held(kind: &str, node: &NodeSummary, contents: &Contents) -> DecodedFile {
    let mut facts = vec![facts(node)];
    match contents {
        Contents::Unset => facts.push("no contents given".to_owned()),
        Contents::Fetched(url) => facts.push(format!("fetched from {url}")),
        Contents::Broken(reason) => facts.push(format!("unreadable: {reason}")),
        Contents::Inline { gzipped: true, .. } => facts.push("gzipped".to_owned()),
        Contents::Inline { .. } => {}
    }
    facts.retain(|fact| !fact.is_empty());
    DecodedFile {
        kind: kind.to_owned(),
        name: node.path.clone(),
        facts: facts.join(", "),
        text: contents.text().map(str::to_owned),
        bytes: contents.size(),
    }
}

fn facts(node: &NodeSummary) -> String {
    let mode = node.mode.map(|mode| format!("{mode:04o}"));
    let owner = match (&node.user, &node.group) {
        (None, None) => None,
        (user, group) => Some(format!(
            "{}:{}",
            user.as_deref().unwrap_or_default(),
            group.as_deref().unwrap_or_default()
        )),
    };
    [mode, owner]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// The rows of a config of the 2.x line, whose fields are called the same but lie differently.
fn older(text: &str) -> Option<Vec<DecodedFile>> {
    let config: Value = serde_json::from_str(text).ok()?;
    config.get("ignition")?.get("version")?.as_str()?;
    let mut rows = Vec::new();
    for file in list(&config, "storage", "files") {
        rows.push(older_file(file));
    }
    for (kind, part) in [("unit", "systemd"), ("network unit", "networkd")] {
        for unit in list(&config, part, "units") {
            older_unit(kind, unit, &mut rows);
        }
    }
    for directory in list(&config, "storage", "directories") {
        rows.push(texted(
            "directory",
            word(directory, "path"),
            older_mode(directory),
            None,
        ));
    }
    for link in list(&config, "storage", "links") {
        let target = format!("to {}", word(link, "target"));
        rows.push(texted("link", word(link, "path"), target, None));
    }
    for user in list(&config, "passwd", "users") {
        let keys: Vec<String> = user
            .get("sshAuthorizedKeys")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|key| key.as_str().map(str::to_owned))
            .collect();
        rows.push(logged_in(word(user, "name"), &keys));
    }
    Some(rows)
}

fn list<'a>(config: &'a Value, part: &str, name: &str) -> &'a [Value] {
    config
        .get(part)
        .and_then(|part| part.get(name))
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn older_mode(node: &Value) -> String {
    node.get("mode")
        .and_then(Value::as_u64)
        .map_or_else(String::new, |mode| format!("{mode:04o}"))
}

fn older_unit(kind: &str, unit: &Value, rows: &mut Vec<DecodedFile>) {
    let flag = |key: &str| {
        unit.get(key).and_then(Value::as_bool) == Some(true)
            || (key == "enabled" && unit.get("enable").and_then(Value::as_bool) == Some(true))
    };
    let mut facts = Vec::new();
    if flag("enabled") {
        facts.push("enabled");
    }
    if flag("mask") {
        facts.push("masked");
    }
    let name = word(unit, "name");
    let contents = unit.get("contents").and_then(Value::as_str);
    rows.push(texted(
        kind,
        name,
        facts.join(", "),
        contents.map(str::to_owned),
    ));
    for dropin in unit
        .get("dropins")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let path = format!("{name}.d/{}", word(dropin, "name"));
        let text = Some(word(dropin, "contents").to_owned());
        rows.push(texted("dropin", &path, String::new(), text));
    }
}

fn older_file(file: &Value) -> DecodedFile {
    let contents = file.get("contents");
    let source = contents.map_or("", |contents| word(contents, "source"));
    let compressed = contents.map_or("", |contents| word(contents, "compression"));
    let resource = kindling_ignition::config::Resource {
        source: Some(source.to_owned()),
        compression: Some(compressed.to_owned()).filter(|kind| !kind.is_empty()),
        ..Default::default()
    };
    let held = summary::contents(&resource);
    let mut facts = vec![older_mode(file)];
    match &held {
        Contents::Fetched(url) if dataurl::decode(url).is_err() => {
            facts.push(format!("fetched from {url}"));
        }
        Contents::Broken(reason) => facts.push(format!("unreadable: {reason}")),
        _ => {}
    }
    facts.retain(|fact| !fact.is_empty());
    DecodedFile {
        kind: "file".to_owned(),
        name: word(file, "path").to_owned(),
        facts: facts.join(", "),
        text: held.text().map(str::to_owned),
        bytes: held.size(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_of_either_line_is_decoded() {
        let new = r#"{"ignition":{"version":"3.3.0"},"storage":{"files":[{"path":"/etc/a","mode":420,"contents":{"source":"data:,x%20y%0A"}}]},"systemd":{"units":[{"name":"a.service","enabled":true,"contents":"[Unit]\n"}]},"passwd":{"users":[{"name":"core","sshAuthorizedKeys":["k"]}]}}"#;
        let old = new.replace("3.3.0", "2.3.0").replace(
            "\"path\":\"/etc/a\"",
            "\"filesystem\":\"root\",\"path\":\"/etc/a\"",
        );
        for text in [new, old.as_str()] {
            let rows = decode(text).expect("both are configs");
            assert_eq!(rows[0].name, "/etc/a");
            assert_eq!(rows[0].facts, "0644");
            assert_eq!(rows[0].text.as_deref(), Some("x y\n"));
            assert_eq!(rows[0].bytes, 4);
            assert_eq!(
                (rows[1].kind.as_str(), rows[1].facts.as_str()),
                ("unit", "enabled")
            );
            assert_eq!(
                (rows[2].kind.as_str(), rows[2].name.as_str()),
                ("user", "core")
            );
        }
    }

    #[test]
    fn other_json_is_no_config() {
        for text in ["", "{}", "[1]", r#"{"ignition":{}}"#, "\u{0}"] {
            assert_eq!(decode(text), None, "{text:?}");
        }
    }

    #[test]
    fn rows_are_written_as_one_text() {
        let rows = [texted(
            "unit",
            "a.service",
            "enabled".into(),
            Some("[Unit]".into()),
        )];
        assert_eq!(written(&rows), "# unit a.service (enabled)\n[Unit]\n\n");
    }
}
