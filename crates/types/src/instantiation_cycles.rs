//! Instantiations without end. Owns the check that a program needs finitely many instances: a type parameter must not be
//! instantiated, however indirectly, with a type that contains it.
//!
//! Edges go from type parameters to those that are instantiated with them; an edge weighs one if the type argument
//! contains the parameter and nothing if it is the parameter. A cycle with weight is an endless instantiation. After
//! Go's `types2`, which finds such cycles with Bellman and Ford's algorithm.

use diagnostics::{Code, Diagnostic};
use rustc_hash::{FxHashMap, FxHashSet};
use source::Span;

use crate::checker::Checker;
use crate::{ObjectId, Type, TypeId};

/// A type parameter, or a type declared inside a generic function.
#[derive(Debug)]
struct Vertex {
    object: ObjectId,
    weight: u32,
    /// The last edge of the heaviest known path to here, and that path's length.
    previous: usize,
    length: usize,
}

#[derive(Debug)]
struct Edge {
    to: usize,
    from: usize,
    weight: u32,
    span: Span,
    ty: TypeId,
}

/// The instantiations of a package.
#[derive(Debug, Default)]
pub(crate) struct InstantiationGraph {
    vertices: Vec<Vertex>,
    edges: Vec<Edge>,
    /// A receiver's type parameters stand for those of its base type.
    canonical: FxHashMap<ObjectId, ObjectId>,
    index_of: FxHashMap<ObjectId, usize>,
    /// Local types whose edges have been added.
    local: FxHashSet<ObjectId>,
}

impl InstantiationGraph {
    /// Makes the receiver's type parameter `param` another name for `of_base`.
    pub fn same(&mut self, param: ObjectId, of_base: ObjectId) {
        self.canonical.insert(param, of_base);
    }

    fn vertex(&mut self, object: ObjectId) -> usize {
        let object = self.canonical.get(&object).copied().unwrap_or(object);
        let vertices = &mut self.vertices;
        *self.index_of.entry(object).or_insert_with(|| {
            vertices.push(Vertex { object, weight: 0, previous: 0, length: 0 });
            vertices.len() - 1
        })
    }
}

impl Checker<'_> {
    /// Notes that `params` are instantiated with `args`; the places are those of the written arguments, or `span`.
    pub fn note_instantiation(&mut self, span: Span, params: &[TypeId], args: &[TypeId], places: &[Span]) {
        for (i, (param, arg)) in params.iter().zip(args).enumerate() {
            let Type::TypeParam(declared) = &self.program.types[*param] else { continue };
            let object = declared.object;
            if self.program.object(object).package != Some(self.package) {
                continue;
            }
            let span = places.get(i).copied().unwrap_or(span);
            self.note_parts(object, *arg, *arg, span, &mut FxHashSet::default());
        }
    }

    /// Adds an edge for each type parameter in `part`, which is a part of the type argument `arg`.
    fn note_parts(&mut self, param: ObjectId, arg: TypeId, part: TypeId, span: Span, seen: &mut FxHashSet<TypeId>) {
        let part = self.program.unalias(part);
        if !seen.insert(part) {
            return;
        }
        let parts: Vec<TypeId> = match &self.program.types[part] {
            Type::TypeParam(inner) => {
                let from = inner.object;
                return self.add_instantiation(param, from, u32::from(part != self.program.unalias(arg)), span, arg);
            }
            Type::Named(named) => {
                let (object, args) = (named.object, named.type_args.clone());
                let outer = match named.origin {
                    Some(origin) => self.program.as_named(origin).map(|n| n.outer_type_params.clone()),
                    None => Some(named.outer_type_params.clone()),
                };
                self.note_local_type(object, &outer.unwrap_or_default());
                if self.instantiation_graph.local.contains(&object) {
                    let weight = u32::from(part != self.program.unalias(arg));
                    self.add_instantiation(param, object, weight, span, arg);
                }
                args
            }
            Type::Pointer { base: elem } | Type::Slice { elem } | Type::Array { elem, .. } => vec![*elem],
            Type::Chan { elem, .. } => vec![*elem],
            Type::Map { key, elem } => vec![*key, *elem],
            Type::Interface(_) => {
                self.program.interface_methods(part).into_iter().map(|m| self.program.object(m).ty).collect()
            }
            Type::Signature(s) => s.params.iter().chain(&s.results).map(|p| p.ty).collect(),
            Type::Struct(s) => s.fields.iter().map(|f| f.ty).collect(),
            _ => return,
        };
        for inner in parts {
            self.note_parts(param, arg, inner, span, seen);
        }
    }

    /// A type declared inside a generic function is parameterised by the function's type parameters.
    fn note_local_type(&mut self, object: ObjectId, outer: &[TypeId]) {
        if outer.is_empty() || !self.instantiation_graph.local.insert(object) {
            return;
        }
        let Some(span) = self.program.object(object).span else { return };
        for param in outer {
            if let Type::TypeParam(declared) = &self.program.types[*param] {
                let from = declared.object;
                self.add_instantiation(object, from, 1, span, *param);
            }
        }
    }

    fn add_instantiation(&mut self, to: ObjectId, from: ObjectId, weight: u32, span: Span, ty: TypeId) {
        let graph = &mut self.instantiation_graph;
        let (to, from) = (graph.vertex(to), graph.vertex(from));
        graph.edges.push(Edge { to, from, weight, span, ty });
    }

    /// Reports an endless instantiation.
    pub fn check_instantiation_cycles(&mut self) {
        let graph = &mut self.instantiation_graph;
        let mut is_done = false;
        while !is_done {
            is_done = true;
            for (i, edge) in graph.edges.iter().enumerate() {
                let weight = graph.vertices[edge.from].weight + edge.weight;
                if weight <= graph.vertices[edge.to].weight {
                    continue;
                }
                let length = graph.vertices[edge.from].length + 1;
                let (start, count) = (edge.to, graph.vertices.len());
                let to = &mut graph.vertices[start];
                (to.previous, to.length) = (i, length);
                if length == count {
                    return self.report_instantiation_cycle(start);
                }
                to.weight = weight;
                is_done = false;
            }
        }
    }

    fn report_instantiation_cycle(&mut self, start: usize) {
        let graph = &self.instantiation_graph;
        let mut stack = Vec::new();
        let mut seen = vec![false; graph.vertices.len()];
        let mut vertex = start;
        while !seen[vertex] {
            stack.push(vertex);
            seen[vertex] = true;
            vertex = graph.edges[graph.vertices[vertex].previous].from;
        }
        let first = stack.iter().position(|v| *v == vertex).unwrap_or(0);
        let steps: Vec<(ObjectId, Span, TypeId)> = stack[first..]
            .iter()
            .map(|v| &graph.edges[graph.vertices[*v].previous])
            .map(|edge| (graph.vertices[edge.to].object, edge.span, edge.ty))
            .collect();
        let object = graph.vertices[vertex].object;
        let Some(span) = self.program.object(object).span else { return };
        let mut diagnostic = Diagnostic::error(Code::InvalidInstanceCycle, span, "instantiation cycle:");
        for (object, span, ty) in steps {
            let (name, shown) = (self.program.object(object).name, self.show(ty));
            let is_param = self.program.is_type_param(self.program.object(object).ty);
            let verb = if is_param { "instantiated as" } else { "implicitly parameterized by" };
            diagnostic = diagnostic.with_label(span, format!("{name} {verb} {shown}"));
        }
        self.report(diagnostic);
    }
}
