//! Configs as JSON, the way Go's standard library writes them: empty objects stay, unset options go.

use super::table::{Object, Ty, Value};
use crate::print::{Encoder, Layout, string};

/// The object as JSON, without a line end.
pub(super) fn print(object: &Object, layout: Layout) -> String {
    let mut writer = Writer {
        out: String::new(),
        layout,
        depth: 0,
    };
    writer.object(object);
    writer.out
}

struct Writer {
    out: String,
    layout: Layout,
    depth: usize,
}

impl Writer {
    fn object(&mut self, object: &Object) {
        let rows: Vec<_> = object
            .def
            .rows(object.spec)
            .into_iter()
            .filter(|(row, field)| {
                field.written_when_empty(object.spec) || is_written(field.ty, object.at(*row))
            })
            .collect();
        self.bracketed('{', '}', rows, |writer, (row, field)| {
            writer.string(field.key);
            writer.out.push(':');
            if writer.layout == Layout::Pretty {
                writer.out.push(' ');
            }
            writer.value(object, field.ty, object.at(row));
        });
    }

    fn value(&mut self, object: &Object, ty: Ty, value: &Value) {
        match value {
            Value::Flag(flag) => self.out.push_str(if *flag { "true" } else { "false" }),
            Value::Number(number) => self.out.push_str(&number.to_string()),
            Value::Text(text) => self.string(text),
            Value::Texts(texts) => {
                self.bracketed('[', ']', texts.iter(), |writer, text| {
                    writer.string(text);
                });
            }
            Value::Object(inner) => self.object(inner),
            Value::Objects(items) => self.bracketed('[', ']', items.iter(), Self::object),
            Value::Unset => match ty {
                Ty::Text | Ty::Url | Ty::Version | Ty::Hash => self.out.push_str("\"\""),
                Ty::Flag => self.out.push_str("false"),
                Ty::Number | Ty::Number32 | Ty::Number64 => self.out.push('0'),
                Ty::Object(def) => self.object(&Object::new(def, object.spec)),
                _ => self.out.push_str("null"),
            },
        }
    }

    fn bracketed<T>(
        &mut self,
        open: char,
        close: char,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.out.push(open);
        self.depth += 1;
        let mut is_empty = true;
        for item in items {
            if !is_empty {
                self.out.push(',');
            }
            is_empty = false;
            self.line();
            write(self, item);
        }
        self.depth -= 1;
        if !is_empty {
            self.line();
        }
        self.out.push(close);
    }

    fn line(&mut self) {
        if self.layout == Layout::Pretty {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n("  ", self.depth));
        }
    }

    fn string(&mut self, text: &str) {
        string(&mut self.out, text, Encoder::Standard);
    }
}

/// Whether a value that may be left out is written.
fn is_written(ty: Ty, value: &Value) -> bool {
    // These two write themselves, whatever they hold.
    if matches!(ty, Ty::Url | Ty::Version) {
        return true;
    }
    let is_optional = matches!(
        ty,
        Ty::OptText | Ty::OptFlag | Ty::OptNumber | Ty::OptNumber64
    );
    match value {
        Value::Unset => matches!(ty, Ty::Object(_)),
        Value::Flag(flag) => is_optional || *flag,
        Value::Number(number) => is_optional || *number != 0,
        Value::Text(text) => is_optional || !text.is_empty(),
        Value::Texts(texts) => !texts.is_empty(),
        Value::Objects(items) => !items.is_empty(),
        Value::Object(_) => true,
    }
}
