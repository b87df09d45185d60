//! Rules about users.

use super::super::{
    report::Finding,
    spec::Spec,
    table::{Object, Value},
};

/// The `create` object gave way to fields of the user, and the two do not go together.
pub fn user(user: &Object) -> Vec<Finding> {
    if user.spec <= Spec::V2_0 || !user.is_set("create") {
        return Vec::new();
    }
    let mut findings = vec![Finding::warning(
        "the create object has been deprecated in favor of user-level options",
    )];
    let clashing = [
        "gecos",
        "groups",
        "homeDir",
        "noCreateHome",
        "noLogInit",
        "noUserGroup",
        "primaryGroup",
        "shell",
        "system",
        "uid",
    ];
    for key in clashing {
        let is_used = match user.get(key) {
            Value::Unset | Value::Flag(false) => false,
            Value::Text(text) => !text.is_empty(),
            Value::Texts(texts) => !texts.is_empty(),
            _ => true,
        };
        if is_used {
            findings.push(Finding::error(format!(
                "cannot use both the create object and the user-level {key} field"
            )));
        }
    }
    findings
}
