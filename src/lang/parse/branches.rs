//! Labels and the statements that jump: `break`, `continue`, `goto`, `fallthrough`.
//!
//! It must never know types. Next: [`super::errors`].

use rustc_hash::FxHashMap;

use super::super::ast::{Block, Decl, ExprKind, Ident, Pos, Stmt, StmtKind, Token};
use super::super::depth::deep;
use super::Parser;

/// What a label stands before, as far as jumps care.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Labelled {
    Loop,
    Switch,
    Other,
}

struct Label {
    pos: Pos,
    block: usize,
    what: Labelled,
    used: bool,
    /// Whether what it stands before is being walked.
    is_open: bool,
}

/// A list of statements with a scope.
struct Scope {
    start: Pos,
    is_open: bool,
}

/// Where unlabelled jumps go.
#[derive(Clone, Copy)]
struct Targets {
    breaks: bool,
    continues: bool,
    /// In a clause of a switch: whether of a type switch, and whether it is the last one.
    clause: Option<(bool, bool)>,
    /// Whether the innermost target of `break` is a type switch.
    type_switch: bool,
}

#[derive(Default)]
struct Walker<'s> {
    labels: FxHashMap<&'s str, Label>,
    /// Numbered as they are opened.
    scopes: Vec<Scope>,
    /// The gotos whose label was not seen yet, and the blocks they stand in.
    forward: FxHashMap<&'s str, Vec<(usize, &'s Ident)>>,
    errors: Vec<(Pos, Message)>,
}

enum Message {
    Text(String),
    /// Text that ends with a position.
    At(String, Pos),
}

impl Parser<'_> {
    /// Checks the labels and jumps of a function's body.
    pub(super) fn check_branches(&mut self, body: &Block) {
        let mut walker = Walker::default();
        let targets = Targets { breaks: false, continues: false, clause: None, type_switch: false };
        walker.block(targets, None, body.lbrace, &body.list);
        walker.misses();
        let before = self.scanner.reporter.count();
        for (pos, message) in walker.errors {
            let text = match message {
                Message::Text(text) => text,
                Message::At(text, at) => text + "./" + &self.scanner.reporter.described(at),
            };
            self.error_at(pos, text);
        }
        self.jump_errors += self.scanner.reporter.count() - before;
    }
}

impl<'s> Walker<'s> {
    fn error(&mut self, pos: Pos, text: impl Into<String>) {
        self.errors.push((pos, Message::Text(text.into())));
    }

    /// Complains of the gotos that can't reach their label, and of the labels without jumps.
    fn misses(&mut self) {
        let gotos = std::mem::take(&mut self.forward);
        let mut gotos: Vec<_> = gotos.into_values().flatten().map(|(_, goto)| goto).collect();
        gotos.sort_unstable_by_key(|goto| goto.pos);
        for goto in gotos {
            let name = &goto.name;
            match self.labels.get_mut(&**name) {
                Some(label) => {
                    label.used = true;
                    let text = format!("goto {name} jumps into block starting at ");
                    let start = self.scopes[label.block].start;
                    self.errors.push((goto.pos, Message::At(text, start)));
                }
                None => self.error(goto.pos, format!("label {name} not defined")),
            }
        }
        let mut unused: Vec<_> =
            self.labels.iter().filter(|(_, l)| !l.used).map(|(name, l)| (l.pos, *name)).collect();
        unused.sort_unstable();
        for (pos, name) in unused {
            self.error(pos, format!("label {name} defined and not used"));
        }
    }

    /// The label of a `break` or `continue`: what it stands before, or `None` if the jump is not
    /// inside of that.
    fn enclosing(&mut self, name: &str) -> Option<Option<Labelled>> {
        let label = self.labels.get_mut(name)?;
        label.used = true;
        Some(label.is_open.then_some(label.what))
    }

    /// Whether a `goto` jumps back to a label it can reach.
    fn jumps_back(&mut self, name: &str) -> bool {
        let Some(label) = self.labels.get_mut(name) else { return false };
        label.used = true;
        self.scopes[label.block].is_open
    }

    /// Lets the gotos before a label, in its block or within, jump there; the last variable
    /// declared in the block must not be between them.
    fn jump_forward(&mut self, block: usize, name: &'s str, declared: Option<(Pos, &str)>) {
        let Some(gotos) = self.forward.remove(name) else { return };
        // What was opened after a block that is still open is inside of it.
        let (reach, miss): (Vec<_>, Vec<_>) = gotos.into_iter().partition(|(b, _)| *b >= block);
        if !miss.is_empty() {
            self.forward.insert(name, miss);
        }
        for (_, goto) in reach {
            if let Some(label) = self.labels.get_mut(name) {
                label.used = true;
            }
            if let Some((at, var)) = declared
                && goto.pos < at
            {
                let text = format!("goto {name} jumps over declaration of {var} at ");
                self.errors.push((goto.pos, Message::At(text, at)));
            }
        }
    }

    /// Walks a block of the statement with that label.
    fn block(&mut self, targets: Targets, label: Option<&'s str>, start: Pos, list: &'s [Stmt]) {
        self.scopes.push(Scope { start, is_open: true });
        let block = self.scopes.len() - 1;
        self.open_label(label, true);
        let mut declared: Option<(Pos, &'s str)> = None;
        let end =
            list.iter().rposition(|s| !matches!(s.kind, StmtKind::Empty)).map_or(0, |i| i + 1);
        for (i, s) in list[..end].iter().enumerate() {
            let last = i + 1 == end;
            let mut label = None;
            let mut s = s;
            while let StmtKind::Labeled(name, inner) = &s.kind {
                if &*name.name != "_" {
                    label = self.declare(block, name, inner).then_some(&*name.name);
                    self.jump_forward(block, &name.name, declared);
                }
                s = inner;
            }
            match &s.kind {
                StmtKind::Decl(decls) => {
                    if let Some(Decl::Var { pos, names, .. }) =
                        decls.iter().find(|d| matches!(d, Decl::Var { .. }))
                    {
                        let name = names.first().map_or("", |n| &n.name);
                        declared = Some((*pos, name));
                    }
                }
                StmtKind::Assign(Token::Define, lhs, _) => {
                    if let Some(ExprKind::Name(name)) = lhs.first().map(|e| &e.kind) {
                        declared = Some((s.op, name));
                    }
                }
                StmtKind::Branch(op, to) => {
                    self.jump(block, targets, s.pos, *op, to.as_ref(), last);
                }
                _ => deep(|| self.inner(targets, label, s)),
            }
        }
        self.open_label(label, false);
        self.scopes[block].is_open = false;
    }

    fn open_label(&mut self, label: Option<&str>, open: bool) {
        if let Some(label) = label.and_then(|name| self.labels.get_mut(name)) {
            label.is_open = open;
        }
    }

    /// Whether the label is the first of that name.
    fn declare(&mut self, block: usize, name: &'s Ident, inner: &Stmt) -> bool {
        if let Some(other) = self.labels.get(&*name.name) {
            let text = format!("label {} already defined at ", name.name);
            self.errors.push((name.pos, Message::At(text, other.pos)));
            return false;
        }
        let what = match inner.kind {
            StmtKind::For { .. } | StmtKind::Range { .. } => Labelled::Loop,
            StmtKind::Switch { .. } | StmtKind::TypeSwitch { .. } | StmtKind::Select(_) => {
                Labelled::Switch
            }
            _ => Labelled::Other,
        };
        let label = Label { pos: name.pos, block, what, used: false, is_open: false };
        self.labels.insert(&name.name, label);
        true
    }

    /// Checks a jump, or keeps it until its label is known.
    fn jump(
        &mut self,
        block: usize,
        targets: Targets,
        pos: Pos,
        op: Token,
        to: Option<&'s Ident>,
        last: bool,
    ) {
        let Some(to) = to else {
            match op {
                Token::Break if !targets.breaks => {
                    self.error(pos, "break is not in a loop, switch, or select");
                }
                Token::Continue if !targets.continues => {
                    self.error(pos, "continue is not in a loop");
                }
                Token::Fallthrough => match targets.clause {
                    _ if targets.type_switch => {
                        self.error(pos, "cannot fallthrough in type switch");
                    }
                    Some((false, false)) if last => {}
                    Some((false, true)) if last => {
                        self.error(pos, "cannot fallthrough final case in switch");
                    }
                    _ => self.error(pos, "fallthrough statement out of place"),
                },
                _ => {}
            }
            return;
        };
        let name = &to.name;
        match op {
            Token::Goto => {
                if !self.jumps_back(name) {
                    self.forward.entry(name).or_default().push((block, to));
                }
            }
            Token::Break => match self.enclosing(name) {
                None => self.error(to.pos, format!("break label not defined: {name}")),
                Some(Some(Labelled::Loop | Labelled::Switch)) => {}
                Some(_) => self.error(to.pos, format!("invalid break label {name}")),
            },
            _ => match self.enclosing(name) {
                None => self.error(to.pos, format!("continue label not defined: {name}")),
                Some(Some(Labelled::Loop)) => {}
                Some(_) => self.error(to.pos, format!("invalid continue label {name}")),
            },
        }
    }

    /// Walks the blocks of a statement.
    fn inner(&mut self, targets: Targets, label: Option<&'s str>, s: &'s Stmt) {
        let plain = Targets { clause: None, ..targets };
        let switch = Targets { breaks: true, type_switch: false, clause: None, ..targets };
        match &s.kind {
            StmtKind::Block(b) => self.block(plain, label, b.lbrace, &b.list),
            StmtKind::If { then, els, .. } => {
                self.block(plain, label, then.lbrace, &then.list);
                if let Some(els) = els {
                    self.block(plain, label, els.pos, std::slice::from_ref(&**els));
                }
            }
            StmtKind::For { body, .. } | StmtKind::Range { body, .. } => {
                let targets = Targets { continues: true, ..switch };
                self.block(targets, label, body.lbrace, &body.list);
            }
            StmtKind::Switch { cases, .. } | StmtKind::TypeSwitch { cases, .. } => {
                let type_switch = matches!(s.kind, StmtKind::TypeSwitch { .. });
                for (i, c) in cases.iter().enumerate() {
                    let clause = Some((type_switch, i + 1 == cases.len()));
                    let targets = Targets { clause, type_switch, ..switch };
                    self.block(targets, label, c.pos, &c.body);
                }
            }
            StmtKind::Select(clauses) => {
                for c in clauses {
                    self.block(switch, label, c.pos, &c.body);
                }
            }
            _ => {}
        }
    }
}
