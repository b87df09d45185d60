//! "Did you mean": the known word nearest to an unknown one.

/// The candidate nearest to `word`, if one is near enough to be a slip of the hand.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(64).flat_map(char::to_lowercase).collect();
    let limit = (word.len() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= 2 * limit)
        .map(|candidate| (distance(&word, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many insertions, deletions, replacements and swaps of neighbours lead from one to the other; hyphens and
/// underscores count as the same letter.
fn distance(word: &[char], candidate: &str) -> usize {
    let fold = |letter: char| if letter == '-' { '_' } else { letter };
    let candidate: Vec<char> = candidate
        .chars()
        .take(96)
        .flat_map(char::to_lowercase)
        .map(fold)
        .collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=candidate.len()).collect();
    for (line, &letter) in word.iter().enumerate() {
        let mut next = vec![line + 1];
        for (column, &other) in candidate.iter().enumerate() {
            let same = fold(letter) == other;
            let mut best = (row[column] + usize::from(!same))
                .min(row[column + 1] + 1)
                .min(next[column] + 1);
            let swapped = line > 0
                && column > 0
                && fold(letter) == candidate[column - 1]
                && fold(word[line - 1]) == other;
            if swapped {
                best = best.min(before[column - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[candidate.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_hand_finds_its_word() {
        let known = ["controllers", "workers", "pod_cidr", "service_cidr", "mac"];
        for (written, meant) in [
            ("controler", Some("controllers")),
            ("controllres", Some("controllers")),
            ("Workers", Some("workers")),
            ("pod-cidr", Some("pod_cidr")),
            ("podcidr", Some("pod_cidr")),
            ("mca", Some("mac")),
            ("banana", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(nearest(written, known), meant, "{written}");
        }
    }
}
