//! Package time: the virtual clock and timers; durations and dates as text.

use super::{Done, natives, word};
use crate::ids::Nanos;
use crate::lang::native::NativeFn;
use crate::lang::std::text::date::{DAYS, MONTHS, civil, days_before, iso_week};
use crate::lang::std::text::date_parse::Parsed;
use crate::lang::std::text::quote::{Keep, quote};
use crate::lang::std::text::{date_format, date_parse, duration};
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

/// The words of the `Time` that a timer sends.
fn tick(now: Nanos) -> Words {
    let [seconds, nanos, mono] = at(now);
    Words::from_slice(&[seconds, nanos, mono, 0])
}

fn now<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    t.settle();
    for (i, w) in at(t.cx.now()).into_iter().enumerate() {
        t.set_reg(base + i, w);
    }
    Ok(())
}

fn new_timer<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    t.settle();
    let (ns, period) = (t.reg(base).cast_signed(), t.reg(base + 1).cast_signed());
    let (timer, channel) = t.cx.new_timer(ns, period, tick);
    let channel = t.new_channel(channel, 4);
    t.set_reg(base, handle(timer));
    t.set_reg(base + 1, channel);
    Ok(())
}

fn after_func<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
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
    let zone = String::from_utf8_lossy(&t.reg_str(base + 3)).into_owned();
    let layout = t.reg_str(base + 5);
    let [seconds, nanos, offset] = [0, 1, 2].map(|i| t.reg(base + i).cast_signed());
    t.ret_str(base, &date_format::format(seconds, nanos, offset, &zone, &layout))
}

fn parse<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (layout, value) = (t.reg_str(base), t.reg_str(base + 2));
    let result = date_parse::parse(&layout, &value);
    let ok = result.is_ok();
    let (parsed, trouble) = match result {
        Ok(parsed) => (parsed, date_parse::Mismatch::default()),
        Err(e) => (Parsed { seconds: 0, nanos: 0, zone: None }, e),
    };
    let has_zone = parsed.zone.is_some();
    let (offset, zone) = parsed.zone.unwrap_or_default();
    let texts =
        [zone.as_bytes().to_vec(), trouble.layout, trouble.value, trouble.message.into_bytes()];
    let mut strings = vec![];
    for text in texts {
        strings.push(t.new_string(&text)?);
    }
    t.set_reg(base, parsed.seconds.cast_unsigned());
    t.set_reg(base + 1, parsed.nanos.cast_unsigned());
    t.set_reg(base + 2, offset.cast_unsigned());
    t.set_reg2(base + 3, strings[0]);
    t.set_reg(base + 5, word(has_zone));
    t.set_reg2(base + 6, strings[1]);
    t.set_reg2(base + 8, strings[2]);
    t.set_reg2(base + 10, strings[3]);
    t.set_reg(base + 12, word(ok));
    Ok(())
}

fn parse_duration<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (d, message) = match duration::parse(&t.reg_str(base)) {
        Ok(d) => (d, String::new()),
        Err(message) => (0, message),
    };
    t.set_reg(base, d.cast_unsigned());
    t.ret_str(base + 1, message.as_bytes())
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
            let text = quote(&t.reg_str(b), Keep::Ascii);
            t.ret_str(b, &text)
        },
    }
}
