//! The rules of Go's scheduler that gmpsim keeps, and the functions of Go in which they stand.
//!
//! What is explained names its rule and function by these constants; how far gmpsim keeps each rule, and
//! what shows it, is in `tests/rules.tsv`. It must never know how a rule is implemented. Next:
//! [`super::explain`].

/// A function of Go's runtime or standard library, of package sim or of Linux.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Func {
    /// Its name, without that of its type.
    pub name: &'static str,
    /// Its file, seen from `src/runtime`, or from `src` if it is of another package.
    pub file: &'static str,
}

/// A rule of the specification.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Its id: "NP-2".
    pub id: &'static str,
    /// The function of Go that does most of it.
    pub func: Func,
    /// The rule in a sentence.
    pub says: &'static str,
}

impl Rule {
    /// The rule with that id.
    pub fn find(id: &str) -> Option<&'static Rule> {
        ALL.iter().find(|rule| rule.id == id)
    }
}

macro_rules! funcs {
    ($($file:literal { $($name:ident $(= $text:literal)?)* })*) => {
        /// Functions by the names they have in Go; where two have the same, the file comes first.
        #[allow(non_upper_case_globals, missing_docs)]
        pub mod go {
            use super::Func;
            $($(pub const $name: Func = Func { name: funcs!(@name $name $($text)?), file: $file };)*)*
        }
    };
    (@name $name:ident) => { stringify!($name) };
    (@name $name:ident $text:literal) => { $text };
}

funcs! {
    "proc.go" {
        acquirep becomeSpinning casgstatus checkdead checkmcount entersyscall entersyscallblock execute
        exitsyscall exitsyscallNoP exitsyscallTryGetP findRunnable gcstopm gdestroy gfget globrunqget
        globrunqgetbatch goexit1 gopark gopreempt_m goready goschedIfBusy goschedImpl goyield_m handoffp
        incidlelocked injectglist LockOSThread main malg mexit mput newm newproc newproc1 pidleput
        preemptone preemptPark procresize ready reentersyscall releasep resetspinning retake runqget
        runqgrab runqput runqputbatch runqputslow runqsteal schedinit schedtrace startlockedm startm
        startTheWorldWithSema stealWork stoplockedm stopm stopTheWorldWithSema sysmon templateThread
        UnlockOSThread wakeNetPoller wakep
    }
    "coro.go" {
        coroswitch_m newcoro
    }
    "time/sleep.go" {
        goFunc sendTime
    }
    "asm_amd64.s" {
        rt0_go
    }
    "Linux" {
        oom_kill_process throttle_cfs_rq unthrottle_cfs_rq
    }
    "time.go" {
        maybeAdd timer_run = "run" timer_stop = "stop" timeSleep
    }
    "netpoll_epoll.go" {
        netpoll netpollinit netpollopen
    }
    "chan.go" {
        chanlen chanrecv chansend closechan makechan recv selectnbsend send
    }
    "select.go" {
        block selectgo
    }
    "internal/sync/mutex.go" {
        lockSlow mutex_Lock = "Lock" mutex_Unlock = "Unlock" unlockSlow
    }
    "sema.go" {
        notifyListNotifyAll notifyListNotifyOne notifyListWait semacquire1 semrelease1
    }
    "sim" {
        sim_Acquire = "Acquire" sim_Alloc = "Alloc" sim_Call = "Call" sim_Done = "Done" sim_Fail = "Fail"
        sim_Free = "Free" sim_NewLimiter = "NewLimiter" sim_NewPool = "NewPool" sim_Note = "Note" sim_Release = "Release"
        sim_TryAcquire = "TryAcquire"
    }
    "os/file.go" {
        os_Read = "Read" os_Write = "Write"
    }
    "stubs2.go" {
        exit
    }
    "panic.go" {
        fatal fatalpanic
    }
    "netpoll.go" {
        netpollblock netpollready
    }
    "sync/rwmutex.go" {
        rwmutex_Lock = "Lock" rwmutex_RLock = "RLock" rwmutex_RUnlock = "RUnlock" rwmutex_Unlock = "Unlock"
    }
    "sync/waitgroup.go" {
        waitgroup_Add = "Add" waitgroup_Done = "Done" waitgroup_Go = "Go" waitgroup_Wait = "Wait"
    }
    "stack.go" {
        newstack
    }
    "preempt.go" {
        asyncPreempt2 suspendG
    }
    "cgocall.go" {
        cgocall
    }
    "sync/once.go" {
        doSlow
    }
    "context/context.go" {
        cancel
    }
    "debug.go" {
        GOMAXPROCS
    }
    "mgc.go" {
        findGoroutineLeaks gcStart
    }
    "mgcpacer.go" {
        startCycle
    }
    "mgcmark.go" {
        gcAssistAlloc
    }
    "traceback.go" {
        goroutineheader
    }
    "synctest.go" {
        synctestRun
    }
    "metrics.go" {
        readMetrics
    }
    "traceruntime.go" {
        traceAcquire
    }
    "sync/cond.go" {
        cond_Wait = "Wait"
    }
}

macro_rules! rules {
    ($($name:ident $id:literal $func:ident $says:literal;)*) => {
        $(#[doc = $says] pub const $name: Rule = Rule { id: $id, func: go::$func, says: $says };)*

        /// All of them, in the order of the specification.
        pub const ALL: &[Rule] = &[$($name,)*];
    };
}

rules! {
    ST_1 "ST-1" casgstatus
        "A goroutine is idle, runnable, running, in a system call, waiting or dead, and a few states more that last nanoseconds.";
    ST_2 "ST-2" casgstatus
        "Which state may follow which: who comes out of a system call is running first, and runnable only if there is no P.";
    ST_3 "ST-3" exitsyscall
        "A goroutine may be running without a P for a few nanoseconds, just after a system call.";
    ST_4 "ST-4" entersyscall
        "A P has no state of its own for system calls: while its goroutine is in one, the P counts as running.";
    ST_5 "ST-5" acquirep
        "A thread knows its goroutine and its P, a goroutine its thread; a P remembers the thread it was last with.";
    ST_6 "ST-6" main
        "The runtime's own goroutines come first: main is 1, the first of the program is 6 or 7.";
    ST_7 "ST-7" gopark
        "Every goroutine that waits says why, in one of Go's fixed texts.";
    NP_1 "NP-1" newproc
        "A new goroutine takes the runnext of the P that made it; its maker goes on running.";
    NP_2 "NP-2" runqput
        "Who stood in runnext before goes to the tail of the local queue.";
    NP_3 "NP-3" runqput
        "The local queue holds 256; its owner puts at the tail, owner and thieves take from the head.";
    NP_4 "NP-4" runqputslow
        "A put into a full queue moves its 128 oldest and the one that is put, as one batch of 129, to the global queue.";
    NP_5 "NP-5" runqputbatch
        "A batch fills the local queue as far as it fits; the rest goes to the global queue.";
    NP_6 "NP-6" newproc1
        "Numbers of goroutines come in batches of 16 for each P and are never used again.";
    NP_7 "NP-7" gfget
        "The structure of a goroutine that has ended serves the next one, under a new number.";
    NP_8 "NP-8" newproc1
        "To start a nil function ends the program.";
    NP_9 "NP-9" runqput
        "Programs built with the race detector shuffle the queues.";
    NP_10 "NP-10" runqput
        "Where there is no sysmon there is no runnext.";
    FR_1 "FR-1" findRunnable
        "First: does a stop of the world wait?";
    FR_2 "FR-2" findRunnable
        "Then the P's own timers: those whose time has come fire before any queue is looked at.";
    FR_3 "FR-3" findRunnable
        "Then the reader of an execution trace, if there is one.";
    FR_4 "FR-4" findRunnable
        "Then a worker of the garbage collector, while it marks.";
    FR_5 "FR-5" globrunqget
        "On every 61st new slice of the P, exactly one goroutine from the global queue's head.";
    FR_6 "FR-6" findRunnable
        "Finalizers and cleanups are woken if they have work.";
    FR_7 "FR-7" runqget
        "Then the P's own goroutines: runnext, and after it the head of the queue.";
    FR_8 "FR-8" globrunqgetbatch
        "Only if those are empty, a batch from the global queue: its size divided by the number of Ps plus one, at most 128.";
    FR_9 "FR-9" netpoll
        "Then a look into the network poller, without waiting.";
    FR_10 "FR-10" findRunnable
        "Then stealing: only if fewer than half of the busy Ps have a thread that searches.";
    FR_11 "FR-11" findRunnable
        "An idle worker of the garbage collector, while it marks.";
    FR_12 "FR-12" findRunnable
        "A hook that only WebAssembly uses.";
    FR_13 "FR-13" findRunnable
        "A last look at the global queue under the scheduler's lock; then the P is given up.";
    FR_14 "FR-14" findRunnable
        "Who searched looks at all queues once more after that, so that no wake-up is lost.";
    FR_15 "FR-15" netpoll
        "One thread, without a P, waits in the network poller until the next timer.";
    FR_16 "FR-16" stopm
        "The others park until somebody wakes them.";
    FR_17 "FR-17" findRunnable
        "Busy queues go before the network: who is ready there may wait for sysmon.";
    SW_1 "SW-1" stealWork
        "A thief goes round all Ps up to four times, each time in another random order.";
    SW_2 "SW-2" runqsteal
        "It takes the older half of the queue, rounded up, runs the newest of that half and queues the others.";
    SW_3 "SW-3" stealWork
        "Timers of other Ps are looked at in the last round only.";
    SW_4 "SW-4" runqgrab
        "runnext is stolen in the last round only, from an empty queue, and after a wait of 3 µs if its owner runs.";
    SW_5 "SW-5" execute
        "A stolen goroutine begins a new slice.";
    SW_6 "SW-6" stealWork
        "Masks say which Ps are idle and which have timers, so that a thief need not look at all.";
    WK_1 "WK-1" wakep
        "Work that comes up wakes one searching thread, if none searches and a P is idle.";
    WK_2 "WK-2" becomeSpinning
        "A thread spins while it searches for work without having any.";
    WK_3 "WK-3" resetspinning
        "Who finds work stops spinning and wakes the next: one after the other, never all at once.";
    WK_4 "WK-4" wakep
        "If no P was idle, the next thread that is about to rest searches instead.";
    WK_5 "WK-5" pidleput
        "The P that became idle last is woken first; after the start that is the one with the highest number.";
    WK_6 "WK-6" mput
        "The thread that parked last is woken first.";
    WK_7 "WK-7" injectglist
        "A list of goroutines that are ready is spread: some to the global queue for idle Ps, the rest to the own queue.";
    WK_8 "WK-8" ready
        "Who is woken stands in the queue of the waker's P, wherever it ran before.";
    RD_1 "RD-1" ready
        "Who is made runnable takes the waker's runnext; the waker goes on.";
    RD_2 "RD-2" gopark
        "To wait, a goroutine leaves its thread first and lets go of the lock afterwards.";
    RD_3 "RD-3" goschedImpl
        "runtime.Gosched puts the caller at the tail of the global queue.";
    RD_4 "RD-4" gopreempt_m
        "A preempted goroutine goes to the tail of the global queue, but to runnext if the world is stopped.";
    RD_5 "RD-5" goyield_m
        "A handed-over semaphore makes its giver yield to the tail of its own queue.";
    RD_6 "RD-6" gdestroy
        "A goroutine that ends runs its deferred calls, becomes free, and its P looks for the next.";
    RD_7 "RD-7" timeSleep
        "A sleep of nothing does not give way.";
    RD_8 "RD-8" goschedIfBusy
        "The runtime's own work gives way only while no P is idle.";
    TS_1 "TS-1" execute
        "A P's tick counts new slices; who comes out of runnext inherits the slice of the one before.";
    TS_2 "TS-2" execute
        "Two goroutines that hand a value to and fro share one slice, and the queue behind them waits.";
    TS_3 "TS-3" runqput
        "With one P, one worker gets every short job.";
    TS_4 "TS-4" execute
        "A request to give way is lost if the goroutine stops by itself before it heard of it.";
    TS_5 "TS-5" retake
        "A slice is 10 ms at first and 20 ms later on, because sysmon looks every 10 ms by then.";
    PR_1 "PR-1" preemptone
        "A request to give way marks the goroutine and its stack's limit, and sends its thread a signal.";
    PR_2 "PR-2" newstack
        "A call of a function sees the mark and gives way.";
    PR_3 "PR-3" asyncPreempt2
        "The signal stops a loop without calls, too.";
    PR_4 "PR-4" preemptone
        "There are three reasons to preempt: the slice is over, the world stops, a stack is scanned.";
    PR_5 "PR-5" stopTheWorldWithSema
        "Stretches that can't be preempted make a stop of the world wait.";
    SY_1 "SY-1" reentersyscall
        "In a system call the P stays with its thread.";
    SY_2 "SY-2" exitsyscall
        "Who comes back and finds its P goes on at once: no queue, no new slice.";
    SY_3 "SY-3" exitsyscall
        "Who has lost it takes an idle P, or goes to the global queue while its thread parks.";
    SY_4 "SY-4" entersyscallblock
        "Calls that are known to block give the P away first.";
    SY_5 "SY-5" retake
        "sysmon takes the P at its second look; with nothing to run and a helper idle only after 10 ms.";
    SY_6 "SY-6" retake
        "The first system call of a P has no grace.";
    SY_7 "SY-7" handoffp
        "A P that is handed off starts a thread if there is anything to do, and is idle otherwise.";
    SY_8 "SY-8" cgocall
        "Calls of C code go the same way.";
    SY_9 "SY-9" netpollopen
        "Sockets and pipes wait in the poller; files block a thread.";
    MN_1 "MN-1" sysmon
        "sysmon sleeps 20 µs, after 50 rounds without a retake twice as long each time, up to 10 ms.";
    MN_2 "MN-2" sysmon
        "While nothing runs it sleeps until the next timer.";
    MN_3 "MN-3" sysmon
        "Each round: poll the network if nobody did for 10 ms, retake Ps from system calls, end slices that last too long.";
    MT_1 "MT-1" startm
        "A thread that parked is used again; only if there is none, a new one is made.";
    MT_2 "MT-2" mexit
        "Threads are never given back.";
    MT_3 "MT-3" checkmcount
        "More than 10,000 threads end the program.";
    MT_4 "MT-4" templateThread
        "One more thread makes threads on behalf of locked ones.";
    MT_5 "MT-5" schedinit
        "Thread 0 is the main one, 1 is sysmon.";
    MT_6 "MT-6" malg
        "Each thread has a stack of its own for the scheduler.";
    LK_1 "LK-1" LockOSThread
        "LockOSThread binds a goroutine to its thread, and the thread to it.";
    LK_2 "LK-2" stoplockedm
        "Who picks a goroutine that is bound elsewhere hands its P to that thread: two changes of threads a turn.";
    LK_3 "LK-3" incidlelocked
        "Bound threads that wait count as idle.";
    LK_4 "LK-4" mexit
        "A goroutine that ends while bound takes its thread with it.";
    CH_1 "CH-1" send
        "If somebody waits on the other side, the value goes straight there, and who came last goes on.";
    CH_2 "CH-2" chansend
        "A send looks for a waiting receiver, then for room, then waits; a receive from a full buffer moves the first waiting sender's value in.";
    CH_3 "CH-3" chansend
        "Both queues of a channel are first in, first out.";
    CH_4 "CH-4" closechan
        "close makes the waiting runnable in reverse order.";
    CH_5 "CH-5" chansend
        "A nil channel blocks for ever.";
    CH_6 "CH-6" chansend
        "A send to a closed channel panics, and so does to close it twice or to close nil.";
    CH_7 "CH-7" selectnbsend
        "A single case with default tries and never waits.";
    CH_8 "CH-8" chanlen
        "A nil channel has neither length nor room, nor has one of a timer.";
    SE_1 "SE-1" selectgo
        "select takes a random one of the ready cases.";
    SE_2 "SE-2" selectgo
        "It locks its channels in one order.";
    SE_3 "SE-3" selectgo
        "While it waits it stands in the queues of all its channels; the first that comes wins.";
    SE_4 "SE-4" selectgo
        "A receive from a closed channel is ready; a send to one panics.";
    SE_5 "SE-5" block
        "Its reason to wait is select, or select (no cases).";
    SM_1 "SM-1" semacquire1
        "Who waits for a semaphore stands in a queue of its own; who is woken has to try again.";
    SM_2 "SM-2" semrelease1
        "With a hand-off the woken one gets it and runs at once.";
    MU_1 "MU-1" lockSlow
        "Unlock wakes one, but whoever runs may take the mutex first.";
    MU_2 "MU-2" lockSlow
        "Who has waited longer than 1 ms and loses again is handed the mutex by the next unlock.";
    MU_3 "MU-3" unlockSlow
        "To unlock what is not locked ends the program.";
    RW_1 "RW-1" rwmutex_RLock
        "A writer that waits keeps new readers out.";
    RW_2 "RW-2" rwmutex_Unlock
        "When it unlocks, all waiting readers go before the next writer.";
    RW_3 "RW-3" rwmutex_Unlock
        "To unlock what is not locked ends the program.";
    WG_1 "WG-1" waitgroup_Wait
        "At zero all who wait become runnable, in order.";
    WG_2 "WG-2" waitgroup_Go
        "A panic in a function of WaitGroup.Go ends the program.";
    CO_1 "CO-1" notifyListNotifyOne
        "Signal wakes who has waited longest, Broadcast wakes all in order.";
    ON_1 "ON-1" doSlow
        "A second caller of Once waits until the first is done.";
    CX_1 "CX-1" cancel
        "Cancel closes the context's channel, and then its children's in random order.";
    CR_1 "CR-1" coroswitch_m
        "An iterator's coroutine runs in the slice of its caller, past all queues.";
    TM_1 "TM-1" maybeAdd
        "A timer stands in the heap of the P that set it; it fires when a P looks there.";
    TM_2 "TM-2" timer_run
        "Those that are due at once fire in order, each takes runnext: the latest runs first.";
    TM_3 "TM-3" timer_run
        "A sleeper that is due overtakes the queue.";
    TM_4 "TM-4" timeSleep
        "A sleeper parks before its timer is set; AfterFunc starts a goroutine.";
    TM_5 "TM-5" maybeAdd
        "The timer of a channel is set only while somebody waits for it.";
    TM_6 "TM-6" sendTime
        "The old way of timer channels is gone.";
    TM_7 "TM-7" netpoll
        "A program that has nothing to do waits in whole milliseconds.";
    TM_8 "TM-8" wakeNetPoller
        "A new earliest timer wakes the thread in the poller.";
    TM_9 "TM-9" timer_stop
        "Stopped timers are cleared away later.";
    NW_1 "NW-1" netpollinit
        "One instance of epoll for the process.";
    NW_2 "NW-2" netpoll
        "Who asks it: a P without work, the one thread that waits there, sysmon.";
    NW_3 "NW-3" netpollready
        "What it reports runs in reverse order.";
    NW_4 "NW-4" netpollblock
        "One goroutine reads, one writes; its reason to wait is IO wait.";
    PC_1 "PC-1" procresize
        "Unless set, GOMAXPROCS is what the machine, the affinity and the container allow; it may change while the program runs.";
    PC_2 "PC-2" GOMAXPROCS
        "To set it stops the world.";
    PC_3 "PC-3" procresize
        "A P that goes away leaves its goroutines to the head of the global queue.";
    GC_0 "GC-0" stopTheWorldWithSema
        "To stop the world, all Ps are asked to stop, those in system calls and idle ones are taken.";
    GC_1 "GC-1" gcStart
        "The garbage collector stops the world twice, briefly, and works beside the program in between.";
    GC_2 "GC-2" startCycle
        "It takes a quarter of the Ps.";
    GC_3 "GC-3" gcAssistAlloc
        "Who allocates while it marks must help.";
    GC_4 "GC-4" suspendG
        "It suspends a goroutine to scan its stack.";
    GC_5 "GC-5" goroutineheader
        "The minutes in a dump count from the first collection that found the goroutine waiting.";
    SK_1 "SK-1" malg
        "A stack begins with 2 KiB.";
    SK_2 "SK-2" newstack
        "It grows by copying to one twice as large.";
    SK_3 "SK-3" newstack
        "It may not exceed a billion bytes.";
    DD_1 "DD-1" checkdead
        "If no thread can run and no timer is set, all goroutines are asleep: a deadlock.";
    DD_2 "DD-2" checkdead
        "A timer, a system call or a wait for the network keeps the detector silent.";
    DD_3 "DD-3" main
        "When main returns, the program ends, whoever still works.";
    DD_4 "DD-4" goexit1
        "If main leaves by Goexit, the others go on.";
    DD_5 "DD-5" fatalpanic
        "A panic that nobody recovers ends the program with code 2.";
    DD_6 "DD-6" fatal
        "Fatal errors can't be recovered.";
    DD_7 "DD-7" goroutineheader
        "A dump says of each goroutine what it waits for.";
    LE_1 "LE-1" findGoroutineLeaks
        "A profile finds goroutines that can never go on.";
    SB_1 "SB-1" synctestRun
        "In a bubble of testing/synctest time jumps when all wait.";
    SB_2 "SB-2" synctestRun
        "Not every wait counts there: a mutex does not.";
    SB_3 "SB-3" synctestRun
        "A bubble in which nobody can go on panics.";
    DB_1 "DB-1" schedtrace
        "GODEBUG=schedtrace prints a line of figures; the queues' lengths there are without runnext.";
    DB_2 "DB-2" schedtrace
        "scheddetail adds a line for each P, M and G.";
    DB_3 "DB-3" readMetrics
        "Figures for programs are in runtime/metrics.";
    TR_1 "TR-1" traceAcquire
        "The execution trace has events for goroutines, processors, system calls and stops of the world.";
}
