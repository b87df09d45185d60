//! What a variant does not support, judged on the result.

use kindling_ignition::{Config, Path, Report, Severity};

use crate::variant::{Level, Schema, Variant};

/// Complaints about parts of the result that the variant has no use for, with
/// paths of the result.
pub(crate) fn filter(result: &Config, schema: Schema) -> Report {
    let mut report = Report::new();
    let mut refuse = |path: Path, message| report.add(Severity::Error, path, message);
    let storage = &result.storage;
    match schema.variant {
        Variant::Fcos | Variant::Openshift => {}
        Variant::Flatcar => {
            for (index, luks) in storage.luks.iter().enumerate() {
                let path = Path::from_iter(["storage", "luks"]).then(index);
                if schema.level < Level::L1_8 {
                    if luks.clevis.is_some() {
                        let message = "clevis is not supported in this spec version";
                        refuse(path.then("clevis"), message);
                    }
                } else if luks.cex.enabled.is_some() {
                    let message = "cex is not currently supported on the target platform";
                    refuse(path.then("cex"), message);
                }
            }
        }
        Variant::R4e | Variant::Fiot => {
            let arguments = &result.kernel_arguments;
            if !(arguments.should_exist.is_empty() && arguments.should_not_exist.is_empty()) {
                let message = "kernel argument customization is not supported in this spec version";
                refuse(Path::root().then("kernelArguments"), message);
            }
            for (list, is_empty, message) in [
                (
                    "disks",
                    storage.disks.is_empty(),
                    "disk customization is not supported in this spec version",
                ),
                (
                    "filesystems",
                    storage.filesystems.is_empty(),
                    "filesystem customization is not supported in this spec version",
                ),
                (
                    "luks",
                    storage.luks.is_empty(),
                    "luks is not supported in this spec version",
                ),
                (
                    "raid",
                    storage.raid.is_empty(),
                    "raid is not supported in this spec version",
                ),
            ] {
                if !is_empty {
                    refuse(Path::from_iter(["storage", list]), message);
                }
            }
        }
    }
    report
}
