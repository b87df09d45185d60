//! The sections only Fedora CoreOS has.

use super::base::Tang;
use super::objects;
use crate::variant::Gate::{self, Fcos};
use crate::variant::Level::{L1_3, L1_5, L1_6};

const BOOT_DEVICE: Gate = Fcos(L1_3);
const GRUB: Gate = Fcos(L1_5);

objects! {
    BootDevice (fcos_package) "BootDevice" {
        layout: Option<String> = "layout", BOOT_DEVICE;
        luks: BootDeviceLuks = "luks", BOOT_DEVICE;
        mirror: BootDeviceMirror = "mirror", BOOT_DEVICE;
    }

    BootDeviceLuks (fcos_package) "BootDeviceLuks" {
        discard: Option<bool> = "discard", Fcos(L1_5);
        device: Option<String> = "device", Fcos(L1_6);
        tang: Vec<Tang> = "tang", BOOT_DEVICE;
        threshold: Option<i64> = "threshold", BOOT_DEVICE;
        tpm2: Option<bool> = "tpm2", BOOT_DEVICE;
        cex: BootDeviceCex = "cex", Fcos(L1_6);
    }

    BootDeviceCex (base_package) "Cex" {
        enabled: Option<bool> = "enabled", Fcos(L1_6);
    }

    BootDeviceMirror (fcos_package) "BootDeviceMirror" {
        devices: Vec<String> = "devices", BOOT_DEVICE;
    }

    Grub (fcos_package) "Grub" {
        users: Vec<GrubUser> = "users", GRUB;
    }

    GrubUser (fcos_package) "GrubUser" {
        name: String = "name", GRUB;
        password_hash: Option<String> = "password_hash", GRUB;
    }
}
