//! Keys, tokens and dates, and the certificates issued from them.
//!
//! The secrets document ([`read()`], [`SecretsDocument::to_text`]) holds private keys, a token and dates, and no
//! certificate. [`generate`] makes one for a new cluster, [`complete`] adds what an older one lacks, [`check`] holds it
//! against the cluster document, and [`parse()`] does both. What comes out, [`Secrets`], is what rendering needs.
//!
//! Certificates are not kept but issued at each render by [`issue()`], the same bytes each time: hence a controller more
//! changes the certificates that name controllers and no other, and [`renew`] is the moving of one date. Which
//! certificates there are stands in one table, [`LEAVES`].
//!
//! Only this stage sees randomness and the date, and both are the caller's. No message, no `Debug` and no error here
//! repeats a secret.

mod certificates;
mod checked;
mod codes;
mod document;
mod issue;
mod making;
mod parse;
mod token;
mod tree;

pub use certificates::{Authority, CertificateName, LEAVES, Leaf, Names, ROOTS, Root};
pub use checked::{Secrets, check};
pub use codes::CODES;
pub use document::{FORMAT, KeySlot, SecretsDocument};
pub(crate) use issue::issue_over;
pub use issue::{Issued, Lifetime, Pki, Request, issue};
pub use making::{Progress, complete, generate, renew};
pub use parse::{parse, read};
pub use token::BootstrapToken;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) mod samples {
    //! Placeholder PKI for the unit tests of later stages.

    use super::{CertificateName, Issued, Pki};
    use kindling_pki::Secret;

    /// PKI in which every text names what it stands for.
    pub(crate) fn placeholder() -> Pki {
        let pem = |name: &str| {
            format!(
                "-----BEGIN PLACEHOLDER {name}-----\n{name}\n-----END PLACEHOLDER {name}-----\n"
            )
        };
        Pki {
            certificates: CertificateName::ALL
                .into_iter()
                .map(|name| {
                    let issued = Issued {
                        certificate: pem(&format!("{name:?}.crt")),
                        private_key: Secret::new(pem(&format!("{name:?}.key"))),
                    };
                    (name, issued)
                })
                .collect(),
            facts: std::collections::BTreeMap::new(),
            service_account_public_key: pem("service-account.pub"),
            service_account_private_key: Secret::new(pem("service-account.key")),
            bootstrap_token_id: "abc123".to_owned(),
            bootstrap_token_secret: Secret::new("0123456789abcdef".to_owned()),
        }
    }
}
