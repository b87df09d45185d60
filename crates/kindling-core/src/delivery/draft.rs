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
        let files = self.files.iter().filter_map(|draft| {
            let contents = match &draft.contents {
                Contents::Text(text) => Arc::from(text.fill(&values)),
                Contents::Config => Arc::clone(&node.config.ignition),
                Contents::InstallerConfig => Arc::clone(&node.installer.as_ref()?.ignition),
            };
            Some(File::new(draft.path.fill(&values), contents, draft.purpose))
        });
        files.collect()
    }
}
