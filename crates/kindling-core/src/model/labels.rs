//! Labels and taints by Kubernetes' own rules, and by what a kubelet may say of itself.

use super::fault::{Fault, shown};
use super::{Label, Taint, TaintEffect};

/// Labels in Kubernetes' namespaces that a kubelet may give itself, besides those of [`OWN_NAMESPACES`].
///
/// <https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction>
const OWN_LABELS: [&str; 11] = [
    "beta.kubernetes.io/arch",
    "beta.kubernetes.io/instance-type",
    "beta.kubernetes.io/os",
    "failure-domain.beta.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
    "kubernetes.io/arch",
    "kubernetes.io/hostname",
    "kubernetes.io/os",
    "node.kubernetes.io/instance-type",
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
];

/// Namespaces, with everything below them, in which a kubelet may give itself any label.
const OWN_NAMESPACES: [&str; 2] = ["kubelet.kubernetes.io", "node.kubernetes.io"];

/// Labels that tell controllers and workers apart.
const ROLE_LABELS: [&str; 2] = ["node.kubernetes.io/controller", "node.kubernetes.io/node"];

/// What is wrong with a qualified name, the form of label and taint keys: `[prefix/]name`.
///
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>
pub(super) fn qualified_name_fault(key: &str) -> Option<&'static str> {
    let name = match key.split_once('/') {
        Some((prefix, name)) => {
            if prefix.is_empty() {
                return Some("has nothing in front of the slash");
            }
            if prefix.len() > 253 || !prefix.split('.').all(is_dns_label) {
                return Some("has a prefix that is not a lower-case DNS name");
            }
            name
        }
        None => key,
    };
    if name.is_empty() {
        return Some("has no name");
    }
    if name.len() > 63 {
        return Some("has a name of more than 63 characters");
    }
    if !is_word(name) {
        return Some(
            "may hold letters, digits, `-`, `_` and `.` only, and must start and end with a letter or a digit",
        );
    }
    None
}

fn is_dns_label(label: &str) -> bool {
    let edge =
        |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    edge(label.bytes().next())
        && edge(label.bytes().last())
        && label
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_word(text: &str) -> bool {
    let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    edge(text.bytes().next())
        && edge(text.bytes().last())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

fn value_fault(value: &str) -> Option<&'static str> {
    if value.is_empty() {
        None
    } else if value.len() > 63 {
        Some("has more than 63 characters")
    } else if !is_word(value) {
        Some(
            "may hold letters, digits, `-`, `_` and `.` only, and must start and end with a letter or a digit",
        )
    } else {
        None
    }
}

/// Why a kubelet may not give itself the label, if it may not: it would refuse to start.
fn namespace_fault(key: &str) -> Option<Fault> {
    let namespace = key.split_once('/').map_or("", |(prefix, _)| prefix);
    let within = |parent: &str| {
        namespace
            .strip_suffix(parent)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let reserved = within("kubernetes.io") || within("k8s.io");
    if !reserved || OWN_LABELS.contains(&key) || OWN_NAMESPACES.into_iter().any(within) {
        return None;
    }
    let fault = Fault::new(
        "labels/reserved",
        format!(
            "a kubelet may not give itself the label {}; it would refuse to start",
            shown(key)
        ),
    )
    .hint(
        "use a key without a prefix or with your own, such as `example.com/role`; of Kubernetes' own, those below \
         `node.kubernetes.io/` and `kubelet.kubernetes.io/` are allowed, and `topology.kubernetes.io/zone` and `…/region`",
    );
    Some(if key.starts_with("node-role.kubernetes.io/") {
        fault.hint(format!(
            "or let an administrator give it once the node is there: `kubectl label node NAME {key}=`"
        ))
    } else {
        fault
    })
}

/// Judges `key=value`; a key alone has the empty value.
pub(super) fn label(text: &str) -> Result<Label, Fault> {
    const CODE: &str = "labels/syntax";
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    if text.contains(',') {
        return Err(
            Fault::new(CODE, format!("{} holds more than one label", shown(text)))
                .hint("write each label as its own entry of the list"),
        );
    }
    if text.contains(':') && !value.contains('=') && qualified_name_fault(key).is_some() {
        return Err(
            Fault::new(CODE, format!("{} is not a label", shown(text))).hint(format!(
                "write {}",
                shown(&text.replacen(": ", "=", 1).replacen(':', "=", 1))
            )),
        );
    }
    if let Some(fault) = qualified_name_fault(key) {
        return Err(
            Fault::new(CODE, format!("the label key {} {fault}", shown(key))).hint(
                "write `key=value`, for example `role=special` or `example.com/role=special`",
            ),
        );
    }
    if let Some(fault) = value_fault(value) {
        return Err(Fault::new(
            CODE,
            format!("the value {} of label {} {fault}", shown(value), shown(key)),
        )
        .hint("write `key=value`, for example `role=special`"));
    }
    if ROLE_LABELS.contains(&key) {
        return Err(Fault::new(
            "labels/reserved",
            format!("the label {} is given by Kindling itself", shown(key)),
        )
        .hint("remove it: a machine is a controller or a worker by the list it stands in"));
    }
    match namespace_fault(key) {
        Some(fault) => Err(fault),
        None => Ok(Label {
            key: key.to_owned(),
            value: value.to_owned(),
        }),
    }
}

/// Judges `key=value:effect` or `key:effect`.
pub(super) fn taint(text: &str) -> Result<Taint, Fault> {
    const CODE: &str = "taints/syntax";
    let example = "write `key=value:effect`, for example `role=special:NoSchedule`";
    if text.contains(',') {
        return Err(
            Fault::new(CODE, format!("{} holds more than one taint", shown(text)))
                .hint("write each taint as its own entry of the list"),
        );
    }
    let Some((name, effect)) = text.rsplit_once(':') else {
        return Err(
            Fault::new(CODE, format!("the taint {} has no effect", shown(text))).hint(format!(
                "{example}; effects are `NoSchedule`, `PreferNoSchedule` and `NoExecute`"
            )),
        );
    };
    let effects = [
        TaintEffect::NoSchedule,
        TaintEffect::PreferNoSchedule,
        TaintEffect::NoExecute,
    ];
    let Some(effect) = effects.into_iter().find(|known| known.word() == effect) else {
        let near = crate::document::suggestion::nearest(effect, effects.map(TaintEffect::word));
        let fault = Fault::new(
            "taints/effect",
            format!("{} is not a taint effect", shown(effect)),
        );
        return Err(match near {
            Some(word) => fault.hint(format!("did you mean `{word}`?")),
            None => fault.hint("write `NoSchedule`, `PreferNoSchedule` or `NoExecute`"),
        });
    };
    let (key, value) = name.split_once('=').unwrap_or((name, ""));
    if let Some(fault) = qualified_name_fault(key) {
        return Err(
            Fault::new(CODE, format!("the taint key {} {fault}", shown(key))).hint(example),
        );
    }
    if let Some(fault) = value_fault(value) {
        return Err(Fault::new(
            CODE,
            format!("the value {} of taint {} {fault}", shown(value), shown(key)),
        )
        .hint(example));
    }
    Ok(Taint {
        key: key.to_owned(),
        value: value.to_owned(),
        effect,
    })
}

/// Judges the key of a taint that DaemonSets shall tolerate.
pub(super) fn toleration(text: &str) -> Result<String, Fault> {
    match qualified_name_fault(text) {
        None => Ok(text.to_owned()),
        Some(fault) => {
            let refused = Fault::new(
                "components/toleration",
                format!("the taint key {} {fault}", shown(text)),
            );
            let key = text.split(['=', ':']).next().unwrap_or_default();
            Err(if key != text && qualified_name_fault(key).is_none() {
                refused.hint(format!("write the key alone: `{key}`"))
            } else {
                refused.hint("write the key of a taint, for example `role`")
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_kubernetes_labels_that_a_kubelet_may_have() {
        let long = format!("{}=x", "k".repeat(64));
        let long_value = format!("k={}", "v".repeat(64));
        for (text, code) in [
            ("role=special", None),
            ("role", None),
            ("role=", None),
            ("example.com/role=a_b.c-d", None),
            ("A.b_c=X", None),
            ("node.kubernetes.io/gpu=true", None),
            ("gpu.node.kubernetes.io/a=b", None),
            ("kubelet.kubernetes.io/a=b", None),
            ("node.kubernetes.io/instance-type=big", None),
            ("topology.kubernetes.io/zone=a", None),
            ("kubernetes.io/hostname=a", None),
            ("mykubernetes.io/a=b", None),
            ("node-role.kubernetes.io/worker=", Some("labels/reserved")),
            ("kubernetes.io/role=x", Some("labels/reserved")),
            ("k8s.io/role=x", Some("labels/reserved")),
            ("a.k8s.io/role=x", Some("labels/reserved")),
            (
                "node-restriction.kubernetes.io/a=b",
                Some("labels/reserved"),
            ),
            ("xnode.kubernetes.io/a=b", Some("labels/reserved")),
            ("topology.kubernetes.io/rack=b", Some("labels/reserved")),
            (
                "node.kubernetes.io/controller=true",
                Some("labels/reserved"),
            ),
            ("=x", Some("labels/syntax")),
            ("", Some("labels/syntax")),
            ("a=b=c", Some("labels/syntax")),
            ("a b=c", Some("labels/syntax")),
            ("a=b c", Some("labels/syntax")),
            ("a=-b", Some("labels/syntax")),
            ("/a=b", Some("labels/syntax")),
            ("a/b/c=d", Some("labels/syntax")),
            ("Example.com/a=b", Some("labels/syntax")),
            ("example.com/=b", Some("labels/syntax")),
            ("role: special", Some("labels/syntax")),
            ("a=b,c=d", Some("labels/syntax")),
            ("a=ü", Some("labels/syntax")),
            ("a=\"b\"", Some("labels/syntax")),
            (&long, Some("labels/syntax")),
            (&long_value, Some("labels/syntax")),
        ] {
            assert_eq!(label(text).err().map(|fault| fault.code), code, "{text}");
        }
    }

    #[test]
    fn taints_have_an_effect() {
        for (text, code) in [
            ("role=special:NoSchedule", None),
            ("role:NoExecute", None),
            ("role=:PreferNoSchedule", None),
            ("example.com/a=b:NoSchedule", None),
            ("node-role.kubernetes.io/x:NoSchedule", None),
            ("role=special", Some("taints/syntax")),
            ("", Some("taints/syntax")),
            (":NoSchedule", Some("taints/syntax")),
            ("=a:NoSchedule", Some("taints/syntax")),
            ("a=b=c:NoSchedule", Some("taints/syntax")),
            ("a:b:NoSchedule", Some("taints/syntax")),
            ("a=b:NoSchedule,c=d:NoExecute", Some("taints/syntax")),
            ("role=special:noschedule", Some("taints/effect")),
            ("role=special:Whatever", Some("taints/effect")),
            ("role=special:", Some("taints/effect")),
            ("role=special:NoSchedule-", Some("taints/effect")),
        ] {
            assert_eq!(taint(text).err().map(|fault| fault.code), code, "{text}");
        }
    }
}
