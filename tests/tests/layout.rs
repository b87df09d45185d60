//! The layout script in a scratch root: what it places, with which modes and owners, and that neither a second run nor
//! an interruption nor a damaged bundle does harm.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Output};

use kindling_tests::clusters::{SITUATIONS, document, render};
use kindling_tests::machine;
use kindling_tests::scratch::{Scratch, has, run};

/// A controller's home folder, its script and a root; owners and labels are recorded, not set.
struct Trial {
    scratch: Scratch,
    bundle: String,
}

impl Trial {
    fn new(situation: &str, name: &str) -> Self {
        let artifacts = render(&document(situation, 1, 1));
        let ignition = &artifacts
            .get("nodes/node1/ignition.json")
            .expect("a config")
            .contents;
        let scratch = Scratch::new(&format!("layout-{situation}-{name}"));
        let script = machine::unpack(ignition).files["/opt/bootstrap/layout"].clone();
        assert_eq!(script.mode, 0o544);
        scratch.program("layout", &script.contents);
        let log = scratch.path().join("log");
        for program in ["chown", "chcon"] {
            let text = format!("#!/bin/sh\necho {program} \"$@\" >>'{}'\n", log.display());
            scratch.program(&format!("bin/{program}"), &text);
        }
        fs::create_dir(scratch.path().join("root")).expect("a folder");
        let trial = Self {
            scratch,
            bundle: artifacts
                .get("assets")
                .expect("a bundle")
                .contents
                .to_string(),
        };
        trial.copy(&trial.bundle);
        trial
    }

    /// Copies a bundle to the machine.
    fn copy(&self, bundle: &str) {
        self.scratch.write("home/assets", bundle);
    }

    fn run(&self) -> Output {
        let path = std::env::var("PATH").expect("a path");
        run(Command::new("bash")
            .arg(self.scratch.path().join("layout"))
            .arg("../root")
            .current_dir(self.scratch.path().join("home"))
            .env(
                "PATH",
                format!("{}/bin:{path}", self.scratch.path().display()),
            ))
    }

    /// The last owner that each path was given.
    fn owners(&self) -> BTreeMap<String, String> {
        let log = fs::read_to_string(self.scratch.path().join("log")).expect("a log");
        let root = format!("{}/root/", self.scratch.path().display());
        log.lines()
            .filter_map(|line| line.strip_prefix("chown "))
            .filter_map(|line| line.split_once(' '))
            .map(|(owner, path)| {
                // A file gets its owner before it gets its name.
                let path = path.trim_start_matches(&root);
                let path = match path.rsplit_once('/') {
                    Some((folder, name)) if name.starts_with('.') => {
                        let name = name.trim_start_matches('.').trim_end_matches(".new");
                        format!("{folder}/{name}")
                    }
                    _ => path.to_owned(),
                };
                (path, owner.to_owned())
            })
            .collect()
    }
}

#[test]
fn every_file_ends_where_its_reader_looks_for_it() {
    if !has("bash") {
        return;
    }
    for situation in SITUATIONS {
        let trial = Trial::new(situation, "tree");
        let output = trial.run();
        assert!(output.status.success(), "{output:?}");
        let tree = trial.scratch.tree("root");
        let owners = trial.owners();
        let etcd = if situation.starts_with("flatcar") {
            "232:232"
        } else {
            "0:0"
        };
        for (path, mode, owner) in [
            ("etc/kubernetes", 0o755, "0:0"),
            ("etc/kubernetes/pki", 0o755, "0:0"),
            ("etc/kubernetes/pki/admin.conf", 0o400, "0:0"),
            ("etc/kubernetes/pki/scheduler.conf", 0o400, "65534:65534"),
            (
                "etc/kubernetes/pki/controller-manager.conf",
                0o400,
                "65534:65534",
            ),
            ("etc/kubernetes/pki/ca.key", 0o400, "65534:65534"),
            ("etc/kubernetes/pki/ca.crt", 0o444, "0:0"),
            ("etc/kubernetes/pki/apiserver.key", 0o400, "65534:65534"),
            ("etc/kubernetes/pki/etcd-client.key", 0o400, "65534:65534"),
            ("etc/kubernetes/pki/service-account.pub", 0o444, "0:0"),
            ("etc/ssl/etcd", 0o700, etcd),
            ("etc/ssl/etcd/etcd", 0o700, etcd),
            ("etc/ssl/etcd/etcd/server.key", 0o400, etcd),
            ("etc/ssl/etcd/etcd/peer.key", 0o400, etcd),
            ("etc/ssl/etcd/etcd/server-ca.crt", 0o444, "0:0"),
            ("var/lib/etcd", 0o700, etcd),
            ("etc/kubernetes/manifests", 0o755, "0:0"),
            ("etc/kubernetes/manifests/kube-apiserver.yaml", 0o644, "0:0"),
            ("opt/bootstrap/assets", 0o700, "0:0"),
        ] {
            assert_eq!(
                tree.get(path).map(|(mode, _)| *mode),
                Some(mode),
                "{situation}: {path}"
            );
            assert_eq!(
                owners.get(path).map(String::as_str),
                Some(owner),
                "{situation}: {path}"
            );
        }
        // A key is for its reader alone, wherever it is; every asset is somewhere.
        for (path, (mode, _)) in &tree {
            if path.ends_with(".key") {
                assert_eq!(*mode, 0o400, "{path}");
            }
        }
        let names = |path: &str| path.rsplit('/').next().map(str::to_owned);
        let placed: Vec<String> = tree.keys().filter_map(|path| names(path)).collect();
        for line in trial.bundle.lines() {
            if let Some(path) = line.strip_prefix("##### ")
                && path != "bundle.sha256"
            {
                let name = names(path).expect("a name");
                assert!(placed.contains(&name), "{path} was placed nowhere");
            }
        }
        assert!(!trial.scratch.path().join("home/assets").exists());
        let labels = fs::read_to_string(trial.scratch.path().join("log")).expect("a log");
        assert_eq!(
            labels.contains("chcon -u system_u -t container_file_t"),
            situation.starts_with("fcos"),
            "{situation}"
        );
    }
}

#[test]
fn a_second_run_changes_nothing() {
    if !has("bash") {
        return;
    }
    for situation in SITUATIONS {
        let trial = Trial::new(situation, "twice");
        assert!(trial.run().status.success());
        let once = trial.scratch.tree("root");
        let output = trial.run();
        assert!(output.status.success(), "without a bundle: {output:?}");
        assert_eq!(trial.scratch.tree("root"), once);
        trial.copy(&trial.bundle);
        let output = trial.run();
        assert!(output.status.success(), "with the bundle again: {output:?}");
        assert_eq!(trial.scratch.tree("root"), once);
    }
}

/// The first version nested `manifests` in `manifests` when it ran after an interruption.
#[test]
fn an_interruption_anywhere_does_no_harm() {
    if !has("bash") {
        return;
    }
    let trial = Trial::new("flatcar-cilium", "whole");
    assert!(trial.run().status.success());
    let whole = trial.scratch.tree("root");
    let script = fs::read_to_string(trial.scratch.path().join("layout")).expect("a script");
    // The script is stopped before each of these, as a power cut would, and then run as a whole.
    for before in [
        "awk '\n",
        "# Keys first",
        "for file in tls/k8s/*; do\n",
        "# Then what",
        "rm -rf -- \"$bootstrap/assets/manifests\"\n",
        "mv -- \"$bootstrap/assets/manifests.new\"",
        "# Static pods last",
        "cd /\n",
    ] {
        assert_eq!(script.matches(before).count(), 1, "{before}");
        let trial = Trial::new("flatcar-cilium", "cut");
        let cut = script.replace(before, &format!("kill -9 $$\n{before}"));
        trial.scratch.program("layout", &cut);
        assert!(!trial.run().status.success());
        trial.scratch.program("layout", &script);
        let output = trial.run();
        assert!(output.status.success(), "{before}: {output:?}");
        assert_eq!(trial.scratch.tree("root"), whole, "{before}");
    }
}

#[test]
fn a_bundle_that_did_not_arrive_whole_is_not_taken() {
    if !has("bash") {
        return;
    }
    let trial = Trial::new("fcos-flannel", "damage");
    let whole = trial.bundle.clone();
    let cut_at = |at: usize| whole[..at].to_owned();
    let sums = whole.find("##### bundle.sha256").expect("sums");
    let damaged = [
        cut_at(0),
        cut_at(whole.len() / 2),
        cut_at(sums),
        cut_at(whole.len() - 3),
        whole.replacen("apiVersion", "apiversion", 1),
        whole.replacen("##### auth/admin.conf", "##### ../admin.conf", 1),
        whole.replacen("##### auth/admin.conf", "##### /etc/passwd", 1),
    ];
    for bundle in damaged {
        trial.copy(&bundle);
        let output = trial.run();
        assert!(!output.status.success(), "{output:?}");
        let tree = trial.scratch.tree("root");
        assert!(
            !tree
                .keys()
                .any(|path| path.ends_with(".key") || path.ends_with(".yaml")),
            "{:?}",
            tree.keys()
        );
    }
    trial.copy(&whole);
    assert!(trial.run().status.success());
}
