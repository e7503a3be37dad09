//! Why a goroutine stops or waits, and why the world is stopped: Go's numbers and texts.
//!
//! Next: [`super::event`].

use serde::{Deserialize, Serialize};

macro_rules! texts {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $num:literal, $text:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] #[serde(rename = $text)] $variant = $num,)*
        }

        impl $name {
            /// All of them, in order of their numbers.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// Go's text.
            pub fn text(self) -> &'static str {
                match self {
                    $($name::$variant => $text,)*
                }
            }
        }
    };
}

texts! {
    /// Why a goroutine waits (ST-7): what dumps show in brackets.
    WaitReason {
        Zero = 0, "";
        IoWait = 2, "IO wait";
        PanicWait = 6, "panicwait";
        GcSweepWait = 8, "GC sweep wait";
        GcScavengeWait = 9, "GC scavenge wait";
        FinalizerWait = 10, "finalizer wait";
        ForceGcIdle = 11, "force gc (idle)";
        UpdateGomaxprocsIdle = 12, "GOMAXPROCS updater (idle)";
        Semacquire = 13, "semacquire";
        Sleep = 14, "sleep";
        ChanReceiveNilChan = 15, "chan receive (nil chan)";
        ChanSendNilChan = 16, "chan send (nil chan)";
        SelectNoCases = 17, "select (no cases)";
        Select = 18, "select";
        ChanReceive = 19, "chan receive";
        ChanSend = 20, "chan send";
        SyncCondWait = 21, "sync.Cond.Wait";
        SyncMutexLock = 22, "sync.Mutex.Lock";
        SyncRwMutexRLock = 23, "sync.RWMutex.RLock";
        SyncRwMutexLock = 24, "sync.RWMutex.Lock";
        SyncWaitGroupWait = 25, "sync.WaitGroup.Wait";
        WaitForGcCycle = 27, "wait for GC cycle";
        Preempted = 30, "preempted";
        StoppingTheWorld = 33, "stopping the world";
        Coroutine = 38, "coroutine";
    }
}

texts! {
    /// Why a running goroutine becomes runnable (TR-1).
    StopReason {
        NoP = 0, "no P after a system call";
        Gosched = 1, "runtime.Gosched";
        Preempted = 2, "preempted";
    }
}

texts! {
    /// Why the world is stopped.
    StwReason {
        Unknown = 0, "unknown";
        Gomaxprocs = 11, "GOMAXPROCS";
        GoroutineStacks = 7, "all goroutines stack trace";
    }
}
