//! A machine's Ignition config, unpacked as Ignition would: files with their contents, units with their text.

use std::collections::BTreeMap;
use std::io::Read as _;

use kindling_ignition::dataurl;
use serde_json::Value;

/// A file of a config.
#[derive(Clone, Debug)]
pub struct File {
    /// What it holds.
    pub contents: String,
    /// Permission bits.
    pub mode: u32,
}

/// What a config brings to a machine.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    /// By path.
    pub files: BTreeMap<String, File>,
    /// Text of units, by name; none for units that the system has.
    pub units: BTreeMap<String, Option<String>>,
}

/// Unpacks a config.
///
/// # Panics
///
/// Where it is no config, or a file's contents are not inside it.
#[must_use]
pub fn unpack(ignition: &str) -> Machine {
    let config: Value = serde_json::from_str(ignition).expect("a config is JSON");
    let list = |pointer: &str| {
        config
            .pointer(pointer)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let text = |value: &Value, pointer: &str| {
        value
            .pointer(pointer)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let mut machine = Machine::default();
    for file in list("/storage/files") {
        let url = text(&file, "/contents/source").expect("a file has a source");
        let mut bytes = dataurl::decode(&url).expect("a data URL");
        if text(&file, "/contents/compression").as_deref() == Some("gzip") {
            let packed = std::mem::take(&mut bytes);
            flate2::read::GzDecoder::new(packed.as_slice())
                .read_to_end(&mut bytes)
                .expect("gzip");
        }
        let mode = file["mode"].as_u64().expect("a file has a mode");
        machine.files.insert(
            text(&file, "/path").expect("a file has a path"),
            File {
                contents: String::from_utf8(bytes).expect("text"),
                mode: u32::try_from(mode).expect("a mode"),
            },
        );
    }
    for unit in list("/systemd/units") {
        machine.units.insert(
            text(&unit, "/name").expect("a unit has a name"),
            text(&unit, "/contents"),
        );
    }
    machine
}
