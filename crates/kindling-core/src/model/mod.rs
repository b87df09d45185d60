//! What a document means: a [`Cluster`], valid by construction. The only stage that judges meaning.

mod cluster;
mod component;
mod fault;
mod image_reference;
mod inventory;
mod labels;
mod machine;
mod names;
mod network;
mod os;
mod platform;
mod release;
mod resolve;
#[cfg(test)]
pub(crate) mod samples;
mod snippets;
mod ssh;
mod url;

pub use cluster::{ApiServer, Cluster, Frame};
pub use component::{Component, Components};
pub use machine::{Label, Machine, Role, Snippet, Taint, TaintEffect};
pub use names::{ClusterName, DomainName, KernelArgument, MacAddress, MachineName, SshPublicKey};
pub use network::{Network, NetworkProvider, PodNetwork, ServiceNetwork};
pub use os::{FedoraCoreOs, Flatcar, OperatingSystem};
pub use platform::{BareMetal, HttpEndpoint, InstallSource, Platform, Protocol};
pub use release::{
    Conventions, Image, ImageReference, KubernetesVersion, Line, Release, image_names,
    known_versions,
};
pub use resolve::{Files, read, resolve};
