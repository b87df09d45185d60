//! What is generated: the drop-ins of etcd and flannel, and the file of the update engine.

use kindling_ignition::{
    print::go_quote,
    v2::table::{Object, Value},
};

use super::{options, platform};

/// A generator of a drop-in: its contents, or what is wrong.
pub(super) type Contents = fn(&Object, &str) -> Result<String, String>;

/// The drop-in that gives etcd its version and options.
pub(super) fn etcd(etcd: &Object, platform: &str) -> Result<String, String> {
    Ok(assemble(
        "/usr/lib/coreos/etcd-wrapper $ETCD_OPTS",
        "ETCD_IMAGE_TAG",
        etcd,
        platform,
    )?
    .join())
}

/// The drop-in that gives flannel its version and options, and puts its network into etcd.
pub(super) fn flannel(flannel: &Object, platform: &str) -> Result<String, String> {
    let wrapper = "/usr/lib/coreos/flannel-wrapper $FLANNEL_OPTS";
    let mut dropin = assemble(wrapper, "FLANNEL_IMAGE_TAG", flannel, platform)?;
    let network = flannel.text("network_config");
    if !network.is_empty() {
        let mut command = "ExecStartPre=/usr/bin/etcdctl".to_owned();
        let flags = [
            ("etcd_endpoints", "endpoints"),
            ("etcd_cafile", "ca-file"),
            ("etcd_certfile", "cert-file"),
            ("etcd_keyfile", "key-file"),
        ];
        for (key, flag) in flags {
            if let Some(value) = flannel.opt_text(key) {
                command += &format!(" --{flag}={}", go_quote(value));
            }
        }
        command += &format!(" set /coreos.com/network/config {}", go_quote(network));
        dropin.service.push(command);
    }
    Ok(dropin.join())
}

/// Lines of a drop-in, by section.
#[derive(Default)]
struct Dropin {
    unit: Vec<String>,
    service: Vec<String>,
}

impl Dropin {
    fn join(&self) -> String {
        let sections = [("Unit", &self.unit), ("Service", &self.service)];
        let sections: Vec<_> = sections
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(name, lines)| format!("[{name}]\n{}", lines.join("\n")))
            .collect();
        sections.join("\n\n")
    }
}

fn assemble(program: &str, tag: &str, from: &Object, platform: &str) -> Result<Dropin, String> {
    let mut arguments = arguments(from);
    let mut dropin = Dropin::default();
    if platform::has_template(&arguments) {
        if platform.is_empty() {
            return Err("platform must be specified to use templating".to_owned());
        }
        dropin
            .unit
            .push("Requires=coreos-metadata.service".to_owned());
        dropin.unit.push("After=coreos-metadata.service".to_owned());
        dropin
            .service
            .push("EnvironmentFile=/run/metadata/coreos".to_owned());
        for argument in &mut arguments {
            *argument = platform::fill(platform, argument)?;
        }
    }
    if let Some(version) = from.opt_text("version") {
        dropin
            .service
            .push(format!("Environment=\"{tag}=v{version}\""));
    }
    let mut command = format!("ExecStart={program}");
    for argument in arguments {
        command += " \\\n  ";
        command += &argument;
    }
    dropin.service.push("ExecStart=".to_owned());
    dropin.service.push(command);
    Ok(dropin)
}

/// The options that are set, as flags.
fn arguments(from: &Object) -> Vec<String> {
    let rows = from.def.rows(from.spec);
    let options = rows
        .into_iter()
        .filter(|(_, field)| !field.option.is_empty());
    options
        .filter_map(|(row, field)| {
            let value = shown(from.at(row))?;
            Some(format!("--{}={value}", options::flag(field.option)))
        })
        .collect()
}

/// A value as Go prints it: texts in quotes.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(go_quote(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Flag(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// The update engine's file: the group, the server, and what locksmith is told. Empty where nothing is said.
pub(super) fn update_file(config: &Object) -> String {
    let mut text = String::new();
    if let Some(update) = config.object("update") {
        let (group, server) = (update.text("group"), update.text("server"));
        if !group.is_empty() {
            text += &format!("GROUP={}", group.to_lowercase());
        }
        if !server.is_empty() {
            text += &format!("\nSERVER={server}");
        }
    }
    if let Some(locksmith) = config.object("locksmith") {
        for (row, field) in locksmith.def.rows(locksmith.spec) {
            match locksmith.at(row) {
                Value::Text(value) if !value.is_empty() => {
                    text += &format!("\n{}={}", field.option, go_quote(value));
                }
                _ => {}
            }
        }
    }
    text
}
