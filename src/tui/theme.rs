//! Colours and letters: the same meaning in every view.
//!
//! A view asks for the style of a role, never for a colour. It must never know what is drawn.

use ratatui::style::{Color, Modifier, Style};

use crate::trace::reason::WaitReason;
use crate::trace::state::model::{G, GStatus};

/// What something on the screen means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Role {
    Running,
    Runnable,
    WaitChan,
    WaitLock,
    WaitTime,
    WaitIo,
    WaitOther,
    Syscall,
    Dead,
    Spinning,
    Idle,
    Text,
    Dim,
    Border,
    Title,
    Key,
    Selected,
    Steal,
    Preempt,
    Error,
}

impl Role {
    /// Those the legend explains, with their words.
    pub const LEGEND: &'static [(Role, &'static str)] = &[
        (Role::Running, "running"),
        (Role::Runnable, "runnable"),
        (Role::WaitChan, "waits: channel"),
        (Role::WaitLock, "lock"),
        (Role::WaitTime, "time"),
        (Role::WaitIo, "network"),
        (Role::WaitOther, "other"),
        (Role::Syscall, "system call"),
        (Role::Dead, "dead"),
        (Role::Spinning, "spinning"),
        (Role::Idle, "idle"),
    ];

    /// That of a goroutine.
    pub fn of(g: &G) -> Role {
        match g.status {
            GStatus::Running => Role::Running,
            GStatus::Runnable => Role::Runnable,
            GStatus::Syscall => Role::Syscall,
            GStatus::Waiting => Role::of_wait(g.reason),
            GStatus::Dead | GStatus::Absent => Role::Dead,
        }
    }

    /// That of a wait.
    pub fn of_wait(reason: WaitReason) -> Role {
        use WaitReason as W;
        match reason {
            W::ChanReceive | W::ChanSend | W::Select | W::SelectNoCases => Role::WaitChan,
            W::ChanReceiveNilChan | W::ChanSendNilChan => Role::WaitChan,
            W::SyncMutexLock | W::SyncRwMutexLock | W::SyncRwMutexRLock => Role::WaitLock,
            W::SyncCondWait | W::SyncWaitGroupWait | W::Semacquire => Role::WaitLock,
            W::Sleep => Role::WaitTime,
            W::IoWait => Role::WaitIo,
            _ => Role::WaitOther,
        }
    }
}

/// Which colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)]
pub enum Palette {
    #[default]
    Dark,
    Light,
    /// Okabe and Ito's colours, told apart by people of every colour vision.
    Safe,
    /// No colours: bold, dim and reversed only (`NO_COLOR`).
    None,
}

/// Colours and letters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Theme {
    /// The colours.
    pub palette: Palette,
    /// Only ASCII letters.
    pub ascii: bool,
    /// The terminal has 256 colours: the nearest of those are used.
    pub indexed: bool,
}

impl Theme {
    /// The next one.
    pub fn next(self) -> Theme {
        let palette = match self.palette {
            Palette::Dark => Palette::Light,
            Palette::Light => Palette::Safe,
            Palette::Safe => Palette::None,
            Palette::None => Palette::Dark,
        };
        Theme { palette, ..self }
    }

    /// How what means that looks.
    pub fn style(&self, role: Role) -> Style {
        let style = Style::new();
        let style = match self.color(role) {
            Some(Color::Rgb(r, g, b)) if self.indexed => style.fg(nearest(r, g, b)),
            Some(color) => style.fg(color),
            None => style,
        };
        let plain = self.palette == Palette::None;
        match role {
            Role::Running | Role::Title | Role::Error => style.add_modifier(Modifier::BOLD),
            Role::Dim | Role::Dead | Role::Idle if plain => style.add_modifier(Modifier::DIM),
            Role::Selected => style.add_modifier(Modifier::REVERSED),
            Role::Key | Role::Steal | Role::Preempt => style.add_modifier(Modifier::BOLD),
            _ => style,
        }
    }

    fn color(&self, role: Role) -> Option<Color> {
        use Role as R;
        let rgb = |hex: u32| Some(Color::from_u32(hex));
        match self.palette {
            Palette::None => None,
            Palette::Dark => match role {
                R::Running => rgb(0x5af78e),
                R::Runnable => rgb(0xf3f99d),
                R::WaitChan => rgb(0x57c7ff),
                R::WaitLock => rgb(0xff9f43),
                R::WaitTime => rgb(0xb9a3ff),
                R::WaitIo => rgb(0x4dd0c4),
                R::WaitOther => rgb(0x9aa5b1),
                R::Syscall => rgb(0xff6ac1),
                R::Dead | R::Idle | R::Dim => rgb(0x7a8290),
                R::Spinning => rgb(0xffd166),
                R::Text => None,
                R::Border => rgb(0x56606e),
                R::Title | R::Key => rgb(0x8be9fd),
                R::Selected => None,
                R::Steal => rgb(0xff6ac1),
                R::Preempt | R::Error => rgb(0xff5c57),
            },
            Palette::Light => match role {
                R::Running => rgb(0x00752f),
                R::Runnable => rgb(0x806000),
                R::WaitChan => rgb(0x0057ae),
                R::WaitLock => rgb(0xa84300),
                R::WaitTime => rgb(0x6a3fb5),
                R::WaitIo => rgb(0x00706b),
                R::WaitOther => rgb(0x4a5560),
                R::Syscall => rgb(0xb0006d),
                R::Dead | R::Idle | R::Dim => rgb(0x68707a),
                R::Spinning => rgb(0x8a5a00),
                R::Text => None,
                R::Border => rgb(0x8a939e),
                R::Title | R::Key => rgb(0x004f8c),
                R::Selected => None,
                R::Steal => rgb(0xb0006d),
                R::Preempt | R::Error => rgb(0xb3001b),
            },
            Palette::Safe => match role {
                R::Running => rgb(0x009e73),
                R::Runnable | R::Spinning => rgb(0xf0e442),
                R::WaitChan => rgb(0x56b4e9),
                R::WaitLock => rgb(0xe69f00),
                R::WaitTime => rgb(0xcc79a7),
                R::WaitIo => rgb(0x0072b2),
                R::WaitOther | R::Dead | R::Idle | R::Dim | R::Border => rgb(0x999999),
                R::Syscall | R::Steal => rgb(0xd55e00),
                R::Text | R::Selected => None,
                R::Title | R::Key => rgb(0x56b4e9),
                R::Preempt | R::Error => rgb(0xd55e00),
            },
        }
    }

    /// A letter, or what stands for it where there is only ASCII.
    pub fn letter<'a>(&self, letter: &'a str, ascii: &'a str) -> &'a str {
        if self.ascii { ascii } else { letter }
    }
}

/// The colour of the 256 that is nearest: a grey, or one of the cube of six by six by six.
fn nearest(r: u8, g: u8, b: u8) -> Color {
    let (least, most) = (r.min(g).min(b), r.max(g).max(b));
    if most - least < 16 {
        return Color::Indexed(232 + (least.max(8) - 8).div_ceil(10).min(23));
    }
    let level = |v: u8| match v {
        0..48 => 0,
        48..115 => 1,
        _ => (v - 35) / 40,
    };
    Color::Indexed(16 + 36 * level(r) + 6 * level(g) + level(b))
}
