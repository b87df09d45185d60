//! What a Butane config can say: every field once, with its gate.
//!
//! One declaration serves every variant and version. It gives the plain
//! struct, its reading from YAML and the check for keys that are not in the
//! schema. Nothing here judges values.

mod base;
mod fcos;

pub(crate) use base::{
    Authority, Clevis, ClevisCustom, Config, Directory, Disk, Dropin, File, Filesystem, Header,
    Ignition, Link, Luks, NodeGroup, NodeUser, Partition, PasswdGroup, PasswdUser, Proxy, Quadlet,
    Raid, Reference, Resource, Tang, Timeouts, Tree, Unit, Verification,
};
pub(crate) use fcos::{BootDevice, BootDeviceLuks, Grub};

/// Declares objects of a Butane config.
///
/// Fields stand in the order of the reference implementation, which is the
/// order in which rules and warnings go. `(package)` and the names are those
/// of its types, which show in type errors; the second name is that of the
/// first schema level where it differs. `item` and `list` name the types of
/// text items and of lists.
macro_rules! objects {
    ($(
        $(#[$meta:meta])*
        $name:ident ($package:ident) $go_name:literal $(or $first_name:literal)? {
            $( $field:ident : $type:ty = $key:literal, $gate:expr
               $(, item $item:literal)? $(, list $list:literal)? ; )*
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub(crate) struct $name {
            $( pub $field: $type, )*
        }

        impl $crate::yaml::Fields for $name {
            fn decode_field(
                &mut self,
                decoder: &mut $crate::yaml::Decoder<'_>,
                key: &str,
                value: $crate::yaml::NodeId,
            ) -> Result<Option<()>, $crate::yaml::YamlError> {
                match key {
                    $( $key if $gate.is_open(decoder.schema) => {
                        $crate::schema::decode!(self.$field, decoder, value $(, item $item)? $(, list $list)?);
                    } )*
                    _ => return Ok(None),
                }
                Ok(Some(()))
            }
        }

        impl $crate::yaml::Decode for $name {
            fn decode(
                &mut self,
                decoder: &mut $crate::yaml::Decoder<'_>,
                id: $crate::yaml::NodeId,
            ) -> Result<bool, $crate::yaml::YamlError> {
                decoder.object(self, id)
            }

            fn type_name(schema: $crate::variant::Schema) -> String {
                let name = $go_name;
                $( let name = if schema.level == $crate::variant::Level::L1_0 { $first_name } else { name }; )?
                format!("{}.{name}", schema.$package())
            }

            fn visit(&self, visitor: &mut $crate::unused::Visitor<'_>, id: $crate::yaml::NodeId) {
                let schema = visitor.schema;
                let is_known = |key: &str| match key {
                    $( $key => $gate.is_open(schema), )*
                    _ => false,
                };
                if visitor.object(id, is_known) {
                    $( if $gate.is_open(schema) {
                        visitor.field(id, $key, &self.$field);
                    } )*
                }
            }
        }
    )*};
}

macro_rules! decode {
    ($target:expr, $decoder:ident, $value:ident) => {
        $crate::yaml::Decode::decode(&mut $target, $decoder, $value)?
    };
    ($target:expr, $decoder:ident, $value:ident, item $item:literal) => {
        $decoder.named_texts(&mut $target, $value, $item)?
    };
    ($target:expr, $decoder:ident, $value:ident, list $list:literal) => {
        $decoder.named_list(&mut $target, $value, $list)?
    };
}

pub(crate) use {decode, objects};
