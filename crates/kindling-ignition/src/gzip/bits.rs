//! Bits to bytes, least significant first.

/// Whether a block is the last one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Final {
    No,
    Yes,
}

pub(super) struct BitWriter {
    bytes: Vec<u8>,
    pending: u64,
    count: u32,
}

impl BitWriter {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            pending: 0,
            count: 0,
        }
    }

    /// Writes the low `count` bits of `value`, up to 16.
    pub(super) fn write(&mut self, value: u32, count: u32) {
        self.pending |= u64::from(value) << self.count;
        self.count += count;
        if self.count >= 48 {
            self.bytes
                .extend_from_slice(&self.pending.to_le_bytes()[..6]);
            self.pending >>= 48;
            self.count -= 48;
        }
    }

    fn align(&mut self) {
        let used = self.count.div_ceil(8) as usize;
        self.bytes
            .extend_from_slice(&self.pending.to_le_bytes()[..used]);
        self.pending = 0;
        self.count = 0;
    }

    /// Starts a block of `length` bytes that are stored as they are.
    pub(super) fn stored_header(&mut self, length: u16, last: Final) {
        self.write(u32::from(last == Final::Yes), 3);
        self.align();
        self.write(u32::from(length), 16);
        self.write(u32::from(!length), 16);
        self.align();
    }

    /// Writes whole bytes; only after a stored header.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.align();
        self.bytes
    }
}
