//! Which container images the rendered objects run.

use std::collections::BTreeSet;

use super::object::Object;

/// The images of every container of every pod, each once, in order.
pub(super) fn of<'a>(objects: impl IntoIterator<Item = &'a Object>) -> BTreeSet<String> {
    objects
        .into_iter()
        .filter_map(Object::pod_spec)
        .flat_map(|pod| pod.init_containers.iter().flatten().chain(&pod.containers))
        .filter_map(|container| container.image.clone())
        .collect()
}
