//! Which earlier bytes are repeated: a hash chain over a sliding window, with one step of hesitation.
//!
//! A match is taken only when the one at the next byte is not longer.

/// A literal byte or a match: see [`Token::of_match`].
#[derive(Clone, Copy)]
pub(super) struct Token(u32);

const MATCH: u32 = 1 << 31;

impl Token {
    const fn literal(byte: u8) -> Self {
        Self(byte as u32)
    }

    fn of_match(length: usize, distance: usize) -> Self {
        Self(MATCH | ((length - SHORTEST_CODED) as u32) << 16 | (distance - 1) as u32)
    }

    /// The literal, or the length less 3 and the distance less 1 of a match.
    pub(super) fn parts(self) -> Result<u8, (usize, usize)> {
        if self.0 & MATCH == 0 {
            Ok(self.0 as u8)
        } else {
            Err(((self.0 >> 16 & 0xFF) as usize, (self.0 & 0xFFFF) as usize))
        }
    }
}

const WINDOW: usize = 1 << 15;
const SHORTEST_CODED: usize = 3;
const SHORTEST: usize = 4;
const LONGEST: usize = 258;
const MOST_TRIES: usize = 4096;
const TOKENS_A_BLOCK: usize = 1 << 14;
/// A match of the shortest length is worth it only this near.
const NEAR: usize = 4096;

/// Positions by the hash of the four bytes there; the newest first. Positions are counted from one, zero is none.
struct Chains {
    heads: Vec<u32>,
    previous: Vec<u32>,
    shift: u32,
    mask: usize,
}

impl Chains {
    /// How many tries a search may take only shows in long inputs, and only there the number of heads matters,
    /// because of positions that share a head by chance.
    fn new(length: usize) -> Self {
        let (bits, size) = if length < MOST_TRIES {
            (11, length.next_power_of_two().max(1))
        } else {
            (17, WINDOW)
        };
        Self {
            heads: vec![0; 1 << bits],
            previous: vec![0; size],
            shift: 32 - bits,
            mask: size - 1,
        }
    }

    /// Adds a position; gives the one before it, from one, zero for none.
    fn insert(&mut self, contents: &[u8], position: usize) -> usize {
        const FACTOR: u32 = 0x1E35_A7BD;
        let Some(&[a, b, c, d]) = contents.get(position..).and_then(<[u8]>::first_chunk) else {
            return 0;
        };
        let hash = u32::from_be_bytes([a, b, c, d]).wrapping_mul(FACTOR) >> self.shift;
        let head = &mut self.heads[hash as usize];
        let before = *head;
        self.previous[position & self.mask] = before;
        *head = position as u32 + 1;
        before as usize
    }

    /// The longest match of the bytes at `position`, and how far back it is.
    fn find(
        &self,
        contents: &[u8],
        position: usize,
        oldest: usize,
        head: usize,
    ) -> Option<(usize, usize)> {
        let most = LONGEST.min(contents.len() - position);
        let here = &contents[position..position + most];
        let mut length = SHORTEST - 1;
        let mut found = None;
        let mut candidate = head - 1;
        let mut last = here[length];
        for _ in 0..MOST_TRIES {
            if contents[candidate + length] == last {
                let same = common(&contents[candidate..], here);
                let distance = position - candidate;
                if same > length && (same > SHORTEST || distance <= NEAR) {
                    length = same;
                    found = Some((same, distance));
                    if same == most {
                        break;
                    }
                    last = here[same];
                }
            }
            // At the window's edge the link has been overwritten already.
            if candidate + WINDOW == position {
                break;
            }
            match self.previous[candidate & self.mask] as usize {
                0 => break,
                next if next - 1 < oldest => break,
                next => candidate = next - 1,
            }
        }
        found
    }
}

/// How many bytes two texts have in common at their start.
fn common(a: &[u8], b: &[u8]) -> usize {
    let length = a.len().min(b.len());
    let mut at = 0;
    while at + 8 <= length {
        let (Some(x), Some(y)) = (a[at..].first_chunk(), b[at..].first_chunk()) else {
            break;
        };
        let differing = u64::from_le_bytes(*x) ^ u64::from_le_bytes(*y);
        if differing != 0 {
            return at + differing.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while at < length && a[at] == b[at] {
        at += 1;
    }
    at
}

/// Takes the tokens of a block and its bytes.
type Write<'w> = &'w mut dyn FnMut(&[Token], Option<&[u8]>);

/// Cuts contents into blocks of tokens; with each block its bytes, unless the window has lost their beginning.
pub(super) fn for_each_block(contents: &[u8], write: Write<'_>) {
    let mut chains = Chains::new(contents.len());
    let mut tokens: Vec<Token> = Vec::with_capacity(contents.len().min(TOKENS_A_BLOCK));
    let mut block_start = 0;
    let mut flush = |tokens: &mut Vec<Token>, end: usize, base: usize| {
        let raw = if block_start < base {
            None
        } else {
            contents.get(block_start..end)
        };
        write(tokens, raw);
        tokens.clear();
        block_start = end;
    };
    let mut index = 0;
    let (mut length, mut distance) = (SHORTEST - 1, 0);
    let mut pending = false;
    let mut head = 0;
    // The reference's buffer holds two windows; it drops the older one when it has to read on, and with it what
    // could still have been reached.
    let mut base = 0;
    while index < contents.len() {
        let ahead = contents.len() - index;
        let read = base + 2 * WINDOW;
        if contents.len() > read && read - index < SHORTEST + LONGEST {
            base += WINDOW;
        }
        if ahead >= SHORTEST {
            head = chains.insert(contents, index);
        }
        let (last_length, last_distance) = (length, distance);
        (length, distance) = (SHORTEST - 1, 0);
        let oldest = index.saturating_sub(WINDOW).max(base);
        if head > oldest
            && ahead > last_length
            && last_length < LONGEST
            && let Some(found) = chains.find(contents, index, oldest, head)
        {
            (length, distance) = found;
        }
        if last_length >= SHORTEST && length <= last_length {
            tokens.push(Token::of_match(last_length, last_distance));
            let end = index + last_length - 1;
            for position in index + 1..end {
                if contents.len() - position >= SHORTEST {
                    chains.insert(contents, position);
                }
            }
            index = end;
            pending = false;
            length = SHORTEST - 1;
            if tokens.len() == TOKENS_A_BLOCK {
                flush(&mut tokens, index, base);
            }
        } else {
            if pending {
                tokens.push(Token::literal(contents[index - 1]));
                if tokens.len() == TOKENS_A_BLOCK {
                    flush(&mut tokens, index, base);
                }
            }
            index += 1;
            pending = true;
        }
    }
    if pending {
        tokens.push(Token::literal(contents[index - 1]));
    }
    if !tokens.is_empty() {
        flush(&mut tokens, index, base);
    }
}
