//! The calendar: civil dates of seconds since the start of year 1, proleptic Gregorian, UTC.

/// Names of the months.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Names of the days of the week, from Sunday.
pub const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// A civil date and time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct Civil {
    pub year: i64,
    /// From 1.
    pub month: i64,
    /// From 1.
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
    /// From 0, Sunday.
    pub weekday: i64,
    /// From 1.
    pub yearday: i64,
}

/// Days from 0001-01-01 to the first of a month (`month` from 0) of a year.
#[must_use]
pub fn days_before(year: i64, month: i64) -> i64 {
    // Years begin in March, so that the leap day is the last of a year.
    let (y, m) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let (era, of_era) = (y.div_euclid(400), y.rem_euclid(400));
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * m + 2) / 5 - 306
}

/// The date of seconds since year 1.
#[must_use]
pub fn civil(seconds: i64) -> Civil {
    let days = seconds.div_euclid(86_400);
    let rest = seconds.rem_euclid(86_400);
    let shifted = days + 306;
    let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * of_era + of_era / 4 - of_era / 100);
    let m = (5 * day + 2) / 153;
    let month = if m < 10 { m + 3 } else { m - 9 };
    let year = era * 400 + of_era + i64::from(month <= 2);
    Civil {
        year,
        month,
        day: day - (153 * m + 2) / 5 + 1,
        hour: rest / 3600,
        minute: rest / 60 % 60,
        second: rest % 60,
        weekday: (days + 1).rem_euclid(7),
        yearday: days - days_before(year, 0) + 1,
    }
}

/// The ISO 8601 year and week of seconds since year 1.
#[must_use]
pub fn iso_week(seconds: i64) -> (i64, i64) {
    let days = seconds.div_euclid(86_400);
    // The week belongs to the year of its Thursday.
    let thursday = days + 3 - days.rem_euclid(7);
    let c = civil(thursday * 86_400);
    (c.year, (c.yearday - 1) / 7 + 1)
}

/// Days of a month (from 1).
#[must_use]
pub fn days_in(year: i64, month: i64) -> i64 {
    days_before(year + month / 12, month % 12) - days_before(year, month - 1)
}
