//! What a machine boots over the network: kernel, initial file system and kernel arguments.

use crate::diagnostic::{Diagnostic, FieldPath};
use crate::model::{
    BareMetal, Cluster, InstallSource, KernelArgument, Machine, OperatingSystem, Role,
};
use crate::nodes::installer::IGNITION_URL_ARGUMENT;

/// What tells a machine from those that boot as it does.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    /// The short name.
    pub name: &'a str,
    /// The fully qualified name.
    pub domain: &'a str,
    /// The address, with colons.
    pub mac: &'a str,
    /// The address, with hyphens.
    pub hyphens: &'a str,
}

impl<'a> Identity<'a> {
    /// Marks, for a [`Template`](crate::template::Template).
    pub const MARKS: Self = Self {
        name: "@ name @",
        domain: "@ domain @",
        mac: "@ mac @",
        hyphens: "@ hyphens @",
    };

    /// The values, in the order of the marks.
    pub const fn values(&self) -> [&'a str; 4] {
        [self.name, self.domain, self.mac, self.hyphens]
    }
}

/// A machine and where it boots from.
#[derive(Clone, Copy)]
pub struct NetworkBoot<'a> {
    /// Its cluster.
    pub cluster: &'a Cluster,
    /// Where it boots.
    pub platform: &'a BareMetal,
    /// The machine, for what it has in common with those that boot as it does.
    pub machine: &'a Machine,
    /// Who it is, or marks for that.
    pub identity: Identity<'a>,
}

/// Who serves configs and images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// matchbox, which finds a machine's config by its address.
    Matchbox,
    /// Any web server; `${base-url}` of iPXE is where the folder is.
    Static,
}

/// What iPXE loads. iPXE expands `${…}` in each part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boot {
    /// The kernel's URL, or its path on the server.
    pub kernel: String,
    /// The initial file system: iPXE's options, then URL or path.
    pub initrd: String,
    /// Kernel arguments, in order.
    pub arguments: Vec<String>,
}

impl NetworkBoot<'_> {
    /// What is loaded from this server.
    pub fn from(&self, server: Server) -> Boot {
        let mut boot = match self.cluster.os() {
            OperatingSystem::Flatcar(flatcar) => {
                self.flatcar(flatcar.channel(), flatcar.version(), server)
            }
            OperatingSystem::FedoraCoreOs(fedora) => {
                self.fedora_coreos(fedora.stream(), fedora.version(), server)
            }
        };
        let own = self.machine.kernel_args().iter();
        boot.arguments
            .extend(own.map(|argument| argument.as_str().to_owned()));
        boot
    }

    fn flatcar(&self, channel: &str, version: &str, server: Server) -> Boot {
        let name = self.identity.name;
        let images = match self.platform.install_source() {
            InstallSource::Remote(protocol) => format!(
                "{}://{channel}.release.flatcar-linux.net/amd64-usr/{version}",
                protocol.scheme()
            ),
            InstallSource::Cached => format!("{}/assets/flatcar/{version}", own_server(server)),
        };
        let mut arguments = vec![
            "initrd=flatcar_production_pxe_image.cpio.gz".to_owned(),
            format!(
                "flatcar.config.url={}",
                self.config_url(server, "install.json")
            ),
            "flatcar.first_boot=yes".to_owned(),
        ];
        if server == Server::Static {
            arguments.push(format!(
                "{IGNITION_URL_ARGUMENT}=${{base-url}}/nodes/{name}/ignition.json"
            ));
        }
        Boot {
            kernel: format!("{images}/flatcar_production_pxe.vmlinuz"),
            initrd: format!("{images}/flatcar_production_pxe_image.cpio.gz"),
            arguments,
        }
    }

    fn fedora_coreos(&self, stream: &str, version: &str, server: Server) -> Boot {
        let endpoint = self.platform.matchbox_http_endpoint();
        let (images, absolute_images) = match self.platform.install_source() {
            InstallSource::Remote(protocol) => {
                let url = format!(
                    "{}://builds.coreos.fedoraproject.org/prod/streams/{stream}/builds/{version}/x86_64",
                    protocol.scheme()
                );
                (url.clone(), url)
            }
            // The installer, unlike iPXE, knows no server that a path could be on.
            InstallSource::Cached => {
                let folder = "/assets/fedora-coreos";
                let absolute = match server {
                    Server::Matchbox => format!("{endpoint}{folder}"),
                    Server::Static => format!("${{base-url}}{folder}"),
                };
                (format!("{}{folder}", own_server(server)), absolute)
            }
        };
        let file =
            |images: &str, part: &str| format!("{images}/fedora-coreos-{version}-live-{part}");
        Boot {
            kernel: file(&images, "kernel.x86_64"),
            initrd: format!("--name main {}", file(&images, "initramfs.x86_64.img")),
            arguments: vec![
                "initrd=main".to_owned(),
                format!(
                    "coreos.live.rootfs_url={}",
                    file(&absolute_images, "rootfs.x86_64.img")
                ),
                format!("coreos.inst.install_dev={}", self.machine.install_disk()),
                format!(
                    "coreos.inst.ignition_url={}",
                    self.config_url(server, "ignition.json")
                ),
            ],
        }
    }

    /// Where the config is that the booted system asks for.
    fn config_url(&self, server: Server, file: &str) -> String {
        match server {
            Server::Matchbox => format!(
                "{}/ignition?uuid=${{uuid}}&mac=${{mac:hexhyp}}",
                self.platform.matchbox_http_endpoint()
            ),
            Server::Static => format!("${{base-url}}/nodes/{}/{file}", self.identity.name),
        }
    }

    /// One error for each kernel argument of the machine that a boot script would take for something else.
    pub fn check(&self) -> Vec<Diagnostic> {
        let breaks = |argument: &&str| {
            matches!(*argument, "" | ";" | "&&" | "||")
                || argument.starts_with('#')
                || argument
                    .chars()
                    .any(|character| character.is_whitespace() || character.is_control())
        };
        let list = match self.machine.role() {
            Role::Controller => "controllers",
            Role::Worker => "workers",
        };
        self.machine
            .kernel_args()
            .iter()
            .map(KernelArgument::as_str)
            .filter(breaks)
            .map(|argument| {
                Diagnostic::error(
                    "delivery/kernel-argument",
                    FieldPath::from(list),
                    format!(
                        "`{}` of `{}` cannot be carried by a boot script",
                        argument.escape_debug(),
                        self.identity.name
                    ),
                )
                .hint("a kernel argument is one word without spaces, and none of `;`, `&&`, `||`, and does not begin with `#`")
            })
            .collect()
    }
}

/// What stands before a path on the server that iPXE is talking to.
const fn own_server(server: Server) -> &'static str {
    match server {
        Server::Matchbox => "",
        Server::Static => "${base-url}",
    }
}

#[cfg(test)]
mod tests {
    use super::{Identity, NetworkBoot, Server};
    use crate::model::{Cluster, Platform, samples};

    fn boot(cluster: &Cluster) -> NetworkBoot<'_> {
        let Platform::BareMetal(platform) = cluster.platform();
        let machine = cluster.first_controller();
        NetworkBoot {
            cluster,
            platform,
            machine,
            identity: Identity {
                name: machine.name().as_str(),
                ..Identity::MARKS
            },
        }
    }

    #[test]
    fn flatcar_finds_its_installer_at_either_server() {
        let cluster = samples::flatcar_cilium();
        let images = "https://stable.release.flatcar-linux.net/amd64-usr/4459.2.0";
        let matchbox = boot(&cluster).from(Server::Matchbox);
        assert_eq!(
            matchbox.kernel,
            format!("{images}/flatcar_production_pxe.vmlinuz")
        );
        assert_eq!(
            matchbox.arguments,
            [
                "initrd=flatcar_production_pxe_image.cpio.gz",
                "flatcar.config.url=http://matchbox.example.com:8080/ignition?uuid=${uuid}&mac=${mac:hexhyp}",
                "flatcar.first_boot=yes",
            ]
        );
        assert_eq!(
            boot(&cluster).from(Server::Static).arguments,
            [
                "initrd=flatcar_production_pxe_image.cpio.gz",
                "flatcar.config.url=${base-url}/nodes/node1/install.json",
                "flatcar.first_boot=yes",
                "kindling.ignition_url=${base-url}/nodes/node1/ignition.json",
            ]
        );
    }

    #[test]
    fn fedora_coreos_names_the_initial_file_system_it_loads() {
        let cluster = samples::fedora_coreos_flannel();
        let boot = boot(&cluster).from(Server::Matchbox);
        assert!(boot.initrd.starts_with("--name main https://"));
        assert!(boot.arguments.contains(&"initrd=main".to_owned()));
        assert!(
            boot.arguments
                .contains(&"coreos.inst.install_dev=sda".to_owned())
        );
    }
}
