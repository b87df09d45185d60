//! The files of machines that boot alike: written once with marks, filled in for each machine.

use std::sync::Arc;

use super::File;
use super::boot::{Identity, NetworkBoot};
use super::{ipxe, matchbox, tasks};
use crate::nodes::Node;
use crate::template::Template;

/// A file of a machine, as text or as a template of it.
pub struct Draft<T> {
    /// Where it goes.
    pub path: T,
    /// What it holds.
    pub contents: Contents<T>,
    /// What it is for, one phrase.
    pub purpose: &'static str,
}

/// What a file holds.
pub enum Contents<T> {
    /// A text of its own.
    Text(T),
    /// The config of the installed system.
    Config,
    /// The config of the system that installs it.
    InstallerConfig,
}

/// The files of every machine that boots as one does, and the operator's commands for it.
pub struct Drafts {
    files: Vec<Draft<Template<4>>>,
    commands: Template<1>,
}

/// Stands for a domain in commands. Unlike a mark with blanks it is no word that a shell needs quotes for, and nothing
/// else in commands for one machine is the document's.
const DOMAIN: &str = "@@domain@@";

impl Drafts {
    /// Writes the files of machines that boot as this one does.
    pub fn new(boot: NetworkBoot<'_>) -> Self {
        let boot = NetworkBoot {
            identity: Identity::MARKS,
            ..boot
        };
        let marks = Identity::MARKS.values();
        let template = |text: &str| Template::new(text, &marks);
        let mut written = matchbox::files(&boot);
        written.push(ipxe::machine(&boot));
        let files = written.into_iter().map(|draft| Draft {
            path: template(&draft.path),
            contents: match draft.contents {
                Contents::Text(text) => Contents::Text(template(&text)),
                Contents::Config => Contents::Config,
                Contents::InstallerConfig => Contents::InstallerConfig,
            },
            purpose: draft.purpose,
        });
        let mut commands = tasks::of_machine(boot.cluster, boot.machine.role(), DOMAIN).join("\n");
        commands.push('\n');
        Self {
            files: files.collect(),
            commands: Template::new(&commands, &[DOMAIN]),
        }
    }

    /// The commands for one of the machines, a line each.
    pub fn commands(&self, identity: &Identity<'_>) -> String {
        self.commands.fill(&[identity.domain])
    }

    /// The files of one of the machines.
    pub fn of(&self, identity: &Identity<'_>, node: &Node) -> Vec<File> {
        let values = identity.values();
        let mut filled = String::new();
        let mut fill = |text: &Template<4>| -> Arc<str> {
            text.fill_into(&mut filled, &values);
            Arc::from(filled.as_str())
        };
        let files = self.files.iter().filter_map(|draft| {
            let contents = match &draft.contents {
                Contents::Text(text) => fill(text),
                Contents::Config => Arc::clone(&node.config.ignition),
                Contents::InstallerConfig => Arc::clone(&node.installer.as_ref()?.ignition),
            };
            Some(File::new(fill(&draft.path), contents, draft.purpose))
        });
        files.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Contents, Drafts, Identity, NetworkBoot, ipxe, matchbox, tasks};
    use crate::model::{Platform, samples};
    use crate::nodes::{MachineConfig, Node};

    /// Templates were written for no machine; filled in for one, they must be what writing its files gives.
    #[test]
    fn files_filled_in_are_the_files_written() {
        for cluster in [samples::flatcar_cilium(), samples::fedora_coreos_flannel()] {
            let Platform::BareMetal(platform) = cluster.platform();
            for machine in cluster.machines() {
                let mac = machine.mac().to_string();
                let boot = NetworkBoot {
                    cluster: &cluster,
                    platform,
                    machine,
                    identity: Identity {
                        name: machine.name().as_str(),
                        domain: machine.domain().as_str(),
                        mac: &mac,
                        hyphens: &machine.mac().hyphens(),
                    },
                };
                let config = |text: &str| MachineConfig {
                    butane: "".into(),
                    ignition: text.into(),
                };
                let node = Node {
                    machine: machine.clone(),
                    config: config("installed"),
                    installer: Some(config("installer")),
                    overrides: Vec::new(),
                };
                let mut written = matchbox::files(&boot);
                written.push(ipxe::machine(&boot));
                let expected: Vec<(String, String)> = written
                    .into_iter()
                    .map(|draft| {
                        let text = match draft.contents {
                            Contents::Text(text) => text,
                            Contents::Config => "installed".to_owned(),
                            Contents::InstallerConfig => "installer".to_owned(),
                        };
                        (draft.path, text)
                    })
                    .collect();
                let drafts = Drafts::new(boot);
                let filled: Vec<(String, String)> = drafts
                    .of(&boot.identity, &node)
                    .iter()
                    .map(|file| (file.path.to_string(), file.contents.to_string()))
                    .collect();
                assert_eq!(filled, expected);
                let commands = tasks::of_machine(&cluster, machine.role(), boot.identity.domain);
                let filled = drafts.commands(&boot.identity);
                assert_eq!(filled.lines().collect::<Vec<_>>(), commands);
            }
        }
    }
}
