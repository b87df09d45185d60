//! Tokens to a block: stored, with the fixed codes or with codes of its own, whichever is shortest.

use super::bits::{BitWriter, Final};
use super::huffman::{Code, assign};
use super::matches::Token;

const LITERALS: usize = 286;
const DISTANCES: usize = 30;
const CODE_LENGTHS: usize = 19;
const END: usize = 256;
const FIRST_LENGTH: usize = 257;
const LONGEST_STORED: usize = 65_535;

const LENGTH_BASE: [u16; 29] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128,
    160, 192, 224, 255,
];
const LENGTH_EXTRA: [u8; 29] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const CODE_LENGTH_ORDER: [usize; CODE_LENGTHS] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// The code of a length less 3, for each.
static LENGTH_CODES: [u8; 256] = {
    let mut codes = [0; 256];
    let mut length = 0;
    let mut code = 0;
    while length < 256 {
        if code + 1 < LENGTH_BASE.len() && LENGTH_BASE[code + 1] as usize <= length {
            code += 1;
        }
        codes[length] = code as u8;
        length += 1;
    }
    codes
};

/// The code of a distance less 1, its extra bits and where it starts.
fn distance_code(distance: usize) -> (usize, u32, usize) {
    if distance < 4 {
        return (distance, 0, distance);
    }
    let extra = distance.ilog2() - 1;
    let code = 2 * extra as usize + 2 + (distance >> extra & 1);
    (code, extra, distance >> extra << extra)
}

fn distance_extra(code: usize) -> usize {
    (code / 2).saturating_sub(1)
}

/// The fixed codes of literals and lengths.
static FIXED_LITERALS: [Code; LITERALS] = {
    let mut codes = [Code { bits: 0, length: 0 }; LITERALS];
    let mut symbol = 0;
    while symbol < LITERALS {
        let (bits, length) = match symbol {
            0..144 => (symbol + 48, 8),
            144..256 => (symbol + 400 - 144, 9),
            256..280 => (symbol - 256, 7),
            _ => (symbol + 192 - 280, 8),
        };
        codes[symbol] = Code {
            bits: (bits as u16).reverse_bits() >> (16 - length),
            length: length as u8,
        };
        symbol += 1;
    }
    codes
};

static FIXED_DISTANCES: [Code; DISTANCES] = {
    let mut codes = [Code { bits: 0, length: 5 }; DISTANCES];
    let mut symbol = 0;
    while symbol < DISTANCES {
        codes[symbol].bits = (symbol as u16).reverse_bits() >> 11;
        symbol += 1;
    }
    codes
};

/// The room a block takes shape in.
pub(super) struct Encoder {
    literal_count: [u32; LITERALS],
    distance_count: [u32; DISTANCES],
    literals: [Code; LITERALS],
    distances: [Code; DISTANCES],
    /// Code lengths, run-length coded: symbol and extra value.
    runs: Vec<(u8, u8)>,
    run_count: [u32; CODE_LENGTHS],
    run_codes: [Code; CODE_LENGTHS],
}

impl Encoder {
    pub(super) fn new() -> Self {
        Self {
            literal_count: [0; LITERALS],
            distance_count: [0; DISTANCES],
            literals: [Code::default(); LITERALS],
            distances: [Code::default(); DISTANCES],
            runs: Vec::with_capacity(64),
            run_count: [0; CODE_LENGTHS],
            run_codes: [Code::default(); CODE_LENGTHS],
        }
    }

    /// Bits that no block of these tokens goes below, `stored` being the bytes it stands for.
    pub(super) fn least_bits(&mut self, tokens: &[Token], stored: usize) -> usize {
        self.tally(tokens);
        let extra = self.extra_bits();
        let fixed = cost(&self.literal_count, &FIXED_LITERALS)
            + cost(&self.distance_count, &FIXED_DISTANCES);
        // No prefix code is shorter than the entropy; its description takes at least 17 + 4 * 3 bits.
        let dynamic = 26 + (entropy(&self.literal_count) + entropy(&self.distance_count)) as usize;
        (stored + 5)
            .saturating_mul(8)
            .min(3 + extra + fixed.min(dynamic))
    }

    fn extra_bits(&self) -> usize {
        (8..29)
            .map(|code| {
                self.literal_count[FIRST_LENGTH + code] as usize * usize::from(LENGTH_EXTRA[code])
            })
            .chain(
                (4..DISTANCES)
                    .map(|code| self.distance_count[code] as usize * distance_extra(code)),
            )
            .sum()
    }

    /// Writes one block; `raw` are its bytes as they are.
    pub(super) fn write(&mut self, writer: &mut BitWriter, tokens: &[Token], raw: Option<&[u8]>) {
        let (literals, distances) = self.count(tokens);
        let extra = self.extra_bits();
        let fixed = 3
            + extra
            + cost(&self.literal_count, &FIXED_LITERALS)
            + cost(&self.distance_count, &FIXED_DISTANCES);
        self.code_lengths(literals, distances);
        let lengths = (4..=CODE_LENGTHS)
            .rev()
            .find(|&count| count == 4 || self.run_count[CODE_LENGTH_ORDER[count - 1]] > 0)
            .unwrap_or(4);
        let header = 3
            + 5
            + 5
            + 4
            + 3 * lengths
            + cost(&self.run_count, &self.run_codes)
            + self.run_count[16] as usize * 2
            + self.run_count[17] as usize * 3
            + self.run_count[18] as usize * 7;
        let dynamic = header
            + extra
            + cost(&self.literal_count, &self.literals)
            + cost(&self.distance_count, &self.distances);
        if let Some(raw) = raw
            .filter(|raw| raw.len() <= LONGEST_STORED && (raw.len() + 5) * 8 < fixed.min(dynamic))
        {
            writer.stored_header(raw.len() as u16, Final::No);
            writer.bytes(raw);
        } else if dynamic < fixed {
            self.header(writer, literals, distances, lengths);
            write_tokens(writer, tokens, &self.literals, &self.distances);
        } else {
            writer.write(2, 3);
            write_tokens(writer, tokens, &FIXED_LITERALS, &FIXED_DISTANCES);
        }
    }

    /// Counts symbols.
    fn tally(&mut self, tokens: &[Token]) {
        self.literal_count = [0; LITERALS];
        self.distance_count = [0; DISTANCES];
        for token in tokens {
            match token.parts() {
                Ok(byte) => self.literal_count[usize::from(byte)] += 1,
                Err((length, distance)) => {
                    self.literal_count[FIRST_LENGTH + usize::from(LENGTH_CODES[length])] += 1;
                    self.distance_count[distance_code(distance).0] += 1;
                }
            }
        }
        self.literal_count[END] += 1;
    }

    /// Counts symbols and gives them codes; tells how many of each there are.
    fn count(&mut self, tokens: &[Token]) -> (usize, usize) {
        self.tally(tokens);
        let used = |counts: &[u32]| {
            counts
                .iter()
                .rposition(|&count| count > 0)
                .map_or(0, |last| last + 1)
        };
        let literals = used(&self.literal_count);
        let mut distances = used(&self.distance_count);
        if distances == 0 {
            // A block without matches still has one code for them.
            self.distance_count[0] = 1;
            distances = 1;
        }
        assign(&self.literal_count, 15, &mut self.literals);
        assign(&self.distance_count, 15, &mut self.distances);
        (literals, distances)
    }

    /// Run-length codes the lengths of the codes.
    fn code_lengths(&mut self, literals: usize, distances: usize) {
        self.runs.clear();
        self.run_count = [0; CODE_LENGTHS];
        let mut lengths = self.literals[..literals]
            .iter()
            .chain(&self.distances[..distances])
            .map(|code| code.length)
            .peekable();
        while let Some(length) = lengths.next() {
            let mut count = 1;
            while lengths.next_if_eq(&length).is_some() {
                count += 1;
            }
            let mut add = |symbol: u8, value: usize| {
                self.runs.push((symbol, value as u8));
                self.run_count[usize::from(symbol)] += 1;
            };
            if length == 0 {
                while count >= 11 {
                    let run = count.min(138);
                    add(18, run - 11);
                    count -= run;
                }
                if count >= 3 {
                    add(17, count - 3);
                    count = 0;
                }
            } else {
                add(length, 0);
                count -= 1;
                while count >= 3 {
                    let run = count.min(6);
                    add(16, run - 3);
                    count -= run;
                }
            }
            for _ in 0..count {
                add(length, 0);
            }
        }
        assign(&self.run_count, 7, &mut self.run_codes);
    }

    fn header(&self, writer: &mut BitWriter, literals: usize, distances: usize, lengths: usize) {
        writer.write(4, 3);
        writer.write((literals - FIRST_LENGTH) as u32, 5);
        writer.write((distances - 1) as u32, 5);
        writer.write((lengths - 4) as u32, 4);
        for &symbol in &CODE_LENGTH_ORDER[..lengths] {
            writer.write(u32::from(self.run_codes[symbol].length), 3);
        }
        for &(symbol, value) in &self.runs {
            put(writer, self.run_codes[usize::from(symbol)]);
            match symbol {
                16 => writer.write(u32::from(value), 2),
                17 => writer.write(u32::from(value), 3),
                18 => writer.write(u32::from(value), 7),
                _ => {}
            }
        }
    }
}

/// How many bits symbols of these counts carry.
fn entropy(counts: &[u32]) -> f64 {
    let total: u32 = counts.iter().sum();
    let total = f64::from(total);
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| f64::from(count) * (total / f64::from(count)).log2())
        .sum()
}

fn cost(counts: &[u32], codes: &[Code]) -> usize {
    counts
        .iter()
        .zip(codes)
        .map(|(&count, code)| count as usize * usize::from(code.length))
        .sum()
}

fn put(writer: &mut BitWriter, code: Code) {
    writer.write(u32::from(code.bits), u32::from(code.length));
}

fn write_tokens(writer: &mut BitWriter, tokens: &[Token], literals: &[Code], distances: &[Code]) {
    for token in tokens {
        match token.parts() {
            Ok(byte) => put(writer, literals[usize::from(byte)]),
            Err((length, distance)) => {
                let code = usize::from(LENGTH_CODES[length]);
                put(writer, literals[FIRST_LENGTH + code]);
                let base = usize::from(LENGTH_BASE[code]);
                writer.write((length - base) as u32, u32::from(LENGTH_EXTRA[code]));
                let (code, extra, base) = distance_code(distance);
                put(writer, distances[code]);
                writer.write((distance - base) as u32, extra);
            }
        }
    }
    put(writer, literals[END]);
}
