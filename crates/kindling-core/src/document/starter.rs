//! Documents to begin with: valid, commented from the field table, ready to be edited.

use std::fmt::Write as _;

use super::fields::{self, Presence};

/// Which document to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Preset {
    /// One machine, Flatcar Linux: controller and nothing else.
    Lab,
    /// One controller and two workers, Flatcar Linux.
    Mercury,
    /// Three controllers and three workers, Flatcar Linux.
    HighAvailability,
    /// One machine, Fedora CoreOS.
    FedoraCoreOs,
}

impl Preset {
    /// Every preset, smallest first.
    pub const ALL: [Self; 4] = [
        Self::Lab,
        Self::FedoraCoreOs,
        Self::Mercury,
        Self::HighAvailability,
    ];

    /// The word on a command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lab => "lab",
            Self::Mercury => "mercury",
            Self::HighAvailability => "high-availability",
            Self::FedoraCoreOs => "fedora-coreos",
        }
    }

    /// The preset of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.word() == word)
    }

    /// What it is, one phrase.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Lab => "one machine with Flatcar Linux, to try things out",
            Self::Mercury => "a controller and two workers with Flatcar Linux",
            Self::HighAvailability => "three controllers and three workers with Flatcar Linux",
            Self::FedoraCoreOs => "one machine with Fedora CoreOS, to try things out",
        }
    }

    const fn controllers(self) -> usize {
        match self {
            Self::Lab | Self::Mercury | Self::FedoraCoreOs => 1,
            Self::HighAvailability => 3,
        }
    }

    const fn workers(self) -> usize {
        match self {
            Self::Lab | Self::FedoraCoreOs => 0,
            Self::Mercury => 2,
            Self::HighAvailability => 3,
        }
    }
}

/// Addresses as virtual machines have them.
const MACS: [&str; 6] = [
    "52:54:00:a1:9c:ae",
    "52:54:00:b2:2f:86",
    "52:54:00:c3:61:77",
    "52:54:00:d7:99:c7",
    "52:54:00:e1:0b:05",
    "52:54:00:f4:3d:52",
];

/// A key that nobody has the private half of.
const SSH_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFaN12K4KbzpVjmMi2pC24MTsM6jyiqFgl5dsz6wkmHR ops@example.com";

/// A valid document with a comment above every field.
pub fn starter(preset: Preset) -> String {
    let mut text = format!(
        "# A cluster of Kindling: {}.\n# This document holds no secret and is safe to share.\n",
        preset.summary()
    );
    let flatcar = preset != Preset::FedoraCoreOs;
    let name = match preset {
        Preset::Mercury => "mercury",
        Preset::Lab | Preset::FedoraCoreOs => "lab",
        Preset::HighAvailability => "venus",
    };
    let line = |text: &mut String, path: &str, value: &str| {
        comment(text, path);
        let _ = writeln!(text, "{path}: {value}");
    };
    line(&mut text, "kindling", "1");
    line(&mut text, "cluster_name", name);
    line(&mut text, "kubernetes_version", "v1.36.2");
    comment(&mut text, "os");
    text.push_str(if flatcar {
        "os:\n  name: flatcar-linux\n  channel: stable\n  version: 4230.2.4\n"
    } else {
        "os:\n  name: fedora-coreos\n  stream: stable\n  version: 42.20250901.3.0\n"
    });
    comment(&mut text, "platform");
    text.push_str("platform:\n  name: bare-metal\n");
    for (path, value) in [
        (
            "platform.matchbox_http_endpoint",
            "http://matchbox.example.com:8080",
        ),
        (
            "platform.install_disk",
            if flatcar { "/dev/sda" } else { "sda" },
        ),
    ] {
        let field = fields::find(path);
        let key = path.rsplit('.').next().unwrap_or_default();
        let _ = writeln!(
            text,
            "  # {}.\n  {key}: {value}",
            field.map_or("", |field| field.help)
        );
    }
    let (controllers, workers) = (preset.controllers(), preset.workers());
    machines(&mut text, "controllers", 0..controllers);
    if workers > 0 {
        machines(&mut text, "workers", controllers..controllers + workers);
    }
    let domain = match preset {
        Preset::HighAvailability => format!("{name}.example.com"),
        Preset::Lab | Preset::Mercury | Preset::FedoraCoreOs => "node1.example.com".to_owned(),
    };
    line(&mut text, "k8s_domain_name", &domain);
    comment(&mut text, "ssh_authorized_keys");
    let _ = writeln!(
        text,
        "# Replace this one by your own: nobody has its private half.\nssh_authorized_keys:\n  - {SSH_KEY}"
    );
    for path in ["networking", "pod_cidr", "service_cidr"] {
        let default = match fields::find(path).map(|field| field.presence) {
            Some(Presence::Default(default)) => default,
            _ => "",
        };
        line(&mut text, path, default);
    }
    text.push_str("\n# Everything below is optional.\n");
    for path in [
        "worker_node_labels",
        "worker_node_taints",
        "components",
        "daemonset_tolerations",
        "service_account_issuer",
        "container_images",
        "api_server_sans",
    ] {
        if let Some(field) = fields::find(path) {
            let _ = writeln!(text, "\n# {}.\n# {path}: {}", field.help, field.example);
        }
    }
    text
}

fn comment(text: &mut String, path: &str) {
    if let Some(field) = fields::find(path) {
        let _ = writeln!(text, "\n# {}.", field.help);
    }
}

fn machines(text: &mut String, key: &str, numbers: std::ops::Range<usize>) {
    comment(text, key);
    let _ = writeln!(text, "{key}:");
    for number in numbers {
        let mac = MACS[number];
        let node = number + 1;
        let _ = writeln!(
            text,
            "  - name: node{node}\n    mac: {mac}\n    domain: node{node}.example.com"
        );
    }
}
