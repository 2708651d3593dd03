//! Jumps: labels, `break`, `continue`, `goto`, `fallthrough` (Go specification, "Labeled statements", "Goto statements").
//!
//! Labels have function scope; a `goto` may neither enter a block nor skip a variable declaration of its own block.

use ast::{Block, BranchKind, CaseClause, Decl, IdentId, StmtId, StmtKind};
use diagnostics::Code;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use source::{Span, Symbol};

use crate::checker::Checker;
use crate::{ObjectId, ObjectKind, TypeId};

/// A block of statements; indices refer to [`Jumps::blocks`].
struct Nesting {
    parent: Option<usize>,
    start: Span,
    /// The labeled statement that the block belongs to.
    label: Option<StmtId>,
}

struct Label {
    block: usize,
    /// The labeled statement.
    stmt: StmtId,
    object: ObjectId,
    is_used: bool,
}

/// A `goto` whose label has not been seen.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Forward {
    label: IdentId,
}

/// What an unlabeled jump leaves.
#[derive(Clone, Copy, Default)]
struct Targets {
    can_break: bool,
    can_continue: bool,
    /// Directly in a clause of an expression switch: whether the clause is the last.
    is_final_case: Option<bool>,
    in_type_switch: bool,
}

impl Targets {
    fn nested(self) -> Targets {
        Targets { is_final_case: None, ..self }
    }
}

#[derive(Default)]
struct Jumps {
    blocks: Vec<Nesting>,
    labels: IndexMap<Symbol, Label, FxBuildHasher>,
}

/// A list of statements and what it belongs to.
#[derive(Clone, Copy)]
struct Body<'s> {
    parent: Option<usize>,
    label: Option<StmtId>,
    start: Span,
    stmts: &'s [StmtId],
    targets: Targets,
}

impl<'a> Checker<'a> {
    /// Checks the jumps of a function body; those of literals inside it are checked with them.
    pub fn check_branches(&mut self, body: &'a Block) {
        let mut jumps = Jumps::default();
        let start = self.file().at(body.span.start);
        let targets = Targets::default();
        let whole = Body { parent: None, label: None, start, stmts: &body.stmts, targets };
        let forward = self.check_block_branches(&mut jumps, whole);
        for jump in forward {
            let name = self.name(jump.label);
            let span = self.ident_span(jump.label);
            if let Some(label) = jumps.labels.get_mut(&name) {
                label.is_used = true;
                let place = self.place(jumps.blocks[label.block].start);
                let message = format!("goto {name} jumps into block starting at {place}");
                self.error(span, Code::JumpIntoBlock, message);
            } else {
                self.error(span, Code::UndeclaredLabel, format!("label {name} not defined"));
            }
        }
        for (name, label) in jumps.labels {
            if let ObjectKind::Label { used } = &mut self.program.objects[label.object].kind {
                *used = label.is_used;
            }
            if let (false, Some(span)) = (label.is_used, self.program.objects[label.object].span) {
                self.error(span, Code::UnusedLabel, format!("label {name} defined and not used"));
            }
        }
    }

    fn declare_label(&mut self, jumps: &mut Jumps, block: usize, ident: IdentId, stmt: StmtId) {
        let (name, span) = (self.name(ident), self.ident_span(ident));
        if let Some(label) = jumps.labels.get(&name) {
            let place = self.program.objects[label.object].span.map(|span| self.place(span)).unwrap_or_default();
            return self.error(span, Code::DuplicateLabel, format!("label {name} already defined at {place}"));
        }
        let object = self.new_object(ObjectKind::Label { used: false }, name, Some(span), Some(TypeId::INVALID));
        self.record_def(ident, object);
        jumps.labels.insert(name, Label { block, stmt, object, is_used: false });
    }

    /// Marks a label as used; gives the labeled statement and the block it is in.
    fn use_label(&mut self, jumps: &mut Jumps, ident: IdentId) -> Option<(StmtId, usize)> {
        let label = jumps.labels.get_mut(&self.name(ident))?;
        label.is_used = true;
        let (object, stmt, block) = (label.object, label.stmt, label.block);
        self.record_use(ident, object);
        Some((stmt, block))
    }

    fn check_block_branches(&mut self, jumps: &mut Jumps, body: Body<'a>) -> Vec<Forward> {
        jumps.blocks.push(Nesting { parent: body.parent, start: body.start, label: body.label });
        let block = jumps.blocks.len() - 1;
        let is_empty = |stmt: &StmtId| matches!(self.statement_node(*stmt).kind, StmtKind::Empty);
        let count = body.stmts.iter().rposition(|stmt| !is_empty(stmt)).map_or(0, |last| last + 1);
        // The last variable declaration, and the jumps that would skip it.
        let mut declaration: Option<(String, Span)> = None;
        let (mut forward, mut skipping): (Vec<Forward>, Vec<Forward>) = (Vec::new(), Vec::new());
        for (index, stmt) in body.stmts[..count].iter().enumerate() {
            let mut stmt = *stmt;
            let mut label = None;
            while let StmtKind::Labeled { label: ident, stmt: inner } = &self.statement_node(stmt).kind {
                let name = self.name(*ident);
                if !name.is_blank() {
                    self.declare_label(jumps, block, *ident, stmt);
                    let (here, rest): (Vec<Forward>, Vec<Forward>) =
                        forward.into_iter().partition(|jump| self.name(jump.label) == name);
                    forward = rest;
                    for jump in here {
                        self.use_label(jumps, jump.label);
                        if let (true, Some((variable, at))) = (skipping.contains(&jump), &declaration) {
                            let place = self.place(*at);
                            let message = format!("goto {name} jumps over declaration of {variable} at {place}");
                            self.error(self.ident_span(jump.label), Code::JumpOverDecl, message);
                        }
                    }
                    label = Some(stmt);
                }
                stmt = *inner;
            }
            let node = self.statement_node(stmt);
            let targets = body.targets;
            let is_last = index + 1 == count;
            let nested = |start: u32, stmts: &'a [StmtId], targets: Targets| Body {
                parent: Some(block),
                label,
                start: Span::point(node.span.file, start),
                stmts,
                targets,
            };
            let inner = targets.nested();
            match &node.kind {
                StmtKind::Decl(Decl::Var(group)) => {
                    if let Some(ident) = group.specs.first().and_then(|spec| spec.names.first()) {
                        declaration = Some((self.name(*ident).to_string(), self.ident_span(*ident)));
                        skipping = forward.clone();
                    }
                }
                StmtKind::Define { lhs, .. } => {
                    let names: Vec<String> = lhs.iter().map(|expr| self.source(*expr)).collect();
                    declaration = Some((names.join(", "), self.file().at(node.pos)));
                    skipping = forward.clone();
                }
                StmtKind::Branch { kind, label: None } => self.check_plain_branch(node.span, *kind, targets, is_last),
                StmtKind::Branch { kind, label: Some(ident) }
                    if !self.check_labeled_branch(jumps, block, *kind, *ident) =>
                {
                    forward.push(Forward { label: *ident });
                }
                StmtKind::Block(body) => {
                    forward.extend(self.check_block_branches(jumps, nested(body.span.start, &body.stmts, inner)));
                }
                StmtKind::If { then, otherwise, .. } => {
                    forward.extend(self.check_block_branches(jumps, nested(then.span.start, &then.stmts, inner)));
                    if let Some(otherwise) = otherwise {
                        let start = self.statement_node(*otherwise).span.start;
                        let stmts = std::slice::from_ref(otherwise);
                        forward.extend(self.check_block_branches(jumps, nested(start, stmts, inner)));
                    }
                }
                StmtKind::For { body, .. } | StmtKind::Range { body, .. } => {
                    let targets = Targets { can_break: true, can_continue: true, ..Targets::default() };
                    forward.extend(self.check_block_branches(jumps, nested(body.span.start, &body.stmts, targets)));
                }
                StmtKind::Switch { clauses, .. } => {
                    let last = clauses.len().saturating_sub(1);
                    for (i, CaseClause { span, body, .. }) in clauses.iter().enumerate() {
                        let targets = Targets {
                            can_break: true,
                            can_continue: targets.can_continue,
                            is_final_case: Some(i == last),
                            in_type_switch: false,
                        };
                        forward.extend(self.check_block_branches(jumps, nested(span.start, body, targets)));
                    }
                }
                StmtKind::TypeSwitch { clauses, .. } => {
                    for clause in clauses {
                        let targets = Targets {
                            can_break: true,
                            can_continue: targets.can_continue,
                            is_final_case: None,
                            in_type_switch: true,
                        };
                        let body = nested(clause.span.start, &clause.body, targets);
                        forward.extend(self.check_block_branches(jumps, body));
                    }
                }
                StmtKind::Select { clauses, .. } => {
                    for clause in clauses {
                        let can_continue = targets.can_continue;
                        let targets = Targets { can_break: true, can_continue, ..Targets::default() };
                        let body = nested(clause.span.start, &clause.body, targets);
                        forward.extend(self.check_block_branches(jumps, body));
                    }
                }
                _ => {}
            }
        }
        forward
    }

    fn check_plain_branch(&mut self, span: Span, kind: BranchKind, targets: Targets, is_last: bool) {
        let (code, message) = match kind {
            BranchKind::Break if !targets.can_break => {
                (Code::MisplacedBreak, "break is not in a loop, switch, or select")
            }
            BranchKind::Continue if !targets.can_continue => (Code::MisplacedContinue, "continue is not in a loop"),
            BranchKind::Fallthrough => {
                let message = match targets.is_final_case {
                    _ if targets.in_type_switch => "cannot fallthrough in type switch",
                    Some(true) if is_last => "cannot fallthrough final case in switch",
                    Some(false) if is_last => return,
                    _ => "fallthrough statement out of place",
                };
                (Code::MisplacedFallthrough, message)
            }
            _ => return,
        };
        self.error(span, code, message);
    }

    /// Checks a jump to a label; `false` if the label, a `goto`'s, is not known in this block yet.
    fn check_labeled_branch(&mut self, jumps: &mut Jumps, block: usize, kind: BranchKind, ident: IdentId) -> bool {
        let (name, span) = (self.name(ident), self.ident_span(ident));
        let target = self.use_label(jumps, ident);
        let mut enclosing = Some(block);
        if kind == BranchKind::Goto {
            let Some((_, home)) = target else { return false };
            while let Some(current) = enclosing {
                if current == home {
                    return true;
                }
                enclosing = jumps.blocks[current].parent;
            }
            return false;
        }
        let Some((stmt, _)) = target else {
            let message = format!("{} label not defined: {name}", kind.as_str());
            self.error(span, Code::UndeclaredLabel, message);
            return true;
        };
        let mut is_enclosing = false;
        while let Some(current) = enclosing {
            is_enclosing |= jumps.blocks[current].label == Some(stmt);
            enclosing = jumps.blocks[current].parent;
        }
        let inner = match &self.statement_node(stmt).kind {
            StmtKind::Labeled { stmt, .. } => *stmt,
            _ => stmt,
        };
        let is_loop = matches!(self.statement_node(inner).kind, StmtKind::For { .. } | StmtKind::Range { .. });
        let is_switch = matches!(
            self.statement_node(inner).kind,
            StmtKind::Switch { .. } | StmtKind::TypeSwitch { .. } | StmtKind::Select { .. }
        );
        let is_valid = is_enclosing && (is_loop || is_switch && kind == BranchKind::Break);
        if !is_valid {
            let message = format!("invalid {} label {name}", kind.as_str());
            self.error(span, Code::MisplacedLabel, message);
        }
        true
    }
}
