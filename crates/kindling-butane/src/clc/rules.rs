//! The rules about a config as it is written. The translated config is judged once more, by Ignition's own.

use kindling_ignition::v2::{Spec, report::Finding, table::Object};

use super::{
    time::{is_duration, is_time_of_day},
    url,
    version::{self, is_before},
};

fn error_if(condition: bool, message: &str) -> Vec<Finding> {
    if condition {
        vec![Finding::error(message)]
    } else {
        Vec::new()
    }
}

/// The only version there is.
pub(super) fn version(config: &Object) -> Vec<Finding> {
    error_if(
        config.number("version") != 0,
        "Invalid version. Only version 0 is supported",
    )
}

/// A file without a mode gets one; appended to, only if it is not there yet.
pub(super) fn file_mode(file: &Object) -> Vec<Finding> {
    if file.is_set("mode") {
        return Vec::new();
    }
    let remark = "mode unspecified for file, defaulting to 0644";
    if file.flag("append") && file.spec > Spec::V2_2 {
        let severity = kindling_ignition::Severity::Info;
        vec![Finding::new(
            severity,
            format!("{remark} if the file does not exist"),
        )]
    } else {
        vec![Finding::warning(remark)]
    }
}

/// A directory without a mode gets one.
pub(super) fn directory_mode(directory: &Object) -> Vec<Finding> {
    if directory.is_set("mode") {
        return Vec::new();
    }
    vec![Finding::warning(
        "mode unspecified for directory, defaulting to 0755",
    )]
}

/// Contents come from one place.
pub(super) fn contents(contents: &Object) -> Vec<Finding> {
    let url = contents
        .object("remote")
        .map_or("", |remote| remote.text("url"));
    let sources = [url, contents.text("inline"), contents.text("local")];
    error_if(
        sources.iter().filter(|source| !source.is_empty()).count() > 1,
        "only one of the following can be set: local, inline, remote.url",
    )
}

/// Which versions of etcd have options here.
pub(super) fn etcd_version(etcd: &Object) -> Vec<Finding> {
    let Some(Ok(version)) = etcd.opt_text("version").map(version::parse) else {
        return Vec::new();
    };
    if is_before(&version, 2, 3) {
        return vec![Finding::error(
            "Etcd version specified is not valid (too old)",
        )];
    }
    match (version.major, version.minor) {
        (2 | 3, 4..) => vec![Finding::warning(
            "Etcd minor version specified is too new, only options available in the previous minor version will be accepted",
        )],
        (4.., _) => vec![Finding::error("Etcd version is not valid (too new)")],
        _ => Vec::new(),
    }
}

/// Which versions of flannel have options here.
pub(super) fn flannel_version(flannel: &Object) -> Vec<Finding> {
    let Some(Ok(version)) = flannel.opt_text("version").map(version::parse) else {
        return Vec::new();
    };
    if is_before(&version, 0, 5) {
        return vec![Finding::error("invalid flannel version (too old)")];
    }
    if version.major == 0 && version.minor > 7 {
        return vec![Finding::warning(
            "flannel minor version too new. Only options available in the previous minor version will be supported",
        )];
    }
    Vec::new()
}

/// A network config is a JSON object, or `null`.
pub(super) fn network_config(flannel: &Object) -> Vec<Finding> {
    use kindling_ignition::json::{Value, parse};
    let text = flannel.text("network_config");
    let is_object = text.is_empty()
        || parse(text.as_bytes())
            .is_ok_and(|document| matches!(document.root().value(), Value::Map | Value::Null));
    error_if(
        !is_object,
        "flannel network config doesn't appear to be valid JSON",
    )
}

/// Kubernetes and etcd do not both configure the network.
pub(super) fn flannel(flannel: &Object) -> Vec<Finding> {
    error_if(
        flannel.flag("kube_subnet_mgr") && !flannel.text("network_config").is_empty(),
        "flannel network config cannot be provided if kube_subnet_mgr is set",
    )
}

/// A group that is not one of the three public ones needs a server of its own.
pub(super) fn update(update: &Object) -> Vec<Finding> {
    let group = update.text("group").to_lowercase();
    let is_known = matches!(group.as_str(), "stable" | "beta" | "alpha");
    if is_known || !update.text("server").is_empty() {
        return Vec::new();
    }
    vec![Finding::warning("unknown update group")]
}

/// The server is a URL.
pub(super) fn update_server(update: &Object) -> Vec<Finding> {
    url::normalised(update.text("server"))
        .err()
        .map(Finding::error)
        .into_iter()
        .collect()
}

/// A window has a start and a length.
pub(super) fn locksmith(locksmith: &Object) -> Vec<Finding> {
    error_if(
        locksmith.text("window_start").is_empty() != locksmith.text("window_length").is_empty(),
        "window-start and window-length must both be specified",
    )
}

/// When a machine may reboot.
pub(super) fn reboot_strategy(locksmith: &Object) -> Vec<Finding> {
    let strategy = locksmith.text("reboot_strategy").to_lowercase();
    error_if(
        !matches!(strategy.as_str(), "" | "reboot" | "etcd-lock" | "off"),
        "unknown reboot strategy",
    )
}

/// A time of day, after a day of the week or alone.
pub(super) fn window_start(locksmith: &Object) -> Vec<Finding> {
    let text = locksmith.text("window_start");
    if text.is_empty() {
        return Vec::new();
    }
    let mut words = text.split_whitespace();
    let (day, time) = match (words.next(), words.next()) {
        (Some(day), Some(time)) => (Some(day.to_lowercase()), time),
        _ => (None, text),
    };
    let is_day = day.as_deref().is_none_or(|day| {
        matches!(
            day,
            "sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "not-present"
        )
    });
    if !is_day {
        return vec![Finding::error("unknown day in window start")];
    }
    error_if(!is_time_of_day(time), "couldn't parse window start")
}

/// How long the window is open.
pub(super) fn window_length(locksmith: &Object) -> Vec<Finding> {
    let text = locksmith.text("window_length");
    error_if(
        !text.is_empty() && !is_duration(text),
        "couldn't parse window length",
    )
}
