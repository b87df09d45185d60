//! Command lines of Kubernetes components, and the flags that only some releases know.

use crate::model::KubernetesVersion;

/// A component's command line. Flags are written in alphabetical order, whatever order they are set in.
pub(super) struct Flags {
    program: &'static str,
    flags: Vec<String>,
}

impl Flags {
    pub(super) const fn new(program: &'static str) -> Self {
        Self {
            program,
            flags: Vec::new(),
        }
    }

    /// Sets a flag to a text that reaches the component as it is.
    ///
    /// Kubernetes expands `$(NAME)` in command lines and reads `$$` as one dollar sign, so each dollar sign is doubled:
    /// <https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/>.
    #[must_use]
    pub(super) fn set(mut self, name: &str, value: impl AsRef<str>) -> Self {
        let value = value.as_ref().replace('$', "$$");
        self.flags.push(format!("--{name}={value}"));
        self
    }

    /// Sets a flag to the value of one of the container's environment variables.
    #[must_use]
    pub(super) fn set_from_env(mut self, name: &str, variable: &str) -> Self {
        self.flags.push(format!("--{name}=$({variable})"));
        self
    }

    /// Sets the flags that this release, and not every release, wants of the component.
    #[must_use]
    pub(super) fn gated(self, version: KubernetesVersion) -> Self {
        let program = self.program;
        GATES
            .iter()
            .filter(|gate| gate.program == program && gate.covers(version))
            .fold(self, |flags, gate| flags.set(gate.name, gate.value))
    }

    /// The program and its flags.
    pub(super) fn command(mut self) -> Vec<String> {
        self.flags.sort_unstable();
        let mut command = vec![self.program.to_owned()];
        command.append(&mut self.flags);
        command
    }
}

/// A flag of some releases.
struct Gate {
    program: &'static str,
    name: &'static str,
    value: &'static str,
    /// The first minor release that gets the flag.
    since: (u32, u32),
    /// The last minor release that gets the flag.
    until: (u32, u32),
}

impl Gate {
    fn covers(&self, version: KubernetesVersion) -> bool {
        let minor = (version.major, version.minor);
        self.since <= minor && minor <= self.until
    }
}

/// Mutating admission policies are beta and off by default in 1.34, and stable in 1.36, which still serves the earlier
/// API versions. An API server that is asked for an API version it does not know does not start, so the flags end
/// before the first release that is free to drop one.
const GATES: &[Gate] = &[
    Gate {
        program: "kube-apiserver",
        name: "feature-gates",
        value: "MutatingAdmissionPolicy=true",
        since: (1, 34),
        until: (1, 36),
    },
    Gate {
        program: "kube-apiserver",
        name: "runtime-config",
        value: "admissionregistration.k8s.io/v1beta1=true,admissionregistration.k8s.io/v1alpha1=true",
        since: (1, 34),
        until: (1, 36),
    },
];

#[cfg(test)]
mod tests {
    use super::Flags;
    use crate::model::KubernetesVersion;

    fn gated(minor: u32) -> Vec<String> {
        Flags::new("kube-apiserver")
            .gated(KubernetesVersion {
                major: 1,
                minor,
                patch: 0,
            })
            .command()
            .split_off(1)
    }

    #[test]
    fn flags_follow_the_release() {
        assert!(gated(33).is_empty());
        for minor in 34..=36 {
            assert_eq!(gated(minor).len(), 2, "1.{minor}");
        }
        assert!(gated(37).is_empty());
        let scheduler = Flags::new("kube-scheduler").gated(KubernetesVersion {
            major: 1,
            minor: 36,
            patch: 0,
        });
        assert_eq!(scheduler.command(), ["kube-scheduler"]);
    }

    #[test]
    fn flags_are_sorted_after_the_program() {
        let command = Flags::new("program")
            .set("b", "1")
            .set("a", "2")
            .set_from_env("c", "POD_IP")
            .command();
        assert_eq!(command, ["program", "--a=2", "--b=1", "--c=$(POD_IP)"]);
    }

    /// What the kubelet makes of a command line, <https://github.com/kubernetes/kubernetes/tree/master/third_party/forked/golang/expansion>.
    fn expand(text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            if let Some(tail) = after.strip_prefix('$') {
                out.push('$');
                rest = tail;
            } else if after.starts_with('(')
                && let Some(end) = after.find(')')
            {
                out.push_str("EXPANDED");
                rest = &after[end + 1..];
            } else {
                out.push('$');
                rest = after;
            }
        }
        out.push_str(rest);
        out
    }

    #[test]
    fn values_reach_the_component_as_they_are() {
        for value in [
            "$",
            "$$",
            "$(POD_IP)",
            "$$(POD_IP)",
            "https://a.example/$b?c=$$d",
        ] {
            let command = Flags::new("program").set("flag", value).command();
            assert_eq!(expand(&command[1]), format!("--flag={value}"));
        }
    }
}
