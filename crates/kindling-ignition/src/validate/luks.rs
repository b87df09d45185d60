//! Rules of encrypted devices and the ways to unlock them.

use super::{Judge, is_given, is_true, path, resources};
use crate::{
    config::{Clevis, ClevisCustom, Luks, Tang},
    json,
    schema::Role,
    spec::Spec,
    url::Url,
    walk::At,
};

impl Judge {
    /// <https://coreos.github.io/ignition/configuration-v3_6/>: `storage.luks`
    pub(super) fn luks(&mut self, volumes: &[Luks], at: &At<'_>) {
        for (index, volume) in volumes.iter().enumerate() {
            let at = At::Index(at, index);
            if volume.name.contains('/') {
                self.error(At::Key(&at, "name"), "device names cannot contain slashes");
            }
            if volume
                .label
                .as_deref()
                .is_some_and(|label| label.len() > 47)
            {
                self.error(
                    At::Key(&at, "label"),
                    "luks device labels cannot be longer than 47 characters",
                );
            }
            let device = match volume.device.as_deref() {
                None | Some("") => Err("disk device is required"),
                Some(device) => path(device),
            };
            self.check(At::Key(&at, "device"), device);
            self.keys(volume, &at);
            let clevis = At::Key(&at, "clevis");
            if let Some(custom) = volume
                .clevis
                .as_ref()
                .and_then(|clevis| clevis.custom.as_ref())
            {
                self.custom_pin(custom, &At::Key(&clevis, "custom"));
            }
            let tang = At::Key(&clevis, "tang");
            for (index, server) in volume
                .clevis
                .iter()
                .flat_map(|clevis| &clevis.tang)
                .enumerate()
            {
                self.tang(server, &At::Index(&tang, index));
            }
            self.resource(&volume.key_file, Role::Contents, &At::Key(&at, "keyFile"));
        }
    }

    /// The ways to unlock a volume exclude each other in part.
    fn keys(&mut self, volume: &Luks, at: &At<'_>) {
        let clevis = volume.clevis.as_ref();
        let custom = clevis.and_then(|clevis| clevis.custom.as_ref());
        let has_custom = match custom {
            Some(_) if self.spec <= Spec::V3_2 => true,
            Some(custom) => is_given(custom.pin.as_deref()),
            None => false,
        };
        let has_others = clevis.is_some_and(has_builtin_pin);
        if has_custom && has_others {
            self.error(
                At::Key(at, "clevis"),
                "cannot use custom clevis config with tpm2, tang, or threshold",
            );
        }
        let key = volume
            .key_file
            .source
            .as_deref()
            .filter(|source| !source.is_empty());
        if key.is_some_and(|source| resources::url(source, self.spec).is_err()) {
            // The reference implementation reports a key that does not exist; so its position is the volume's.
            self.error(At::Key(at, "keys"), "invalid key-file source");
        }
        if is_true(volume.cex.enabled) {
            let at = At::Key(at, "cex");
            if has_custom || has_others {
                self.error(at, "cannot use cex with clevis");
            }
            if key.is_some() {
                self.error(at, "cannot use key file with cex");
            }
        }
    }

    fn custom_pin(&mut self, custom: &ClevisCustom, at: &At<'_>) {
        let pin = custom.pin.as_deref().unwrap_or("");
        let config = is_given(custom.config.as_deref());
        let network = self.spec > Spec::V3_2 && is_true(custom.needs_network);
        if pin.is_empty() && !config && !network {
            return;
        }
        let found = match pin {
            "tpm2" | "tang" | "sss" => Ok(()),
            "" if self.spec > Spec::V3_2 => Err("missing required custom clevis pin"),
            _ if self.spec >= Spec::V3_6 => Ok(()),
            _ => Err("unsupported clevis pin"),
        };
        self.check(At::Key(at, "pin"), found);
        if !config {
            self.error(
                At::Key(at, "config"),
                "missing required custom clevis config",
            );
        }
    }

    fn tang(&mut self, server: &Tang, at: &At<'_>) {
        let url = match Url::parse(&server.url) {
            Err(_) => Err("unable to parse url"),
            Ok(url) if matches!(url.scheme.as_ref(), "http" | "https") => Ok(()),
            Ok(_) => Err("invalid url scheme"),
        };
        self.check(At::Key(at, "url"), url);
        if !is_given(server.thumbprint.as_deref()) {
            self.error(At::Key(at, "thumbprint"), "thumbprint is required");
        }
        let advertisement = server.advertisement.as_deref().unwrap_or("");
        if !advertisement.is_empty() && !is_json(advertisement) {
            self.error(
                At::Key(at, "advertisement"),
                "advertisement is not valid JSON",
            );
        }
    }
}

/// Whether the text is JSON whose numbers fit into a double, as Go asks of a document of unknown shape.
fn is_json(text: &str) -> bool {
    let fits = |value: &json::Value<'_>| match value {
        json::Value::Number(number) => number.parse::<f64>().is_ok_and(f64::is_finite),
        _ => true,
    };
    json::parse(text.as_bytes()).is_ok_and(|document| document.values().all(fits))
}

fn has_builtin_pin(clevis: &Clevis) -> bool {
    !clevis.tang.is_empty()
        || is_true(clevis.tpm2)
        || clevis.threshold.is_some_and(|threshold| threshold != 0)
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn advertisements_are_json() {
        assert!(is_json("{\"a\": [1, -2.5e3]}") && is_json("null"));
        assert!(!is_json("{") && !is_json("1e999") && !is_json("{} x"));
    }
}
