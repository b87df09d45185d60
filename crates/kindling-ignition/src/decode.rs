//! From a JSON document to a [`Config`], by Go's decoding rules.
//!
//! Keys match exactly or, failing that, in any case; of repeated keys each is applied in turn; `null` leaves plain
//! values alone and unsets the others. The first value of a wrong type refuses the document, in Go's words.

use std::fmt;

use crate::{
    Config,
    json::{Document, Node, Value},
    schema::{Field, FieldMut, Object, ObjectList, Role},
    spec::Spec,
};

/// A value of the wrong type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeError {
    /// Go's message.
    pub message: String,
    /// The offset that Go gives.
    pub offset: usize,
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TypeError {}

/// The version that a document claims, read before anything else is judged; empty where there is none.
///
/// # Errors
/// If the document, its `ignition` or its `version` has the wrong type.
pub fn claimed_version(document: &Document<'_>) -> Result<String, TypeError> {
    let root = document.root();
    let wrong = |node: Node<'_, '_>, place: &str| {
        Err(TypeError {
            message: format!(
                "json: cannot unmarshal {} into Go {place}",
                node.value().go_kind()
            ),
            offset: node.error_offset(),
        })
    };
    let mut version = String::new();
    if !matches!(root.value(), Value::Map | Value::Null) {
        return wrong(root, "value of type util.versionStub");
    }
    for section in root
        .children()
        .filter(|child| child.key().is_some_and(|key| matches_key(key, "Ignition")))
    {
        if !matches!(section.value(), Value::Map | Value::Null) {
            return wrong(
                section,
                "struct field versionStub.Ignition of type struct { Version string }",
            );
        }
        for field in section
            .children()
            .filter(|child| child.key().is_some_and(|key| matches_key(key, "Version")))
        {
            match field.value() {
                Value::Text(text) => version = text.as_ref().to_owned(),
                Value::Null => {}
                _ => return wrong(field, "struct field .Ignition.Version of type string"),
            }
        }
    }
    Ok(version)
}

/// Reads a config of this specification; keys that it does not know are passed over.
///
/// # Errors
/// The first value of a wrong type.
pub fn decode(document: &Document<'_>, spec: Spec) -> Result<Config, TypeError> {
    let mut config = Config::default();
    let place = Place {
        outer: None,
        object: "",
        field: None,
    };
    object(document.root(), &mut config, Role::Contents, spec, &place)?;
    Ok(config)
}

/// Whether a key of the text names a field: exactly or with other case.
///
/// Go folds two characters outside ASCII to letters: `ſ` to `s` and the Kelvin sign to `k`.
#[must_use]
pub(crate) fn matches_key(key: &str, name: &str) -> bool {
    if key.is_ascii() {
        return key.eq_ignore_ascii_case(name);
    }
    let fold = |character: char| match character {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        other => other.to_ascii_lowercase(),
    };
    key.chars().map(fold).eq(name.chars().map(fold))
}

/// Where in the document the decoder is, as Go's messages tell it.
struct Place<'p> {
    outer: Option<&'p Place<'p>>,
    /// The struct that is being filled.
    object: &'p str,
    field: Option<&'p Field>,
}

impl Place<'_> {
    fn error(&self, node: Node<'_, '_>, what: &str, target: &str) -> TypeError {
        let mut message = format!("json: cannot unmarshal {what} into Go ");
        if self.field.is_some() {
            message += &format!("struct field {}", self.object);
            self.write_fields(&mut message);
        } else {
            message += "value";
        }
        message += &format!(" of type {target}");
        TypeError {
            message,
            offset: node.error_offset(),
        }
    }

    fn write_fields(&self, message: &mut String) {
        if let Some(outer) = self.outer {
            outer.write_fields(message);
        }
        if let Some(field) = self.field {
            if !field.go_embedded.is_empty() {
                *message += &format!(".{}", field.go_embedded);
            }
            *message += &format!(".{}", field.json);
        }
    }
}

/// The struct's name in Go; 3.0 had three for resources.
fn go_name(object: &dyn Object, role: Role, spec: Spec) -> &'static str {
    match (object.go_name(), role) {
        ("Resource", Role::Contents) if spec == Spec::V3_0 => "FileContents",
        ("Resource", Role::Reference) if spec == Spec::V3_0 => "ConfigReference",
        ("Resource", Role::Authority) if spec == Spec::V3_0 => "CaReference",
        ("ClevisCustom", _) if spec <= Spec::V3_2 => "Custom",
        (name, _) => name,
    }
}

fn object(
    node: Node<'_, '_>,
    target: &mut dyn Object,
    role: Role,
    spec: Spec,
    place: &Place<'_>,
) -> Result<(), TypeError> {
    let name = go_name(target, role, spec);
    match node.value() {
        Value::Null => return Ok(()),
        Value::Map => {}
        other => return Err(place.error(node, other.go_kind(), &format!("types.{name}"))),
    }
    let fields = target.fields();
    for child in node.children() {
        let Some(key) = child.key() else { continue };
        let exists = |field: &Field| field.exists(spec, role);
        let row = fields
            .iter()
            .position(|field| field.json == key && exists(field))
            .or_else(|| {
                fields
                    .iter()
                    .position(|field| exists(field) && matches_key(key, field.json))
            });
        if let Some(row) = row {
            let field = &fields[row];
            let inner = Place {
                outer: Some(place),
                object: name,
                field: Some(field),
            };
            value(child, target.get_mut(row), field, spec, &inner)?;
        }
    }
    Ok(())
}

fn value(
    node: Node<'_, '_>,
    target: FieldMut<'_>,
    field: &Field,
    spec: Spec,
    place: &Place<'_>,
) -> Result<(), TypeError> {
    match target {
        FieldMut::Text(target) => {
            if let Some(value) = text(node, place, "string")? {
                *target = value;
            }
        }
        FieldMut::OptText(target) => *target = text(node, place, "string")?,
        FieldMut::Number(target) => {
            if let Some(value) = number(node, place)? {
                *target = value;
            }
        }
        FieldMut::OptNumber(target) => *target = number(node, place)?,
        FieldMut::OptFlag(target) => {
            *target = match node.value() {
                Value::Null => None,
                Value::Flag(flag) => Some(*flag),
                other => return Err(place.error(node, other.go_kind(), "bool")),
            }
        }
        FieldMut::Texts(target) => texts(node, target, field, place)?,
        FieldMut::Object(target) => object(node, target, field.role, spec, place)?,
        FieldMut::OptObject(target) => {
            if matches!(node.value(), Value::Null) {
                // Up to 3.2 these are pointers, afterwards structs, which null leaves alone.
                if spec <= Spec::V3_2 {
                    target.clear();
                }
            } else {
                let inner = target.or_empty();
                object(node, inner, field.role, spec, place)?;
                if spec > Spec::V3_2 && inner.is_empty() {
                    target.clear();
                }
            }
        }
        FieldMut::Objects(target) => objects(node, target, field, spec, place)?,
    }
    Ok(())
}

fn text(node: Node<'_, '_>, place: &Place<'_>, target: &str) -> Result<Option<String>, TypeError> {
    match node.value() {
        Value::Null => Ok(None),
        Value::Text(text) => Ok(Some(text.as_ref().to_owned())),
        other => Err(place.error(node, other.go_kind(), target)),
    }
}

fn number(node: Node<'_, '_>, place: &Place<'_>) -> Result<Option<i64>, TypeError> {
    match node.value() {
        Value::Null => Ok(None),
        Value::Number(literal) => match literal.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(place.error(node, &format!("number {literal}"), "int")),
        },
        other => Err(place.error(node, other.go_kind(), "int")),
    }
}

fn texts(
    node: Node<'_, '_>,
    target: &mut Vec<String>,
    field: &Field,
    place: &Place<'_>,
) -> Result<(), TypeError> {
    let item = format_args!("types.{}", field.go_item).to_string();
    match node.value() {
        Value::Null => target.clear(),
        Value::List => {
            let mut count = 0;
            for child in node.children() {
                let value = text(child, place, &item)?;
                match (target.get_mut(count), value) {
                    (Some(slot), Some(value)) => *slot = value,
                    (Some(_), None) => {}
                    (None, value) => target.push(value.unwrap_or_default()),
                }
                count += 1;
            }
            target.truncate(count);
        }
        other => return Err(place.error(node, other.go_kind(), &format!("[]{item}"))),
    }
    Ok(())
}

fn objects(
    node: Node<'_, '_>,
    target: &mut dyn ObjectList,
    field: &Field,
    spec: Spec,
    place: &Place<'_>,
) -> Result<(), TypeError> {
    match node.value() {
        Value::Null => target.shorten(0),
        Value::List => {
            let mut count = 0;
            for child in node.children() {
                // A repeated key decodes onto the items that are already there.
                if count < target.count() {
                    if let Some(item) = target.item_mut(count) {
                        object(child, item, field.role, spec, place)?;
                    }
                } else {
                    object(child, target.push_empty(), field.role, spec, place)?;
                }
                count += 1;
            }
            target.shorten(count);
        }
        other => {
            let item = target.go_item_name();
            return Err(place.error(node, other.go_kind(), &format!("[]types.{item}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{claimed_version, decode};
    use crate::{json::parse, spec::Spec};

    #[test]
    fn keys_and_nulls_follow_go() {
        let text = br#"{"IGNITION": {"version": "3.6.0"}, "storage": {"files": [{"path": "/a", "mode": 1}]},
            "Storage": {"files": [{"mode": null, "overwrite": true}]}, "passwd": null, "unknown": [[]]}"#;
        let document = parse(text).expect("JSON");
        assert_eq!(claimed_version(&document).as_deref(), Ok("3.6.0"));
        let config = decode(&document, Spec::V3_6).expect("a config");
        let file = &config.storage.files[0];
        assert_eq!(
            (file.path.as_str(), file.mode, file.overwrite),
            ("/a", None, Some(true))
        );
    }

    #[test]
    fn wrong_types_are_told_in_gos_words() {
        for (text, message, offset) in [
            (
                r#"{"storage": {"files": [{"path": "/a", "overwrite": "true"}]}}"#,
                "json: cannot unmarshal string into Go struct field File.storage.files.Node.overwrite of type bool",
                57,
            ),
            (
                r#"{"storage": {"files": [{"contents": {"source": 1}}]}}"#,
                "json: cannot unmarshal number into Go struct field Resource.storage.files.FileEmbedded1.contents.source of type string",
                48,
            ),
            (
                r#"{"ignition": {"timeouts": {"httpTotal": 1.5}}}"#,
                "json: cannot unmarshal number 1.5 into Go struct field Timeouts.ignition.timeouts.httpTotal of type int",
                43,
            ),
            (
                r#"{"storage": []}"#,
                "json: cannot unmarshal array into Go struct field Config.storage of type types.Storage",
                13,
            ),
            (
                r#"[]"#,
                "json: cannot unmarshal array into Go value of type types.Config",
                1,
            ),
        ] {
            let document = parse(text.as_bytes()).expect("JSON");
            let error = decode(&document, Spec::V3_6).expect_err("a wrong type");
            assert_eq!((error.message.as_str(), error.offset), (message, offset));
        }
    }

    #[test]
    fn fields_of_later_specifications_are_passed_over() {
        let document = parse(
            br#"{"kernelArguments": {"shouldExist": ["a"]}, "storage": {"luks": [{"name": 1}]}}"#,
        )
        .expect("JSON");
        let config = decode(&document, Spec::V3_1).expect("a config");
        assert!(config.kernel_arguments.should_exist.is_empty() && config.storage.luks.is_empty());
    }
}
