//! The terminal: taken over, and given back as it was, on exit, panic, signals and for the shell.
//!
//! Next: [`super::live`].

use std::io::{self, IsTerminal, Stdout, stdin, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// The terminal while it is ours.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    asked_to_end: Arc<AtomicBool>,
    continued: Arc<AtomicBool>,
}

/// Whether there is a terminal to draw on and to read keys from.
pub fn there_is_one() -> bool {
    stdin().is_terminal() && stdout().is_terminal()
}

impl Screen {
    /// Takes the terminal over.
    pub fn open() -> io::Result<Screen> {
        let (asked_to_end, continued) = (Arc::default(), Arc::default());
        for signal in [SIGTERM, SIGINT, SIGQUIT] {
            flag::register(signal, Arc::clone(&asked_to_end))?;
        }
        end_without_the_loop()?;
        flag::register(SIGCONT, Arc::clone(&continued))?;
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            give_back();
            before(info);
        }));
        // Built first, so that its drop gives back what a failure half way has taken.
        let terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
        let screen = Screen { terminal, asked_to_end, continued };
        take()?;
        Ok(screen)
    }

    /// Its columns and rows.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Draws a frame, which the terminal shows when it is whole.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        queue!(stdout(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| draw(frame.buffer_mut()))?;
        execute!(stdout(), EndSynchronizedUpdate)
    }

    /// A signal asks the process to end.
    pub fn asked_to_end(&self) -> bool {
        self.asked_to_end.load(Ordering::Relaxed)
    }

    /// Gives the terminal to the shell until it calls the process back.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        // The whole job stops, as if the terminal had sent the signal; without job control none does.
        rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
        self.take_again()
    }

    /// Takes the terminal over again if the process was stopped and called back; whether it was.
    pub fn called_back(&mut self) -> io::Result<bool> {
        let was = self.continued.swap(false, Ordering::Relaxed);
        if was {
            self.take_again()?;
        }
        Ok(was)
    }

    fn take_again(&mut self) -> io::Result<()> {
        self.continued.store(false, Ordering::Relaxed);
        take()?;
        // A new one knows nothing of what was drawn, and draws all.
        self.terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
        execute!(stdout(), Clear(ClearType::All))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// How long the loop gets to see that it is asked to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// Ends the process from a thread of its own: when its terminal is gone, since a read of keys from there
/// finds nothing, again and again, and never comes back to look at a flag; and when the loop is asked to
/// end and does not.
fn end_without_the_loop() -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT])?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            if signal != SIGHUP {
                std::thread::sleep(PATIENCE);
            }
            give_back();
            let _ = emulate_default_handler(signal);
        }
    });
    Ok(())
}

fn take() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableMouseCapture)
}

/// Leaves the terminal as it was. Nothing is left to be done if that fails.
fn give_back() {
    let _ = execute!(stdout(), DisableMouseCapture, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}
