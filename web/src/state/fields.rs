//! Reads and writes single fields of the document by the path that the field table and diagnostics use.
//!
//! One way in for every form field, so that a label, its help, its value and its problems meet at one name.

use kindling_core::document::ClusterDocument;

/// What a form field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text; empty is unset.
    Text(String),
    /// A switch; `None` is the default.
    Switch(Option<bool>),
    /// A list of texts.
    List(Vec<String>),
}

/// How a kind of field is kept in the document.
trait Kept {
    fn show(&self) -> Value;
    /// Takes the value if its kind fits, and says whether it did.
    fn take(&mut self, value: Value) -> bool;
}

impl Kept for String {
    fn show(&self) -> Value {
        Value::Text(self.clone())
    }

    fn take(&mut self, value: Value) -> bool {
        let Value::Text(text) = value else {
            return false;
        };
        *self = text;
        true
    }
}

impl Kept for Option<String> {
    fn show(&self) -> Value {
        Value::Text(self.clone().unwrap_or_default())
    }

    fn take(&mut self, value: Value) -> bool {
        let Value::Text(text) = value else {
            return false;
        };
        *self = Some(text).filter(|text| !text.is_empty());
        true
    }
}

impl Kept for Option<bool> {
    fn show(&self) -> Value {
        Value::Switch(*self)
    }

    fn take(&mut self, value: Value) -> bool {
        let Value::Switch(position) = value else {
            return false;
        };
        *self = position;
        true
    }
}

impl Kept for Vec<String> {
    fn show(&self) -> Value {
        Value::List(self.clone())
    }

    fn take(&mut self, value: Value) -> bool {
        let Value::List(items) = value else {
            return false;
        };
        *self = items;
        true
    }
}

macro_rules! fields {
    ($($path:literal => $($part:ident).+;)*) => {
        /// Paths of the single fields, as the field table names them.
        #[cfg(test)]
        const PATHS: &[&str] = &[$($path),*];

        fn kept<'a>(document: &'a ClusterDocument, path: &str) -> Option<&'a dyn Kept> {
            match path {
                $($path => Some(&document.$($part).+),)*
                _ => None,
            }
        }

        fn kept_mut<'a>(document: &'a mut ClusterDocument, path: &str) -> Option<&'a mut dyn Kept> {
            match path {
                $($path => Some(&mut document.$($part).+),)*
                _ => None,
            }
        }
    };
}

fields! {
    "cluster_name" => cluster_name;
    "kubernetes_version" => kubernetes_version;
    "k8s_domain_name" => k8s_domain_name;
    "os.name" => os.name;
    "os.channel" => os.channel;
    "os.stream" => os.stream;
    "os.version" => os.version;
    "platform.name" => platform.name;
    "platform.matchbox_http_endpoint" => platform.matchbox_http_endpoint;
    "platform.install_disk" => platform.install_disk;
    "platform.cached_install" => platform.cached_install;
    "platform.download_protocol" => platform.download_protocol;
    "platform.kernel_args" => platform.kernel_args;
    "platform.oem_type" => platform.oem_type;
    "ssh_authorized_keys" => ssh_authorized_keys;
    "networking" => networking;
    "pod_cidr" => pod_cidr;
    "service_cidr" => service_cidr;
    "components.enable" => components.enable;
    "components.coredns.enable" => components.coredns;
    "components.kube_proxy.enable" => components.kube_proxy;
    "components.flannel.enable" => components.flannel;
    "components.cilium.enable" => components.cilium;
    "daemonset_tolerations" => daemonset_tolerations;
    "service_account_issuer" => service_account_issuer;
    "cloud_provider" => cloud_provider;
    "api_server_sans" => api_server_sans;
}

/// Images are a map: `container_images.<name>` is the field of one.
const IMAGE: &str = "container_images.";

/// The value of a field; `None` where the path is no single field.
pub fn get(document: &ClusterDocument, path: &str) -> Option<Value> {
    if let Some(image) = path.strip_prefix(IMAGE) {
        let reference = document.container_images.get(image).cloned();
        return Some(reference.show());
    }
    kept(document, path).map(Kept::show)
}

/// Sets a field. Says whether the path is a single field of this kind; the document is untouched where it is not.
pub fn set(document: &mut ClusterDocument, path: &str, value: Value) -> bool {
    if let Some(image) = path.strip_prefix(IMAGE) {
        let Value::Text(reference) = value else {
            return false;
        };
        if reference.is_empty() {
            document.container_images.remove(image);
        } else {
            document
                .container_images
                .insert(image.to_owned(), reference);
        }
        return true;
    }
    kept_mut(document, path).is_some_and(|kept| kept.take(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_gives_back_what_was_put_in() {
        for path in PATHS {
            let mut document = ClusterDocument::default();
            let value = match get(&document, path).expect("a listed path") {
                Value::Text(_) => Value::Text("x".into()),
                Value::Switch(_) => Value::Switch(Some(true)),
                Value::List(_) => Value::List(vec!["a".into(), "b".into()]),
            };
            assert!(set(&mut document, path, value.clone()), "{path}");
            assert_eq!(get(&document, path), Some(value), "{path}");
        }
    }

    #[test]
    fn an_unknown_path_or_kind_changes_nothing() {
        let mut document = ClusterDocument::default();
        assert!(!set(&mut document, "controllers", Value::Text("x".into())));
        assert!(!set(
            &mut document,
            "cluster_name",
            Value::Switch(Some(true))
        ));
        assert_eq!(document, ClusterDocument::default());
        assert_eq!(get(&document, "no.such.field"), None);
    }

    #[test]
    fn an_emptied_image_is_no_override() {
        let mut document = ClusterDocument::default();
        assert!(set(
            &mut document,
            "container_images.etcd",
            Value::Text("e:1".into())
        ));
        assert_eq!(
            get(&document, "container_images.etcd"),
            Some(Value::Text("e:1".into()))
        );
        assert!(set(
            &mut document,
            "container_images.etcd",
            Value::Text(String::new())
        ));
        assert!(document.container_images.is_empty());
    }
}
