//! CRC-32C (RFC 3720 appendix B.4), by which Cloud KMS and its callers detect damage in transit
//! (<https://cloud.google.com/kms/docs/data-integrity-guidelines>). Messages are short, so that no table is needed.

/// The polynomial, its lowest bit first.
const POLYNOMIAL: u32 = 0x82f6_3b78;

/// Returns the checksum of these bytes.
pub(super) fn of(bytes: &[u8]) -> u32 {
    let folded = |sum: u32, _| (sum >> 1) ^ (POLYNOMIAL & (sum & 1).wrapping_neg());
    let byte = |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), folded);
    !bytes.iter().fold(!0, byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3720 appendix B.4, and the usual check value.
    #[test]
    fn the_sums_are_those_of_the_standard() {
        assert_eq!(of(b"123456789"), 0xe306_9283);
        assert_eq!(of(&[0; 32]), 0x8a91_36aa);
        assert_eq!(of(&[0xff; 32]), 0x62a8_ab43);
    }
}
