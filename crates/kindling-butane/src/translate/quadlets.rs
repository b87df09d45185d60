//! `systemd.quadlets`: files and links in Podman's folders.

use kindling_ignition::{Path, config as ign};

use super::Translation;
use super::nodes::{CONFLICT, Nodes, Taken};
use super::origin::{Origin, SugarKind, record};
use crate::schema::{Config, Quadlet};

const MODE: i64 = 0o644;

/// The template an instance is made of: `web@.container` of
/// `web@1.container`.
pub(crate) fn template_of(name: &str) -> Option<String> {
    let (base, rest) = name.split_once('@')?;
    let (instance, extension) = rest.rsplit_once('.')?;
    (!instance.is_empty()).then(|| format!("{base}@.{extension}"))
}

impl Translation<'_> {
    pub(super) fn add_quadlets(&mut self, config: &Config) {
        let quadlets = &config.systemd.quadlets;
        if quadlets.is_empty() {
            return;
        }
        let mut nodes = Nodes::of(&self.result.storage);
        for (index, quadlet) in quadlets.iter().enumerate() {
            let place = Path::from_iter(["systemd", "quadlets"]).then(index);
            self.add_quadlet(quadlet, &place, &mut nodes);
        }
    }

    fn add_quadlet(&mut self, quadlet: &Quadlet, place: &Path, nodes: &mut Nodes) {
        let folder = if quadlet.rootful {
            "/etc/containers/systemd"
        } else {
            "/etc/containers/systemd/users"
        };
        let path = format!("{folder}/{}", quadlet.name);
        if let Some(template) = template_of(&quadlet.name) {
            self.add_quadlet_link(&path, template, place, nodes);
        } else {
            let (contents, local) = (&quadlet.contents, &quadlet.contents_local);
            self.add_quadlet_file(&path, contents.as_deref(), local.as_deref(), place, nodes);
        }
        for (index, dropin) in quadlet.dropins.iter().enumerate() {
            let path = format!("{path}.d/{}", dropin.name);
            let place = place.clone().then("dropins").then(index);
            let (contents, local) = (&dropin.contents, &dropin.contents_local);
            self.add_quadlet_file(&path, contents.as_deref(), local.as_deref(), &place, nodes);
        }
    }

    fn add_quadlet_link(&mut self, path: &str, target: String, place: &Path, nodes: &mut Nodes) {
        if nodes.at(path).is_some() {
            return self.error(place.clone(), CONFLICT);
        }
        let links = &mut self.result.storage.links;
        nodes.take(path, Taken::Link(links.len()));
        record(&mut self.origins.links, links.len()).push(origin(place));
        links.push(ign::Link {
            path: path.to_owned(),
            target: Some(target),
            ..ign::Link::default()
        });
    }

    fn add_quadlet_file(
        &mut self,
        path: &str,
        contents: Option<&str>,
        local: Option<&str>,
        place: &Path,
        nodes: &mut Nodes,
    ) {
        if nodes.at(path).is_some() {
            return self.error(place.clone(), CONFLICT);
        }
        let index = self.result.storage.files.len();
        nodes.take(path, Taken::File(index));
        record(&mut self.origins.files, index).push(origin(place));
        let mut bytes: &[u8] = b"";
        if let Some(name) = local.filter(|name| !name.is_empty()) {
            match self.read(name) {
                Ok(read) => bytes = read,
                Err(message) => self.error(place.clone().then("contents_local"), message),
            }
        }
        if let Some(text) = contents.filter(|text| !text.is_empty()) {
            bytes = text.as_bytes();
        }
        let mut resource = ign::Resource::default();
        self.embed(bytes, &mut resource);
        self.result.storage.files.push(ign::File {
            path: path.to_owned(),
            contents: resource,
            mode: Some(MODE),
            ..ign::File::default()
        });
    }
}

fn origin(place: &Path) -> Origin {
    Origin {
        kind: SugarKind::Quadlet,
        ..Origin::sugar(place.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::template_of;

    #[test]
    fn instances_name_their_template() {
        for (name, template) in [
            ("a.container", None),
            ("a@.container", None),
            ("a@1.container", Some("a@.container")),
            ("a@1.2.kube", Some("a@.kube")),
            ("a@b", None),
        ] {
            assert_eq!(template_of(name).as_deref(), template, "{name}");
        }
    }
}
