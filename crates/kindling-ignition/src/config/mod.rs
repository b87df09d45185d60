//! The objects of an Ignition 3.x config: plain structs that cover every specification.
//!
//! Field order is JSON order. Which specification has which field stands in each field's row, see
//! [`crate::schema`]. Building one of these structs judges nothing; the rules do.

mod ignition;
mod passwd;
mod storage;
mod systemd;

pub use ignition::{
    Header, Ignition, IgnitionConfig, KernelArguments, Proxy, Resource, Security, Timeouts, Tls,
    Verification,
};
pub use passwd::{Passwd, PasswdGroup, PasswdUser};
pub use storage::{
    Cex, Clevis, ClevisCustom, Directory, Disk, File, Filesystem, Link, Luks, NodeGroup, NodeUser,
    Partition, Raid, Storage, Tang,
};
pub use systemd::{Dropin, Systemd, Unit};

use crate::{
    schema::{Field, objects},
    spec::Spec,
};

objects! {
    /// A whole config.
    Config as "Config", key(_this) "";
    {
        /// About Ignition itself, and the specification's version.
        ignition: Ignition = Field::new("ignition").always();
        /// Arguments of the kernel.
        kernel_arguments: KernelArguments = Field::new("kernelArguments").since(Spec::V3_3);
        /// Users and groups.
        passwd: Passwd = Field::new("passwd");
        /// Disks, file systems and what is on them.
        storage: Storage = Field::new("storage");
        /// Units of systemd.
        systemd: Systemd = Field::new("systemd");
    }
}

impl Config {
    /// An empty config of this specification.
    #[must_use]
    pub fn new(spec: Spec) -> Self {
        let mut config = Self::default();
        config.ignition.version = spec.as_str().to_owned();
        config
    }

    /// The specification that `ignition.version` names, if it is a known one.
    #[must_use]
    pub fn spec(&self) -> Option<Spec> {
        Spec::parse(&self.ignition.version)
    }
}
