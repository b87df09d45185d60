//! The bootstrap: applies the bundle's manifests once the control plane answers, from one controller, once.

use super::system_container::{Isolation, Lifetime, Mount, Relabel, SystemContainer};

/// Where the bootstrap's files are.
pub const DIR: &str = "/opt/bootstrap";

/// Where the script is that applies the manifests.
pub const APPLY: &str = "/opt/bootstrap/apply";

/// The file whose presence says that it was done.
pub const DONE: &str = "/opt/bootstrap/bootstrap.done";

/// The container.
pub fn container() -> SystemContainer {
    SystemContainer {
        name: "bootstrap",
        image_variable: "KUBELET_IMAGE",
        isolation: Isolation::HostNetwork,
        lifetime: Lifetime::Task,
        user: None,
        environment_file: None,
        entrypoint: Some("/apply"),
        mounts: vec![
            Mount::read_only("/etc/kubernetes/pki").relabelled(Relabel::Shared),
            Mount::read_only("/opt/bootstrap/assets")
                .at("/assets")
                .relabelled(Relabel::Exclusive),
            Mount::read_only(APPLY)
                .at("/apply")
                .relabelled(Relabel::Exclusive),
        ],
        arguments: Vec::new(),
    }
}

/// The script. It waits for the control plane's static pods, then applies until everything was taken: objects of a
/// kind that another object defines are refused at first.
pub const APPLY_SCRIPT: &str = "#!/bin/bash
set -eu
export KUBECONFIG=/etc/kubernetes/pki/admin.conf
until kubectl version; do
  echo 'waiting for the control plane'
  sleep 5
done
until kubectl apply --filename /assets/manifests --recursive; do
  echo 'not everything was taken, trying again'
  sleep 5
done
";
