//! Typhoon's inputs, written as a cluster document.

use serde_json::{Map, Value, json};

use super::Case;

/// A key that can be read as one; the reference has a placeholder in its place.
pub const SSH_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL7VgsbUlYGugbiSdaHeB6GiZO2wKRjjKlqiAX1dzp/M core@example.com";

/// Inputs that stand under `platform`.
const PLATFORM: [&str; 6] = [
    "matchbox_http_endpoint",
    "install_disk",
    "cached_install",
    "download_protocol",
    "kernel_args",
    "oem_type",
];

/// Inputs that stand under `os`, or in another form.
const ELSEWHERE: [&str; 4] = [
    "os_channel",
    "os_stream",
    "os_version",
    "ssh_authorized_key",
];

/// The document of a bare-metal case of the current line; JSON, which is YAML too.
#[must_use]
pub fn of(case: &Case) -> String {
    Value::from(fields(case)).to_string()
}

/// The same without snippets, for what they do not change.
#[must_use]
pub fn without_snippets(case: &Case) -> String {
    let mut fields = fields(case);
    fields.remove("snippets");
    Value::from(fields).to_string()
}

fn fields(case: &Case) -> Map<String, Value> {
    let inputs = case.inputs.as_object().cloned().unwrap_or_default();
    let text = |key: &str| inputs.get(key).and_then(Value::as_str);
    let mut os = Map::new();
    os.insert("name".to_owned(), json!(case.os));
    os.insert("version".to_owned(), json!(text("os_version")));
    if case.os == "flatcar-linux" {
        let channel = text("os_channel").map(|channel| channel.trim_start_matches("flatcar-"));
        os.insert("channel".to_owned(), json!(channel.unwrap_or("stable")));
    } else {
        os.insert(
            "stream".to_owned(),
            json!(text("os_stream").unwrap_or("stable")),
        );
    }
    let mut platform = Map::new();
    platform.insert("name".to_owned(), json!("bare-metal"));
    let mut document = Map::new();
    document.insert("kindling".to_owned(), json!(1));
    document.insert("kubernetes_version".to_owned(), json!("v1.36.1"));
    document.insert("ssh_authorized_keys".to_owned(), json!([SSH_KEY]));
    for (key, value) in &inputs {
        if PLATFORM.contains(&key.as_str()) {
            platform.insert(key.clone(), value.clone());
        } else if !ELSEWHERE.contains(&key.as_str()) {
            document.insert(key.clone(), value.clone());
        }
    }
    document.insert("os".to_owned(), os.into());
    document.insert("platform".to_owned(), platform.into());
    document
}
