//! What must be known of all bodies before any is lowered: which variables need a cell in memory,
//! what each function literal captures, and which expressions contain calls.
//!
//! A variable lives in registers unless something could see it change from elsewhere: its address
//! is taken, a literal captures it while it is assigned to more than once, or it is large. It must never know registers or instructions. Next: [`super::func`].

use crate::lang::depth::deep;
use rustc_hash::{FxHashMap, FxHashSet};

use super::layout::Layout;
use crate::lang::ast::*;
use crate::lang::info::{Builtin, FuncId, Info, Mode, ObjId, ObjKind, Selection};
use crate::lang::types::{Type, TypeId};

/// Variables of more words than this live in memory: registers are for small values.
const MAX_REGISTER_WORDS: u64 = 32;

/// The facts.
#[derive(Default)]
pub struct Analysis {
    /// Variables that live in memory.
    memory: FxHashSet<ObjId>,
    /// Variables assigned to after their declaration.
    assigned: FxHashSet<ObjId>,
    /// What each body captures from the bodies around it, in the order of first use.
    captures: FxHashMap<FuncId, Vec<ObjId>>,
    /// Expressions that contain what gc evaluates before everything else of a statement: calls, receives,
    /// sub-slices, type assertions that give more than a pointer, `&&` and `||`.
    calls: FxHashSet<ExprId>,
    /// Bodies with a `defer`, be it in a loop over a function.
    defers: FxHashSet<FuncId>,
    /// Bodies of loops over functions with a `defer`: it belongs to the function around them.
    defers_outside: FxHashSet<FuncId>,
    /// Bodies of loops over functions that return values, and the functions around them.
    returns_outside: FxHashSet<FuncId>,
    /// The first `s = append(s, …)` of each slice that never leaves its function.
    local_appends: FxHashSet<ExprId>,
}

/// What a body does with a slice variable that starts empty.
#[derive(Default)]
struct LocalSlice {
    uses: u32,
    /// Those of them that let nobody else see the elements: `s[i]`, `len`, `cap` and `append` to itself.
    harmless: u32,
    append: Option<ExprId>,
}

impl Analysis {
    /// Looks at all bodies and package-level initialisers.
    pub fn new(info: &Info, layout: &Layout) -> Self {
        let mut walk = Walk {
            info,
            layout,
            out: Self::default(),
            captured: FxHashSet::default(),
            assigned: FxHashSet::default(),
            func: None,
            slices: FxHashMap::default(),
            loops: 0,
        };
        for package in &info.packages {
            for init in &package.init_order {
                walk.expr(&init.rhs);
            }
        }
        for (obj, body) in info.declared_bodies() {
            if let Some(func) = info.bodies.get(&obj) {
                walk.body(*func, body);
            }
        }
        let Walk { mut out, captured, assigned, slices, .. } = walk;
        let local = slices.iter().filter(|(s, l)| l.uses == l.harmless && !captured.contains(s));
        out.local_appends = local.filter_map(|(_, l)| l.append).collect();
        out.memory.extend(captured.intersection(&assigned));
        out.assigned = assigned;
        out
    }

    /// Whether a variable lives in a memory cell.
    pub fn in_memory(&self, obj: ObjId) -> bool {
        self.memory.contains(&obj)
    }

    /// Whether a variable is assigned to after its declaration.
    pub fn is_assigned(&self, obj: ObjId) -> bool {
        self.assigned.contains(&obj)
    }

    /// What a body captures.
    pub fn captures(&self, func: FuncId) -> &[ObjId] {
        self.captures.get(&func).map_or(&[], Vec::as_slice)
    }

    /// Whether an `append` is the first one to a slice that never leaves its function.
    pub fn is_local_append(&self, e: &Expr) -> bool {
        self.local_appends.contains(&e.id)
    }

    /// Whether an expression contains what gc evaluates first.
    pub fn has_call(&self, e: &Expr) -> bool {
        self.calls.contains(&e.id)
    }

    /// Whether a body has a `defer` statement.
    pub fn has_defer(&self, func: FuncId) -> bool {
        self.defers.contains(&func)
    }

    /// Whether a loop's body defers something for the function around it.
    pub fn defers_outside(&self, func: FuncId) -> bool {
        self.defers_outside.contains(&func)
    }

    /// Whether a loop's body returns values from the function around it, or a function has such a
    /// loop: then its results live in memory.
    pub fn returns_outside(&self, func: FuncId) -> bool {
        self.returns_outside.contains(&func)
    }
}

struct Walk<'a> {
    info: &'a Info,
    layout: &'a Layout,
    out: Analysis,
    /// Variables used in a body inside their own.
    captured: FxHashSet<ObjId>,
    /// Variables assigned to after their declaration.
    assigned: FxHashSet<ObjId>,
    func: Option<FuncId>,
    /// Empty slices of numbers, strings and booleans that are declared outside of loops.
    slices: FxHashMap<ObjId, LocalSlice>,
    /// How many loops are around, inside of the body.
    loops: u32,
}

impl Walk<'_> {
    fn body(&mut self, func: FuncId, body: &Block) {
        let outer = self.func.replace(func);
        let f = self.info.func(func);
        for obj in f.results.iter().flatten() {
            // `return` assigns to results, and a deferred literal may read them after it.
            self.assigned.insert(*obj);
            self.declared(*obj);
        }
        for obj in f.params.iter().chain([&f.receiver]).flatten() {
            self.declared(*obj);
        }
        let loops = std::mem::take(&mut self.loops);
        self.block(body);
        self.loops = loops;
        self.func = outer;
    }

    /// A slice variable that starts empty.
    fn empty_slice(&mut self, obj: ObjId) {
        let ty = self.info.object(obj).ty;
        if self.loops == 0
            && let Type::Slice(elem) = self.info.types.underlying(ty)
            && let Type::Basic(_) = self.info.types.underlying(*elem)
        {
            self.slices.insert(obj, LocalSlice::default());
        }
    }

    fn local_slice(&mut self, x: &Expr) -> Option<&mut LocalSlice> {
        let ExprKind::Name(_) = &x.kind else { return None };
        self.slices.get_mut(self.info.uses.get(&x.id)?)
    }

    fn harmless(&mut self, x: &Expr) {
        if let Some(slice) = self.local_slice(x) {
            slice.harmless += 1;
        }
    }

    /// `s = append(s, …)`
    fn append_to_itself(&mut self, lhs: &[Expr], rhs: &[Expr]) {
        if let ([s], [call]) = (lhs, rhs)
            && let ExprKind::Call { f, args, dots: false } = &call.kind
            && let Some(Mode::Builtin(Builtin::Append)) =
                self.info.exprs.get(&f.id).map(|e| &e.mode)
            && self.info.uses.get(&s.id) == self.info.uses.get(&args[0].id)
            && let Some(slice) = self.local_slice(s)
        {
            slice.harmless += 2;
            slice.append.get_or_insert(call.id);
        }
    }

    fn declared(&mut self, obj: ObjId) {
        if self.layout.words(&self.info.types, self.info.object(obj).ty) > MAX_REGISTER_WORDS {
            self.out.memory.insert(obj);
        }
    }

    fn block(&mut self, block: &Block) {
        self.stmts(&block.list);
    }

    fn stmts(&mut self, list: &[Stmt]) {
        for s in list {
            self.stmt(s);
        }
    }

    fn stmt(&mut self, s: &Stmt) {
        deep(|| self.stmt_kind(s));
    }

    fn stmt_kind(&mut self, s: &Stmt) {
        match &s.kind {
            StmtKind::Empty | StmtKind::Branch(..) => {}
            StmtKind::Expr(x) | StmtKind::Go(x) => {
                self.expr(x);
            }
            StmtKind::Defer(x) => {
                let (loops, func) = self.function();
                self.out.defers.extend(func);
                self.out.defers_outside.extend(loops);
                self.expr(x);
            }
            StmtKind::Send(c, v) => {
                self.expr(c);
                self.expr(v);
            }
            StmtKind::IncDec(x, _) => self.assign(x),
            StmtKind::Assign(op, lhs, rhs) => {
                for x in lhs {
                    match op {
                        Token::Define => self.define(x),
                        _ => self.assign(x),
                    }
                }
                self.append_to_itself(lhs, rhs);
                self.exprs(rhs);
            }
            StmtKind::Decl(decls) => {
                for d in decls {
                    if let Decl::Var { names, vals, .. } = d {
                        self.exprs(vals);
                        for n in names {
                            if let Some(obj) = self.info.defs.get(&n.pos) {
                                self.declared(*obj);
                                if vals.is_empty() {
                                    self.empty_slice(*obj);
                                }
                            }
                        }
                    }
                }
            }
            StmtKind::Block(b) => self.block(b),
            StmtKind::Return(list) => {
                if !list.is_empty() {
                    self.returns_values();
                }
                self.exprs(list);
            }
            StmtKind::Labeled(_, s) => self.stmt(s),
            StmtKind::If { init, cond, then, els } => {
                self.optional(init);
                self.expr(cond);
                self.block(then);
                self.optional(els);
            }
            StmtKind::For { init, cond, post, body } => {
                self.optional(init);
                self.loops += 1;
                if let Some(cond) = cond {
                    self.expr(cond);
                }
                self.optional(post);
                self.block(body);
                self.loops -= 1;
            }
            StmtKind::Range { def, lhs, x, body } => {
                self.expr(x);
                let own = self.info.loops.get(&x.id).copied();
                let outer = self.func;
                self.func = own.or(outer);
                for l in lhs {
                    if *def { self.define(l) } else { self.assign(l) }
                }
                self.loops += 1;
                self.block(body);
                self.loops -= 1;
                self.func = outer;
                if let Some(own) = own {
                    self.pass_on(own);
                }
            }
            StmtKind::Switch { init, tag, cases } => {
                self.optional(init);
                if let Some(tag) = tag {
                    self.expr(tag);
                }
                self.cases(cases);
            }
            StmtKind::TypeSwitch { init, x, cases, .. } => {
                self.optional(init);
                self.expr(x);
                for c in cases {
                    if let Some(obj) = self.info.implicits.get(&c.pos) {
                        self.declared(*obj);
                    }
                    self.stmts(&c.body);
                }
            }
            StmtKind::Select(comms) => {
                for c in comms {
                    self.optional(&c.comm);
                    self.stmts(&c.body);
                }
            }
        }
    }

    /// The function that a `return` here returns from, and the bodies of loops between.
    fn function(&self) -> (Vec<FuncId>, Option<FuncId>) {
        let mut loops = vec![];
        let mut func = self.func;
        while let Some(f) = func.filter(|f| self.info.func(*f).is_loop) {
            loops.push(f);
            func = self.info.func(f).parent;
        }
        (loops, func)
    }

    fn returns_values(&mut self) {
        let (loops, func) = self.function();
        if let (false, Some(func)) = (loops.is_empty(), func) {
            self.out.memory.extend(self.info.func(func).results.iter().flatten());
            self.out.returns_outside.extend(loops);
            self.out.returns_outside.insert(func);
        }
    }

    fn optional(&mut self, s: &Option<Box<Stmt>>) {
        if let Some(s) = s {
            self.stmt(s);
        }
    }

    fn cases(&mut self, cases: &[Case]) {
        for c in cases {
            self.exprs(&c.exprs);
            self.stmts(&c.body);
        }
    }

    /// A name on the left of `:=`: new, or assigned to.
    fn define(&mut self, x: &Expr) {
        match self.info.defs.get(&x.pos) {
            Some(obj) => self.declared(*obj),
            None => self.assign(x),
        }
    }

    fn assign(&mut self, x: &Expr) {
        if let Some(obj) = self.root(x) {
            self.assigned.insert(obj);
        }
        self.expr(x);
    }

    /// The variable that an addressable expression is a part of, without any pointer between.
    fn root(&self, x: &Expr) -> Option<ObjId> {
        match &x.kind {
            ExprKind::Paren(x) => deep(|| self.root(x)),
            ExprKind::Name(_) => {
                let obj = *self.info.uses.get(&x.id)?;
                matches!(self.info.object(obj).kind, ObjKind::Var { owner: Some(_) }).then_some(obj)
            }
            ExprKind::Selector(base, _) => match self.info.selections.get(&x.id)? {
                Selection::Field { path } => self.root_path(base, path),
                _ => None,
            },
            ExprKind::Index(base, _) => match self.underlying(base)? {
                Type::Array(..) => deep(|| self.root(base)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The same for the fields `path` of `base`.
    fn root_path(&self, base: &Expr, path: &[usize]) -> Option<ObjId> {
        let mut ty = self.info.exprs.get(&base.id)?.ty;
        for index in path {
            match self.info.types.underlying(ty) {
                Type::Struct(fields) => ty = fields.get(*index)?.ty,
                _ => return None,
            }
        }
        deep(|| self.root(base))
    }

    fn underlying(&self, x: &Expr) -> Option<&Type> {
        Some(self.info.types.underlying(self.info.exprs.get(&x.id)?.ty))
    }

    fn address_taken(&mut self, x: &Expr) {
        if let Some(obj) = self.root(x) {
            self.out.memory.insert(obj);
        }
    }

    fn exprs(&mut self, list: &[Expr]) {
        for x in list {
            self.expr(x);
        }
    }

    /// Walks an expression; returns whether it contains a call.
    fn expr(&mut self, x: &Expr) -> bool {
        deep(|| self.expr_kind(x))
    }

    fn expr_kind(&mut self, x: &Expr) -> bool {
        let info = self.info;
        if let Some(e) = info.exprs.get(&x.id)
            && matches!(e.mode, Mode::Const(_) | Mode::Type | Mode::Nil)
        {
            return false;
        }
        let call = match &x.kind {
            ExprKind::Name(_) => {
                self.name(x);
                false
            }
            ExprKind::Composite { elems, .. } => {
                let keys = !matches!(self.literal_type(x), Some(Type::Struct(_)));
                let mut call = false;
                for e in elems {
                    call |= match &e.kind {
                        ExprKind::KeyValue(k, v) => {
                            let k = keys && self.expr(k);
                            self.expr(v) | k
                        }
                        _ => self.expr(e),
                    };
                }
                call
            }
            ExprKind::FuncLit(_, body) => {
                if let Some(func) = info.literals.get(&x.id) {
                    self.body(*func, body);
                    self.pass_on(*func);
                }
                false
            }
            ExprKind::Paren(y) | ExprKind::Star(y) => self.expr(y),
            ExprKind::Assert(y, _) => {
                let ty = info.exprs.get(&x.id).map(|e| e.ty);
                self.expr(y) | ty.is_some_and(|ty| !info.types.is_pointer_shaped(ty))
            }
            ExprKind::Selector(base, _) => self.selector(x, base),
            ExprKind::Index(y, _) if info.is_instance(x) => self.expr(y),
            ExprKind::Index(base, index) => {
                self.harmless(base);
                let call = self.expr(base);
                index.iter().fold(call, |c, i| self.expr(i) | c)
            }
            ExprKind::Slice(base, bounds, _) => {
                if let Some(Type::Array(..)) = self.underlying(base) {
                    self.address_taken(base);
                }
                self.expr(base);
                bounds.iter().flatten().for_each(|i| _ = self.expr(i));
                true
            }
            ExprKind::Call { f, args, .. } => {
                let mode = info.exprs.get(&f.id).map(|e| &e.mode);
                let own = match mode {
                    Some(Mode::Type) => matches!(self.underlying(x), Some(Type::Slice(_))),
                    Some(Mode::Builtin(Builtin::Len | Builtin::Cap)) => {
                        self.harmless(&args[0]);
                        // Of a variable it makes no difference when it is taken.
                        !matches!(args[0].kind, ExprKind::Name(_))
                    }
                    Some(Mode::Builtin(_)) => true,
                    _ => {
                        self.expr(f);
                        true
                    }
                };
                args.iter().fold(own, |c, a| self.expr(a) | c)
            }
            ExprKind::Unary(op, y) => {
                if *op == Token::And {
                    self.address_taken(y);
                    if let ExprKind::Index(base, _) = &y.kind
                        && let Some(slice) = self.local_slice(base)
                    {
                        slice.uses += 1;
                    }
                }
                self.expr(y) | (*op == Token::Arrow)
            }
            ExprKind::Binary(op, a, b) => {
                let early =
                    matches!(op, Token::LAnd | Token::LOr) && (may_panic(a) || may_panic(b));
                self.expr(a) | self.expr(b) | early
            }
            _ => false,
        };
        if call {
            self.out.calls.insert(x.id);
        }
        call
    }

    /// The structure of a composite literal's type; `&T` elided in an element is seen through.
    fn literal_type(&self, x: &Expr) -> Option<&Type> {
        match self.underlying(x)? {
            Type::Pointer(elem) => Some(self.info.types.underlying(*elem)),
            t => Some(t),
        }
    }

    fn selector(&mut self, x: &Expr, base: &Expr) -> bool {
        match self.info.selections.get(&x.id) {
            Some(Selection::Qualified(_) | Selection::MethodExpr { .. }) => return false,
            Some(Selection::Method { path, pointer_receiver: true, .. }) => {
                // The receiver's address is taken if it is a value (possibly an embedded one).
                if !matches!(self.path_type(base, path), Some(Type::Pointer(_)))
                    && let Some(obj) = self.root_path(base, path)
                {
                    self.out.memory.insert(obj);
                }
            }
            _ => {}
        }
        self.expr(base)
    }

    fn path_type(&self, base: &Expr, path: &[usize]) -> Option<&Type> {
        let mut ty = self.info.exprs.get(&base.id)?.ty;
        for index in path {
            ty = self.field(ty, *index)?;
        }
        Some(self.info.types.underlying(ty))
    }

    fn field(&self, ty: TypeId, index: usize) -> Option<TypeId> {
        let types = &self.info.types;
        let structure = match types.underlying(ty) {
            Type::Pointer(elem) => types.underlying(*elem),
            t => t,
        };
        match structure {
            Type::Struct(fields) => fields.get(index).map(|f| f.ty),
            _ => None,
        }
    }

    fn name(&mut self, x: &Expr) {
        let Some(obj) = self.info.uses.get(&x.id) else { return };
        if let Some(slice) = self.slices.get_mut(obj) {
            slice.uses += 1;
        }
        let ObjKind::Var { owner: Some(owner) } = self.info.object(*obj).kind else { return };
        if let Some(func) = self.func
            && func != owner
        {
            self.captured.insert(*obj);
            self.capture(func, *obj);
        }
    }

    fn capture(&mut self, func: FuncId, obj: ObjId) {
        let list = self.out.captures.entry(func).or_default();
        if !list.contains(&obj) {
            list.push(obj);
        }
    }

    /// What a literal or a loop's body captures from further out, the body around it captures too.
    fn pass_on(&mut self, literal: FuncId) {
        let Some(func) = self.func else { return };
        for obj in self.out.captures.get(&literal).cloned().unwrap_or_default() {
            if let ObjKind::Var { owner: Some(owner) } = self.info.object(obj).kind
                && owner != func
            {
                self.capture(func, obj);
            }
        }
    }
}

/// Whether evaluating an operand may end in a panic.
fn may_panic(x: &Expr) -> bool {
    match &x.kind {
        ExprKind::Name(_) | ExprKind::Lit(..) => false,
        ExprKind::Paren(x) | ExprKind::Unary(_, x) => deep(|| may_panic(x)),
        ExprKind::Binary(_, a, b) => deep(|| may_panic(a) || may_panic(b)),
        _ => true,
    }
}
