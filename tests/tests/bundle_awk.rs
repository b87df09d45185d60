//! The assets bundle before every awk there is: each must unpack it to the same bytes, with our reader and with
//! Typhoon's.

use std::fs;
use std::process::{Command, Stdio};

use kindling_tests::bundle::files;
use kindling_tests::clusters::{SITUATIONS, document, render};
use kindling_tests::scratch::{Scratch, has, run};

const AWKS: [&[&str]; 4] = [&["mawk"], &["gawk"], &["busybox", "awk"], &["original-awk"]];

/// Each program, and whether the folders were made by hand.
const READERS: [&str; 2] = [
    "/#####/ {filename=$2; next} {print > filename}",
    "/^##### / { if (file != \"\") close(file); file = $2; next } file != \"\" { print > file }",
];

#[test]
fn every_awk_unpacks_every_bundle_byte_for_byte() {
    for situation in SITUATIONS {
        let artifacts = render(&document(situation, 1, 1));
        let bundle = &artifacts.get("assets").expect("a bundle").contents;
        let files = files(bundle);
        assert!(files.len() > 30, "{situation}");
        for awk in AWKS.iter().filter(|awk| has(awk[0])) {
            for reader in READERS {
                let scratch = Scratch::new(&format!("awk-{situation}-{}", awk[0]));
                for (path, _) in &files {
                    let path = scratch.path().join(path);
                    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                }
                let source = scratch.write("assets", bundle.as_bytes());
                let output = run(Command::new(awk[0])
                    .args(&awk[1..])
                    .arg(reader)
                    .current_dir(scratch.path())
                    .stdin(Stdio::from(fs::File::open(source).expect("the bundle"))));
                assert!(output.status.success(), "{awk:?} {output:?}");
                for (path, contents) in &files {
                    let unpacked = fs::read(scratch.path().join(path)).expect(path);
                    assert!(
                        unpacked == contents.as_bytes(),
                        "{awk:?} changed {path} of {situation}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_bundle_lists_its_own_sums() {
    if !has("sha256sum") {
        return;
    }
    let artifacts = render(&document("flatcar-cilium", 1, 1));
    let bundle = &artifacts.get("assets").expect("a bundle").contents;
    let scratch = Scratch::new("sums");
    for (path, contents) in files(bundle) {
        scratch.write(&path, contents);
    }
    let output = run(Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "bundle.sha256"])
        .current_dir(scratch.path()));
    assert!(output.status.success(), "{output:?}");
}
