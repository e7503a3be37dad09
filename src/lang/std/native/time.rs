//! Package time: the virtual clock and timers; durations and dates as text; zones.

use super::{Done, natives, word};
use crate::duration::{self, NoDuration};
use crate::ids::Nanos;
use crate::lang::native::NativeFn;
use crate::lang::std::text::date::{DAYS, MONTHS, civil, days_before, iso_week};
use crate::lang::std::text::date_parse::{Mismatch, Parsed};
use crate::lang::std::text::{date_format, date_parse, zone};
use crate::lang::vm::{Thread, Words};
use crate::runtime::TimerId;
use crate::runtime::os::Os;

/// The wall clock at the start of every run, in seconds since year 1: 2009-11-10 23:00:00 UTC.
const EPOCH: i64 = 62_135_596_800 + 1_257_894_000;
const SECOND: u64 = 1_000_000_000;

/// Seconds, nanoseconds and clock reading of a `Time` at that instant.
fn at(now: Nanos) -> [u64; 3] {
    let seconds = EPOCH.cast_unsigned() + now / SECOND;
    [seconds, now % SECOND, now + 1]
}

/// Words of a `Time`.
const TICK_WORDS: u16 = 4;

/// The words of the `Time` that a timer sends.
fn tick(now: Nanos) -> Words {
    let [seconds, nanos, mono] = at(now);
    Words::from_slice(&[seconds, nanos, mono, 0])
}

fn now<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    t.settle();
    t.cx.charge(t.cx.costs().now);
    for (i, w) in at(t.cx.now()).into_iter().enumerate() {
        t.set_reg(base + i, w);
    }
    Ok(())
}

/// What a timer takes beside its channel, in bytes: its state, its place in the table and in a heap.
const TIMER: u64 = 256;

fn new_timer<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    t.room_for_channel(TICK_WORDS, 1)?;
    t.regrow(0, TIMER)?;
    t.settle();
    let (ns, period) = (t.reg(base).cast_signed(), t.reg(base + 1).cast_signed());
    let (timer, channel) = t.cx.new_timer(ns, period, tick);
    let channel = t.new_channel(channel, TICK_WORDS);
    t.set_reg(base, handle(timer));
    t.set_reg(base + 1, channel);
    Ok(())
}

fn after_func<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    t.regrow(0, TIMER)?;
    t.settle();
    let (ns, func) = (t.reg(base).cast_signed(), t.reg(base + 1));
    let (name, make) = t.body_maker(func)?;
    let timer = t.cx.after_func(ns, name, make);
    t.set_reg(base, handle(timer));
    Ok(())
}

fn handle(timer: TimerId) -> u64 {
    u64::from(timer.0) + 1
}

fn timer<O: Os>(t: &Thread<'_, '_, O>, base: usize) -> TimerId {
    TimerId((t.reg(base) - 1) as u32)
}

fn civil_fields<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let seconds = t.reg(base).cast_signed();
    let c = civil(seconds);
    let (iso_year, iso_week) = iso_week(seconds);
    let fields = [
        c.year, c.month, c.day, c.hour, c.minute, c.second, c.weekday, c.yearday, iso_year,
        iso_week,
    ];
    for (i, v) in fields.into_iter().enumerate() {
        t.set_reg(base + i, v.cast_unsigned());
    }
    Ok(())
}

fn format<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let zone = String::from_utf8_lossy(&t.reg_str(base + 3)?).into_owned();
    let layout = t.reg_str(base + 5)?;
    // An element of three letters can be the zone's name.
    let len = layout.len() as u64 * (4 + zone.len() as u64);
    let _held = t.hold(if len < 4096 { 0 } else { len })?;
    let [seconds, nanos, offset] = [0, 1, 2].map(|i| t.reg(base + i).cast_signed());
    t.ret_str(base, &date_format::format(seconds, nanos, offset, &zone, &layout))
}

fn parse<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (layout, value) = (t.reg_str(base)?, t.reg_str(base + 2)?);
    let (ok, parsed, trouble) = match date_parse::parse(&layout, &value) {
        Ok(parsed) => (true, parsed, Mismatch::default()),
        Err(trouble) => (false, Parsed::default(), trouble),
    };
    let texts =
        [parsed.zone.into_bytes(), trouble.layout, trouble.value, trouble.message.into_bytes()];
    let mut strings = vec![];
    for text in texts {
        strings.push(t.new_string(&text)?);
    }
    t.set_reg2(base, (parsed.seconds.cast_unsigned(), parsed.nanos.cast_unsigned()));
    t.set_reg2(base + 2, (word(parsed.utc), word(parsed.offset.is_some())));
    t.set_reg(base + 4, parsed.offset.unwrap_or(0).cast_unsigned());
    for (i, string) in strings.into_iter().enumerate() {
        t.set_reg2(base + 5 + 2 * i, string);
    }
    t.set_reg(base + 13, word(ok));
    Ok(())
}

/// Number and instant of a period in a zone.
fn period<O: Os>(t: &Thread<'_, '_, O>, base: usize) -> zone::Period {
    zone::lookup(t.reg(base) as usize, t.reg(base + 1).cast_signed())
}

fn zone_period<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let p = period(t, base);
    for (i, v) in [p.offset, p.start, p.end, p.is_dst.into()].into_iter().enumerate() {
        t.set_reg(base + i, v.cast_unsigned());
    }
    Ok(())
}

fn zone_offset<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let abbreviation = String::from_utf8_lossy(&t.reg_str(base + 1)?).into_owned();
    let at = t.reg(base + 3).cast_signed();
    let offset = zone::offset_of(t.reg(base) as usize, &abbreviation, at);
    t.set_reg2(base, (offset.unwrap_or(0).cast_unsigned(), word(offset.is_some())));
    Ok(())
}

fn parse_duration<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let text = t.reg_str(base)?;
    let (d, wrong) = match duration::parse(&text) {
        Ok(d) => (d, None),
        Err(NoDuration::Invalid) => (0, Some(b"invalid".to_vec())),
        Err(NoDuration::MissingUnit) => (0, Some(b"missing unit in".to_vec())),
        Err(NoDuration::UnknownUnit(unit)) => {
            (0, Some([b"unknown unit ", &*date_parse::quote(unit), b" in"].concat()))
        }
    };
    let message =
        wrong.map(|wrong| [b"time: ", &*wrong, b" duration ", &*date_parse::quote(&text)].concat());
    t.set_reg(base, d.cast_unsigned());
    t.ret_str(base + 1, &message.unwrap_or_default())
}

/// A name of a table, or `%!Month(13)`.
fn name<O: Os>(
    t: &mut Thread<'_, '_, O>,
    base: usize,
    names: &[&str],
    first: u64,
    ty: &str,
) -> Done {
    let n = t.reg(base);
    match names.get(n.wrapping_sub(first) as usize) {
        Some(name) => t.ret_str(base, name.as_bytes()),
        None => t.ret_str(base, format!("%!{ty}({n})").as_bytes()),
    }
}

/// The time since year 1 modulo `d`.
fn remainder<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let [seconds, nanos, d] = [0, 1, 2].map(|i| i128::from(t.reg(base + i).cast_signed()));
    let rest = (seconds * i128::from(SECOND) + nanos).rem_euclid(d);
    t.set_reg(base, rest as u64);
    Ok(())
}

/// ` m=+0.000001234`.
fn clock_suffix<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let mono = t.reg(base).cast_signed();
    let (sign, u) = if mono < 0 { ('-', mono.unsigned_abs()) } else { ('+', mono.unsigned_abs()) };
    t.ret_str(base, format!(" m={sign}{}.{:09}", u / SECOND, u % SECOND).as_bytes())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "Sleep" => |t, b| {
            t.settle();
            let ns = t.reg(b).cast_signed();
            t.cx.sleep(ns);
            Ok(())
        },
        "now" => now,
        "newTimer" => new_timer,
        "afterFunc" => after_func,
        "stopTimer" => |t, b| {
            t.settle();
            let id = timer(t, b);
            let stopped = t.cx.stop_timer(id);
            t.set_reg(b, word(stopped));
            Ok(())
        },
        "resetTimer" => |t, b| {
            t.settle();
            let (id, ns, period) = (timer(t, b), t.reg(b + 1), t.reg(b + 2));
            let active = t.cx.reset_timer(id, ns.cast_signed(), period.cast_signed());
            t.set_reg(b, word(active));
            Ok(())
        },
        "Duration.String" => |t, b| {
            let text = duration::format(t.reg(b).cast_signed());
            t.ret_str(b, text.as_bytes())
        },
        "parseDuration" => parse_duration,
        "Month.String" => |t, b| self::name(t, b, &MONTHS, 1, "Month"),
        "Weekday.String" => |t, b| self::name(t, b, &DAYS, 0, "Weekday"),
        "daysBefore" => |t, b| {
            let days = days_before(t.reg(b).cast_signed(), t.reg(b + 1).cast_signed());
            t.set_reg(b, days.cast_unsigned());
            Ok(())
        },
        "civil" => civil_fields,
        "format" => format,
        "parse" => parse,
        "remainder" => remainder,
        "clockSuffix" => clock_suffix,
        "quote" => |t, b| {
            let text = date_parse::quote(&t.reg_str(b)?);
            t.ret_str(b, &text)
        },
        "findZone" => |t, b| {
            let number = zone::find(&String::from_utf8_lossy(&t.reg_str(b)?));
            t.set_reg(b, super::index(number));
            Ok(())
        },
        "zonePeriod" => zone_period,
        "zoneName" => |t, b| {
            let p = period(t, b);
            t.ret_str(b, p.abbreviation.as_bytes())
        },
        "zoneOffset" => zone_offset,
    }
}
