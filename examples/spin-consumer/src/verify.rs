//! Checks that a push comes from EdgeMQ and was not changed on its way.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Whether one of `signatures` is the one of `body`, published at `timestamp` (Unix milliseconds, as
/// the header says it). Give it `X-MQ-Signature`, and `X-MQ-Signature-Previous` and `-Next` where
/// they are there: then a change of the secret needs no moment at which both sides switch.
pub fn is_signed<'a>(
    secret: &[u8],
    timestamp: &str,
    body: &[u8],
    signatures: impl IntoIterator<Item = &'a str>,
) -> bool {
    signatures
        .into_iter()
        .filter_map(|text| text.strip_prefix("sha256="))
        .filter_map(|digits| hex::decode(digits).ok())
        .any(|signature| {
            let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length of key is good");
            mac.update(timestamp.as_bytes());
            mac.update(b".");
            mac.update(body);
            // takes the same time wherever the two differ
            mac.verify_slice(&signature).is_ok()
        })
}

#[cfg(test)]
mod tests {
    use super::is_signed;

    const BODY: &[u8] = br#"{"hello":"world"}"#;
    const GOOD: &str = "sha256=44870fe75f87bea29395524bb107abc85d54f86c9209d3c332dc4fa1e46716e3";

    #[test]
    fn a_signature_with_the_secret_is_good() {
        assert!(is_signed(b"topsecret", "1700000000000", BODY, [GOOD]));
    }

    #[test]
    fn one_good_signature_of_several_is_enough() {
        assert!(is_signed(b"topsecret", "1700000000000", BODY, ["sha256=00", GOOD]));
    }

    #[test]
    fn another_time_body_or_secret_is_not() {
        assert!(!is_signed(b"topsecret", "1700000000001", BODY, [GOOD]));
        assert!(!is_signed(b"topsecret", "1700000000000", b"{}", [GOOD]));
        assert!(!is_signed(b"another", "1700000000000", BODY, [GOOD]));
    }

    #[test]
    fn no_signature_and_nonsense_are_not() {
        assert!(!is_signed(b"topsecret", "1700000000000", BODY, []));
        assert!(!is_signed(b"topsecret", "1700000000000", BODY, ["", "sha256=", "sha256=zz"]));
    }
}
