//! Carrying a config over to a newer specification.
//!
//! The meaning stays; what was a plain value and is optional now is set, even where it was empty.

use crate::{
    Config,
    schema::{FieldMut, Object, Role},
    spec::Spec,
};

/// The config in a newer specification; nothing changes where `to` is not newer.
#[must_use]
pub fn upgrade(mut config: Config, from: Spec, to: Spec) -> Config {
    if to > from {
        object(&mut config, Role::Contents, from, to);
        config.ignition.version = to.as_str().to_owned();
    }
    config
}

fn object(this: &mut dyn Object, role: Role, from: Spec, to: Spec) {
    for (row, field) in this.fields().iter().enumerate() {
        match this.get_mut(row) {
            FieldMut::OptText(text) if field.is_plain(from, role) && !field.is_plain(to, role) => {
                text.get_or_insert_default();
            }
            FieldMut::Object(inside) => object(inside, field.role, from, to),
            FieldMut::OptObject(inside) if inside.is_set() => {
                let inner = inside.or_empty();
                object(inner, field.role, from, to);
                if to > Spec::V3_2 && inner.is_empty() {
                    inside.clear();
                }
            }
            FieldMut::Objects(list) => {
                for index in 0..list.count() {
                    if let Some(item) = list.item_mut(index) {
                        object(item, field.role, from, to);
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::upgrade;
    use crate::{
        Config,
        config::{Clevis, Link, Luks},
        spec::Spec,
    };

    #[test]
    fn plain_values_stay_set() {
        let mut config = Config::new(Spec::V3_2);
        config.storage.links.push(Link::default());
        config.storage.luks.push(Luks {
            clevis: Some(Clevis::default()),
            ..Luks::default()
        });
        let upgraded = upgrade(config, Spec::V3_2, Spec::V3_4);
        assert_eq!(upgraded.ignition.version, "3.4.0");
        assert_eq!(upgraded.storage.links[0].target.as_deref(), Some(""));
        assert_eq!(upgraded.storage.luks[0].clevis, None);
    }
}
