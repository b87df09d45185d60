//! Pictures of a cluster: facts in, a description of lines and words out. Pure; a component draws the description.
//!
//! Each picture has a text that says the same, made from the same rows.

pub mod boot;
pub mod lifetimes;
mod places;
pub mod topology;

/// A place in a drawing, from the upper left corner.
pub type Point = (i32, i32);

/// How a shape stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    /// As text does.
    #[default]
    Plain,
    /// Behind the rest.
    Soft,
    /// What the picture is about.
    Ember,
}

/// Which end of its words a place is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// The beginning.
    #[default]
    Start,
    /// The middle.
    Middle,
    /// The end.
    End,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A line through points.
    Line {
        /// Two or more.
        points: Vec<Point>,
        /// Whether it ends in an arrow.
        arrow: bool,
        /// Whether it is dashed.
        dashed: bool,
    },
    /// A circle.
    Dot {
        /// Its middle.
        at: Point,
        /// Its radius.
        radius: i32,
        /// Whether it is filled.
        filled: bool,
    },
    /// A rectangle.
    Bar {
        /// Its upper left corner.
        at: Point,
        /// Width and height.
        size: Point,
        /// Whether it is filled.
        filled: bool,
    },
    /// Words.
    Words {
        /// Where.
        at: Point,
        /// What.
        text: String,
        /// Which end `at` is.
        anchor: Anchor,
        /// Whether they are small.
        small: bool,
    },
}

/// A shape, how it stands out, and what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The shape.
    pub shape: Shape,
    /// How it stands out.
    pub ink: Ink,
    /// The row of the picture's text that a click on it means.
    pub row: Option<usize>,
}

/// A picture: a size and what is drawn, back to front.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// Width and height.
    pub size: Point,
    /// What is drawn.
    pub marks: Vec<Mark>,
}

impl Drawing {
    fn put(&mut self, ink: Ink, shape: Shape) {
        self.marks.push(Mark {
            shape,
            ink,
            row: None,
        });
    }

    fn line(&mut self, ink: Ink, points: &[Point], arrow: bool) {
        self.put(
            ink,
            Shape::Line {
                points: points.to_vec(),
                arrow,
                dashed: false,
            },
        );
    }

    fn dashes(&mut self, ink: Ink, points: &[Point]) {
        self.put(
            ink,
            Shape::Line {
                points: points.to_vec(),
                arrow: false,
                dashed: true,
            },
        );
    }

    fn words(&mut self, ink: Ink, at: Point, anchor: Anchor, text: impl Into<String>) {
        self.put(
            ink,
            Shape::Words {
                at,
                text: text.into(),
                anchor,
                small: false,
            },
        );
    }

    fn small(&mut self, ink: Ink, at: Point, anchor: Anchor, text: impl Into<String>) {
        self.put(
            ink,
            Shape::Words {
                at,
                text: text.into(),
                anchor,
                small: true,
            },
        );
    }
}

/// A count as a place; no picture has so many that it matters.
fn place(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// A text that is shortened in its middle to so many characters.
fn shortened(text: &str, most: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= most {
        return text.to_owned();
    }
    let half = most.saturating_sub(1) / 2;
    let head: String = characters.iter().take(half).collect();
    let tail: String = characters.iter().skip(characters.len() - half).collect();
    format!("{head}…{tail}")
}
