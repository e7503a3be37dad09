//! Machines that vary as real ones do: what a seed decides, and what only such machines show.

mod runner;

use std::collections::BTreeSet;

use gmpsim::runtime::Noise;
use runner::{Compiled, Run, Settings, one_p};

/// Runs a program on so many Ps with each seed.
fn runs(text: &str, procs: u32, noise: Noise, seeds: std::ops::Range<u64>) -> Vec<Run> {
    let program = Compiled::of_text("main.go", text.into()).expect("it compiles");
    let run = |seed| program.run(&Settings { procs, noise, traced: true, ..one_p(seed) });
    seeds.map(|seed| run(seed).unwrap_or_else(|why| panic!("seed {seed}: {why}"))).collect()
}

const ORDER: &str = r#"package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	order := ""
	for i := range 6 {
		wg.Go(func() {
			for n := range 3000 {
				_ = n
			}
			mu.Lock()
			order += fmt.Sprint(i)
			mu.Unlock()
		})
	}
	wg.Wait()
	fmt.Println(order)
}
"#;

#[test]
fn a_seed_is_a_machine() {
    let outputs = |noise| -> BTreeSet<String> {
        runs(ORDER, 4, noise, 1..31).into_iter().map(|run| run.stdout).collect()
    };
    let (quiet, typical) = (outputs(Noise::Quiet), outputs(Noise::Typical));
    assert!(typical.len() > 3 && typical.len() > quiet.len(), "{typical:?}");
}

#[test]
fn equal_seeds_are_equal_to_the_byte() {
    for (_, noise) in Noise::ALL {
        assert_eq!(runs(ORDER, 4, noise, 1..6), runs(ORDER, 4, noise, 1..6), "{noise:?}");
    }
}

#[test]
fn updates_without_a_lock_get_lost() {
    let text = r#"package main

import "sync"

func main() {
	var wg sync.WaitGroup
	n := 0
	for range 4 {
		wg.Go(func() {
			for range 50_000 {
				n++
			}
		})
	}
	wg.Wait()
	println(n < 200_000)
}
"#;
    let lost = runs(text, 4, Noise::Typical, 1..11);
    let lost = lost.iter().filter(|run| run.stderr == "true\n").count();
    assert!(lost > 5, "lost on {lost} of 10 seeds");
}

#[test]
fn an_interface_is_torn_with_one_p() {
    let text = r#"package main

import (
	"fmt"
	"time"
)

type a struct{ x, y int }
type b struct{ s string }

var shared any = &a{1, 1}

func main() {
	go func() {
		one, two := &a{1, 1}, &b{"b"}
		for {
			shared = one
			shared = two
		}
	}()
	for start := time.Now(); time.Since(start) < time.Second; {
		for range 100_000 {
			switch v := shared.(type) {
			case *a:
				if v.x != 1 || v.y != 1 {
					fmt.Println("torn")
					return
				}
			case *b:
				if len(v.s) != 1 {
					fmt.Println("torn")
					return
				}
			}
		}
	}
	fmt.Println("whole")
}
"#;
    let outputs: BTreeSet<_> =
        runs(text, 1, Noise::Typical, 1..3).into_iter().map(|run| run.stdout).collect();
    assert_eq!(outputs, BTreeSet::from(["torn\n".to_string()]));
}

#[test]
fn maps_that_several_use_at_once_end_the_program() {
    let text = |goroutine: &str| {
        format!(
            "package main\n\nimport \"sync\"\n\nfunc main() {{\n\tm := map[int]int{{}}\n\tvar wg sync.WaitGroup
\tfor g := range 4 {{\n\t\twg.Go(func() {{\n\t\t\tfor i := range 1_000_000 {{\n\t\t\t\tm[i%50] = g\n\t\t\t}}
\t\t}})\n\t}}\n\twg.Go(func() {{\n\t\tfor i := range 1_000_000 {{\n\t\t\t_ = i\n\t\t\t{goroutine}\n\t\t}}\n\t}})
\twg.Wait()\n\tprintln(\"lucky\")\n}}\n"
        )
    };
    for (goroutine, words) in [
        ("delete(m, i)", BTreeSet::from(["fatal error: concurrent map writes"])),
        (
            "_ = m[i]",
            BTreeSet::from([
                "fatal error: concurrent map writes",
                "fatal error: concurrent map read and map write",
            ]),
        ),
    ] {
        for run in runs(&text(goroutine), 4, Noise::Typical, 1..6) {
            let first = run.stderr.lines().next().unwrap_or_default();
            assert!(words.contains(first) && run.exit == 2, "{goroutine}: {}", run.stderr);
        }
    }
}
