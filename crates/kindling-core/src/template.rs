//! A text that many machines have, with gaps for what tells one machine from another: written once, filled in for each.
//!
//! Whoever writes the text writes marks where the gaps will be. A mark holds blanks, so that no name, address, URL,
//! disk or kernel argument of the model can be taken for one.

/// A text with gaps, each to be filled by one of `GAPS` values.
#[derive(Clone, Debug)]
pub struct Template<const GAPS: usize> {
    /// A text, and which value stands behind it.
    parts: Vec<(Box<str>, usize)>,
    /// What stands behind the last gap.
    rest: Box<str>,
}

impl<const GAPS: usize> Template<GAPS> {
    /// The text with a gap wherever one of the marks stands.
    pub fn new(text: &str, marks: &[&str; GAPS]) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        let next = |rest: &str| {
            let places = marks.iter().enumerate();
            places
                .filter_map(|(value, mark)| Some((rest.find(mark)?, value)))
                .min()
        };
        while let Some((at, value)) = next(rest) {
            parts.push((Box::from(&rest[..at]), value));
            rest = &rest[at + marks[value].len()..];
        }
        Self {
            parts,
            rest: Box::from(rest),
        }
    }

    /// The text with these values, in the order of the marks.
    pub fn fill(&self, values: &[&str; GAPS]) -> String {
        let mut text = String::new();
        self.fill_into(&mut text, values);
        text
    }

    /// The same in the place of another text, whose memory is used again.
    pub fn fill_into(&self, text: &mut String, values: &[&str; GAPS]) {
        let parts = self.parts.iter();
        let length: usize = parts
            .map(|(text, value)| text.len() + values[*value].len())
            .sum();
        text.clear();
        text.reserve(length + self.rest.len());
        for (part, value) in &self.parts {
            text.push_str(part);
            text.push_str(values[*value]);
        }
        text.push_str(&self.rest);
    }
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn gaps_are_filled_wherever_their_marks_stood() {
        let marks = ["@ a @", "@ b @"];
        for text in ["", "no gap", "@ a @", "x@ b @@ a @y@ b @z", "@ a@ b @ @"] {
            let template = Template::new(text, &marks);
            let expected = text.replace(marks[0], "one").replace(marks[1], "");
            assert_eq!(template.fill(&["one", ""]), expected, "{text}");
            assert_eq!(template.fill(&marks), text);
        }
    }
}
