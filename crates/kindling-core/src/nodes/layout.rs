//! The layout script: unpacks the assets bundle on a controller and puts every file where its reader looks for it.
//!
//! It derives the folders it makes from the bundle, works in a private folder, takes the bundle whole or not at all,
//! and puts the static pods in place last, so that the control plane finds its keys. A second run is harmless.

use super::shell::Script;

/// Where the script is.
pub const LAYOUT: &str = "/opt/bootstrap/layout";

/// What of the script depends on the operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owners {
    /// `uid:gid` that etcd runs as.
    pub etcd: &'static str,
    /// Whether files that containers read need a label of their own.
    pub selinux: SeLinux,
}

/// Whether the system enforces SELinux labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeLinux {
    /// It has no labels.
    Absent,
    /// Containers read what is labelled for them alone.
    Enforcing,
}

/// The script.
pub fn script(owners: Owners) -> String {
    Script::new(HEAD)
        .assign("etcd_owner", owners.etcd)
        .assign(
            "selinux",
            match owners.selinux {
                SeLinux::Absent => "no",
                SeLinux::Enforcing => "yes",
            },
        )
        .text(BODY)
        .finish()
}

const HEAD: &str = r#"#!/bin/bash
# Unpacks the assets bundle and puts every file where its reader looks for it.
# Running it again is harmless, after a success and after an interruption alike.
#
# usage: layout [ROOT]
# Reads the file `assets` of the working folder. ROOT, for trials, is put before every path.
set -euo pipefail
shopt -s nullglob
umask 077
export LC_ALL=C

root=${1:+$(cd -- "$1" && pwd)}
bundle=$PWD/assets
# The control plane's static pods run as this user.
pod_owner=65534:65534
root_owner=0:0
"#;

const BODY: &str = r#"
kubernetes=$root/etc/kubernetes
pki=$root/etc/kubernetes/pki
static_pods=$root/etc/kubernetes/manifests
etcd_pki=$root/etc/ssl/etcd/etcd
etcd_data=$root/var/lib/etcd
bootstrap=$root/opt/bootstrap
work=$bootstrap/.layout

fail() {
  echo "layout: $*" >&2
  exit 1
}

# label PATH: containers may read it.
label() {
  if [ "$selinux" = yes ]; then
    # A system that was made to do without labels has none to set.
    chcon -u system_u -t container_file_t "$1" || test ! -e /sys/fs/selinux/enforce
  fi
}

# directory MODE OWNER PATH: it exists so.
directory() {
  (umask 022 && mkdir -p -- "$3")
  chown "$2" "$3"
  chmod "$1" "$3"
}

# place MODE OWNER FILE FOLDER: the file appears there whole, with its owner, mode and label.
place() {
  local new=$4/.${3##*/}.new
  rm -f -- "$new"
  cp -- "$3" "$new"
  chown "$2" "$new"
  chmod "$1" "$new"
  label "$new"
  mv -f -- "$new" "$4/${3##*/}"
}

# place_tls OWNER FILE FOLDER: a key is for its owner alone, a certificate for anyone.
place_tls() {
  case $2 in
    *.key) place 0400 "$1" "$2" "$3" ;;
    *) place 0444 "$root_owner" "$2" "$3" ;;
  esac
}

if [ ! -e "$bundle" ]; then
  placed=("$static_pods"/*)
  if [ "${#placed[@]}" -gt 0 ]; then
    echo 'layout: the assets are in place already'
    exit 0
  fi
  fail "there is no file assets in $PWD"
fi

# Unpack into a folder that nobody else can read.
(umask 022 && mkdir -p -- "$bootstrap")
rm -rf -- "$work"
mkdir -- "$work"
trap 'rm -rf -- "$work"' EXIT

awk '/^##### / { print $2 }' <"$bundle" | while IFS= read -r path; do
  case $path in
    '' | /* | */ | .. | ../* | */.. | */../* | *[!A-Za-z0-9._/-]*) fail "the bundle names the path $path" ;;
    */*) mkdir -p -- "$work/${path%/*}" ;;
  esac
done
cd -- "$work"
awk '
  /^##### / { if (file != "") close(file); file = $2; next }
  file != "" { print > file }
' <"$bundle"

# The last file of a bundle lists the others: a bundle that was cut short has no end mark, a damaged one fails the sums.
if [ ! -f bundle.sha256 ] || [ "$(tail -n 1 bundle.sha256)" != '# end' ]; then
  fail 'the bundle is incomplete, copy it again'
fi
if command -v sha256sum >/dev/null; then
  sha256sum --check --quiet --strict bundle.sha256 || fail 'the bundle is damaged, copy it again'
fi
for file in ./*; do
  case $file in
    ./auth | ./manifests | ./static-manifests | ./tls | ./bundle.sha256) ;;
    *) fail "the bundle holds ${file#./}, which has no place here" ;;
  esac
done
for file in tls/*; do
  case $file in
    tls/etcd | tls/k8s) ;;
    *) fail "the bundle holds $file, which has no place here" ;;
  esac
done

# Keys first: what starts next needs them.
directory 0700 "$etcd_owner" "$etcd_data"
directory 0700 "$etcd_owner" "${etcd_pki%/*}"
directory 0700 "$etcd_owner" "$etcd_pki"
directory 0755 "$root_owner" "$kubernetes"
directory 0755 "$root_owner" "$pki"
label "$pki"
for file in tls/etcd/*; do
  case $file in
    tls/etcd/server* | tls/etcd/peer*) place_tls "$etcd_owner" "$file" "$etcd_pki" ;;
    *) place_tls "$pod_owner" "$file" "$pki" ;;
  esac
done
for file in tls/k8s/*; do
  place_tls "$pod_owner" "$file" "$pki"
done
for file in auth/*; do
  case $file in
    auth/admin.conf) place 0400 "$root_owner" "$file" "$pki" ;;
    *) place 0400 "$pod_owner" "$file" "$pki" ;;
  esac
done

# Then what the bootstrap applies, replaced as a whole so that nothing old stays.
directory 0700 "$root_owner" "$bootstrap/assets"
rm -rf -- "$bootstrap/assets/manifests.new"
if [ -d manifests ]; then
  cp -R -- manifests "$bootstrap/assets/manifests.new"
else
  mkdir -- "$bootstrap/assets/manifests.new"
fi
rm -rf -- "$bootstrap/assets/manifests"
mv -- "$bootstrap/assets/manifests.new" "$bootstrap/assets/manifests"

# Static pods last: the kubelet starts them as they appear.
directory 0755 "$root_owner" "$static_pods"
for file in static-manifests/*; do
  place 0644 "$root_owner" "$file" "$static_pods"
done

cd /
rm -f -- "$bundle"
"#;

#[cfg(test)]
mod tests {
    use super::{Owners, SeLinux, script};

    #[test]
    fn the_system_decides_owners_and_labels() {
        let flatcar = script(Owners {
            etcd: "232:232",
            selinux: SeLinux::Absent,
        });
        assert!(flatcar.contains("\netcd_owner=232:232\nselinux=no\n"));
        let fedora = script(Owners {
            etcd: "0:0",
            selinux: SeLinux::Enforcing,
        });
        assert!(fedora.contains("\netcd_owner=0:0\nselinux=yes\n"));
    }

    #[test]
    fn static_pods_are_placed_last() {
        let text = script(Owners {
            etcd: "0:0",
            selinux: SeLinux::Absent,
        });
        let keys = text.find("for file in tls/k8s/*").expect("keys are placed");
        let pods = text
            .find("for file in static-manifests/*")
            .expect("pods are placed");
        assert!(keys < pods);
    }
}
