//! What came of a revision, told as what is another than before: there may be tens of thousands of artifacts, and an edit
//! changes few of them.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::words::{ArtifactRow, CertificateRow, Finding, Outcome};

/// What came of a revision, for who heard all news before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Everything that was found.
    pub findings: Vec<Finding>,
    /// What is another about the artifacts; none where an error keeps them from being rendered.
    pub artifacts: Option<Changes>,
    /// The certificates, if they are others than before.
    pub certificates: Option<Vec<CertificateRow>>,
    /// How long it took, in microseconds, as the worker's clock has it.
    pub microseconds: u64,
}

/// What is another about the artifacts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// The kinds of artifacts that are spoken of.
    pub kinds: Vec<Kind>,
    /// In path order, what is there now; none where nothing is any more.
    pub rows: Vec<(String, Option<Row>)>,
}

/// What many artifacts have in common: what they are for, and whether they hold secrets.
pub type Kind = (String, bool);

/// An artifact: its kind's place, its size in bytes, its digest.
pub type Row = (usize, usize, u64);

/// Everything that was told so far.
#[derive(Debug, Default)]
pub struct Told {
    rows: Vec<ArtifactRow>,
    certificates: Vec<CertificateRow>,
}

impl Told {
    /// Hears news; gives everything that is so now.
    pub fn hear(&mut self, news: News) -> Outcome {
        if let Some(certificates) = news.certificates {
            self.certificates = certificates;
        }
        // While there are no artifacts, the next news are of what is other than the last there were.
        let artifacts = news.artifacts.map(|changes| {
            self.take(changes);
            self.rows.clone()
        });
        Outcome {
            findings: news.findings,
            artifacts: artifacts.unwrap_or_default(),
            certificates: self.certificates.clone(),
            microseconds: news.microseconds,
        }
    }

    fn take(&mut self, changes: Changes) {
        let kinds: Vec<(Rc<str>, bool)> = changes
            .kinds
            .into_iter()
            .map(|(purpose, secret)| (Rc::from(purpose), secret))
            .collect();
        let mut old = std::mem::take(&mut self.rows).into_iter();
        self.rows.reserve(old.len() + changes.rows.len());
        for (path, row) in changes.rows {
            let before = old.as_slice().partition_point(|old| old.path < path);
            self.rows.extend(old.by_ref().take(before));
            if old.as_slice().first().is_some_and(|old| old.path == path) {
                old.next();
            }
            if let Some((kind, bytes, digest)) = row
                && let Some((purpose, secret)) = kinds.get(kind)
            {
                self.rows.push(ArtifactRow {
                    path,
                    bytes,
                    secret: *secret,
                    purpose: Rc::clone(purpose),
                    digest,
                });
            }
        }
        self.rows.extend(old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(rows: &[(&str, Option<u64>)]) -> News {
        let rows = rows.iter();
        let rows = rows.map(|(path, digest)| ((*path).to_owned(), digest.map(|at| (1, 2, at))));
        News {
            artifacts: Some(Changes {
                kinds: vec![("other".into(), true), ("kind".into(), false)],
                rows: rows.collect(),
            }),
            ..News::default()
        }
    }

    fn rows(outcome: &Outcome) -> Vec<(&str, u64)> {
        let rows = outcome.artifacts.iter();
        rows.map(|row| (row.path.as_str(), row.digest)).collect()
    }

    #[test]
    fn rows_come_change_and_go_in_path_order() {
        let mut told = Told::default();
        let first = told.hear(changes(&[("b", Some(1)), ("d", Some(1))]));
        assert_eq!(rows(&first), [("b", 1), ("d", 1)]);
        assert_eq!(&*first.artifacts[0].purpose, "kind");
        let news = changes(&[("a", Some(2)), ("b", None), ("c", Some(2)), ("d", Some(3))]);
        assert_eq!(rows(&told.hear(news)), [("a", 2), ("c", 2), ("d", 3)]);
        let news = changes(&[("d", None), ("gone", None)]);
        assert_eq!(rows(&told.hear(news)), [("a", 2), ("c", 2)]);
    }

    #[test]
    fn after_an_error_news_are_of_the_last_artifacts() {
        let mut told = Told::default();
        told.hear(changes(&[("a", Some(1)), ("b", Some(1))]));
        assert_eq!(rows(&told.hear(News::default())), []);
        let after = told.hear(changes(&[("b", Some(2))]));
        assert_eq!(rows(&after), [("a", 1), ("b", 2)]);
    }

    #[test]
    fn certificates_stay_until_there_are_others() {
        let mut told = Told::default();
        let certificates = |rows| News {
            certificates: rows,
            ..News::default()
        };
        let row = CertificateRow {
            name: "admin".into(),
            ..CertificateRow::default()
        };
        assert_eq!(
            told.hear(certificates(Some(vec![row]))).certificates.len(),
            1
        );
        assert_eq!(told.hear(certificates(None)).certificates.len(), 1);
        assert_eq!(told.hear(certificates(Some(vec![]))).certificates.len(), 0);
    }
}
