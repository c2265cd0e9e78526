//! Unix milliseconds as text.

use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

/// RFC 3339 in UTC, to the millisecond.
pub fn rfc3339(unix_ms: i64) -> String {
    at(unix_ms).format(&Rfc3339).unwrap_or_default()
}

/// As HTTP writes dates (RFC 9110, section 5.6.7).
pub fn http_date(unix_ms: i64) -> String {
    let text = at(unix_ms - unix_ms.rem_euclid(1000)).format(&Rfc2822).unwrap_or_default();
    text.replace("+0000", "GMT")
}

/// Unix milliseconds of an RFC 3339 text.
pub fn parse_rfc3339(text: &str) -> Option<i64> {
    let nanos = OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp_nanos();
    i64::try_from(nanos / 1_000_000).ok()
}

fn at(unix_ms: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(unix_ms) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_the_standards_write_them() {
        assert_eq!(rfc3339(1_793_620_800_250), "2026-11-02T12:00:00.25Z");
        assert_eq!(http_date(1_793_620_800_250), "Mon, 02 Nov 2026 12:00:00 GMT");
        assert_eq!(parse_rfc3339("2026-11-02T12:00:00.25Z"), Some(1_793_620_800_250));
        assert_eq!(parse_rfc3339("yesterday"), None);
    }
}
