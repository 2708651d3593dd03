//! The order in which package-level variables are initialised (Go specification, "Package initialization").
//!
//! Functions are taken out of the graph of dependencies by connecting what refers to them with what they refer to. Of
//! the variables that depend on nothing that is left, the one declared first comes first.

use diagnostics::{Code, Diagnostic};
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::checker::Checker;
use crate::{ExprRef, Initializer, ObjectId, ObjectKind};

type Nodes = IndexSet<usize, FxBuildHasher>;

/// An object of the graph, by its index in source order.
#[derive(Default)]
struct Node {
    /// What depends on it.
    users: Nodes,
    /// What it depends on.
    dependencies: Nodes,
}

impl Checker<'_> {
    /// Computes the order of initialisation and reports cycles.
    pub fn compute_init_order(&mut self) {
        // What functions refer to is part of the order.
        if self.lacks_bodies() {
            return;
        }
        let objects: Vec<ObjectId> = self
            .objects
            .iter()
            .copied()
            .filter(|o| {
                matches!(
                    self.program.objects[*o].kind,
                    ObjectKind::Const { .. } | ObjectKind::Var(_) | ObjectKind::Func(_)
                )
            })
            .collect();
        let index_of: FxHashMap<ObjectId, usize> = objects.iter().enumerate().map(|(i, o)| (*o, i)).collect();
        let mut nodes: Vec<Node> = Vec::new();
        nodes.resize_with(objects.len(), Node::default);
        for (i, object) in objects.iter().enumerate() {
            for dependency in &self.decls[self.decl_of[object]].deps {
                if let Some(j) = index_of.get(dependency) {
                    nodes[i].dependencies.insert(*j);
                    nodes[*j].users.insert(i);
                }
            }
        }
        let is_function = |i: usize| matches!(self.program.objects[objects[i]].kind, ObjectKind::Func(_));
        let mut functions: Vec<usize> = (0..objects.len()).filter(|i| is_function(*i)).collect();
        // Cheap ones first keeps the graph small.
        functions.sort_by_key(|i| nodes[*i].users.len() * nodes[*i].dependencies.len());
        for f in functions {
            let node = std::mem::take(&mut nodes[f]);
            for user in node.users.iter().filter(|user| **user != f) {
                for dependency in node.dependencies.iter().filter(|d| **d != f) {
                    nodes[*user].dependencies.insert(*dependency);
                    nodes[*dependency].users.insert(*user);
                }
                nodes[*user].dependencies.swap_remove(&f);
            }
            for dependency in &node.dependencies {
                nodes[*dependency].users.swap_remove(&f);
            }
        }
        let is_constant = |i: usize| matches!(self.program.objects[objects[i]].kind, ObjectKind::Const { .. });
        let mut left: Vec<usize> = nodes.iter().map(|node| node.dependencies.len()).collect();
        let mut queue: BinaryHeap<Reverse<(bool, usize, usize)>> =
            (0..objects.len()).filter(|i| !is_function(*i)).map(|i| Reverse((!is_constant(i), left[i], i))).collect();
        let mut order = Vec::new();
        let mut done = vec![false; objects.len()];
        let mut in_cycle = Vec::new();
        while let Some(Reverse((not_constant, count, i))) = queue.pop() {
            // An entry with an outdated count has a newer one in the queue.
            if done[i] || count != left[i] {
                continue;
            }
            done[i] = true;
            if count > 0 {
                in_cycle.push(objects[i]);
            }
            for user in &nodes[i].users {
                if done[*user] {
                    continue;
                }
                left[*user] = left[*user].saturating_sub(1);
                queue.push(Reverse((!is_constant(*user), left[*user], *user)));
            }
            if not_constant {
                order.push(objects[i]);
            }
        }
        for object in in_cycle {
            if let Some(cycle) = self.dependency_path(object, object, &mut FxHashSet::default()) {
                self.report_init_cycle(&cycle);
            }
        }
        let mut emitted = FxHashSet::default();
        for object in order {
            let decl_index = self.decl_of[&object];
            let decl = &self.decls[decl_index];
            let Some(init) = decl.init else { continue };
            if !emitted.insert(decl_index) {
                continue;
            }
            let lhs = decl.lhs.clone().unwrap_or_else(|| vec![object]);
            let rhs = ExprRef { file: decl.file, expr: init };
            self.info.init_order.push(Initializer { lhs, rhs });
        }
    }

    /// A path of dependencies from `from` to `to`, last object first.
    fn dependency_path(&self, from: ObjectId, to: ObjectId, seen: &mut FxHashSet<ObjectId>) -> Option<Vec<ObjectId>> {
        // Depth first with an explicit stack: chains of dependencies may be long.
        let sorted = |object: ObjectId| -> Vec<ObjectId> {
            let mut deps: Vec<ObjectId> = match self.decl_of.get(&object) {
                Some(decl) => self.decls[*decl].deps.iter().copied().collect(),
                None => Vec::new(),
            };
            deps.sort_by_key(|o| Reverse(self.program.objects[*o].order));
            deps
        };
        seen.insert(from);
        let mut stack = vec![(from, sorted(from))];
        while let Some((_, pending)) = stack.last_mut() {
            let Some(next) = pending.pop() else {
                stack.pop();
                continue;
            };
            if next == to {
                let mut path: Vec<ObjectId> = vec![next];
                path.extend(stack.iter().skip(1).rev().map(|entry| entry.0));
                return Some(path);
            }
            if seen.insert(next) {
                stack.push((next, sorted(next)));
            }
        }
        None
    }

    fn report_init_cycle(&mut self, cycle: &[ObjectId]) {
        let Some(mut object) = cycle.first().copied() else { return };
        let name = |checker: &Self, object: ObjectId| checker.program.objects[object].name;
        let Some(span) = self.program.objects[object].span else { return };
        if cycle.len() == 1 {
            let message = format!("initialization cycle: {} refers to itself", name(self, object));
            return self.error(span, Code::InvalidInitCycle, message);
        }
        let message = format!("initialization cycle for {}", name(self, object));
        let mut diagnostic = Diagnostic::error(Code::InvalidInitCycle, span, message);
        for next in cycle.iter().rev() {
            if let Some(span) = self.program.objects[object].span {
                let text = format!("{} refers to {}", name(self, object), name(self, *next));
                diagnostic = diagnostic.with_label(span, text);
            }
            object = *next;
        }
        self.report(diagnostic);
    }
}
