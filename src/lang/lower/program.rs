//! The whole program: which functions, variables and types there are, and the entry function.
//!
//! Functions are lowered when something refers to them, so that a program pays only for the parts
//! of the standard packages it uses. It must never know statements. Next: [`super::func`].

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::analysis::Analysis;
use super::func::Fx;
use super::layout::Layout;
use super::wrapper::WrapperKey;
use crate::lang::ast::Block;
use crate::lang::bytecode::builder::FuncCode;
use crate::lang::bytecode::{self as bc, Instr, Program, ProgramBuilder};
use crate::lang::info::{FuncId, Info, ObjId, ObjKind, PkgId};
use crate::lang::rtype::RTypeId;
use crate::lang::source::{Diagnostic, Pos, SourceMap};
use crate::lang::types::{Signature, Type, TypeId};

/// A program being lowered.
pub(super) struct Lowerer<'a> {
    pub info: &'a Info,
    pub layout: Layout,
    pub analysis: Analysis,
    pub builder: ProgramBuilder,
    pub rtypes: FxHashMap<TypeId, RTypeId>,
    pub wrappers: FxHashMap<WrapperKey, bc::FuncId>,
    pub errors: Vec<Diagnostic>,
    funcs: FxHashMap<ObjId, bc::FuncId>,
    globals: FxHashMap<ObjId, u64>,
    bodies: FxHashMap<ObjId, &'a Block>,
    pending: VecDeque<(bc::FuncId, FuncId, &'a Block)>,
}

/// Makes bytecode of a checked program.
///
/// # Errors
/// What the bytecode cannot express: values and functions that are too large.
pub fn lower(info: &Info, sources: &SourceMap) -> Result<Program, Vec<Diagnostic>> {
    let layout = Layout::default();
    let analysis = Analysis::new(info, &layout);
    let mut l = Lowerer {
        info,
        layout,
        analysis,
        builder: ProgramBuilder::new(),
        rtypes: FxHashMap::default(),
        wrappers: FxHashMap::default(),
        errors: vec![],
        funcs: FxHashMap::default(),
        globals: FxHashMap::default(),
        bodies: FxHashMap::default(),
        pending: VecDeque::new(),
    };
    l.known_types();
    l.builder.files(sources);
    l.collect_bodies();
    let (init, entry) = l.entry();
    while let Some((id, func, body)) = l.pending.pop_front() {
        Fx::new(&mut l).body(id, func, body);
    }
    l.builder.originals(sources);
    if l.builder.has_too_many_names() {
        l.error(0, "this program has too many methods for gmpsim");
    }
    if l.errors.is_empty() {
        return Ok(l.builder.finish(Some(init), entry));
    }
    l.errors.sort_by_key(|d| d.pos);
    l.errors.dedup();
    Err(l.errors)
}

impl<'a> Lowerer<'a> {
    fn collect_bodies(&mut self) {
        self.bodies.extend(self.info.declared_bodies());
    }

    /// The function that initialises all packages in order, and `main.main`.
    fn entry(&mut self) -> (bc::FuncId, bc::FuncId) {
        let id = self.builder.declare("runtime.doInit", 0, 0, 0);
        self.builder.func_mut(id).wrapper = true;
        let mut code = FuncCode::default();
        let call = |code: &mut FuncCode, f: bc::FuncId| {
            code.emit(Instr::Call { base: 0, func: f.0 }, 0);
        };
        for (i, package) in self.info.packages.iter().enumerate() {
            if !package.init_order.is_empty() {
                let init = self.builder.declare(&format!("{}.init", package.path), 0, 0, 0);
                Fx::new(self).initialisers(init, &package.init_order);
                call(&mut code, init);
            }
            for (_, obj) in self.info.inits.iter().filter(|(p, _)| *p == PkgId(i as u32)) {
                let f = self.func_of(*obj);
                call(&mut code, f);
            }
        }
        let main = self.info.packages.last().and_then(|p| p.scope.get("main")).copied();
        code.emit(Instr::Ret { a: 0 }, 0);
        self.define(id, code, 0);
        match main {
            Some(main) => (id, self.func_of(main)),
            None => {
                self.error(0, "function main is undeclared in the main package");
                (id, id)
            }
        }
    }

    /// Gives a function its code.
    pub fn define(&mut self, id: bc::FuncId, code: FuncCode, pos: Pos) {
        if self.builder.define(id, code).is_err() {
            self.error(pos, "this function is too large for gmpsim");
        }
    }

    /// Notes what cannot be lowered.
    pub fn error(&mut self, pos: Pos, message: impl Into<String>) {
        self.errors.push(Diagnostic::new(pos, message));
    }

    /// Words of a type.
    pub fn words(&self, ty: TypeId) -> u64 {
        self.layout.words(&self.info.types, ty)
    }

    /// Words of several types.
    pub fn words_of(&self, types: &[TypeId]) -> u64 {
        types.iter().map(|t| self.words(*t)).sum()
    }

    /// The signature of a function type.
    pub fn signature(&self, ty: TypeId) -> &'a Signature {
        match self.info.types.underlying(ty) {
            Type::Func(sig) => sig,
            other => unreachable!("the checker gives functions a function type, not {other:?}"),
        }
    }

    /// The code of a declared function or method.
    pub fn func_of(&mut self, obj: ObjId) -> bc::FuncId {
        if let Some(id) = self.funcs.get(&obj) {
            return *id;
        }
        let object = self.info.object(obj);
        let sig = self.signature(object.ty);
        let receiver = match &object.kind {
            ObjKind::Func { receiver, .. } => receiver.map_or(0, |t| self.words(t)),
            _ => 0,
        };
        let params = u16::try_from(receiver + self.words_of(&sig.params));
        let results = u16::try_from(self.words_of(&sig.results));
        let (Ok(params), Ok(results)) = (params, results) else {
            self.error(object.pos, "values of this size cannot be passed by value in gmpsim");
            return bc::FuncId(0);
        };
        let id = match (self.info.bodies.get(&obj), self.bodies.get(&obj)) {
            (Some(func), Some(body)) => {
                let info = self.info.func(*func);
                let id = self.builder.declare(&info.symbol, params, results, object.pos);
                self.pending.push_back((id, *func, body));
                id
            }
            _ => {
                let native = matches!(object.kind, ObjKind::Func { native: true, .. });
                assert!(native, "{} has no checked body", object.name);
                let symbol = self.symbol(obj);
                self.builder.native(&symbol, params, results)
            }
        };
        self.funcs.insert(obj, id);
        id
    }

    /// Go's symbol of a function without a body: `sync.(*Mutex).Lock`.
    fn symbol(&self, obj: ObjId) -> String {
        let object = self.info.object(obj);
        let path = object.pkg.map_or("", |p| self.info.packages[p.0 as usize].path.as_str());
        let ObjKind::Func { receiver: Some(receiver), .. } = object.kind else {
            return format!("{path}.{}", object.name);
        };
        let types = &self.info.types;
        let name = |ty| match types.get(ty) {
            Type::Named(n) => types.named(*n).name.clone(),
            _ => "?".into(),
        };
        match types.get(receiver) {
            Type::Pointer(elem) => format!("{path}.(*{}).{}", name(*elem), object.name),
            _ => format!("{path}.{}.{}", name(receiver), object.name),
        }
    }

    /// The address of a package-level variable.
    pub fn global(&mut self, obj: ObjId) -> u64 {
        if let Some(address) = self.globals.get(&obj) {
            return *address;
        }
        let object = self.info.object(obj);
        let words = self.words(object.ty);
        if words > 1 << 24 {
            self.error(object.pos, "this variable is too large for gmpsim");
            return bc::IMAGE_BASE;
        }
        // A variable of no words still has an address of its own.
        let address = self.builder.global(&vec![0; words.max(1) as usize]);
        self.globals.insert(obj, address);
        address
    }
}
