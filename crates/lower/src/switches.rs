//! `switch` statements (Go specification, "Switch statements").

use ast::{CaseClause, ExprId, StmtId};
use ir::Block;
use source::Symbol;
use types::TypeId;

use crate::function::{FunctionLowerer, Target, Values};

impl FunctionLowerer<'_, '_> {
    /// An expression switch.
    pub(crate) fn switch_statement(
        &mut self,
        label: Option<Symbol>,
        init: Option<StmtId>,
        tag: Option<ExprId>,
        clauses: &[CaseClause],
    ) {
        if let Some(init) = init {
            self.statement(init);
        }
        let tag: Option<(Values, TypeId)> = tag.map(|t| {
            let ty = self.type_of(t);
            let ty = self.lowerer.program.default_type(ty);
            let values = self.expr_as(t, ty);
            (self.stable(ty, values), ty)
        });
        let bodies: Vec<Block> = clauses.iter().map(|_| self.b.block()).collect();
        let done = self.b.block();
        let default = clauses.iter().zip(&bodies).find(|(clause, _)| clause.exprs.is_empty());
        let default = default.map_or(done, |(_, body)| *body);
        if tag.as_ref().is_some_and(|tag| self.search_cases(tag, clauses, &bodies, default)) {
            return self.clause_bodies(label, clauses, &bodies, done, |_, _| {});
        }
        for (clause, &body) in clauses.iter().zip(&bodies) {
            for &expr in &clause.exprs {
                let next = self.b.block();
                match &tag {
                    Some((values, ty)) => {
                        let matches = self.mixed_equal((values, *ty), expr);
                        self.b.branch(matches, body, next);
                    }
                    // The tag is `true`, which a value of an interface type may hold.
                    None if self.lowerer.program.is_interface(self.type_of(expr)) => {
                        let yes = self.i32(1);
                        let yes = self.one(yes);
                        let matches = self.mixed_equal((&yes, TypeId::BOOL), expr);
                        self.b.branch(matches, body, next);
                    }
                    None => self.branch_on(expr, body, next),
                }
                self.continue_at(next);
                if !self.b.is_reachable() {
                    let dead = self.b.block();
                    self.b.switch_to_sealed(dead);
                }
            }
        }
        self.b.jump(default, &[]);
        self.clause_bodies(label, clauses, &bodies, done, |_, _| {});
    }

    fn clause_bodies(
        &mut self,
        label: Option<Symbol>,
        clauses: &[CaseClause],
        bodies: &[Block],
        done: Block,
        mut start: impl FnMut(&mut Self, usize),
    ) {
        let outer = self.fallthrough_to;
        self.targets.push(Target { label, break_to: done, continue_to: None });
        for (i, (clause, &body)) in clauses.iter().zip(bodies).enumerate() {
            // The clause before may still fall through to this block: it was lowered already.
            self.b.seal(body);
            if !self.b.has_predecessors(body) {
                continue;
            }
            self.b.switch_to(body);
            self.fallthrough_to = bodies.get(i + 1).copied();
            start(self, i);
            self.statements(&clause.body);
            self.b.jump(done, &[]);
        }
        self.targets.pop();
        self.fallthrough_to = outer;
        self.continue_at(done);
    }

    /// A type switch.
    pub(crate) fn type_switch(
        &mut self,
        label: Option<Symbol>,
        init: Option<StmtId>,
        x: ExprId,
        clauses: &[CaseClause],
    ) {
        if let Some(init) = init {
            self.statement(init);
        }
        let interface = self.type_of(x);
        let value = self.expr(x);
        let bodies: Vec<Block> = clauses.iter().map(|_| self.b.block()).collect();
        // The first word of the value as each clause's own type, for clauses of one interface type.
        let words: Vec<ir::Variable> = clauses.iter().map(|_| self.b.variable(ir::Type::Ptr)).collect();
        let done = self.b.block();
        let mut default = done;
        for (i, (clause, &body)) in clauses.iter().zip(&bodies).enumerate() {
            if clause.exprs.is_empty() {
                default = body;
            }
            for &expr in &clause.exprs {
                let next = self.b.block();
                if self.is_nil(expr) {
                    let is_nil = self.b.unary(ir::Opcode::Eqz, value[0]);
                    self.b.define(words[i], value[0]);
                    self.b.branch(is_nil, body, next);
                } else {
                    let asserted = self.type_of(expr);
                    let (ok, result) = self.test_type(&value, interface, asserted);
                    if let crate::interfaces::Asserted::Interface(word, _) = result {
                        self.b.define(words[i], word);
                    }
                    self.b.branch(ok, body, next);
                }
                self.b.switch_to_sealed(next);
            }
        }
        self.b.jump(default, &[]);
        let implicits = &self.info.files[self.file_index as usize].implicits;
        self.clause_bodies(label, clauses, &bodies, done, |this, i| {
            let clause = &clauses[i];
            let Some(&object) = implicits.get(&clause.colon) else { return };
            let ty = this.object_type(object);
            let single = clause.exprs.len() == 1 && !this.is_nil(clause.exprs[0]);
            let bound: Values = if !single {
                value.clone()
            } else if this.lowerer.program.is_interface(ty) {
                let word = this.b.read(words[i]);
                Values::from_slice(&[word, value[1]])
            } else {
                this.asserted_value(&crate::interfaces::Asserted::Concrete(value[1], ty))
            };
            this.declare(object, Some(&bound));
        });
    }
}
