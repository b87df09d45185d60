//! Texts to begin with in the workbench.

/// A name and a text.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("Fedora CoreOS", FCOS),
    ("Flatcar", FLATCAR),
    ("Container Linux", CLC),
];

const FCOS: &str = "\
variant: fcos
version: 1.5.0
passwd:
  users:
    - name: core
      ssh_authorized_keys:
        - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5cPkMxbKpVTnJmUk1kR2ZLc2t0a0l5c1F6bWpx you@desk
storage:
  files:
    - path: /etc/hostname
      mode: 0644
      contents:
        inline: node1
  disks:
    - device: /dev/disk/by-id/data
      wipe_table: true
      partitions:
        - label: data
  filesystems:
    - device: /dev/disk/by-partlabel/data
      path: /var/lib/data
      format: xfs
      with_mount_unit: true
systemd:
  units:
    - name: hello.service
      enabled: true
      contents: |
        [Unit]
        Description=Says hello once
        [Service]
        Type=oneshot
        ExecStart=/usr/bin/echo hello
        [Install]
        WantedBy=multi-user.target
";

const FLATCAR: &str = "\
variant: flatcar
version: 1.1.0
storage:
  files:
    - path: /etc/flatcar/update.conf
      mode: 0644
      contents:
        inline: |
          GROUP=stable
          REBOOT_STRATEGY=off
systemd:
  units:
    - name: docker.service
      enabled: true
    - name: locksmithd.service
      mask: true
";

const CLC: &str = "\
systemd:
  units:
    - name: hello.service
      enabled: true
      contents: |
        [Service]
        Type=oneshot
        ExecStart=/usr/bin/echo hello
        [Install]
        WantedBy=multi-user.target
storage:
  files:
    - path: /etc/motd
      filesystem: root
      mode: 0644
      contents:
        inline: |
          Hello
locksmith:
  reboot_strategy: reboot
";

#[cfg(test)]
mod tests {
    use super::EXAMPLES;
    use crate::state::Severity;

    #[test]
    fn every_example_translates() {
        for (name, text) in EXAMPLES {
            let made = crate::worker::translate(text, false, true);
            assert!(made.output.is_some(), "{name}: {:?}", made.findings);
            assert!(
                made.findings
                    .iter()
                    .all(|one| one.severity != Severity::Error),
                "{name}"
            );
        }
    }
}
