//! Gzip streams, byte for byte as Go's `compress/gzip` writes them at its best compression.
//!
//! Butane embeds contents compressed by Go, and the length decides whether they are embedded compressed at all.
//! So the choices of Go's `compress/flate` (up to Go 1.26) are made again here: which matches are taken, which
//! codes a block gets, and that the stream ends with an empty stored block.
//! Specifications: <https://www.rfc-editor.org/rfc/rfc1952>, <https://www.rfc-editor.org/rfc/rfc1951>

mod bits;
mod block;
mod huffman;
mod matches;

use bits::BitWriter;

/// Header and trailer, and the empty block at the end with the bits before it.
const FRAME_BITS: usize = (10 + 8 + 4) * 8 + 3;

/// Compresses contents; the stream holds no time and no name.
#[must_use]
pub fn compress(contents: &[u8]) -> Vec<u8> {
    compress_within(contents, usize::MAX).unwrap_or_default()
}

/// Compresses contents if the stream takes no more than `most` bytes; an attempt that cannot succeed is given up
/// before the costly part.
#[must_use]
pub fn compress_within(contents: &[u8], most: usize) -> Option<Vec<u8>> {
    /// Method deflate, no flags, no time, best compression, unknown system.
    const HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255];
    /// Frame, and the least a block takes.
    const LEAST: usize = 24;
    if most < LEAST && !contents.is_empty() {
        return None;
    }
    let mut stream = Vec::with_capacity(contents.len() / 2 + 64);
    stream.extend_from_slice(&HEADER);
    let mut writer = BitWriter::new(stream);
    let mut encoder = block::Encoder::new();
    let mut hopeless = false;
    matches::for_each_block(contents, &mut |tokens, raw| {
        // A single block tells at once how far down it can go.
        if let Some(raw) = raw.filter(|raw| raw.len() == contents.len() && most < usize::MAX) {
            hopeless = encoder.least_bits(tokens, raw.len()) + FRAME_BITS > most.saturating_mul(8);
        }
        if !hopeless {
            encoder.write(&mut writer, tokens, raw);
        }
    });
    if hopeless {
        return None;
    }
    writer.stored_header(0, bits::Final::Yes);
    let mut stream = writer.finish();
    let mut crc = flate2::Crc::new();
    crc.update(contents);
    stream.extend_from_slice(&crc.sum().to_le_bytes());
    stream.extend_from_slice(&crc.amount().to_le_bytes());
    (stream.len() <= most).then_some(stream)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::{compress, compress_within};

    fn unpack(stream: &[u8]) -> Vec<u8> {
        let mut contents = Vec::new();
        GzDecoder::new(stream)
            .read_to_end(&mut contents)
            .expect("a gzip stream");
        contents
    }

    /// A sequence that depends on nothing but its seed.
    fn noise(seed: u64, count: usize, alphabet: u8) -> Vec<u8> {
        let mut state = seed;
        (0..count)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                ((state >> 33) % u64::from(alphabet)) as u8
            })
            .collect()
    }

    #[test]
    fn an_attempt_is_given_up_only_where_it_fails() {
        for count in 0..400 {
            for alphabet in [1, 3, 20, 90] {
                let contents = noise(count, count as usize, alphabet);
                let length = compress(&contents).len();
                assert_eq!(
                    compress_within(&contents, length).map(|stream| stream.len()),
                    Some(length)
                );
                assert_eq!(compress_within(&contents, length - 1), None);
            }
        }
    }

    #[test]
    fn what_goes_in_comes_out() {
        for count in [
            0, 1, 2, 3, 4, 5, 100, 4096, 4097, 32_768, 65_273, 65_536, 140_000,
        ] {
            for alphabet in [1, 40, 255] {
                let contents = noise(count as u64 + 7, count, alphabet);
                assert_eq!(
                    unpack(&compress(&contents)),
                    contents,
                    "{count} of {alphabet}"
                );
            }
        }
        let text = "a line of text that comes again\n".repeat(3000);
        assert_eq!(unpack(&compress(text.as_bytes())), text.as_bytes());
    }
}
