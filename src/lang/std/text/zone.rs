//! The IANA time zones: which offset and abbreviation holds when, as package time looks them up.
//!
//! The data is that of the crate `tzdb_data`, with what is known of the years before 1970, as in
//! Go's own `zoneinfo.zip`.

use tz::TimeZoneRef;
use tz::timezone::{AlternateTime, LocalTimeType, RuleDay, TransitionRule};
use tzdb_data::{TZ_NAMES, find_tz};

use super::date::{civil, days_before, days_in};

const DAY: i64 = 86_400;
/// Seconds from year 1 to 1970.
const UNIX: i64 = 62_135_596_800;

/// The number of the zone with that very name.
#[must_use]
pub fn find(name: &str) -> Option<usize> {
    TZ_NAMES.iter().position(|known| *known == name)
}

fn zone(number: usize) -> Option<&'static TimeZoneRef<'static>> {
    TZ_NAMES.get(number).and_then(|name| find_tz(name.as_bytes()))
}

/// What holds at an instant, and from when to when in Unix seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct Period {
    pub abbreviation: &'static str,
    pub offset: i64,
    pub is_dst: bool,
    pub start: i64,
    pub end: i64,
}

impl Period {
    fn new(local: &'static LocalTimeType, start: i64, end: i64) -> Self {
        Self {
            abbreviation: local.time_zone_designation(),
            offset: local.ut_offset().into(),
            is_dst: local.is_dst(),
            start,
            end,
        }
    }
}

/// What holds in a zone at Unix second `at`; UTC in a zone that is not there.
#[must_use]
pub fn lookup(number: usize, at: i64) -> Period {
    let Some(zone) = zone(number) else {
        let utc = const { &LocalTimeType::utc() };
        return Period { abbreviation: "UTC", ..Period::new(utc, i64::MIN, i64::MAX) };
    };
    let (all, kinds) = (zone.transitions(), zone.local_time_types());
    let next = all.partition_point(|t| t.unix_leap_time() <= at);
    let start = next.checked_sub(1).map_or(i64::MIN, |last| all[last].unix_leap_time());
    let end = all.get(next).map_or(i64::MAX, |t| t.unix_leap_time());
    if next == all.len()
        && let Some(rule) = zone.extra_rule()
    {
        return match rule {
            TransitionRule::Fixed(local) => Period::new(local, start, i64::MAX),
            TransitionRule::Alternate(rule) => by_rule(rule, at),
        };
    }
    let kind = match next {
        0 => first_kind(zone),
        _ => all[next - 1].local_time_type_index(),
    };
    Period::new(&kinds[kind], start, end)
}

/// What holds before the first transition: the first kind if no transition leads to it, else the
/// last standard time listed before the first transition's daylight time, else any standard time.
fn first_kind(zone: &TimeZoneRef<'_>) -> usize {
    let (all, kinds) = (zone.transitions(), zone.local_time_types());
    if all.iter().all(|t| t.local_time_type_index() != 0) {
        return 0;
    }
    let first = all[0].local_time_type_index();
    let standard = |kind: &LocalTimeType| !kind.is_dst();
    let before =
        if kinds[first].is_dst() { kinds[..first].iter().rposition(standard) } else { None };
    before.or_else(|| kinds.iter().position(standard)).unwrap_or(0)
}

/// What holds by a rule for each year. As in Go, the bounds far from a change are those of the year.
fn by_rule(rule: &'static AlternateTime, at: i64) -> Period {
    let year = civil(at + UNIX).year;
    let year_start = days_before(year, 0) * DAY - UNIX;
    let offset = |local: &LocalTimeType| i64::from(local.ut_offset());
    let dst = day_of(rule.dst_start(), year) * DAY + i64::from(rule.dst_start_time());
    let std = day_of(rule.dst_end(), year) * DAY + i64::from(rule.dst_end_time());
    let mut changes = [
        (year_start + dst - offset(rule.std()), rule.dst()),
        (year_start + std - offset(rule.dst()), rule.std()),
    ];
    changes.sort_by_key(|(when, _)| *when);
    let [(first, inside), (second, outside)] = changes;
    if at < first {
        Period::new(outside, year_start, first)
    } else if at >= second {
        Period::new(outside, second, year_start + 365 * DAY)
    } else {
        Period::new(inside, first, second)
    }
}

/// The day of a year, from 0, that a rule means.
fn day_of(rule: &RuleDay, year: i64) -> i64 {
    match rule {
        RuleDay::Julian1WithoutLeap(day) => {
            let day = i64::from(day.get());
            day - 1 + i64::from(day >= 60 && days_in(year, 2) == 29)
        }
        RuleDay::Julian0WithLeap(day) => day.get().into(),
        RuleDay::MonthWeekDay(day) => {
            let month = i64::from(day.month());
            let first = days_before(year, month - 1);
            // Day 0 was a Monday.
            let to_weekday = (i64::from(day.week_day()) - 1 - first).rem_euclid(7);
            let weeks =
                (i64::from(day.week()) - 1).min((days_in(year, month) - 1 - to_weekday) / 7);
            first - days_before(year, 0) + to_weekday + 7 * weeks
        }
    }
}

/// The offset that an abbreviation means in a zone: at Unix second `at`, read as local time, if it
/// holds then, else at any time.
#[must_use]
pub fn offset_of(number: usize, abbreviation: &str, at: i64) -> Option<i64> {
    let kinds = zone(number)?.local_time_types().iter();
    let named = kinds.filter(|kind| kind.time_zone_designation() == abbreviation);
    let offsets: Vec<i64> = named.map(|kind| kind.ut_offset().into()).collect();
    let held = offsets.iter().find_map(|offset| {
        let period = lookup(number, at - offset);
        (period.abbreviation == abbreviation).then_some(period.offset)
    });
    held.or_else(|| offsets.first().copied())
}
