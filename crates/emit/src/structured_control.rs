//! From a reducible flow graph to nested blocks and loops. Owns [`Structure`] (order, dominators, merges, headers) and
//! [`Task`]s, the work list that visits the dominator tree.
//!
//! Algorithm: N. Ramsey, "Beyond Relooper: Recursive Translation of Unstructured Control Flow to Structured Control
//! Flow" (2022), with an explicit work list in place of the recursion.

use crate::flow::{End, Flow, NodeId};

/// A label that code may branch to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Label {
    /// The end of a block, behind which the node's code starts.
    Behind(NodeId),
    /// The start of the loop whose header is the node.
    Loop(NodeId),
    /// An `if` nobody branches to.
    If,
}

/// A piece of work.
#[derive(Clone, Copy, Debug)]
pub enum Task {
    /// The node and everything it dominates.
    Tree(NodeId),
    /// The node's own code and its end.
    Own(NodeId),
    /// Starts a block or a loop.
    Open(Label),
    /// Ends the innermost block.
    Close,
    /// Edge number of a node: what happens on it, then the branch or the target's tree.
    Edge(NodeId, usize),
}

/// Order and shape of a reducible graph.
#[derive(Clone, Debug)]
pub struct Structure {
    /// Reachable nodes in reverse postorder.
    pub order: Vec<NodeId>,
    /// Position in `order`; `usize::MAX` if unreachable.
    pub position: Vec<usize>,
    /// Children in the dominator tree that need a label, in order.
    merges: Vec<Vec<NodeId>>,
    is_merge: Vec<bool>,
    is_header: Vec<bool>,
}

impl Structure {
    /// Analyses `flow`.
    ///
    /// # Panics
    /// If the graph is not reducible.
    pub fn compute(flow: &Flow) -> Structure {
        let order = flow.reverse_postorder();
        let count = flow.nodes.len();
        let mut position = vec![usize::MAX; count];
        for (i, &node) in order.iter().enumerate() {
            position[node] = i;
        }
        let mut preds: Vec<Vec<NodeId>> = vec![Vec::new(); count];
        let mut forward = vec![0; count];
        let mut is_header = vec![false; count];
        for &node in &order {
            for succ in flow.successors(node) {
                preds[succ].push(node);
                if position[succ] <= position[node] {
                    is_header[succ] = true;
                } else {
                    forward[succ] += 1;
                }
            }
        }
        let idom = immediate_dominators(&order, &position, &preds);
        let mut is_merge: Vec<bool> = forward.iter().map(|n| *n > 1).collect();
        for &node in &order {
            // Tables and tests branch with a bare label.
            let n = &flow.nodes[node];
            let labelled: Vec<NodeId> = match n.end {
                End::Switch(_) | End::Dispatch => n.edges.iter().map(|e| e.to).collect(),
                End::Test(_) => vec![n.edges[1].to],
                _ => Vec::new(),
            };
            for target in labelled.into_iter().chain(flow.targets_of_checks(node)) {
                if position[target] > position[node] {
                    is_merge[target] = true;
                }
            }
        }
        let mut merges: Vec<Vec<NodeId>> = vec![Vec::new(); count];
        for &node in &order[1..] {
            let parent = idom[node].expect("reachable node has a dominator");
            if is_merge[node] {
                merges[parent].push(node);
            }
            for &pred in &preds[node] {
                let back = position[pred] >= position[node];
                assert!(!back || dominates(&idom, node, pred), "node {node} is entered sideways from {pred}");
            }
        }
        Structure { order, position, merges, is_merge, is_header }
    }

    /// The work for the tree of `node`, first piece last.
    pub fn expand(&self, node: NodeId, tasks: &mut Vec<Task>) {
        // Children come in order; the block of the last one is the outermost.
        let header = self.is_header[node];
        if header {
            tasks.push(Task::Close);
        }
        for &merge in self.merges[node].iter().rev() {
            tasks.push(Task::Tree(merge));
            tasks.push(Task::Close);
        }
        tasks.push(Task::Own(node));
        for &merge in &self.merges[node] {
            tasks.push(Task::Open(Label::Behind(merge)));
        }
        if header {
            tasks.push(Task::Open(Label::Loop(node)));
        }
    }

    /// The label that leads from `from` to `to`; `None` if the target's tree belongs right here.
    pub fn label(&self, from: NodeId, to: NodeId) -> Option<Label> {
        if self.position[to] <= self.position[from] {
            Some(Label::Loop(to))
        } else if self.is_merge[to] {
            Some(Label::Behind(to))
        } else {
            None
        }
    }
}

fn immediate_dominators(order: &[NodeId], position: &[usize], preds: &[Vec<NodeId>]) -> Vec<Option<NodeId>> {
    let mut idom: Vec<Option<NodeId>> = vec![None; position.len()];
    idom[order[0]] = Some(order[0]);
    let mut changed = true;
    while changed {
        changed = false;
        for &node in &order[1..] {
            let mut best: Option<NodeId> = None;
            for &pred in &preds[node] {
                if idom[pred].is_none() {
                    continue;
                }
                best = Some(match best {
                    None => pred,
                    Some(mut other) => {
                        let mut pred = pred;
                        while pred != other {
                            if position[pred] > position[other] {
                                pred = idom[pred].expect("processed");
                            } else {
                                other = idom[other].expect("processed");
                            }
                        }
                        pred
                    }
                });
            }
            if best.is_some() && idom[node] != best {
                idom[node] = best;
                changed = true;
            }
        }
    }
    idom[order[0]] = None;
    idom
}

fn dominates(idom: &[Option<NodeId>], a: NodeId, b: NodeId) -> bool {
    let mut at = Some(b);
    while let Some(node) = at {
        if node == a {
            return true;
        }
        at = idom[node];
    }
    false
}
