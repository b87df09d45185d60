//! What the worker keeps between two requests, and the answer to each. Pure: the same natively and in the page.

use std::collections::BTreeMap;

use kindling_core::Report;
use kindling_core::artifacts::{Artifacts, Renderer};
use kindling_core::diagnostic::Diagnostic;
use kindling_core::model::{Cluster, ClusterName};
use kindling_core::secrets::{self, Pki, Secrets, SecretsDocument};
use kindling_core::{model, package};
use kindling_pki::Secret;

use super::listing::Listing;
use super::protocol::{Answer, Ask, Packing, Reply, Request};
use super::{Parcel, changes, decoding, making, opening, plan, search, translating};
use crate::state::news::News;
use crate::state::words::{CertificateRow, Finding};

/// The worker's memory: everything in it can be made again from what the page holds.
#[derive(Default)]
pub struct Engine {
    cluster: Option<Cluster>,
    held: Option<SecretsDocument>,
    /// What reading the secrets found; it is told with each rendering.
    remarks: Vec<Diagnostic>,
    /// What came of checking the held secrets for the cluster of this name.
    checked: Option<(ClusterName, Report<Secrets>)>,
    /// What is kept so that an edit makes only what it changes.
    renderer: Renderer,
    artifacts: Artifacts,
    baseline: Artifacts,
    /// What the page was told last, and is told again only where it is another.
    listing: Listing,
    certificates: Vec<CertificateRow>,
}

impl Engine {
    /// Answers one request. The reply carries the request's revision.
    pub fn answer(&mut self, request: Parcel<Request>) -> Parcel<Reply> {
        let Request { revision, ask } = request.word;
        let (answer, bytes) = self.respond(ask, request.bytes);
        Parcel {
            word: Reply { revision, answer },
            bytes,
        }
    }

    fn respond(&mut self, ask: Ask, bytes: Option<Vec<u8>>) -> (Answer, Option<Vec<u8>>) {
        match ask {
            Ask::Render { document, snippets } => (
                Answer::Rendered(Box::new(self.render(&document, &snippets))),
                None,
            ),
            Ask::HoldSecrets => (self.hold(bytes), None),
            Ask::MakeSecrets {
                algorithm,
                now,
                entropy,
                keys,
            } => self.give(|cluster| making::make(cluster?, &algorithm, &now, &entropy, keys)),
            Ask::CountKeys { algorithm } => {
                (making::count(self.cluster.as_ref(), &algorithm), None)
            }
            Ask::RenewSecrets { now } => {
                let held = self.held.clone();
                self.give(|cluster| making::renew(cluster?, held.as_ref()?, &now))
            }
            Ask::Read { path } => (self.read(path), None),
            Ask::Decode { path } => (self.decode(path), None),
            Ask::Search { text, revealed } => (
                search::search(&self.artifacts, &text, revealed.as_deref()),
                None,
            ),
            Ask::Counts { paths } => {
                let counts = changes::counts(&paths, &self.baseline, &self.artifacts);
                (Answer::Counts(counts), None)
            }
            Ask::Changes { path } => {
                let difference =
                    changes::between(&path, self.baseline.get(&path), self.artifacts.get(&path));
                (Answer::Changes { path, difference }, None)
            }
            Ask::Baseline => {
                self.baseline = self.artifacts.clone();
                (Answer::Done, None)
            }
            Ask::Pack(packing) => self.pack(packing),
            Ask::Plan => {
                let answer = match &self.cluster {
                    Some(cluster) => Answer::Plan(Box::new(plan::plan(cluster))),
                    None => Answer::Refused(vec![making::refusal(
                        "the cluster document has errors",
                        "mend them first: commands are made for a cluster",
                    )]),
                };
                (answer, None)
            }
            Ask::Open { name } => {
                let (answer, secrets, archive) = opening::open(&name, &bytes.unwrap_or_default());
                if let Some(archive) = archive {
                    self.baseline = archive;
                }
                (answer, secrets)
            }
            Ask::Translate {
                text,
                strict,
                pretty,
            } => (
                Answer::Translated(translating::translate(&text, strict, pretty)),
                None,
            ),
        }
    }

    /// Judges, issues and renders. What cannot be had is empty, and a finding says why.
    fn render(&mut self, text: &str, snippets: &BTreeMap<String, String>) -> News {
        let (cluster, mut found) = model::read(text, snippets).into_parts();
        self.cluster = cluster;
        let mut issued = Vec::new();
        let mut rendered = None;
        if let (Some(cluster), Some(held)) = (&self.cluster, &self.held) {
            let name = cluster.name();
            let checked = self.checked.take().filter(|(of, _)| of == name);
            let (_, checked) = self
                .checked
                .insert(checked.unwrap_or_else(|| (name.clone(), secrets::check(held, cluster))));
            found.extend_from_slice(&self.remarks);
            found.extend_from_slice(checked.diagnostics());
            if let Some(checked) = checked.value() {
                let (artifacts, more) = self.renderer.render(cluster, checked).into_parts();
                issued = self.renderer.pki().map(certificates).unwrap_or_default();
                found.extend(more);
                rendered = artifacts;
            }
        }
        let news = News {
            findings: found.iter().map(Finding::from).collect(),
            artifacts: rendered
                .as_ref()
                .map(|artifacts| self.listing.tell(artifacts)),
            certificates: (issued != self.certificates).then(|| issued.clone()),
            microseconds: 0,
        };
        self.certificates = issued;
        self.artifacts = rendered.unwrap_or_default();
        news
    }

    fn hold(&mut self, bytes: Option<Vec<u8>>) -> Answer {
        // What was made with other secrets goes with them.
        self.renderer = Renderer::default();
        self.remarks.clear();
        self.checked = None;
        let Some(bytes) = bytes else {
            self.held = None;
            return Answer::Done;
        };
        let text = Secret::new(String::from_utf8_lossy(&bytes).into_owned());
        let (parsed, found) = secrets::read(text.expose()).into_parts();
        let failed = parsed.is_none();
        self.held = parsed;
        if failed {
            return Answer::Refused(found.iter().map(Finding::from).collect());
        }
        self.remarks = found;
        Answer::Done
    }

    /// Answers with a secrets document, or with why there is none.
    fn give(
        &self,
        make: impl FnOnce(Option<&Cluster>) -> Option<Report<Secrets>>,
    ) -> (Answer, Option<Vec<u8>>) {
        let Some(report) = make(self.cluster.as_ref()) else {
            let finding = making::refusal(
                "the cluster document has errors",
                "mend them first: keys are made for a cluster",
            );
            return (Answer::Refused(vec![finding]), None);
        };
        let (made, found) = report.into_parts();
        match made {
            Some(made) => (
                Answer::Secrets,
                Some(made.to_text().expose().clone().into_bytes()),
            ),
            None => (
                Answer::Refused(found.iter().map(Finding::from).collect()),
                None,
            ),
        }
    }

    fn read(&self, path: String) -> Answer {
        match self.artifacts.get(&path) {
            Some(artifact) => Answer::Text {
                text: artifact.contents.to_string(),
                path,
            },
            None => Answer::Refused(vec![making::refusal(
                &format!("there is no artifact `{path}` now"),
                "choose another",
            )]),
        }
    }

    fn decode(&self, path: String) -> Answer {
        let files = self
            .artifacts
            .get(&path)
            .and_then(|artifact| decoding::decode(&artifact.contents))
            .unwrap_or_default();
        Answer::Decoded { path, files }
    }

    fn pack(&self, packing: Packing) -> (Answer, Option<Vec<u8>>) {
        let Some(cluster) = self.cluster.as_ref().filter(|_| !self.artifacts.is_empty()) else {
            let finding = making::refusal(
                "there is nothing to download",
                "mend the errors and make secrets first",
            );
            return (Answer::Refused(vec![finding]), None);
        };
        let packed = match packing {
            Packing::Zip => package::zip(cluster.name(), &self.artifacts),
            Packing::Tar => package::tar(cluster.name(), &self.artifacts),
        };
        match packed {
            Ok(bytes) => (Answer::Done, Some(bytes)),
            Err(problem) => (
                Answer::Refused(vec![making::refusal(
                    &problem.to_string(),
                    "save the artifacts one by one",
                )]),
                None,
            ),
        }
    }
}

fn certificates(pki: &Pki) -> Vec<CertificateRow> {
    let key = |name: &str, purpose: &str| CertificateRow {
        name: name.to_owned(),
        purpose: purpose.to_owned(),
        subject: String::new(),
        signer: String::new(),
        names: Vec::new(),
        not_before: String::new(),
        not_after: String::new(),
        fingerprint: String::new(),
    };
    let keys = [
        key(
            "service-account",
            "the API server signs the tokens of service accounts with it and knows them by it",
        ),
        key(
            "bootstrap-token",
            "a kubelet introduces itself to the API server with it, until it has a certificate of its own",
        ),
    ];
    pki.facts()
        .map(|(name, certificate)| CertificateRow {
            name: name.word().to_owned(),
            purpose: name.purpose().to_owned(),
            subject: certificate.subject().to_string(),
            signer: name.signer().map_or_else(
                || name.word().to_owned(),
                |signer| signer.certificate().word().to_owned(),
            ),
            names: certificate
                .names()
                .iter()
                .map(ToString::to_string)
                .collect(),
            not_before: certificate.validity().not_before().to_string(),
            not_after: certificate.validity().not_after().to_string(),
            fingerprint: certificate.fingerprint().to_string(),
        })
        .chain(keys)
        .collect()
}
