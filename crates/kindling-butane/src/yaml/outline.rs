//! The tree of a YAML text for readers outside this crate: owned, bounded, with places.
//!
//! Takes a text, gives an [`Outline`]: scalars as text with their style and tag, never resolved to a type. Aliases are
//! replaced by what they stand for as long as that stays within the limits.

use super::{Document, NodeId, Shape, Style, YamlError, parse, reader};

/// How large a tree may become. A text is never larger than its length lets it be; aliases make it larger.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many mappings and sequences may stand inside each other.
    pub depth: usize,
    /// How many nodes aliases may add.
    pub alias_nodes: usize,
}

/// A node with its place, both counted from one; columns count characters.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// The tag written, in its short form.
    pub tag: Option<Box<str>>,
    /// What it is.
    pub value: OutlineValue,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum OutlineValue {
    /// A scalar's text, and whether it stands there without quotes and block marks.
    Scalar {
        /// The text, unescaped.
        text: String,
        /// Whether it is plain, so that readers may take it for another type than text.
        plain: bool,
    },
    /// A sequence.
    Sequence(Vec<Outline>),
    /// A mapping, in order, with every key that was written.
    Mapping(Vec<(Outline, Outline)>),
}

/// Why a text has no outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutlineError {
    /// It is no YAML.
    Yaml(YamlError),
    /// Nested deeper than the limit, at this line and column.
    TooDeep(u32, u32),
    /// Aliases add more nodes than the limit, at this line and column.
    TooManyAliases(u32, u32),
}

/// The first document of a text; `None` where there is none.
///
/// # Errors
///
/// Where the text is no YAML or passes a limit.
pub fn outline(text: &str, limits: Limits) -> Result<Option<Outline>, OutlineError> {
    let input = reader::read(text.as_bytes());
    let document = parse(&input).map_err(OutlineError::Yaml)?;
    let mut builder = Builder {
        document: &document,
        limits,
        alias_nodes: 0,
    };
    document
        .root()
        .map(|root| builder.build(root, 0, 0))
        .transpose()
}

struct Builder<'d, 'a> {
    document: &'d Document<'a>,
    limits: Limits,
    alias_nodes: usize,
}

impl Builder<'_, '_> {
    /// Recursion ends at the depth limit, which also ends an alias inside its own anchor.
    fn build(&mut self, id: NodeId, depth: usize, aliases: usize) -> Result<Outline, OutlineError> {
        let document = self.document;
        let node = document.node(id);
        let (line, column) = (node.line(), node.column());
        if depth > self.limits.depth {
            return Err(OutlineError::TooDeep(line, column));
        }
        if aliases > 0 {
            self.alias_nodes += 1;
            if self.alias_nodes > self.limits.alias_nodes {
                return Err(OutlineError::TooManyAliases(line, column));
            }
        }
        let value = match node.shape {
            Shape::Alias(target) => {
                let built = self.build(target, depth + 1, aliases + 1)?;
                return Ok(Outline {
                    line,
                    column,
                    ..built
                });
            }
            Shape::Scalar(style) => OutlineValue::Scalar {
                text: node.value.clone().into_owned(),
                plain: style == Style::Plain,
            },
            Shape::Sequence => OutlineValue::Sequence(
                document
                    .children(id)
                    .map(|child| self.build(child, depth + 1, aliases))
                    .collect::<Result<_, _>>()?,
            ),
            Shape::Mapping => OutlineValue::Mapping(
                document
                    .entries(id)
                    .map(|(key, value)| {
                        Ok((
                            self.build(key, depth + 1, aliases)?,
                            self.build(value, depth + 1, aliases)?,
                        ))
                    })
                    .collect::<Result<_, _>>()?,
            ),
        };
        Ok(Outline {
            line,
            column,
            tag: node.tag.clone(),
            value,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Limits, Outline, OutlineError, OutlineValue, outline};

    const LIMITS: Limits = Limits {
        depth: 16,
        alias_nodes: 100,
    };

    fn get<'a>(outline: &'a Outline, key: &str) -> &'a Outline {
        let OutlineValue::Mapping(entries) = &outline.value else {
            unreachable!("the test asks mappings only")
        };
        entries
            .iter()
            .find(
                |(name, _)| matches!(&name.value, OutlineValue::Scalar { text, .. } if text == key),
            )
            .map(|(_, value)| value)
            .expect("the test names a key that is there")
    }

    #[test]
    fn places_and_styles_are_kept() {
        let tree = outline("a: 1\nb:\n  - 'x'\n  - &n y\nc: *n\n", LIMITS)
            .expect("valid")
            .expect("not empty");
        let a = get(&tree, "a");
        assert_eq!((a.line, a.column), (1, 4));
        assert!(matches!(&a.value, OutlineValue::Scalar { text, plain: true } if text == "1"));
        let OutlineValue::Sequence(items) = &get(&tree, "b").value else {
            unreachable!("b is a sequence")
        };
        assert_eq!((items[0].line, items[0].column), (3, 5));
        assert!(matches!(
            items[0].value,
            OutlineValue::Scalar { plain: false, .. }
        ));
        let c = get(&tree, "c");
        assert_eq!((c.line, c.column), (5, 4));
        assert!(matches!(&c.value, OutlineValue::Scalar { text, .. } if text == "y"));
    }

    #[test]
    fn limits_hold() {
        let deep = "[".repeat(100) + &"]".repeat(100);
        assert!(matches!(
            outline(&deep, LIMITS),
            Err(OutlineError::TooDeep(..))
        ));
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n";
        assert!(matches!(
            outline(bomb, LIMITS),
            Err(OutlineError::TooManyAliases(..))
        ));
        assert!(outline("a: &a [*a]\n", LIMITS).is_err());
        assert!(outline("", LIMITS).expect("empty").is_none());
        assert!(matches!(
            outline("a: [", LIMITS),
            Err(OutlineError::Yaml(_))
        ));
    }
}
