//! LockOSThread: a goroutine and a thread that run only together (LK-1 … LK-4).
//!
//! Next: [`super::wake`].

use super::G0;
use crate::ids::Mid;
use crate::runtime::cx::Cx;
use crate::runtime::g::GStatus;
use crate::runtime::gp::Gp;
use crate::runtime::os::Os;
use crate::trace::event::{EventKind, HandoffReason};

impl<O: Os> Cx<'_, O> {
    /// `runtime.LockOSThread`: binds this goroutine and its thread to each other; calls nest (LK-1).
    pub fn lock_os_thread(&mut self) {
        self.m().locked_ext += 1;
        self.dolock_os_thread();
    }

    /// `runtime.UnlockOSThread`: undoes one call; more calls than locks do nothing (LK-1).
    pub fn unlock_os_thread(&mut self) {
        let m = self.m();
        m.locked_ext = m.locked_ext.saturating_sub(1);
        self.dounlock_os_thread();
    }

    /// Whether the goroutine is bound to its thread, by itself or, if that counts, by the runtime (LK-1).
    pub fn locked(&self, by_runtime: bool) -> bool {
        let m = self.m_ref();
        m.locked_ext > 0 || (by_runtime && m.locked_int > 0)
    }

    /// The same on the runtime's own behalf: during package initialisation.
    pub(super) fn lock_os_thread_int(&mut self) {
        self.m().locked_int += 1;
        self.dolock_os_thread();
    }

    pub(super) fn unlock_os_thread_int(&mut self) {
        let m = self.m();
        assert!(m.locked_int > 0, "the runtime unlocks what it locked");
        m.locked_int -= 1;
        self.dounlock_os_thread();
    }

    fn dolock_os_thread(&mut self) {
        let gp = self.gp();
        let (rt, m) = self.parts();
        if rt.g(gp).lockedm().is_none() {
            let _step = rt.step(m);
            rt.g(gp).set_lockedm(m.id);
            m.shared.set_lockedg(Some(gp));
            rt.tell(m, || EventKind::GoLock { locked: true });
        }
    }

    fn dounlock_os_thread(&mut self) {
        let gp = self.gp();
        let (rt, m) = self.parts();
        if m.locked_ext == 0 && m.locked_int == 0 && rt.g(gp).lockedm().is_some() {
            let _step = rt.step(m);
            rt.g(gp).set_lockedm(Mid::NONE);
            m.shared.set_lockedg(None);
            rt.tell(m, || EventKind::GoLock { locked: false });
        }
    }
}

impl<O: Os> G0<'_, O> {
    /// This M may run only the goroutine locked to it, which is not here: it hands its P to
    /// another and waits until somebody brings that goroutine with a P (LK-2, LK-3).
    #[cold]
    pub(super) fn stoplockedm(&mut self) {
        let (rt, m) = self.parts();
        // One step with the goroutine's leaving: who finds that goroutine finds this M parked.
        let step = rt.go_on(m);
        if m.p.is_some() {
            let p = rt.releasep(m);
            rt.handoffp(m, p, HandoffReason::LockedM);
        }
        rt.tell(m, || EventKind::MPark { locked: true });
        rt.incidlelocked(m, 1);
        drop(step);
        self.sleep_for_p();
        let (rt, m) = self.parts();
        let lockedg = m.shared.lockedg().map(|gp| rt.g(gp).status());
        assert!(
            lockedg == Some(GStatus::Runnable),
            "{} is woken for a goroutine that may run",
            m.id
        );
        self.acquire_next_p();
    }

    /// The goroutine chosen is locked to another M: that M gets this one's P, and this one parks
    /// (LK-2).
    #[cold]
    pub(super) fn startlockedm(&mut self, gp: Gp) {
        let (rt, m) = self.parts();
        let mid = rt.g(gp).lockedm();
        assert!(mid != m.id, "an M does not look for work while a goroutine is locked to it");
        let step = rt.go_on(m);
        rt.incidlelocked(m, -1);
        let p = rt.releasep(m);
        rt.unpark_m(m, mid, p, false);
        drop(step);
        self.stopm();
    }
}
