//! Prefix codes of limited length for given frequencies.

/// A code word, its bits in writing order.
#[derive(Clone, Copy, Default)]
pub(super) struct Code {
    pub bits: u16,
    pub length: u8,
}

const LONGEST: usize = 16;

/// One row of the table that finds code lengths: see [`bit_counts`].
#[derive(Clone, Copy, Default)]
struct Row {
    last: u32,
    next_leaf: u32,
    next_pair: u32,
    needed: u32,
}

/// Gives each symbol with a frequency a code of at most `longest` bits.
pub(super) fn assign(frequencies: &[u32], longest: usize, codes: &mut [Code]) {
    // Frequency above, symbol below: sorting by one number sorts by both.
    let mut used = [0_u64; 288];
    let mut count = 0;
    for (symbol, &frequency) in frequencies.iter().enumerate() {
        codes[symbol].length = 0;
        if frequency > 0 {
            used[count] = u64::from(frequency) << 16 | symbol as u64;
            count += 1;
        }
    }
    if count <= 2 {
        for (index, node) in used[..count].iter().enumerate() {
            codes[(node & 0xFFFF) as usize] = Code {
                bits: index as u16,
                length: 1,
            };
        }
        return;
    }
    used[..count].sort_unstable();
    let counts = bit_counts(&used[..count], longest);
    // The most frequent symbols have the shortest codes.
    let mut rest = count;
    let mut next = [0_u16; LONGEST];
    let mut code = 0_u16;
    for (length, &of_length) in counts.iter().enumerate() {
        code <<= 1;
        next[length] = code;
        code += of_length as u16;
        for node in &used[rest - of_length..rest] {
            codes[(node & 0xFFFF) as usize].length = length as u8;
        }
        rest -= of_length;
    }
    // Within a length codes go by symbol.
    for code in &mut codes[..frequencies.len()] {
        if code.length > 0 {
            let next = &mut next[usize::from(code.length)];
            code.bits = next.reverse_bits() >> (16 - code.length);
            *next += 1;
        }
    }
}

/// How many symbols get how many bits, by the boundary package-merge
/// algorithm: rows of leaves and pairs, each row made of the one below as far
/// as it is needed.
fn bit_counts(used: &[u64], longest: usize) -> [usize; LONGEST] {
    let count = used.len();
    let longest = longest.min(count - 1);
    let frequency = |index: usize| used.get(index).map_or(u32::MAX, |node| (node >> 16) as u32);
    let mut rows = [Row::default(); LONGEST + 1];
    // `leaves[a][b]`: leaves left of the ancestor in row `b` of the last node
    // in row `a`.
    let mut leaves = [[0_u16; LONGEST]; LONGEST];
    for level in 1..=longest {
        rows[level] = Row {
            last: frequency(1),
            next_leaf: frequency(2),
            next_pair: if level == 1 {
                u32::MAX
            } else {
                frequency(0) + frequency(1)
            },
            needed: 0,
        };
        leaves[level][level] = 2;
    }
    rows[longest].needed = 2 * count as u32 - 4;
    let mut level = longest;
    loop {
        let row = rows[level];
        if row.next_pair == u32::MAX && row.next_leaf == u32::MAX {
            // Nothing is left for this row.
            rows[level].needed = 0;
            rows[level + 1].next_pair = u32::MAX;
            level += 1;
            continue;
        }
        let before = row.last;
        if row.next_leaf < row.next_pair {
            let taken = leaves[level][level] + 1;
            rows[level].last = row.next_leaf;
            leaves[level][level] = taken;
            rows[level].next_leaf = frequency(usize::from(taken));
        } else {
            rows[level].last = row.next_pair;
            // Whole rows, as they are short: what lies beyond is not looked at.
            let own = leaves[level][level];
            leaves[level] = leaves[level - 1];
            leaves[level][level] = own;
            rows[level - 1].needed = 2;
        }
        rows[level].needed -= 1;
        if rows[level].needed == 0 {
            if level == longest {
                break;
            }
            rows[level + 1].next_pair = before + rows[level].last;
            level += 1;
        } else {
            while rows[level - 1].needed > 0 {
                level -= 1;
            }
        }
    }
    let mut counts = [0; LONGEST];
    for (bits, level) in (1..=longest).rev().enumerate() {
        counts[bits + 1] = usize::from(leaves[longest][level] - leaves[longest][level - 1]);
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::{Code, assign};

    #[test]
    fn codes_are_complete_and_short_enough() {
        for longest in [7_usize, 15] {
            // Fibonacci numbers make the deepest trees.
            let mut frequencies = vec![1_u32, 1];
            while frequencies.len() < 19 {
                let next = frequencies[frequencies.len() - 1] + frequencies[frequencies.len() - 2];
                frequencies.push(next);
            }
            let mut codes = [Code::default(); 19];
            assign(&frequencies, longest, &mut codes);
            let total: f64 = codes
                .iter()
                .map(|code| 0.5_f64.powi(i32::from(code.length)))
                .sum();
            assert!((total - 1.0).abs() < 1e-9, "{total}");
            assert!(codes.iter().all(|code| usize::from(code.length) <= longest));
        }
    }
}
