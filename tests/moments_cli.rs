//! Moments on the command line: `gmpsim tour`, `gmpsim snapshot --at`, and what is left out of a picture.

use std::process::Command;

/// What a command prints, on standard output and standard error, and its code.
fn gmpsim(arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_gmpsim"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"))
        .output()
        .expect("gmpsim starts");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (text(output.stdout), text(output.stderr), output.status.code())
}

fn printed(arguments: &[&str]) -> String {
    let (stdout, stderr, code) = gmpsim(arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {stderr}");
    stdout
}

/// The number after "event " in the first line of a picture.
fn event(picture: &str) -> usize {
    let head = picture.lines().next().expect("a picture has lines");
    let digits = head.split("event ").nth(1).expect("its head says which event");
    let digits = digits.split_whitespace().next().expect("a number").replace(',', "");
    digits.parse().expect("a number")
}

#[test]
fn a_snapshot_is_at_the_moment_asked_for() {
    let at = |moment: &str| printed(&["snapshot", "spawn-order", "--at", moment]);
    assert_eq!(event(&at("3")), 3);
    assert_eq!(event(&at("start")), 1);
    assert_eq!(event(&at("4000000")), event(&at("end")));
    assert!(event(&at("first GoBlock")) < event(&at("last GoDestroy")));
    assert!(at("first GoBlock").contains("GoBlock"));
    let plus = printed(&["snapshot", "spawn-order", "--at", "first GoBlock", "--plus", "2"]);
    assert_eq!(event(&plus), event(&at("first GoBlock")) + 2);
    // A time: nothing before it is left out.
    let start = printed(&["snapshot", "timers", "--at", "t=1ms"]);
    assert!(event(&start) < event(&printed(&["snapshot", "timers", "--at", "t=5ms"])));
}

#[test]
fn a_moment_that_can_not_be_is_told() {
    let refused = [
        ("0", "counted from 1"),
        ("99999999", "counted from 1"),
        ("first RunqSteel", "did you mean RunqSteal"),
        ("t=soon", "write t=3ms"),
    ];
    for (moment, why) in refused {
        let (_, stderr, code) = gmpsim(&["snapshot", "spawn-order", "--at", moment]);
        assert_eq!(code, Some(2), "{moment}");
        assert!(stderr.contains(why), "{moment}: {stderr}");
    }
    let (_, stderr, code) = gmpsim(&["snapshot", "spawn-order", "--at", "first RunqOverflow"]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("first RunqOverflow does not come; the run ends at"), "{stderr}");
}

#[test]
fn a_picture_has_the_size_asked_for_whatever_is_left_out() {
    let drawn = |more: &[&str]| {
        let args = ["snapshot", "spawn-order", "--at", "first GoBlock", "--size", "70x24"];
        printed(&[&args, more].concat())
    };
    for more in [&[][..], &["--bare"], &["--no-why"], &["--bare", "--no-why"]] {
        assert_eq!(drawn(more).lines().count(), 24, "{more:?}");
    }
    let has = |picture: &str, text: &str| picture.contains(text);
    let (keys, why, tabs) = ("space play", "┌ why", "2 source");
    let whole = drawn(&[]);
    assert!(has(&whole, keys) && has(&whole, why) && has(&whole, tabs));
    let bare = drawn(&["--bare"]);
    assert!(!has(&bare, keys) && has(&bare, why) && !has(&bare, tabs));
    let neither = drawn(&["--bare", "--no-why"]);
    assert!(!has(&neither, keys) && !has(&neither, why) && has(&neither, "global queue"));
}

#[test]
fn what_is_chosen_is_shown() {
    let with = |option: &[&str], view: &str| {
        printed(&[&["snapshot", "buffered", "--at", "end", "--view", view], option].concat())
    };
    assert!(with(&["--object", "2"], "channels").contains("channel #2, first used"));
    assert!(with(&[], "channels").contains("channel #1, first used"));
    assert!(with(&["--goroutine", "8"], "goroutines").contains("life of G8"));
    let zoomed =
        printed(&["snapshot", "timers", "--at", "t=5ms", "--span", "2ms", "--view", "timeline"]);
    let whole = printed(&["snapshot", "timers", "--at", "t=5ms", "--view", "timeline"]);
    assert!(!zoomed.contains("timeline  0 to") && whole.contains("timeline  0 to"), "{zoomed}");
}

#[test]
fn a_tour_tells_time_event_and_text() {
    let text = printed(&["tour", "spawn-order"]);
    assert!(text.starts_with("spawn-order: "), "{text}");
    let mut lines = text.lines().filter(|line| line.starts_with("1. "));
    let first = lines.next().expect("the tour has a stop");
    assert!(first.contains(" µs, event ") && first.ends_with("GoCreate"), "{first}");
    let stops = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).count();
    let markdown = printed(&["tour", "spawn-order", "--markdown"]);
    assert_eq!(markdown.lines().count(), stops);
    assert!(markdown.starts_with("1. **"), "{markdown}");
    // The stop's event is the one that a picture of the same moment shows.
    let at = printed(&["snapshot", "spawn-order", "--at", "2nd GoCreate"]);
    assert!(first.contains(&format!("event {},", event(&at))), "{first}");

    let (_, stderr, code) = gmpsim(&["tour", "../examples/steal.go"]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("has no tour"), "{stderr}");
}

#[test]
fn a_comparison_can_be_a_table_of_markdown() {
    let table = printed(&["compare", "spawn-order", "--procs", "1,2", "--markdown"]);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 4, "{table}");
    let columns = |line: &str| line.matches('|').count();
    assert!(lines.iter().all(|line| columns(line) == columns(lines[0])), "{table}");
    assert!(lines[2].starts_with("| spawn-order, 1 P | ok |"), "{table}");
}
