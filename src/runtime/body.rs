//! What a goroutine runs, before it runs.
//!
//! Next: [`super::coro`], which gives it a stack.

use smallbox::{SmallBox, smallbox};

use super::cx::Cx;
use super::os::Os;

/// A goroutine's code. Called once, on the goroutine's own stack. Closures of up to three words lie in the
/// goroutine's structure: starting them allocates nothing.
pub struct Body<O: Os>(SmallBox<dyn Start<O>, Small>);

type Small = [usize; 3];

impl<O: Os> Body<O> {
    /// That closure.
    pub fn new<F: FnOnce(&mut Cx<'_, O>) + Send + 'static>(code: F) -> Self {
        if size_of::<Option<F>>() <= size_of::<Small>() {
            return Self::small(code);
        }
        let code = Box::new(code);
        Self::small(move |cx| {
            // The box is given back before, or goroutines that wait would keep it.
            let unbox = |code: Box<F>| *code;
            unbox(code)(cx);
        })
    }

    fn small(code: impl FnOnce(&mut Cx<'_, O>) + Send + 'static) -> Self {
        Body(smallbox!(Some(code)))
    }

    #[inline]
    pub(super) fn start(mut self, cx: &mut Cx<'_, O>) {
        self.0.start(cx);
    }
}

trait Start<O: Os>: Send {
    fn start(&mut self, cx: &mut Cx<'_, O>);
}

impl<O: Os, F: FnOnce(&mut Cx<'_, O>) + Send> Start<O> for Option<F> {
    fn start(&mut self, cx: &mut Cx<'_, O>) {
        let code = self.take().expect("a goroutine's code is called once");
        code(cx);
    }
}

/// What the main goroutine runs.
pub struct MainProgram<O: Os> {
    /// Package initialisation: main is locked to its thread meanwhile.
    pub init: Body<O>,
    /// `main.main`.
    pub main: Body<O>,
    /// Whether the program has the finalizer goroutine, as everything that imports os.
    pub finalizer: bool,
}
