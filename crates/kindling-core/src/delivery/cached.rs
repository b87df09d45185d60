//! What the operator downloads once so that machines install from matchbox's own assets.

use std::fmt::Write as _;

use super::File;
use crate::model::{BareMetal, Cluster, OperatingSystem};
use crate::nodes::shell;

/// The list, with commands.
pub fn list(cluster: &Cluster, platform: &BareMetal) -> File {
    let mut text = String::new();
    let set = match cluster.os() {
        OperatingSystem::Flatcar(flatcar) => {
            let image = match platform.oem_type() {
                Some(oem) => format!("flatcar_production_{oem}_image.bin.bz2"),
                None => "flatcar_production_image.bin.bz2".to_owned(),
            };
            Set {
                folder: format!("flatcar/{}", flatcar.version()),
                url: format!(
                    "https://{}.release.flatcar-linux.net/amd64-usr/{}",
                    flatcar.channel(),
                    flatcar.version()
                ),
                files: vec![
                    "flatcar_production_pxe.vmlinuz".to_owned(),
                    "flatcar_production_pxe_image.cpio.gz".to_owned(),
                    image,
                ],
                key: "https://www.flatcar.org/security/image-signing-key/Flatcar_Image_Signing_Key.asc",
            }
        }
        OperatingSystem::FedoraCoreOs(fedora) => {
            let version = fedora.version();
            Set {
                folder: "fedora-coreos".to_owned(),
                url: format!(
                    "https://builds.coreos.fedoraproject.org/prod/streams/{}/builds/{version}/x86_64",
                    fedora.stream()
                ),
                files: ["kernel.x86_64", "initramfs.x86_64.img", "rootfs.x86_64.img"]
                    .map(|part| format!("fedora-coreos-{version}-live-{part}"))
                    .to_vec(),
                key: "https://fedoraproject.org/fedora.gpg",
            }
        }
    };
    set.write(&mut text);
    File::new(
        "cached-install.md",
        text,
        "what to download so that machines install from matchbox's assets",
    )
}

/// Files of one folder of a vendor's server.
struct Set {
    /// Below the assets folder.
    folder: String,
    /// Where the vendor has them.
    url: String,
    files: Vec<String>,
    /// Where the vendor has its signing key.
    key: &'static str,
}

impl Set {
    fn write(&self, text: &mut String) {
        let folder = shell::quote(&format!("/var/lib/matchbox/assets/{}", self.folder));
        text.push_str(
            "# Files for a cached install\n\nMachines fetch these from matchbox. Download them on the matchbox host, \
             or elsewhere and carry them over.\n\n",
        );
        for file in &self.files {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "- `{file}` and its signature `{file}.sig`");
        }
        let _ = write!(
            text,
            "\n```sh\nmkdir -p {folder}\ncd {folder}\ncurl --fail --location --silent --show-error {} | gpg --import\n",
            shell::quote(self.key)
        );
        for file in &self.files {
            let url = shell::quote(&format!("{}/{file}", self.url));
            let signature = shell::quote(&format!("{}/{file}.sig", self.url));
            let _ = writeln!(text, "curl --fail --location --remote-name {url}");
            let _ = writeln!(text, "curl --fail --location --remote-name {signature}");
        }
        for file in &self.files {
            let _ = writeln!(
                text,
                "gpg --verify {} {}",
                shell::quote(&format!("{file}.sig")),
                shell::quote(file)
            );
        }
        text.push_str("```\n\nUse a file only when `gpg` calls its signature good and the key is the vendor's.\n");
    }
}
