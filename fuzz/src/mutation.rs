//! A cheap mutator, for machines without libFuzzer: the same inputs for the same number, always.

/// Bytes and words at which readers decide.
const WORDS: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "\\",
    "\n",
    "\r\n",
    "\0",
    "\u{feff}",
    "null",
    "true",
    "-1e999",
    "\\ud800",
    "\\u0000",
    "=",
    ".",
    "-----BEGIN ",
    "-----",
    "JTI=",
    "X509SHA256=",
    "eyJ",
];

/// A stream of numbers (xorshift64*).
pub struct Numbers(u64);

impl Numbers {
    /// Returns the stream of this number.
    pub fn of(seed: u64) -> Self {
        Numbers(seed | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    /// Returns a number below `end`, or 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % (end.max(1) as u64)) as usize
    }
}

/// Returns an input with one to four changes.
pub fn mutated(inputs: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let any = |numbers: &mut Numbers| inputs[numbers.below(inputs.len())].clone();
    let mut input = any(numbers);
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(input.len() + 1);
        let to = at + numbers.below((input.len() - at).min(64) + 1);
        match numbers.below(6) {
            0 => drop(input.drain(at..to)),
            1 => {
                let word = WORDS[numbers.below(WORDS.len())];
                input.splice(at..at, word.bytes());
            }
            2 => {
                let part = input[at..to].to_vec();
                input.splice(at..at, part);
            }
            3 => {
                let other = any(numbers);
                let from = numbers.below(other.len() + 1);
                input.splice(at.., other[from..].iter().copied());
            }
            4 if at < input.len() => input[at] ^= 1 << numbers.below(8),
            _ if at < input.len() => input[at] = numbers.below(256) as u8,
            _ => input.push(numbers.below(256) as u8),
        }
    }
    input
}
