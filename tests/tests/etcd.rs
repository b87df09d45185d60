//! Real etcd with what a cluster's three controllers get: certificates and environment files as they are rendered.
//!
//! Everything runs in namespaces of its own, where the controllers' domains are three addresses of the loopback device
//! and etcd's folders are where its container sees them. Hence names, ports and paths are those of the rendered files;
//! the one thing that is changed is the address that each member listens on, because they share a machine. Whatever was
//! started ends with the namespace.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use kindling_core::artifacts::Artifacts;
use kindling_core::secrets::Secrets;
use kindling_tests::clusters::{cluster, document};
use kindling_tests::machine;
use kindling_tests::scratch::{Scratch, has, run};

/// Starts the members, asks them, and says how each question ended: `name status` a line.
const SCRIPT: &str = r#"
set -eu
cd -- "$1"
ip link set lo up
mount --bind hosts /etc/hosts

start() {
  mkdir -p "data$1/etcd"
  chmod 700 "data$1/etcd"
  unshare --mount bash -c '
    set -eu
    mount --bind ours/tls /etc/ssl/certs
    mount --bind "data$1" /var/lib
    while IFS= read -r line; do
      export "${line?}"
    done <"env$1"
    exec etcd
  ' start "$1" >>"log$1" 2>&1 &
  eval "member$1=\$!"
}

# ask NAME COMMAND: how it ended is the answer.
ask() {
  local name=$1 status=0
  shift
  "$@" >"answer-$name" 2>&1 </dev/null || status=$?
  echo "$name $status"
}

# until_healthy ENDPOINTS: waits a minute at most.
until_healthy() {
  for _ in $(seq 120); do
    if ctl ours "$1" endpoint health >/dev/null 2>&1; then
      return 0
    fi
    sleep 0.5
  done
  return 1
}

# ctl WHOSE ENDPOINTS COMMAND: with the API server's client certificate of that cluster, and our authority.
ctl() {
  local whose=$1 endpoints=$2 patience=5s
  shift 2
  ETCDCTL_API=3 etcdctl --endpoints="$endpoints" --dial-timeout="$patience" --command-timeout="$patience" \
    --cacert=ours/tls/etcd/etcd-client-ca.crt \
    --cert="$whose/tls/etcd/etcd-client.crt" --key="$whose/tls/etcd/etcd-client.key" "$@"
}

# reason COMMAND…: the same, tried again where the connection closed before the client had read why: in TLS 1.3 the
# alert comes after the handshake, and a client that writes at once may miss it.
reason() {
  local status=0
  for _ in $(seq 20); do
    status=0
    "$@" >said-once 2>&1 || status=$?
    if [ "$status" = 0 ] || grep -q -e certificate -e alert said-once; then break; fi
  done
  cat said-once
  return "$status"
}

# until_done WHOSE ENDPOINTS COMMAND…: tries for a minute; a write that meets an election is refused, not kept.
until_done() {
  for _ in $(seq 12); do
    if ctl "$@"; then return 0; fi
    sleep 1
  done
  return 1
}

without_certificate() {
  ETCDCTL_API=3 etcdctl --endpoints="$all" --dial-timeout=3s --command-timeout=5s \
    --cacert=ours/tls/etcd/etcd-client-ca.crt "$@"
}

# fetch WHOSE PAIR URL
fetch() {
  curl --http1.1 --silent --show-error --fail --max-time 10 --noproxy '*' \
    --cacert ours/tls/etcd/server-ca.crt --cert "$1/tls/etcd/$2.crt" --key "$1/tls/etcd/$2.key" "$3"
}

fetch_without() {
  curl --http1.1 --silent --show-error --fail --max-time 10 --noproxy '*' --cacert ours/tls/etcd/server-ca.crt "$1"
}

first=https://node1.example.com:2379
all=$first,https://node2.example.com:2379,https://node3.example.com:2379
start 1
start 2
start 3
ask healthy until_healthy "$all"
ask members ctl ours "$first" member list
ask write ctl ours "$first" put /registry/test 'a value'
ask read ctl ours https://node3.example.com:2379 get /registry/test
ask by-localhost ctl ours https://localhost:2379 get /registry/test
ask by-address ctl ours https://127.0.0.1:2379 get /registry/test
ask foreign-write ctl foreign "$all" put /registry/test 'another value'
ask foreign-read ctl foreign "$all" get /registry/test
ask no-certificate without_certificate get /registry/test
ask client-port fetch ours etcd-client "$first/version"
ask client-port-foreign reason fetch foreign etcd-client "$first/version"
ask client-port-without reason fetch_without "$first/version"
ask peer-port fetch ours peer https://node2.example.com:2380/version
ask peer-port-foreign reason fetch foreign peer https://node2.example.com:2380/version
ask peer-port-without reason fetch_without https://node2.example.com:2380/version
ask metrics fetch_without http://127.0.0.2:2381/metrics
ask plain-text fetch_without http://127.0.0.2:2379/version
kill -9 "$member3"
wait "$member3" 2>/dev/null || true
ask write-with-two until_done ours "$first,https://node2.example.com:2379" put /registry/test 'a later value'
start 3
ask healthy-again until_healthy "$all"
ask read-again ctl ours https://node3.example.com:2379 get /registry/test
echo end
"#;

fn rendered(document: &str, secrets: &Secrets) -> Artifacts {
    let (artifacts, found) = kindling_core::render(&cluster(document), secrets).into_parts();
    artifacts.unwrap_or_else(|| unreachable!("{found:#?}"))
}

/// Writes the etcd part of a bundle below a folder.
fn unpack(scratch: &Scratch, folder: &str, artifacts: &Artifacts) {
    let bundle = &artifacts.get("assets").expect("a bundle").contents;
    for file in bundle.split("##### ").skip(1) {
        let (path, text) = file.split_once('\n').expect("a header is a line");
        if path.starts_with("tls/etcd/") {
            scratch.write(&format!("{folder}/{path}"), text);
        }
    }
}

/// Whether namespaces can be made here. In the gate they must be.
fn namespaces() -> bool {
    let output = run(Command::new("unshare").args(NAMESPACES).arg("true"));
    let can = output.status.success();
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(
        can || std::env::var_os("CI").is_none(),
        "no namespace can be made: {why}"
    );
    if !can {
        eprintln!("skipped: no namespace can be made: {why}");
    }
    can
}

const NAMESPACES: [&str; 7] = [
    "--user",
    "--map-root-user",
    "--mount",
    "--net",
    "--pid",
    "--fork",
    "--kill-child",
];

#[test]
fn three_members_trust_each_other_and_the_api_server_and_nobody_else() {
    let needed = ["etcd", "etcdctl", "unshare", "ip", "curl", "timeout"];
    if !needed.into_iter().all(has) || !namespaces() {
        return;
    }
    for situation in ["flatcar-cilium", "fcos-flannel"] {
        let text = document(situation, 3, 0);
        let cluster = cluster(&text);
        let ours = rendered(&text, &kindling_tests::secrets::of(&cluster));
        let foreign = rendered(&text, &kindling_tests::secrets::seeded(&cluster, 2));
        let scratch = Scratch::new(&format!("etcd-{situation}"));
        unpack(&scratch, "ours", &ours);
        unpack(&scratch, "foreign", &foreign);
        let mut hosts = String::from("127.0.0.1 localhost\n");
        for member in 1..=3 {
            // Writing to a `String` cannot fail.
            let _ = writeln!(hosts, "127.0.0.{member} node{member}.example.com");
            let config = ours
                .get(&format!("nodes/node{member}/ignition.json"))
                .expect("a config");
            let environment = &machine::unpack(&config.contents).files["/etc/etcd/etcd.env"];
            assert_eq!(environment.contents.matches("0.0.0.0").count(), 3);
            scratch.write(
                &format!("env{member}"),
                environment
                    .contents
                    .replace("0.0.0.0", &format!("127.0.0.{member}")),
            );
        }
        scratch.write("hosts", hosts);
        let script = scratch.program("script", SCRIPT);
        let output = run(Command::new("timeout")
            .args(["--kill-after=5", "240", "unshare"])
            .args(NAMESPACES)
            .arg("bash")
            .arg(script)
            .arg(scratch.path()));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let answer = |name: &str| {
            fs::read_to_string(scratch.path().join(format!("answer-{name}"))).unwrap_or_default()
        };
        let log = fs::read_to_string(scratch.path().join("log1")).unwrap_or_default();
        let story = || {
            let from = log.len().saturating_sub(3000);
            let tail = log.get(from..).unwrap_or(&log);
            format!(
                "{situation}: {said}{}{tail}",
                String::from_utf8_lossy(&output.stderr)
            )
        };
        assert!(said.ends_with("end\n"), "{}", story());
        for line in said.lines().filter(|line| *line != "end") {
            let (name, status) = line.split_once(' ').expect("a name and a status");
            let refused = ["foreign", "no-certificate", "without", "plain-text"]
                .iter()
                .any(|word| name.contains(word));
            assert_eq!(
                status != "0",
                refused,
                "{line}: {}\n{}",
                answer(name),
                story()
            );
        }
        assert_eq!(answer("members").lines().count(), 3);
        for name in ["read", "by-localhost", "by-address"] {
            assert_eq!(answer(name), "/registry/test\na value\n", "{name}");
        }
        assert_eq!(answer("read-again"), "/registry/test\na later value\n");
        // It is the certificate that is refused, and nothing else that went wrong.
        for name in [
            "client-port-foreign",
            "client-port-without",
            "peer-port-foreign",
            "peer-port-without",
        ] {
            let why = answer(name);
            assert!(
                why.contains("certificate") || why.contains("alert"),
                "{name}: {why}"
            );
        }
        assert!(answer("metrics").contains("etcd_server_has_leader 1"));
    }
}
