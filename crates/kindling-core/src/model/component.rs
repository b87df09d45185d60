//! Which parts of the cluster Kindling manages.

use std::collections::BTreeSet;

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
