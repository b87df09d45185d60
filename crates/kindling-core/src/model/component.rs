//! Which parts of the cluster Kindling manages.

use std::collections::BTreeSet;

use super::NetworkProvider;
use super::fault::Problems;
use crate::diagnostic::{Diagnostic, FieldPath};
use crate::document::ClusterDocument;

/// A part that can be left to other tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// Cluster DNS.
    CoreDns,
    /// Service routing; never with cilium, which replaces it.
    KubeProxy,
    /// The flannel pod network.
    Flannel,
    /// The cilium pod network.
    Cilium,
}

/// The parts that are rendered, after `components`, `networking` and each other are taken into account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Components(pub(super) BTreeSet<Component>);

impl Components {
    /// Whether a part is rendered.
    pub fn has(&self, component: Component) -> bool {
        self.0.contains(&component)
    }

    /// The rendered parts.
    pub fn iter(&self) -> impl Iterator<Item = Component> + '_ {
        self.0.iter().copied()
    }
}

/// Which parts are rendered; says where a part that was asked for cannot be.
pub(super) fn resolve(
    document: &ClusterDocument,
    provider: NetworkProvider,
    problems: &mut Problems<'_>,
) -> Components {
    let written = document.components;
    let with_cilium = provider == NetworkProvider::Cilium;
    let parts = [
        (Component::CoreDns, "coredns", written.coredns, true, ""),
        (
            Component::KubeProxy,
            "kube_proxy",
            written.kube_proxy,
            !with_cilium,
            "cilium replaces kube-proxy",
        ),
        (
            Component::Flannel,
            "flannel",
            written.flannel,
            !with_cilium,
            "`networking` is `cilium`",
        ),
        (
            Component::Cilium,
            "cilium",
            written.cilium,
            with_cilium,
            "`networking` is `flannel`",
        ),
    ];
    let mut rendered = BTreeSet::new();
    for (component, key, enable, fits, reason) in parts {
        let all_off = written.enable == Some(false);
        if fits && !all_off && enable != Some(false) {
            rendered.insert(component);
        } else if enable == Some(true) {
            let reason = if fits {
                "`components.enable` is `false`"
            } else {
                reason
            };
            problems.push(
                Diagnostic::warning(
                    "components/no-effect",
                    FieldPath::from("components").key(key).key("enable"),
                    format!("`{key}` is not rendered although it is enabled: {reason}"),
                )
                .hint("remove the line, or change what stands against it"),
            );
        }
    }
    Components(rendered)
}
