//! The reference pages in Markdown: every field, every diagnostic code.

use std::fmt::Write as _;

use super::codes::{CODES, CodeInfo};
use super::fields::{FIELDS, Field, Kind, Presence};
use super::starter::{Preset, starter};

/// `docs/cluster-document.md`: every field of the cluster document.
pub fn reference() -> String {
    let mut page = String::from(
        "# The cluster document\n\n\
         <!-- Made from the field table in crates/kindling-core/src/document/fields.rs: edit that. -->\n\n\
         `cluster.yaml` says what a cluster is. It holds no secret and is safe to share. Names are those of Typhoon's \
         variables wherever Typhoon has one. A key that is not listed here is an error.\n\n\
         A field that is left out, or `null`, has its default. Texts that YAML takes for something else need quotes: \
         `\"4230.2\"` is a text, `4230.2` is a number.\n\n\
         ## An example\n\n```yaml\n",
    );
    page.push_str(&starter(Preset::Mercury));
    page.push_str("```\n\n## Fields\n\n| field | holds | default | meaning |\n|---|---|---|---|\n");
    for field in FIELDS {
        row(&mut page, field);
    }
    page.push_str(
        "\nItems of a list are written as `[]`. MAC addresses may be written with colons, hyphens, Cisco's dots or \
         without separators.\n\n## Image names\n\n`container_images` takes these names:\n\n",
    );
    for name in super::fields::IMAGE_NAMES {
        let _ = writeln!(page, "- `{name}`");
    }
    page.push_str(
        "\n## Coming from Typhoon\n\n\
         `os_channel`, `os_stream` and `os_version` stand below `os`, without `flatcar-`. `matchbox_http_endpoint`, \
         `install_disk`, `cached_install`, `download_protocol`, `kernel_args` and `oem_type` stand below `platform`. \
         `ssh_authorized_key` became the list `ssh_authorized_keys`. Everything else has the name it has there. \
         Kindling says so where it meets an old spelling.\n",
    );
    page
}

fn row(page: &mut String, field: &Field) {
    let default = match field.presence {
        Presence::Required => "**required**".to_owned(),
        Presence::RequiredOnFlatcar => "**required** on Flatcar Linux".to_owned(),
        Presence::Optional => String::new(),
        Presence::Default(default) => format!("`{default}`"),
        Presence::DefaultByOs(flatcar, fedora) => {
            format!("`{flatcar}` on Flatcar Linux, `{fedora}` on Fedora CoreOS")
        }
    };
    let example = match field.kind {
        Kind::Format | Kind::Words(_) | Kind::Flag | Kind::Section | Kind::Rows => String::new(),
        Kind::Text
        | Kind::Texts
        | Kind::TextsByMachine
        | Kind::SnippetsByMachine
        | Kind::TextByName(_) => format!(", for example `{}`", field.example),
    };
    let _ = writeln!(
        page,
        "| `{}` | {} | {default} | {}{example}. |",
        field.path,
        field.kind.words(),
        field.help
    );
}

/// `docs/diagnostics.md`: every diagnostic code of the cluster document, then those of further stages, given as their
/// heading and their table.
pub fn diagnostics_reference(others: &[(&str, &[CodeInfo])]) -> String {
    let mut page = String::from(
        "# Diagnostics\n\n\
         <!-- Made from the table in crates/kindling-core/src/document/codes.rs: edit that. -->\n\n\
         Every problem has a code that stays the same from version to version. Only an error keeps \
         a cluster from being rendered; all problems are reported at once, each with its field and its place in the \
         text.\n\n## The cluster document\n\n| code | severity | meaning |\n|---|---|---|\n",
    );
    for (info, severity) in CODES {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} |",
            info.code,
            severity.word(),
            info.meaning
        );
    }
    for (heading, codes) in others {
        let _ = writeln!(page, "\n## {heading}\n\n| code | meaning |\n|---|---|");
        for info in *codes {
            let _ = writeln!(page, "| `{}` | {} |", info.code, info.meaning);
        }
    }
    page
}
