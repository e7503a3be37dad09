//! The Go text of the standard packages, by import path, and what to use instead of the others.
//!
//! Must never know what the natives do. Next: the `.go` files beside this one.

macro_rules! packages {
    ($($path:literal: $file:literal;)*) => {
        /// The Go text of the standard package `path`, if there is one.
        #[must_use]
        pub fn source(path: &str) -> Option<&'static str> {
            match path {
                $($path => Some(include_str!(concat!("go/", $path, "/", $file))),)*
                // Not for programs.
                "internal/fs" => Some(include_str!("go/internal/fs/fs.go")),
                "internal/reader" => Some(include_str!("go/internal/reader/reader.go")),
                "internal/sync" => Some(include_str!("go/internal/sync/sync.go")),
                _ => None,
            }
        }

        /// The import paths of all packages there are.
        pub const PACKAGES: &[&str] = &[$($path),*];
    };
}

packages! {
    "bufio": "bufio.go";
    "bytes": "bytes.go";
    "cmp": "cmp.go";
    "container/heap": "heap.go";
    "container/list": "list.go";
    "container/ring": "ring.go";
    "context": "context.go";
    "errors": "errors.go";
    "fmt": "fmt.go";
    "gmpsim/sim": "sim.go";
    "golang.org/x/sync/errgroup": "errgroup.go";
    "golang.org/x/sync/semaphore": "semaphore.go";
    "io": "io.go";
    "iter": "iter.go";
    "log": "log.go";
    "maps": "maps.go";
    "math": "math.go";
    "math/bits": "bits.go";
    "math/rand": "rand.go";
    "math/rand/v2": "rand.go";
    "os": "os.go";
    "os/signal": "signal.go";
    "runtime": "runtime.go";
    "runtime/debug": "debug.go";
    "slices": "slices.go";
    "sort": "sort.go";
    "strconv": "strconv.go";
    "strings": "strings.go";
    "sync": "sync.go";
    "sync/atomic": "atomic.go";
    "syscall": "syscall.go";
    "time": "time.go";
    "unicode": "unicode.go";
    "unicode/utf16": "utf16.go";
    "unicode/utf8": "utf8.go";
}

/// What a program can use instead of the package `path`, which gmpsim does not have.
#[must_use]
pub fn alternative(path: &str) -> Option<&'static str> {
    let family = path.split('/').next().unwrap_or(path);
    Some(match path {
        "reflect" => "a type switch, or fmt's %T and %v",
        "unsafe" | "C" => "plain Go: the simulated memory has no addresses to play with",
        "net/http" | "net" => {
            "package gmpsim/sim: sim.IO waits in the netpoller, sim.NewLimiter is an API with limits"
        }
        "os/exec" | "path/filepath" | "embed" => {
            "strings in the program: there are no files or processes"
        }
        "io/ioutil" => "package io: there are no files",
        "testing" => "func main: gmpsim runs programs, not tests",
        "log/slog" => "package log",
        "regexp" => "package strings",
        "text/tabwriter" | "text/template" | "html/template" => "fmt.Printf with widths",
        "html" => "package strings",
        "runtime/trace" | "runtime/pprof" | "expvar" => {
            "gmpsim's own trace: every scheduling decision is in it"
        }
        "math/big" | "math/cmplx" => "int64, uint64 or float64",
        "crypto/rand" => "math/rand",
        "golang.org/x/exp/rand" => "math/rand",
        "golang.org/x/net/context" => "package context",
        "encoding/json" | "encoding/xml" | "encoding/gob" => "fmt.Sprintf and package strings",
        "encoding/csv" => "package strings",
        "encoding/hex" => "fmt's %x",
        "encoding/binary" => "shifts and masks of integers",
        _ => match family {
            "crypto" | "hash" => "arithmetic on integers",
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_has_its_clause() {
        for path in PACKAGES {
            let text = source(path).expect("listed packages have a text");
            let name = path.trim_end_matches("/v2").rsplit('/').next().unwrap_or(path);
            assert!(text.contains(&format!("\npackage {name}\n")), "{path}");
        }
    }
}
