//! The JSON Schema of the cluster document, made from the field table.

use serde_json::{Map, Value, json};

use super::fields::{FIELDS, Field, Kind, Presence};

/// The schema, draft 2020-12: strict about keys and types, with the help, default and example of every field.
///
/// A document that it refuses is refused by Kindling too; what needs more than one field at a time to be seen is judged
/// by Kindling alone.
pub fn schema() -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://kindling-project.github.io/schema/cluster-1.json",
        "title": "Kindling cluster document",
    });
    if let (Value::Object(schema), Value::Object(body)) = (&mut schema, object("")) {
        schema.extend(body);
    }
    if let Some(os) = schema
        .pointer_mut("/properties/os")
        .and_then(Value::as_object_mut)
    {
        os.insert("allOf".to_owned(), by_system());
    }
    schema
}

/// What `os` needs and forbids for each system.
fn by_system() -> Value {
    let of =
        |name: &str| json!({ "properties": { "name": { "const": name } }, "required": ["name"] });
    json!([
        {
            "if": of("flatcar-linux"),
            "then": {
                "required": ["channel"],
                "properties": { "stream": false, "version": { "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+$" } },
            },
        },
        {
            "if": of("fedora-coreos"),
            "then": {
                "properties": {
                    "channel": false,
                    "version": { "pattern": "^[0-9]{2,3}\\.[0-9]{8}\\.[0-9]+\\.[0-9]+$" },
                },
            },
        },
    ])
}

/// The body of a mapping whose keys are fields of the table.
fn object(section: &str) -> Value {
    let mut properties = Map::new();
    let mut required: Vec<&str> = Vec::new();
    for field in FIELDS {
        let key = if section.is_empty() {
            field.path
        } else {
            match field
                .path
                .strip_prefix(section)
                .and_then(|rest| rest.strip_prefix('.'))
            {
                Some(key) => key,
                None => continue,
            }
        };
        if key.contains(['.', '[']) {
            continue;
        }
        if field.presence == Presence::Required {
            required.push(key);
        }
        properties.insert(key.to_owned(), described(field));
    }
    let mut body = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    if !required.is_empty() {
        body["required"] = json!(required);
    }
    body
}

fn described(field: &Field) -> Value {
    let mut schema = Map::new();
    schema.insert("title".to_owned(), json!(field.label));
    schema.insert("description".to_owned(), json!(format!("{}.", field.help)));
    if let Value::Object(body) = shape(field) {
        schema.extend(body);
    }
    match field.presence {
        Presence::Default(default) => {
            schema.insert("default".to_owned(), value(field, default));
        }
        Presence::Required
        | Presence::RequiredOnFlatcar
        | Presence::Optional
        | Presence::DefaultByOs(..) => {}
    }
    if matches!(
        field.kind,
        Kind::Text | Kind::Words(_) | Kind::Flag | Kind::Format
    ) {
        schema.insert("examples".to_owned(), json!([value(field, field.example)]));
    }
    Value::Object(schema)
}

/// A default or example of a scalar field, or of a list or map that is empty.
fn value(field: &Field, yaml: &str) -> Value {
    match field.kind {
        Kind::Format => json!(1),
        Kind::Flag => json!(yaml == "true"),
        Kind::Texts | Kind::Rows => json!([]),
        Kind::Section | Kind::TextsByMachine | Kind::SnippetsByMachine | Kind::TextByName(_) => {
            json!({})
        }
        Kind::Text | Kind::Words(_) => json!(yaml.trim_matches('"')),
    }
}

fn text(pattern: &str) -> Value {
    if pattern.is_empty() {
        json!({ "type": "string", "minLength": 1 })
    } else {
        json!({ "type": "string", "pattern": pattern })
    }
}

fn shape(field: &Field) -> Value {
    let by_name = |items: &Value| {
        json!({
            "type": "object",
            "propertyNames": { "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" },
            "additionalProperties": { "type": "array", "items": items },
        })
    };
    match field.kind {
        Kind::Format => json!({ "const": 1 }),
        Kind::Text => text(field.pattern),
        Kind::Words(words) => json!({ "enum": words }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Section => object(field.path),
        Kind::Rows => {
            let mut list =
                json!({ "type": "array", "items": object(&format!("{}[]", field.path)) });
            if field.presence == Presence::Required {
                list["minItems"] = json!(1);
            }
            list
        }
        Kind::Texts => {
            let mut list = json!({ "type": "array", "items": text(field.pattern) });
            if field.presence == Presence::Required {
                list["minItems"] = json!(1);
            }
            list
        }
        Kind::TextsByMachine => by_name(&text("")),
        Kind::SnippetsByMachine => by_name(&json!({
            "oneOf": [
                text(""),
                {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["file"],
                    "properties": { "file": text(""), "text": text("") },
                },
            ],
        })),
        Kind::TextByName(names) => json!({
            "type": "object",
            "propertyNames": { "enum": names },
            "additionalProperties": text(""),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Optional fields may be null to Kindling but are better left out, so the schema does not offer it.
    #[test]
    fn every_field_stands_in_the_schema_with_its_help() {
        let schema = schema();
        for field in FIELDS {
            let pointer: String = field
                .path
                .split('.')
                .map(|part| match part.strip_suffix("[]") {
                    Some(list) => format!("/properties/{list}/items"),
                    None => format!("/properties/{part}"),
                })
                .collect();
            let found = schema
                .pointer(&pointer)
                .unwrap_or_else(|| unreachable!("{pointer}"));
            assert!(
                found["description"]
                    .as_str()
                    .is_some_and(|text| text.starts_with(field.help)),
                "{pointer}"
            );
        }
        assert_eq!(schema["additionalProperties"], json!(false));
        assert_eq!(
            schema["properties"]["networking"]["default"],
            json!("cilium")
        );
        assert_eq!(
            schema["properties"]["controllers"]["items"]["required"],
            json!(["name", "mac", "domain"])
        );
    }
}
