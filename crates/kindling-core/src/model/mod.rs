//! What a document means: a [`Cluster`], valid by construction. The only stage that judges meaning.

mod cluster;
mod component;
mod machine;
mod names;
mod network;
mod os;
mod platform;
mod release;
#[cfg(test)]
pub(crate) mod samples;

pub use cluster::{ApiServer, Cluster};
pub use component::{Component, Components};
pub use machine::{Label, Machine, Role, Snippet, Taint, TaintEffect};
pub use names::{ClusterName, DomainName, KernelArgument, MacAddress, MachineName, SshPublicKey};
pub use network::{Network, NetworkProvider, PodNetwork, ServiceNetwork};
pub use os::{FedoraCoreOs, Flatcar, OperatingSystem};
pub use platform::{BareMetal, HttpEndpoint, InstallSource, Platform, Protocol};
pub use release::{Conventions, Image, ImageReference, KubernetesVersion, Line, Release};
