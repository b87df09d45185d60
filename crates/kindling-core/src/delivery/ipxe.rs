//! iPXE scripts that work without matchbox: any web server that serves the folders `ipxe` and `nodes` is enough.
//!
//! `${base-url}` says where they are. Whoever chains to a script may set it; else it is the endpoint of the document.

use std::fmt::Write as _;

use super::File;
use super::boot::{NetworkBoot, Server};
use super::draft::{Contents, Draft};
use crate::model::BareMetal;

/// The script that every machine begins with: it goes on with the machine's own.
pub fn chain(platform: &BareMetal) -> File {
    let mut text = head(platform);
    text.push_str(
        "chain ${base-url}/ipxe/${mac:hexhyp}.ipxe || goto unknown

:unknown
echo There is no machine with the address ${mac} in this cluster.
sleep 10
exit 1
",
    );
    File::new(
        "ipxe/boot.ipxe",
        text,
        "the iPXE script that a machine begins with where there is no matchbox",
    )
}

/// The script of one machine.
pub fn machine(boot: &NetworkBoot<'_>) -> Draft<String> {
    let loaded = boot.from(Server::Static);
    let mut text = head(boot.platform);
    // Writing to a `String` cannot fail.
    let _ = write!(
        text,
        "echo Installing {}\nkernel {} {}\ninitrd {}\nboot\n",
        boot.identity.domain,
        loaded.kernel,
        loaded.arguments.join(" "),
        loaded.initrd
    );
    Draft {
        path: format!("ipxe/{}.ipxe", boot.identity.hyphens),
        contents: Contents::Text(text),
        purpose: "boots and installs one machine where there is no matchbox",
    }
}

fn head(platform: &BareMetal) -> String {
    format!(
        "#!ipxe\nisset ${{base-url}} || set base-url {}\n",
        platform.matchbox_http_endpoint()
    )
}
