//! Rules of the `boot_device` section.

use kindling_ignition::Path;

use super::{Rules, is_empty};
use crate::schema::BootDevice;
use crate::variant::Level;

const LAYOUTS: &str = "layout must be one of: aarch64, ppc64le, x86_64";
const MORE_LAYOUTS: &str =
    "layout must be one of: aarch64, ppc64le, s390x-eckd, s390x-virt, s390x-zfcp, x86_64";
const NO_LAYOUT: &str =
    "boot_device.layout should be specified when boot_device.mirror is specified";
const NO_DEVICE: &str = "device is required for layouts: s390x-eckd, s390x-zfcp";
const DEVICE_NAME: &str =
    "device name must start with /dev/dasd on s390x-eckd layout or /dev/sd on s390x-zfcp layout";
const NO_MIRROR: &str = "mirroring not supported on layouts: s390x-eckd, s390x-zfcp, s390x-virt";
const CEX_LAYOUT: &str = "when using cex the targeted architecture must match s390x";
const CEX_CLEVIS: &str = "cannot use cex with clevis";
const TWO_DEVICES: &str = "mirroring requires at least two devices";
const NO_METHOD: &str = "no method specified for luks";

impl Rules {
    pub(super) fn boot_device(&mut self, boot: &BootDevice) {
        let base = || Path::root().then("boot_device");
        let devices = boot.mirror.devices.len();
        let layout = boot.layout.as_deref();
        if self.schema.level < Level::L1_6 {
            if devices > 0 && layout.is_none() {
                self.warn(base().then("mirror"), NO_LAYOUT);
            }
            if !matches!(layout, None | Some("aarch64" | "ppc64le" | "x86_64")) {
                self.error(base().then("layout"), LAYOUTS);
            }
        } else {
            self.layouts(boot);
        }
        if devices == 1 {
            // Reported for the section and once more for the mirror itself.
            self.error(base().then("mirror").then("devices"), TWO_DEVICES);
        }
        if self.schema.level >= Level::L1_7 {
            let luks = &boot.luks;
            let tang = luks.tang.iter().any(|tang| *tang != Default::default());
            let method = luks.tpm2 == Some(true) || luks.cex.enabled == Some(true) || tang;
            if !is_empty(luks.device.as_deref()) && !method {
                self.error(base().then("luks").then("luks"), NO_METHOD);
            }
        }
        if devices == 1 {
            self.error(base().then("mirror").then("devices"), TWO_DEVICES);
        }
    }

    fn layouts(&mut self, boot: &BootDevice) {
        let base = || Path::root().then("boot_device");
        let devices = boot.mirror.devices.len();
        let layout = boot.layout.as_deref();
        if devices > 0 && layout.is_none() {
            if self.schema.level == Level::L1_6 {
                self.warn(base().then("mirror"), NO_LAYOUT);
            } else {
                self.error(base().then("mirror"), NO_LAYOUT);
            }
        }
        let s390x = matches!(layout, Some("s390x-eckd" | "s390x-virt" | "s390x-zfcp"));
        if !s390x && !matches!(layout, None | Some("aarch64" | "ppc64le" | "x86_64")) {
            self.error(base().then("layout"), MORE_LAYOUTS);
        }
        let device = boot.luks.device.as_deref();
        if let Some(wanted) = match layout {
            Some("s390x-eckd") => Some("/dev/dasd"),
            Some("s390x-zfcp") => Some("/dev/sd"),
            _ => None,
        } {
            match device {
                None | Some("") => self.error(base().then("layout"), NO_DEVICE),
                Some(device) if !ends_like(device, wanted) => {
                    self.error(base().then("layout"), DEVICE_NAME);
                }
                Some(_) => {}
            }
        }
        if s390x && devices > 0 {
            self.error(base().then("layout"), NO_MIRROR);
        }
        if boot.luks.cex.enabled == Some(true) {
            if layout.is_none() {
                self.error(base().then("luks").then("cex"), CEX_LAYOUT);
            } else if !s390x {
                self.error(base().then("layout"), CEX_LAYOUT);
            }
            if !boot.luks.tang.is_empty() || boot.luks.tpm2 == Some(true) {
                self.error(base().then("luks"), CEX_CLEVIS);
            }
        }
    }
}

/// Whether a device name ends in `stem` and one letter.
fn ends_like(device: &str, stem: &str) -> bool {
    device.len() > stem.len()
        && device.ends_with(|last: char| last.is_ascii_lowercase())
        && device[..device.len() - 1].ends_with(stem)
}
