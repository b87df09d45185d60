//! Keys and certificates before foreign eyes: `openssl`, `rustls-webpki` and
//! `x509-parser` must see in them what we meant to write.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use kindling_core::secrets::{Authority, CertificateName, LEAVES};
use kindling_pki::{
    Algorithm, Certificate, CertificateAuthority, Days, LeafRequest, Name, PrivateKey,
    SubjectAltName, Timestamp, Usage, Validity,
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rustls_pki_types as types;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_parser::prelude::{FromDer as _, ParsedExtension, X509Certificate};

fn key(algorithm: Algorithm, seed: u64) -> PrivateKey {
    PrivateKey::generate(algorithm, &mut ChaCha20Rng::seed_from_u64(seed)).expect("random bytes")
}

fn validity(from: &str, days: u64) -> Validity {
    let from: Timestamp = from.parse().expect("a moment");
    Validity::lasting(from, Days::new(days).expect("a span")).expect("in range")
}

fn name(common_name: &str, organization: Option<&str>) -> Name {
    let name = Name::new(common_name).expect("a name");
    match organization {
        Some(organization) => name.in_organization(organization).expect("a name"),
        None => name,
    }
}

fn names(texts: &[&str]) -> Vec<SubjectAltName> {
    texts
        .iter()
        .map(|text| SubjectAltName::parse(text).expect("a name"))
        .collect()
}

const SERVER_NAMES: [&str; 5] = [
    "cluster.example.com",
    "kubernetes.default.svc",
    "*.apps.example.com",
    "10.3.0.1",
    "fd00::1",
];

fn openssl(arguments: &[&str], input: &str) -> (bool, String) {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("openssl is installed");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(input.as_bytes()).expect("openssl reads");
    drop(stdin);
    let output = child.wait_with_output().expect("openssl ends");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

fn scratch(test: &str, file: &str, contents: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("pki")
        .join(test);
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(file);
    fs::write(&path, contents).expect("a file");
    path.to_str().expect("a path in UTF-8").to_owned()
}

/// `openssl verify -x509_strict` of one leaf at a moment.
fn verify(
    test: &str,
    authority: &Certificate,
    leaf: &Certificate,
    at: &str,
    more: &[&str],
) -> Result<(), String> {
    let authority = scratch(test, "ca.crt", authority.pem());
    let leaf = scratch(test, "leaf.crt", leaf.pem());
    let at: Timestamp = at.parse().expect("a moment");
    let at = at.unix_seconds().to_string();
    let mut arguments = vec!["verify", "-x509_strict", "-check_ss_sig", "-attime", &at];
    arguments.extend(more);
    arguments.extend(["-CAfile", &authority, &leaf]);
    let (fine, output) = openssl(&arguments, "");
    if fine { Ok(()) } else { Err(output) }
}

#[test]
fn openssl_accepts_each_chain_for_its_purposes_and_no_other() {
    for (authority_algorithm, leaf_algorithm) in [
        (Algorithm::EcdsaP256, Algorithm::EcdsaP256),
        (Algorithm::Rsa2048, Algorithm::Rsa2048),
        (Algorithm::Rsa2048, Algorithm::EcdsaP256),
        (Algorithm::EcdsaP256, Algorithm::Rsa2048),
    ] {
        let (authority_key, leaf_key) = (key(authority_algorithm, 1), key(leaf_algorithm, 2));
        let authority = CertificateAuthority::new(
            &name("kubernetes-ca", Some("kindling")),
            validity("2026-11-22T00:00:00Z", 3650),
            &authority_key,
        )
        .expect("an authority");
        let foreign_key = key(authority_algorithm, 3);
        let foreign = CertificateAuthority::new(
            authority.certificate().subject(),
            authority.certificate().validity(),
            &foreign_key,
        )
        .expect("an authority");
        for (usage, server, client) in [
            (Usage::Server, true, false),
            (Usage::Client, false, true),
            (Usage::ServerAndClient, true, true),
        ] {
            let leaf = authority
                .issue(&LeafRequest {
                    subject: &name("kube-apiserver", None),
                    names: &names(&SERVER_NAMES),
                    usage,
                    validity: validity("2026-11-22T00:00:00Z", 365),
                    public_key: &leaf_key.public_key(),
                })
                .expect("a leaf");
            let test = format!("chain-{authority_algorithm}-{leaf_algorithm}-{usage:?}");
            let check =
                |at: &str, more: &[&str]| verify(&test, authority.certificate(), &leaf, at, more);
            let now = "2027-03-01T00:00:00Z";
            for (purpose, expected) in [("sslserver", server), ("sslclient", client), ("any", true)]
            {
                let answer = check(now, &["-purpose", purpose]);
                assert_eq!(answer.is_ok(), expected, "{test} {purpose}: {answer:?}");
            }
            for host in [
                "cluster.example.com",
                "kubernetes.default.svc",
                "x.apps.example.com",
            ] {
                assert_eq!(check(now, &["-verify_hostname", host]), Ok(()), "{test}");
            }
            for address in ["10.3.0.1", "fd00::1"] {
                assert_eq!(check(now, &["-verify_ip", address]), Ok(()), "{test}");
            }
            assert!(
                check(now, &["-verify_hostname", "kube-apiserver"]).is_err(),
                "{test}"
            );
            assert!(check(now, &["-verify_ip", "10.3.0.2"]).is_err(), "{test}");
            assert!(check("2026-11-21T23:59:59Z", &[]).is_err(), "{test}");
            assert_eq!(check("2026-11-22T00:00:01Z", &[]), Ok(()), "{test}");
            assert!(check("2027-11-22T00:00:01Z", &[]).is_err(), "{test}");
            assert!(
                verify(&test, foreign.certificate(), &leaf, now, &[]).is_err(),
                "{test}"
            );
        }
    }
}

#[test]
fn webpki_accepts_each_chain_for_its_purposes_and_no_other() {
    for algorithm in [Algorithm::EcdsaP256, Algorithm::Rsa2048] {
        let (authority_key, leaf_key) = (key(algorithm, 1), key(algorithm, 2));
        let authority = CertificateAuthority::new(
            &name("etcd-ca", Some("etcd")),
            validity("2026-11-22T00:00:00Z", 3650),
            &authority_key,
        )
        .expect("an authority");
        let authority_der = types::CertificateDer::from(authority.certificate().der());
        let anchors =
            [anchor_from_trusted_cert(&authority_der).expect("webpki reads the authority")];
        let at = "2027-03-01T00:00:00Z"
            .parse::<Timestamp>()
            .expect("a moment")
            .unix_seconds();
        let now = types::UnixTime::since_unix_epoch(std::time::Duration::from_secs(at as u64));
        for (usage, server, client) in [
            (Usage::Server, true, false),
            (Usage::Client, false, true),
            (Usage::ServerAndClient, true, true),
        ] {
            let leaf = authority
                .issue(&LeafRequest {
                    subject: &name("etcd-server", Some("etcd")),
                    names: &names(&SERVER_NAMES),
                    usage,
                    validity: validity("2026-11-22T00:00:00Z", 365),
                    public_key: &leaf_key.public_key(),
                })
                .expect("a leaf");
            let leaf_der = types::CertificateDer::from(leaf.der());
            let leaf = EndEntityCert::try_from(&leaf_der).expect("webpki reads the leaf");
            for (wanted, expected) in [
                (KeyUsage::server_auth(), server),
                (KeyUsage::client_auth(), client),
            ] {
                let answer = leaf.verify_for_usage(
                    webpki::ALL_VERIFICATION_ALGS,
                    &anchors,
                    &[],
                    now,
                    wanted,
                    None,
                    None,
                );
                assert_eq!(answer.is_ok(), expected, "{algorithm} {usage:?}");
            }
            for (host, expected) in [
                ("cluster.example.com", true),
                ("x.apps.example.com", true),
                ("10.3.0.1", true),
                ("fd00::1", true),
                ("etcd-server", false),
                ("10.3.0.2", false),
            ] {
                let host = types::ServerName::try_from(host).expect("a name");
                let answer = leaf.verify_is_valid_for_subject_name(&host);
                assert_eq!(answer.is_ok(), expected, "{host:?}");
            }
        }
    }
}

#[test]
fn openssl_shows_what_was_meant() {
    let (authority_key, rsa_key) = (key(Algorithm::EcdsaP256, 1), key(Algorithm::Rsa2048, 2));
    let authority = CertificateAuthority::new(
        &name("kubernetes-ca", Some("kindling")),
        validity("2026-11-22T00:00:00Z", 3650),
        &authority_key,
    )
    .expect("an authority");
    let issue = |public_key| {
        authority
            .issue(&LeafRequest {
                subject: &name("kubernetes-admin", Some("system:masters")),
                names: &names(&SERVER_NAMES),
                usage: Usage::ServerAndClient,
                validity: validity("2026-11-22T00:00:00Z", 365),
                public_key: &public_key,
            })
            .expect("a leaf")
    };
    let shown = |certificate: &Certificate| {
        let (fine, text) = openssl(&["x509", "-noout", "-text"], certificate.pem());
        assert!(fine, "{text}");
        text
    };
    let expect = |text: &str, wanted: &[&str]| {
        let plain: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for wanted in wanted {
            assert!(plain.contains(wanted), "no {wanted:?} in\n{text}");
        }
    };
    expect(
        &shown(authority.certificate()),
        &[
            "Version: 3 (0x2)",
            "Signature Algorithm: ecdsa-with-SHA256",
            "Issuer: O = kindling, CN = kubernetes-ca",
            "Not Before: Nov 22 00:00:00 2026 GMT Not After : Nov 19 00:00:00 2036 GMT",
            "Subject: O = kindling, CN = kubernetes-ca",
            "X509v3 Basic Constraints: critical CA:TRUE, pathlen:0",
            "X509v3 Key Usage: critical Digital Signature, Certificate Sign, CRL Sign",
        ],
    );
    let names_text = "X509v3 Subject Alternative Name: DNS:cluster.example.com, \
         DNS:kubernetes.default.svc, DNS:*.apps.example.com, IP Address:10.3.0.1, \
         IP Address:FD00:0:0:0:0:0:0:1";
    let elliptic = issue(authority_key.public_key());
    expect(
        &shown(&elliptic),
        &[
            "Issuer: O = kindling, CN = kubernetes-ca",
            "Subject: O = system:masters, CN = kubernetes-admin",
            "X509v3 Basic Constraints: critical CA:FALSE",
            "X509v3 Key Usage: critical Digital Signature X509v3",
            "X509v3 Extended Key Usage: TLS Web Server Authentication, TLS Web Client Authentication",
            "ASN1 OID: prime256v1",
            names_text,
        ],
    );
    expect(
        &shown(&issue(rsa_key.public_key())),
        &[
            "X509v3 Key Usage: critical Digital Signature, Key Encipherment X509v3",
            "Public-Key: (2048 bit)",
            names_text,
        ],
    );
    let (_, facts) = openssl(
        &["x509", "-noout", "-fingerprint", "-sha256", "-serial"],
        elliptic.pem(),
    );
    assert!(
        facts.contains(&format!("Fingerprint={}", elliptic.fingerprint())),
        "{facts}"
    );
    let serial = elliptic.serial().to_string().replace(':', "");
    assert!(facts.contains(&format!("serial={serial}")), "{facts}");
}

#[test]
fn openssl_agrees_with_every_key() {
    for algorithm in Algorithm::ALL {
        // A key of 4096 bits takes a debug build too long; the file form is
        // the same for all lengths.
        if algorithm == Algorithm::Rsa4096 {
            continue;
        }
        let key = key(algorithm, 4);
        let (fine, checked) = openssl(&["pkey", "-check", "-noout"], key.to_pem().expose());
        assert!(
            fine && checked.contains("Key is valid"),
            "{algorithm}: {checked}"
        );
        let (_, public) = openssl(&["pkey", "-pubout"], key.to_pem().expose());
        assert_eq!(public, key.public_key().to_pem(), "{algorithm}");
    }
}

#[test]
fn another_name_changes_the_names_the_serial_and_the_signature() {
    for algorithm in [Algorithm::EcdsaP256, Algorithm::Rsa2048] {
        let (authority_key, leaf_key) = (key(algorithm, 1), key(algorithm, 2));
        let issue = |texts: &[&str]| {
            let authority = CertificateAuthority::new(
                &name("etcd-ca", None),
                validity("2026-11-22T00:00:00Z", 3650),
                &authority_key,
            )
            .expect("an authority");
            authority
                .issue(&LeafRequest {
                    subject: &name("etcd-server", None),
                    names: &names(texts),
                    usage: Usage::ServerAndClient,
                    validity: validity("2026-11-22T00:00:00Z", 365),
                    public_key: &leaf_key.public_key(),
                })
                .expect("a leaf")
        };
        let three = ["node1.example.com", "node2.example.com", "127.0.0.1"];
        let first = issue(&three);
        assert_eq!(
            first,
            issue(&three),
            "the same request gives the same certificate"
        );
        let repeated = [
            "node1.example.com",
            "Node1.example.com",
            "node2.example.com",
            "127.0.0.1",
        ];
        assert_eq!(first, issue(&repeated), "a repeated name is dropped");

        let second = issue(&[&three[..], &["node3.example.com"]].concat());
        let (_, before) = X509Certificate::from_der(first.der()).expect("x509-parser reads it");
        let (_, after) = X509Certificate::from_der(second.der()).expect("x509-parser reads it");
        assert_ne!(before.raw_serial(), after.raw_serial());
        assert_ne!(before.signature_value, after.signature_value);
        assert_eq!(before.issuer(), after.issuer());
        assert_eq!(before.subject(), after.subject());
        assert_eq!(before.validity(), after.validity());
        assert_eq!(before.public_key(), after.public_key());
        let moved: Vec<_> = before
            .extensions()
            .iter()
            .zip(after.extensions())
            .filter(|(before, after)| before != after)
            .collect();
        assert!(
            matches!(&moved[..], [(_, after)]
                if matches!(after.parsed_extension(), ParsedExtension::SubjectAlternativeName(names)
                    if names.general_names.len() == 4)),
            "{moved:?}"
        );
    }
}

#[test]
fn serial_numbers_are_positive_and_never_repeat() {
    let authority_key = key(Algorithm::EcdsaP256, 1);
    let authority = CertificateAuthority::new(
        &name("ca", None),
        validity("2026-11-22T00:00:00Z", 3650),
        &authority_key,
    )
    .expect("an authority");
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..200 {
        let leaf = authority
            .issue(&LeafRequest {
                subject: &name(&format!("leaf-{number}"), None),
                names: &[],
                usage: Usage::Client,
                validity: validity("2026-11-22T00:00:00Z", 365),
                public_key: &authority_key.public_key(),
            })
            .expect("a leaf");
        let (_, parsed) = X509Certificate::from_der(leaf.der()).expect("x509-parser reads it");
        assert_eq!(parsed.raw_serial(), leaf.serial().as_bytes());
        assert!(parsed.raw_serial().len() == 20 && parsed.raw_serial()[0] < 0x80);
        assert!(
            parsed
                .subject_alternative_name()
                .expect("readable")
                .is_none()
        );
        assert!(seen.insert(leaf.serial()));
    }
}

/// RFC 5280: `UTCTime` until 2049, `GeneralizedTime` from 2050, and the last
/// moment that there is.
#[test]
fn dates_beyond_2049_are_written_as_the_standard_says() {
    let authority_key = key(Algorithm::EcdsaP256, 1);
    for (from, days, first, last) in [
        (
            "2026-11-22T00:00:00Z",
            365,
            "UTCTIME           :261122000000Z",
            "UTCTIME           :271122000000Z",
        ),
        (
            "2049-12-31T23:59:59Z",
            1,
            "UTCTIME           :491231235959Z",
            "GENERALIZEDTIME   :20500101235959Z",
        ),
        (
            "2050-01-01T00:00:00Z",
            36_500,
            "GENERALIZEDTIME   :20500101000000Z",
            "GENERALIZEDTIME   :21491208000000Z",
        ),
        (
            "1950-01-01T00:00:00Z",
            1,
            "UTCTIME           :500101000000Z",
            "UTCTIME           :500102000000Z",
        ),
        (
            "9999-12-30T23:59:59Z",
            1,
            "GENERALIZEDTIME   :99991230235959Z",
            "GENERALIZEDTIME   :99991231235959Z",
        ),
    ] {
        let authority =
            CertificateAuthority::new(&name("ca", None), validity(from, days), &authority_key)
                .expect("an authority");
        let (fine, shown) = openssl(&["asn1parse"], authority.certificate().pem());
        assert!(
            fine && shown.contains(first) && shown.contains(last),
            "{from}:\n{shown}"
        );
        let (_, parsed) =
            X509Certificate::from_der(authority.certificate().der()).expect("x509-parser reads it");
        assert_eq!(
            parsed.validity().not_after.timestamp(),
            authority
                .certificate()
                .validity()
                .not_after()
                .unix_seconds()
        );
        if from.starts_with("2050") {
            let leaf = authority
                .issue(&LeafRequest {
                    subject: &name("leaf", None),
                    names: &names(&["leaf.example.com"]),
                    usage: Usage::Server,
                    validity: authority.certificate().validity(),
                    public_key: &authority_key.public_key(),
                })
                .expect("a leaf");
            let answer = verify(
                "late",
                authority.certificate(),
                &leaf,
                "2149-12-07T00:00:00Z",
                &["-purpose", "sslserver"],
            );
            assert_eq!(answer, Ok(()));
        }
    }
}

#[test]
fn a_leaf_that_outlives_its_authority_is_not_signed() {
    let authority_key = key(Algorithm::EcdsaP256, 1);
    let authority = CertificateAuthority::new(
        &name("ca", None),
        validity("2026-11-22T00:00:00Z", 10),
        &authority_key,
    )
    .expect("an authority");
    let issue = |validity| {
        authority.issue(&LeafRequest {
            subject: &name("leaf", None),
            names: &[],
            usage: Usage::Client,
            validity,
            public_key: &authority_key.public_key(),
        })
    };
    let long = validity("2026-11-23T00:00:00Z", 10);
    let error = issue(long).expect_err("refused");
    assert!(
        error.to_string().contains("2026-12-02T00:00:00Z"),
        "{error}"
    );
    let authority_ends = authority.certificate().validity().not_after();
    assert!(issue(long.ending_by(authority_ends)).is_ok());
}

fn day_after(moment: Timestamp) -> String {
    let day = Days::new(1).expect("a span");
    moment.plus(day).expect("in range").to_string()
}

/// From a cluster document to `openssl`: each certificate of each example does what it is for, and nothing else.
#[test]
fn openssl_accepts_every_certificate_of_the_examples() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/examples");
    let mut examples = 0;
    for entry in fs::read_dir(folder).expect("static/examples") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("an example");
        let document = kindling_core::document::parse(&text)
            .into_parts()
            .0
            .expect("a document");
        let Some(cluster) = kindling_core::model::resolve(&document, &Default::default())
            .into_parts()
            .0
        else {
            continue;
        };
        examples += 1;
        let pki = kindling_tests::secrets::pki(&cluster);
        let find = |wanted: CertificateName| {
            let found = pki.facts().find(|(name, _)| *name == wanted);
            found.expect("every certificate is issued").1
        };
        for leaf in &LEAVES {
            let certificate = find(leaf.name);
            let test = format!("{}-{}", cluster.name(), leaf.word);
            let at = day_after(certificate.validity().not_before());
            for (purpose, expected) in [
                ("sslserver", leaf.usage != Usage::Client),
                ("sslclient", leaf.usage != Usage::Server),
            ] {
                for signer in Authority::ALL {
                    let authority = find(signer.certificate());
                    let answer = verify(&test, authority, certificate, &at, &["-purpose", purpose]);
                    let expected = expected && signer == leaf.signer;
                    assert_eq!(
                        answer.is_ok(),
                        expected,
                        "{test} {purpose} {signer:?}: {answer:?}"
                    );
                }
            }
            let key = pki.get(leaf.name).private_key.expose();
            let (_, of_key) = openssl(&["pkey", "-pubout"], key);
            let (_, of_certificate) = openssl(&["x509", "-noout", "-pubkey"], certificate.pem());
            assert_eq!(of_key, of_certificate, "{test}");
        }
        let api_server = find(CertificateName::ApiServer);
        let authority = find(CertificateName::KubernetesCa);
        let at = day_after(api_server.validity().not_before());
        for host in [
            cluster.api_server().domain().as_str(),
            "kubernetes.default.svc.cluster.local",
            cluster.first_controller().domain().as_str(),
        ] {
            let answer = verify(
                "hosts",
                authority,
                api_server,
                &at,
                &["-verify_hostname", host],
            );
            assert_eq!(answer, Ok(()), "{host}");
        }
        let service = cluster.network().services().api_server_ip().to_string();
        let answer = verify(
            "hosts",
            authority,
            api_server,
            &at,
            &["-verify_ip", &service],
        );
        assert_eq!(answer, Ok(()), "{service}");
    }
    assert!(examples > 0, "no example resolves");
}

/// The page on secrets shows the very table that certificates are issued from.
#[test]
fn the_page_on_secrets_lists_every_certificate() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/secrets-document.md");
    let page = fs::read_to_string(page).expect("docs/secrets-document.md");
    for name in CertificateName::ALL {
        let (common_name, organization) = match (name.leaf(), name.root()) {
            (Some(leaf), _) => (leaf.common_name, leaf.organization),
            (None, Some(root)) => (root.common_name, root.organization),
            (None, None) => unreachable!("every certificate has a row"),
        };
        let owner = match organization {
            Some(organization) => format!("`{common_name}` of `{organization}`"),
            None => format!("`{common_name}`"),
        };
        let (signer, usage, names) = match name.leaf() {
            Some(leaf) => (
                leaf.signer.certificate().word(),
                match leaf.usage {
                    Usage::Server => "servers",
                    Usage::Client => "clients",
                    Usage::ServerAndClient => "servers, clients",
                },
                leaf.names.description(),
            ),
            None => ("itself", "signing", "none"),
        };
        let row = format!(
            "| `{}` | {signer} | {owner} | {usage} | {names} | {} |",
            name.word(),
            name.purpose()
        );
        assert!(
            page.lines().any(|line| line == row),
            "no line\n{row}\nin the page"
        );
    }
}
