//! Gives every cycle of a flow graph one header. Owns the transformation [`make_reducible`].
//!
//! Resuming enters loops in their middle, and `goto` may make cycles with several entries. For each strongly connected
//! component that is entered at several nodes a dispatcher becomes the header: edges from outside put the number of
//! their target into the dispatch local and go to the dispatcher, which tests the local (0 in every ordinary
//! iteration) before it goes on to the component's natural header. Then the component without its header is treated
//! alike. After the loop nesting of B. Steensgaard, "Sequentializing Program Dependence Graphs for Irreducible
//! Programs" (1993).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::flow::{Body, Edge, End, Flow, Node, NodeId};

/// Makes every cycle of `flow` enter at one node. Returns whether the dispatch local is used.
pub fn make_reducible(flow: &mut Flow) -> bool {
    let mut numbers: FxHashMap<NodeId, u32> = FxHashMap::default();
    let mut work: Vec<Vec<NodeId>> = vec![flow.reverse_postorder()];
    while let Some(region) = work.pop() {
        for component in components(flow, &region) {
            let members: FxHashSet<NodeId> = component.iter().copied().collect();
            let mut entries: Vec<NodeId> = entries(flow, &members);
            entries.sort_unstable();
            // The exit comes first: checks inside nodes branch to it without an edge that could be redirected. Otherwise the
            // least node, which in a natural loop is its header, since nodes are numbered in reverse postorder.
            let exit = flow.exit.filter(|exit| entries.contains(exit));
            let Some(header) = exit.or(entries.first().copied()) else { continue };
            if entries.len() > 1 {
                dispatch(flow, &members, &entries, header, &mut numbers);
            }
            // The header takes part in no inner cycle any more.
            work.push(component.into_iter().filter(|n| *n != header).collect());
        }
    }
    !numbers.is_empty()
}

fn entries(flow: &Flow, members: &FxHashSet<NodeId>) -> Vec<NodeId> {
    let mut found = FxHashSet::default();
    for node in flow.reverse_postorder() {
        if !members.contains(&node) {
            found.extend(flow.successors(node).filter(|s| members.contains(s)));
        }
    }
    if members.contains(&0) {
        found.insert(0);
    }
    found.into_iter().collect()
}

fn dispatch(
    flow: &mut Flow,
    members: &FxHashSet<NodeId>,
    entries: &[NodeId],
    header: NodeId,
    numbers: &mut FxHashMap<NodeId, u32>,
) {
    let test = flow.nodes.len();
    let switch = test + 1;
    let mut highest = 0;
    for &entry in entries.iter().filter(|e| **e != header) {
        let next = numbers.len() as u32 + 1;
        highest = highest.max(*numbers.entry(entry).or_insert(next));
    }
    for node in 0..flow.nodes.len() {
        let inside = members.contains(&node);
        for edge in &mut flow.nodes[node].edges {
            if edge.to == header {
                edge.to = test;
            } else if !inside && entries.contains(&edge.to) {
                edge.dispatch = Some(numbers[&edge.to]);
                edge.to = test;
            }
        }
    }
    if flow.exit == Some(header) {
        flow.exit = Some(test);
    }
    let to_header = Edge::to(header);
    let node = |end, edges| Node { body: Body::Empty, end, edges, panics: false, fails: false };
    flow.nodes.push(node(End::Dispatching, vec![to_header.clone(), Edge::to(switch)]));
    let mut arms = vec![to_header; highest as usize + 2];
    for &entry in entries.iter().filter(|e| **e != header) {
        arms[numbers[&entry] as usize + 1] = Edge { dispatch: Some(0), ..Edge::to(entry) };
    }
    // Numbers the dispatcher has no arm for do not occur; let them share a real arm rather than the header, which would
    // otherwise seem to be entered from here.
    let real = arms.iter().find(|e| e.to != header).cloned().unwrap_or_else(|| Edge::to(header));
    for arm in &mut arms {
        if arm.to == header {
            *arm = real.clone();
        }
    }
    flow.nodes.push(node(End::Dispatch, arms));
}

/// Strongly connected components with a cycle, of the graph restricted to `region`, by R. Tarjan's algorithm.
fn components(flow: &Flow, region: &[NodeId]) -> Vec<Vec<NodeId>> {
    let inside: FxHashSet<NodeId> = region.iter().copied().collect();
    let succs = |n: NodeId| -> Vec<NodeId> { flow.successors(n).filter(|s| inside.contains(s)).collect() };
    let mut index: FxHashMap<NodeId, usize> = FxHashMap::default();
    let mut low: FxHashMap<NodeId, usize> = FxHashMap::default();
    let mut on_stack = FxHashSet::default();
    let mut stack = Vec::new();
    let mut result = Vec::new();
    for &root in region {
        if index.contains_key(&root) {
            continue;
        }
        let mut work = vec![(root, succs(root), 0usize)];
        index.insert(root, index.len());
        low.insert(root, index[&root]);
        stack.push(root);
        on_stack.insert(root);
        while let Some((node, list, next)) = work.last_mut() {
            let node = *node;
            if let Some(&succ) = list.get(*next) {
                *next += 1;
                if !index.contains_key(&succ) {
                    index.insert(succ, index.len());
                    low.insert(succ, index[&succ]);
                    stack.push(succ);
                    on_stack.insert(succ);
                    work.push((succ, succs(succ), 0));
                } else if on_stack.contains(&succ) {
                    let value = low[&node].min(index[&succ]);
                    low.insert(node, value);
                }
                continue;
            }
            let is_self_loop = list.contains(&node);
            work.pop();
            if let Some((parent, ..)) = work.last() {
                let value = low[parent].min(low[&node]);
                low.insert(*parent, value);
            }
            if low[&node] == index[&node] {
                let start = stack.iter().rposition(|n| *n == node).unwrap_or(0);
                let mut members = stack.split_off(start);
                for member in &members {
                    on_stack.remove(member);
                }
                if members.len() > 1 || is_self_loop {
                    members.sort_unstable();
                    result.push(members);
                }
            }
        }
    }
    result
}
