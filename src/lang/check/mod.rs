//! The checker: names, types, constants and gc's messages for what is wrong with them.
//!
//! It must never know how a program is lowered or run. Start with [`check`]; [`decl`] visits the
//! declarations, [`stmt`] the bodies, [`expr`] the expressions, [`export`] fills
//! [`Info`].

mod assign;
mod builtin;
mod call;
mod collect;
mod constant;
mod conversion;
mod cycles;
mod decl;
mod export;
mod expr;
mod exprstring;
mod format;
mod func;
mod generic;
mod huge;
mod index;
mod infer;
mod init_order;
mod literal;
mod load;
mod lookup;
mod mono;
mod object;
mod operand;
mod operators;
mod position;
mod predicates;
mod range;
mod range_func;
mod reach;
mod resolve;
mod returns;
mod selector;
mod sizes;
mod stmt;
mod subst;
mod switch;
mod symbols;
mod ty;
mod typeset;
mod typexpr;
mod unify;
mod union;
mod universe;
mod untyped;
mod value;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::ast::{self, Expr, ExprId, Pos};
use super::info::{FuncId, FuncInfo, Info, ObjId, PkgId, Selection};
use super::source::{Diagnostic, SourceMap};
use load::Loaded;
use object::{Decl, Kind, Obj, Scope, ScopeId};
use operand::{Mode, Operand};
use ty::{Sig, T, Tys};
use value::Val;

/// Checks a program: `main`'s files and, recursively, the packages they import, whose source
/// `importer` gives. The messages of a program with errors are gc's, in source order.
pub fn check(
    sources: &mut SourceMap,
    main: Vec<ast::File>,
    importer: &dyn Fn(&str) -> Option<&'static str>,
) -> Result<Info, Vec<Diagnostic>> {
    let (packages, exprs) = load::load(sources, main, importer)?;
    let sources = &*sources;
    let copies = boxcar::Vec::new();
    let mut checker = Checker::new(sources, &packages, &copies, exprs);
    checker.packages();
    let mut info = checker.finish()?;
    for (package, loaded) in info.packages.iter_mut().zip(packages) {
        package.files = loaded.files;
    }
    info.instances = copies.into_iter().collect();
    Ok(info)
}

/// What is known where the checker is: gc calls it the environment.
#[derive(Clone)]
struct Env<'a> {
    decl: Option<usize>,
    scope: ScopeId,
    iota: Option<i64>,
    /// Where to report errors of an inherited constant expression.
    errpos: Option<Pos>,
    sig: Option<Rc<Sig<'a>>>,
    func: Option<FuncId>,
    has_call_or_recv: bool,
    /// Whether gc sees that no execution gets there, and compiles no code.
    dead: bool,
    /// Whether in a list of type parameters.
    in_tparams: bool,
    /// Whether in an interface type.
    in_interface: bool,
}

impl Env<'_> {
    /// Outside of functions, in a declaration if that is given.
    fn new(decl: Option<usize>, scope: ScopeId) -> Self {
        Env {
            decl,
            scope,
            iota: None,
            errpos: None,
            sig: None,
            func: None,
            has_call_or_recv: false,
            dead: false,
            in_tparams: false,
            in_interface: false,
        }
    }
}

/// An expression whose type is not final yet.
struct Untyped<'a> {
    expr: &'a Expr,
    is_lhs: bool,
    mode: Mode,
    ty: T,
    val: Option<Val>,
}

/// What was found out about an expression.
#[derive(Clone)]
struct Record {
    mode: Mode,
    ty: T,
    val: Option<Val>,
}

/// Variables and their initial value.
type Init<'a> = (Vec<Option<ObjId>>, &'a Expr);

type Action<'a> = Box<dyn FnOnce(&mut Checker<'a>) + 'a>;

struct Checker<'a> {
    sources: &'a SourceMap,
    loaded: &'a [Loaded],
    /// The functions' copies that are checked for instances.
    copies: &'a boxcar::Vec<ast::Decl>,
    /// The type parameters of generic functions and aliases.
    tparams: FxHashMap<ObjId, Vec<T>>,
    /// The instances of generic functions, and the methods of instances of generic types.
    instances: FxHashMap<ObjId, generic::Instance>,
    func_instances: FxHashMap<ObjId, Vec<ObjId>>,
    /// Instances, and functions of standard packages, that are reached and whose bodies are not checked yet.
    unchecked: VecDeque<ObjId>,
    reach: reach::Reach<'a>,
    /// Whether an instance is being checked.
    in_instance: bool,
    /// The names that stand for type arguments there.
    bound: rustc_hash::FxHashSet<ObjId>,
    /// Where a type was written whose structure is being found out.
    expanding: Pos,
    /// The declaration of something with instances that may grow for ever.
    too_deep: Option<Pos>,
    mono: mono::Graph,
    /// The interfaces that are written in the program, and where.
    interfaces: Vec<(T, Pos)>,
    tokens: position::Tokens,
    tys: Tys<'a>,
    objs: Vec<Obj<'a>>,
    scopes: Vec<Scope<'a>>,
    /// How many scopes got their first name when there were others inside.
    scopes_filled: u32,
    decls: Vec<Decl<'a>>,
    /// The scope of each package.
    package_scopes: Vec<ScopeId>,
    /// What each package declares.
    package_decls: Vec<std::ops::Range<usize>>,
    /// The package being checked.
    pkg: PkgId,
    env: Env<'a>,
    /// Names a dot-import brought into a file scope, and the import.
    dot_imports: FxHashMap<(u32, ObjId), ObjId>,
    /// Imports of the package being checked.
    imports: Vec<ObjId>,
    /// The methods, by name, of types that have many.
    method_names: RefCell<FxHashMap<usize, FxHashMap<&'a str, ObjId>>>,
    /// Methods not yet attached to their type.
    methods: FxHashMap<ObjId, Vec<ObjId>>,
    obj_path: Vec<ObjId>,
    obj_path_set: rustc_hash::FxHashSet<ObjId>,
    delayed: Vec<Option<Action<'a>>>,
    /// Whether package-level types may be left unresolved until they are visited.
    lazy_types: bool,
    /// The type arguments of the instance whose body is checked.
    instance_targs: Vec<T>,
    untyped: FxHashMap<ExprId, Untyped<'a>>,
    records: Vec<Option<Record>>,
    uses: Vec<(ExprId, ObjId)>,
    defs: Vec<(Pos, ObjId)>,
    implicits: Vec<(Pos, ObjId)>,
    selections: Vec<(ExprId, Selection, T)>,
    literals: Vec<(ExprId, FuncId)>,
    loops: Vec<(ExprId, FuncId)>,
    bodies: Vec<(ObjId, FuncId)>,
    funcs: Vec<FuncInfo>,
    /// How many literals and loops' bodies there are in each function.
    siblings: FxHashMap<(PkgId, Option<FuncId>, bool), u32>,
    func_sigs: Vec<T>,
    inits: Vec<(PkgId, ObjId)>,
    init_orders: Vec<Vec<Init<'a>>>,
    panics: rustc_hash::FxHashSet<ExprId>,
    /// Local variables of the function being checked, and their scopes.
    locals: Vec<(ScopeId, ObjId)>,
    /// Package names that more than one package of the import closure has.
    ambiguous: rustc_hash::FxHashSet<&'a str>,
    /// Functions without body; gc complains of them only if nothing else is wrong.
    missing_bodies: Vec<Pos>,
    /// What gc's later stages complain of, if nothing else is wrong.
    backend_errors: Vec<(Pos, String)>,
    long_literals: Vec<sizes::LongLiteral>,
    errors: Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    fn new(
        sources: &'a SourceMap,
        loaded: &'a [Loaded],
        copies: &'a boxcar::Vec<ast::Decl>,
        exprs: u32,
    ) -> Self {
        let mut checker = Checker {
            sources,
            loaded,
            copies,
            tparams: FxHashMap::default(),
            instances: FxHashMap::default(),
            func_instances: FxHashMap::default(),
            unchecked: VecDeque::new(),
            reach: reach::Reach::default(),
            in_instance: false,
            bound: Default::default(),
            expanding: 0,
            too_deep: None,
            mono: mono::Graph::default(),
            interfaces: vec![],
            tokens: position::Tokens::default(),
            tys: Tys::default(),
            objs: vec![],
            scopes: vec![],
            scopes_filled: 0,
            decls: vec![],
            package_scopes: vec![],
            package_decls: vec![],
            pkg: PkgId(0),
            env: Env::new(None, ScopeId(0)),
            dot_imports: FxHashMap::default(),
            imports: vec![],
            method_names: Default::default(),
            methods: FxHashMap::default(),
            obj_path: vec![],
            obj_path_set: Default::default(),
            delayed: vec![],
            lazy_types: false,
            instance_targs: vec![],
            untyped: FxHashMap::default(),
            records: vec![None; exprs as usize + 1],
            uses: vec![],
            defs: vec![],
            implicits: vec![],
            selections: vec![],
            literals: vec![],
            loops: vec![],
            bodies: vec![],
            funcs: vec![],
            siblings: FxHashMap::default(),
            func_sigs: vec![],
            inits: vec![],
            init_orders: vec![],
            panics: Default::default(),
            locals: vec![],
            ambiguous: Default::default(),
            missing_bodies: vec![],
            backend_errors: vec![],
            long_literals: vec![],
            errors: vec![],
        };
        checker.universe();
        checker
    }

    /// Checks all packages in order.
    fn packages(&mut self) {
        let loaded = self.loaded;
        for (i, package) in loaded.iter().enumerate() {
            self.pkg = PkgId(i as u32);
            self.package(package);
        }
        for i in 0..loaded.len() {
            self.pkg = PkgId(i as u32);
            if self.is_on_demand() {
                self.init_orders[i] = self.init_order(self.package_decls[i].clone());
            }
        }
    }

    fn is_std(&self) -> bool {
        self.loaded[self.pkg.0 as usize].is_std
    }

    fn obj(&self, id: ObjId) -> &Obj<'a> {
        &self.objs[id.0 as usize]
    }

    fn obj_mut(&mut self, id: ObjId) -> &mut Obj<'a> {
        &mut self.objs[id.0 as usize]
    }

    fn new_obj(&mut self, name: &'a str, pos: Pos, ty: Option<T>, kind: Kind) -> ObjId {
        let pkg = Some(self.pkg);
        self.objs.push(Obj { name, pos, pkg, ty, kind, decl: None });
        ObjId(self.objs.len() as u32 - 1)
    }

    // ---- errors

    /// Reports an error at a position, unless it would only repeat an earlier one.
    fn error(&mut self, pos: Pos, message: impl Into<String>) {
        let message = message.into();
        // Lines that say more about other places or types are no part of the message itself.
        let more = |line: &str| {
            let more = line.strip_prefix('\t').unwrap_or("");
            more.starts_with("have ") || more.starts_with("want ") || more.contains(".go:")
        };
        let end = message.match_indices('\n').find(|(i, _)| more(&message[i + 1..]));
        let head = &message[..end.map_or(message.len(), |(i, _)| i)];
        let follow_up = |what| head.find(what).is_some_and(|i| i > 0);
        if !self.errors.is_empty() && (follow_up("invalid operand") || follow_up("invalid type")) {
            return;
        }
        let pos = self.env.errpos.unwrap_or(pos);
        self.errors.push(Diagnostic { pos, message });
    }

    /// Whether anything is wrong, the parser's messages included.
    fn failed(&self) -> bool {
        let parsed = || self.loaded.iter().flat_map(|p| &p.files).any(|f| !f.errors.is_empty());
        !self.errors.is_empty() || parsed()
    }

    /// A position at the beginning of a line of a message.
    fn at(&self, pos: Pos) -> String {
        self.sources.described(pos)
    }

    /// A position in the middle of a line, where gc's file names begin with the folder.
    fn declared_at(&self, pos: Pos) -> String {
        let at = self.at(pos);
        if at.starts_with('/') { at } else { format!("./{at}") }
    }

    /// ` (other declaration of x)` as a second line.
    fn other_declaration(&self, id: ObjId) -> String {
        let o = self.obj(id);
        if o.pos == 0 {
            return String::new();
        }
        format!("\n\t{}: other declaration of {}", self.at(o.pos), o.name)
    }

    // ---- what was found out

    fn record_use(&mut self, id: ExprId, obj: ObjId) {
        self.uses.push((id, obj));
    }

    fn record_type(&mut self, e: &Expr, mode: Mode, ty: T, val: Option<Val>) {
        self.records[e.id as usize] = Some(Record { mode, ty, val });
    }

    /// Remembers what an operand is; untyped ones get their final type later.
    fn record(&mut self, x: &Operand<'a>) {
        let Some(e) = x.expr else { return };
        if x.mode == Mode::Invalid {
            return;
        }
        if self.is_untyped(x.ty) && x.mode != Mode::NoValue && x.mode != Mode::Type {
            let untyped = Untyped {
                expr: e,
                is_lhs: false,
                mode: x.mode.clone(),
                ty: x.ty,
                val: x.constant().cloned(),
            };
            self.untyped.insert(e.id, untyped);
        } else {
            self.record_type(e, x.mode.clone(), x.ty, x.constant().cloned());
        }
    }

    // ---- delayed work

    fn later(&mut self, action: impl FnOnce(&mut Checker<'a>) + 'a) {
        self.delayed.push(Some(Box::new(action)));
    }

    /// Does everything delayed since `top`, and what that delays.
    fn process_delayed(&mut self, top: usize) {
        let mut i = top;
        while i < self.delayed.len() {
            if let Some(action) = self.delayed[i].take() {
                action(self);
            }
            i += 1;
        }
        self.delayed.truncate(top);
    }
}
