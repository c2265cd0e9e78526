//! Wall time of the desk, for reviews and exports; nothing is placed on a timeline by it.

use std::time::{SystemTime, UNIX_EPOCH};

use webkit2gtk::glib::DateTime;

/// Unix milliseconds; 0 where the clock stands before 1970.
pub fn unix_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// As a sheet shows a time.
const SHOWN: &str = "%Y-%m-%d %H:%M %:z";

/// An RFC 3339 time in the zone of the station, as a sheet shows it: `2026-11-25 14:30 +08:00`. What
/// is no time stays as it is.
pub fn local(rfc3339: &str) -> String {
    DateTime::from_iso8601(rfc3339, None)
        .and_then(|at| at.to_local())
        .and_then(|at| at.format(SHOWN))
        .map_or_else(|_| rfc3339.to_owned(), |text| text.to_string())
}

/// The same for Unix milliseconds.
pub fn local_at(unix_ms: i64) -> String {
    DateTime::from_unix_local(unix_ms.div_euclid(1000))
        .and_then(|at| at.format(SHOWN))
        .map_or_else(|_| String::new(), |text| text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_names_its_offset_and_is_the_same_moment() {
        let text = local("2026-11-25T06:30:00Z");
        let (day_and_time, offset) = text.rsplit_once(' ').unwrap();
        let again = format!("{}:00{offset}", day_and_time.replace(' ', "T"));
        let moment = station::review::unix_ms_of(&again).unwrap();
        assert_eq!(moment, station::review::unix_ms_of("2026-11-25T06:30:00Z").unwrap());
        assert_eq!(local("no time"), "no time");
        assert_eq!(local_at(moment), text);
    }
}
