//! Labels and the statements that jump: `break`, `continue`, `goto`, `fallthrough`.
//!
//! It must never know types. Next: [`super::errors`].

use super::super::ast::{Block, Decl, ExprKind, Ident, Pos, Stmt, StmtKind, Token};
use super::Parser;

/// What a label stands before, as far as jumps care.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Labelled {
    Loop,
    Switch,
    Other,
}

struct Label<'s> {
    name: &'s str,
    pos: Pos,
    block: usize,
    what: Labelled,
    used: bool,
}

/// A list of statements with a scope.
struct Scope {
    parent: Option<usize>,
    start: Pos,
    /// The label of the statement this block belongs to, by position.
    label: Option<Pos>,
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

struct Walker<'s> {
    labels: Vec<Label<'s>>,
    scopes: Vec<Scope>,
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
        let mut walker = Walker { labels: vec![], scopes: vec![], errors: vec![] };
        let targets = Targets { breaks: false, continues: false, clause: None, type_switch: false };
        let gotos = walker.block(None, targets, None, body.lbrace, &body.list);
        for goto in gotos {
            let name = &goto.name;
            match walker.labels.iter_mut().find(|l| *l.name == **name) {
                Some(label) => {
                    label.used = true;
                    let text = format!("goto {name} jumps into block starting at ");
                    let start = walker.scopes[label.block].start;
                    walker.errors.push((goto.pos, Message::At(text, start)));
                }
                None => walker.error(goto.pos, format!("label {name} not defined")),
            }
        }
        for label in walker.labels.iter().filter(|l| !l.used) {
            let text = format!("label {} defined and not used", label.name);
            walker.errors.push((label.pos, Message::Text(text)));
        }
        let before = self.scanner.reporter.count();
        for (pos, message) in walker.errors {
            let text = match message {
                Message::Text(text) => text,
                Message::At(text, at) => text + &self.scanner.reporter.location(at),
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

    /// The label of a `break` or `continue`: what it stands before, or `None` if the jump is not
    /// inside of that.
    fn enclosing(&mut self, block: usize, name: &str) -> Option<Option<Labelled>> {
        let label = self.labels.iter_mut().find(|l| l.name == name)?;
        label.used = true;
        let mut block = Some(block);
        while let Some(b) = block {
            if self.scopes[b].label == Some(label.pos) {
                return Some(Some(label.what));
            }
            block = self.scopes[b].parent;
        }
        Some(None)
    }

    /// Whether a `goto` jumps back to a label it can reach.
    fn jumps_back(&mut self, block: usize, name: &str) -> bool {
        let Some(label) = self.labels.iter_mut().find(|l| l.name == name) else { return false };
        label.used = true;
        let mut block = Some(block);
        while let Some(b) = block {
            if label.block == b {
                return true;
            }
            block = self.scopes[b].parent;
        }
        false
    }

    /// Walks a block; returns its `goto`s whose labels are not known yet.
    fn block(
        &mut self,
        parent: Option<usize>,
        targets: Targets,
        label: Option<Pos>,
        start: Pos,
        list: &'s [Stmt],
    ) -> Vec<&'s Ident> {
        self.scopes.push(Scope { parent, start, label });
        let block = self.scopes.len() - 1;
        let mut forward: Vec<&'s Ident> = vec![];
        // The last variable declared, and the gotos before it.
        let mut declared: Option<(Pos, &'s str, Vec<Pos>)> = None;
        let end =
            list.iter().rposition(|s| !matches!(s.kind, StmtKind::Empty)).map_or(0, |i| i + 1);
        for (i, s) in list[..end].iter().enumerate() {
            let last = i + 1 == end;
            let mut label = None;
            let mut s = s;
            while let StmtKind::Labeled(name, inner) = &s.kind {
                if &*name.name != "_" {
                    self.declare(block, name, inner);
                    let jumps = |g: &&Ident| g.name == name.name;
                    for goto in forward.iter().filter(|g| jumps(g)) {
                        if let Some(l) = self.labels.iter_mut().find(|l| *l.name == *name.name) {
                            l.used = true;
                        }
                        if let Some((at, var, before)) = &declared
                            && before.contains(&goto.pos)
                        {
                            let text =
                                format!("goto {} jumps over declaration of {var} at ", name.name);
                            self.errors.push((goto.pos, Message::At(text, *at)));
                        }
                    }
                    forward.retain(|g| !jumps(g));
                    label = Some(name.pos);
                }
                s = inner;
            }
            let before = || forward.iter().map(|g| g.pos).collect();
            match &s.kind {
                StmtKind::Decl(decls) => {
                    if let Some(Decl::Var { pos, names, .. }) =
                        decls.iter().find(|d| matches!(d, Decl::Var { .. }))
                    {
                        let name = names.first().map_or("", |n| &n.name);
                        declared = Some((*pos, name, before()));
                    }
                }
                StmtKind::Assign(Token::Define, lhs, _) => {
                    if let Some(ExprKind::Name(name)) = lhs.first().map(|e| &e.kind) {
                        declared = Some((s.op, name, before()));
                    }
                }
                StmtKind::Branch(op, to) => {
                    if let Some(goto) = self.jump(block, targets, s.pos, *op, to.as_ref(), last) {
                        forward.push(goto);
                    }
                }
                _ => forward.extend(self.inner(block, targets, label, s)),
            }
        }
        forward
    }

    fn declare(&mut self, block: usize, name: &'s Ident, inner: &Stmt) {
        if let Some(other) = self.labels.iter().find(|l| *l.name == *name.name) {
            let text = format!("label {} already defined at ", name.name);
            let at = other.pos;
            return self.errors.push((name.pos, Message::At(text, at)));
        }
        let what = match inner.kind {
            StmtKind::For { .. } | StmtKind::Range { .. } => Labelled::Loop,
            StmtKind::Switch { .. } | StmtKind::TypeSwitch { .. } | StmtKind::Select(_) => {
                Labelled::Switch
            }
            _ => Labelled::Other,
        };
        self.labels.push(Label { name: &name.name, pos: name.pos, block, what, used: false });
    }

    /// Checks a jump; returns a `goto` to a label that is not known yet.
    fn jump(
        &mut self,
        block: usize,
        targets: Targets,
        pos: Pos,
        op: Token,
        to: Option<&'s Ident>,
        last: bool,
    ) -> Option<&'s Ident> {
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
            return None;
        };
        let name = &to.name;
        match op {
            Token::Goto => return (!self.jumps_back(block, name)).then_some(to),
            Token::Break => match self.enclosing(block, name) {
                None => self.error(to.pos, format!("break label not defined: {name}")),
                Some(Some(Labelled::Loop | Labelled::Switch)) => {}
                Some(_) => self.error(to.pos, format!("invalid break label {name}")),
            },
            _ => match self.enclosing(block, name) {
                None => self.error(to.pos, format!("continue label not defined: {name}")),
                Some(Some(Labelled::Loop)) => {}
                Some(_) => self.error(to.pos, format!("invalid continue label {name}")),
            },
        }
        None
    }

    /// Walks the blocks of a statement.
    fn inner(
        &mut self,
        block: usize,
        targets: Targets,
        label: Option<Pos>,
        s: &'s Stmt,
    ) -> Vec<&'s Ident> {
        let plain = Targets { clause: None, ..targets };
        let switch = Targets { breaks: true, type_switch: false, clause: None, ..targets };
        let parent = Some(block);
        match &s.kind {
            StmtKind::Block(b) => self.block(parent, plain, label, b.lbrace, &b.list),
            StmtKind::If { then, els, .. } => {
                let mut gotos = self.block(parent, plain, label, then.lbrace, &then.list);
                if let Some(els) = els {
                    let list = std::slice::from_ref(&**els);
                    gotos.extend(self.block(parent, plain, label, els.pos, list));
                }
                gotos
            }
            StmtKind::For { body, .. } | StmtKind::Range { body, .. } => {
                let targets = Targets { continues: true, ..switch };
                self.block(parent, targets, label, body.lbrace, &body.list)
            }
            StmtKind::Switch { cases, .. } | StmtKind::TypeSwitch { cases, .. } => {
                let type_switch = matches!(s.kind, StmtKind::TypeSwitch { .. });
                let mut gotos = vec![];
                for (i, c) in cases.iter().enumerate() {
                    let clause = Some((type_switch, i + 1 == cases.len()));
                    let targets = Targets { clause, type_switch, ..switch };
                    gotos.extend(self.block(parent, targets, label, c.pos, &c.body));
                }
                gotos
            }
            StmtKind::Select(clauses) => clauses
                .iter()
                .flat_map(|c| self.block(parent, switch, label, c.pos, &c.body))
                .collect(),
            _ => vec![],
        }
    }
}
