//! Which objects outlive the function that makes them. Owns [`EscapeAnalysis`]: the graph of every function's flows, solved over
//! the whole program until no summary says more. It starts from "nothing leaks", and gives the least solution.
//!
//! A store whose address surely lies in one object goes into that object; one through a parameter goes into what the caller
//! passed there; any other may go anywhere. An integer made of an address is an escape unless it is only compared or made an
//! address again in the same function; any other address made of an integer points to nothing of ours, as for Go's compiler. So
//! does a pointer behind `no_escape`.
//! Objects are also told apart in time: one made in a loop must be gone before the next turn makes it again.
//! What the function of a closure does with what it captured happens where the closure is made. The list of a function's deferred
//! calls is an object of its frame.
//! Never changes anything.

use std::collections::BTreeSet;

use cranelift_entity::{EntitySet, SecondaryMap};
use ir::call_graph::CallGraph;
use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::loops::Loops;
use ir::{Block, Func, Function, Immediate, Inst, MemKind, Module, Opcode, StackSlot, Type, Value};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::allocation::{Allocators, Layout};
use crate::closures::{Closures, is_closure_call};
use crate::escape_graph::{ADDRESS, Flows, Location, Locations};
use crate::escape_summaries::{CapturedLeaks, Sink, Summaries, Summary};
use crate::integer_addresses::Integers;
use crate::object_roots::{Root, roots};

/// How much of what does not escape a frame takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// Larger objects stay on the heap.
    pub object_bytes: u32,
    /// Bytes of objects that one frame may gain.
    pub frame_bytes: u32,
}

/// An allocation that might move into the frame.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// Where it is.
    pub block: Block,
    /// The call of the allocator.
    pub inst: Inst,
    /// The object.
    pub layout: Layout,
    /// It stays where it is.
    stays: bool,
}

/// The allocations of all functions, and which of them escape.
pub(crate) struct EscapeAnalysis {
    facts: FxHashMap<Func, Facts>,
    summaries: Summaries,
}

impl EscapeAnalysis {
    /// Analyses `module`. All that is passed to functions of `keepers` is taken to leak; `room` says how much the frame of a
    /// function may gain.
    pub fn compute(
        module: &Module,
        allocators: &Allocators,
        keepers: &EntitySet<Func>,
        room: impl Fn(Func) -> Room,
    ) -> EscapeAnalysis {
        let graph = CallGraph::compute(module);
        let mut summaries = Summaries::new(module);
        for func in keepers.iter() {
            summaries.join(func, &Summary::unknown(module.funcs[func].signature.params.len()));
            summaries.join_captured(func, &CapturedLeaks { object: Some(0), words: Vec::new() });
        }
        let mut facts: FxHashMap<Func, Facts> = FxHashMap::default();
        let mut flows = Flows::default();
        // Callees first: most functions are then looked at once.
        let order = graph.callees_first(module);
        let mut places: SecondaryMap<Func, usize> = SecondaryMap::new();
        for (place, func) in order.iter().enumerate() {
            places[*func] = place;
        }
        // Who looks at a summary without a call.
        let mut makers: SecondaryMap<Func, Vec<usize>> = SecondaryMap::new();
        let mut queue: BTreeSet<usize> = (0..order.len()).collect();
        while let Some(place) = queue.pop_first() {
            let func = order[place];
            let Some(body) = module.body(func) else { continue };
            let room = room(func);
            let of = facts.entry(func).or_insert_with(|| {
                let of = Facts::compute(module, body, allocators, room);
                of.closures.functions().for_each(|function| makers[function].push(place));
                of
            });
            let (found, captured) = of.solve(module, body, &summaries, &mut flows, room);
            if summaries.join(func, &found) {
                queue.extend(graph.callers[func].iter().map(|caller| places[*caller]));
                queue.extend(&makers[func]);
            }
            if summaries.join_captured(func, &captured) {
                queue.extend(&makers[func]);
            }
        }
        EscapeAnalysis { facts, summaries }
    }

    /// Builds the graph of `func` in `flows`: what its locations are, and the list of deferred calls if there may be some. `None`
    /// for a function without a body.
    pub fn graph(&self, module: &Module, func: Func, flows: &mut Flows) -> Option<(Locations, Option<Location>)> {
        let (facts, body) = (self.facts.get(&func)?, module.body(func)?);
        facts.add_flows(module, body, &self.summaries, flows);
        Some((facts.locations, facts.closures.are_deferred().then(|| facts.deferred_list())))
    }

    /// The objects of `func` that do not outlive it, in order, each with its number in the graph.
    pub fn frame_objects(&mut self, func: Func) -> Vec<(u32, Candidate)> {
        let Some(facts) = self.facts.remove(&func) else { return Vec::new() };
        let first = facts.locations.objects - facts.candidates.len() as u32;
        (first..).zip(facts.candidates).filter(|(_, candidate)| !candidate.stays).collect()
    }
}

/// What is known of a function before any other is looked at, and which of its objects were found to stay on the heap.
struct Facts {
    locations: Locations,
    candidates: Vec<Candidate>,
    roots: SecondaryMap<Value, Root>,
    integers: Integers,
    /// Parameters that are addresses.
    params: Vec<(u32, Value)>,
    /// The words that the function loads from what its last parameter points to, by offset: if it is that of a closure, these are
    /// what it captured.
    captured: Vec<u32>,
    /// The closures; the list of those that are deferred is the object behind the stack objects.
    closures: Closures,
    /// Where objects are made, if some are made in loops.
    turns: Option<Turns>,
    has_pointers: Vec<bool>,
}

/// Which objects and values belong to which loops.
struct Turns {
    loops: Loops,
    /// The innermost loop of each object.
    of_objects: Vec<Option<usize>>,
    /// Parameters of headers, which carry addresses from one turn to the next, with the loop.
    carried: Vec<(Value, usize)>,
}

impl Turns {
    /// Whether something that lasts as long as a turn of `lasting` may see more than one turn of loop `turn`.
    fn outlasts(&self, lasting: Option<usize>, turn: Option<usize>) -> bool {
        turn.is_some_and(|turn| !self.loops.contains(turn, lasting))
    }
}

impl Facts {
    fn compute(module: &Module, body: &Function, allocators: &Allocators, room: Room) -> Facts {
        let mut candidates = Vec::new();
        let mut of_inst: FxHashMap<Inst, u32> = FxHashMap::default();
        for &block in &body.layout {
            for &inst in &body.blocks[block].insts {
                let Some(layout) = allocators.layout(module, body, inst) else { continue };
                if layout.size_bytes > 0 && layout.size_bytes <= room.object_bytes {
                    of_inst.insert(inst, candidates.len() as u32);
                    candidates.push(Candidate { block, inst, layout, stays: false });
                }
            }
        }
        let entry = &body.blocks[body.entry()].params;
        let closures = Closures::find(module, body);
        let lists = usize::from(closures.are_deferred());
        let roots = roots(body, &of_inst);
        let captured = captured(body, &roots);
        let objects = body.slots.len() + lists + candidates.len();
        let mut facts = Facts {
            locations: Locations {
                results: body.signature.results.len() as u32,
                params: entry.len() as u32,
                objects: objects as u32,
                values: body.values.len() as u32,
                captured: captured.len() as u32,
            },
            roots,
            integers: Integers::find(body),
            params: (0..).zip(entry.iter().copied()).filter(|(_, v)| body.value_type(*v) == Type::Ptr).collect(),
            captured,
            closures,
            turns: None,
            has_pointers: body.slots.values().map(|slot| slot.pointers.contains(&true)).collect(),
            candidates,
        };
        facts.has_pointers.resize(body.slots.len() + lists, true);
        facts.has_pointers.extend(facts.candidates.iter().map(|c| c.layout.pointers.contains(&true)));
        facts.find_turns(body);
        facts
    }

    /// Finds the loops that objects are made in.
    fn find_turns(&mut self, body: &Function) {
        if self.candidates.is_empty() {
            return;
        }
        let cfg = ControlFlow::compute(body);
        let loops = Loops::compute(&cfg, &Dominators::compute(&cfg));
        if loops.irreducible {
            // What is a turn of such a loop is not known.
            for candidate in &mut self.candidates {
                candidate.stays = true;
            }
            return;
        }
        if self.candidates.iter().all(|c| loops.depth(c.block) == 0) {
            return;
        }
        // A stack object lasts as long as the innermost loop around all that takes its address: its variable is declared there.
        let mut of_slots: SecondaryMap<StackSlot, Option<Option<usize>>> = SecondaryMap::new();
        let mut turns = Turns { of_objects: Vec::new(), carried: Vec::new(), loops };
        for &block in &body.layout {
            for &inst in &body.blocks[block].insts {
                let (Opcode::StackAddr, Immediate::Slot(slot, _)) = (body.insts[inst].opcode, body.insts[inst].imm)
                else {
                    continue;
                };
                let here = turns.loops.innermost[block];
                let mut common = of_slots[slot].unwrap_or(here);
                while let Some(index) = common
                    && !turns.loops.contains(index, here)
                {
                    common = turns.loops.loops[index].parent;
                }
                of_slots[slot] = Some(common);
            }
        }
        turns.of_objects = body.slots.keys().map(|slot| of_slots[slot].flatten()).collect();
        turns.of_objects.resize(body.slots.len() + usize::from(self.closures.are_deferred()), None);
        turns.of_objects.extend(self.candidates.iter().map(|c| turns.loops.innermost[c.block]));
        for (index, l) in turns.loops.loops.iter().enumerate() {
            let params = body.blocks[l.header].params.iter();
            turns.carried.extend(params.filter(|p| body.value_type(**p) == Type::Ptr).map(|p| (*p, index)));
        }
        self.turns = Some(turns);
    }

    fn object_of(&self, root: Root) -> Option<u32> {
        match root {
            Root::Slot(slot) => Some(slot.as_u32()),
            Root::Candidate(at) => Some(self.locations.objects - self.candidates.len() as u32 + at),
            Root::None | Root::Param(_) | Root::Unknown => None,
        }
    }

    /// Where a store through `address` goes; `None` if no pointer can be kept there.
    fn target(&self, address: Value) -> Option<Location> {
        match self.roots[address] {
            Root::Param(at) => Some(self.locations.pointee(at)),
            root => match self.object_of(root) {
                Some(object) => self.has_pointers[object as usize].then(|| self.locations.object(object)),
                None => Some(Locations::HEAP),
            },
        }
    }

    fn value(&self, value: Value) -> Location {
        self.locations.value(value.as_u32())
    }

    /// Builds the graph.
    fn add_flows(&self, module: &Module, body: &Function, summaries: &Summaries, flows: &mut Flows) {
        flows.clear();
        let mut made = self.candidates.iter().zip(0..).peekable();
        for &block in &body.layout {
            for &inst in &body.blocks[block].insts {
                let data = &body.insts[inst];
                if let Some((_, at)) = made.next_if(|(candidate, _)| candidate.inst == inst)
                    && let Some(object) = self.object_of(Root::Candidate(at))
                {
                    flows.add(self.value(body.result(inst)), self.locations.object(object), ADDRESS);
                }
                let is_address = |value: &Value| body.value_type(*value) == Type::Ptr;
                match (data.opcode, data.imm) {
                    (Opcode::StackAddr, Immediate::Slot(slot, _)) => {
                        let object = self.locations.object(slot.as_u32());
                        flows.add(self.value(body.result(inst)), object, ADDRESS);
                    }
                    (Opcode::PtrAdd, _) => flows.add(self.value(body.result(inst)), self.value(data.args[0]), 0),
                    (Opcode::Select, _) if data.ctrl == Type::Ptr => {
                        for value in &data.args[1..] {
                            flows.add(self.value(body.result(inst)), self.value(*value), 0);
                        }
                    }
                    (Opcode::Load, Immediate::Mem(MemKind::Ptr, offset)) => {
                        let word = self.captured.iter().position(|at| *at == offset);
                        match word.filter(|_| closure_param(body) == Some(data.args[0])) {
                            Some(word) => {
                                let word = self.locations.captured(word as u32);
                                flows.add(self.value(body.result(inst)), word, 0);
                            }
                            None => flows.add(self.value(body.result(inst)), self.value(data.args[0]), 1),
                        }
                    }
                    (Opcode::Store, Immediate::Mem(MemKind::Ptr, _)) => {
                        if let Some(target) = self.target(data.args[0]) {
                            flows.add(target, self.value(data.args[1]), 0);
                        }
                    }
                    (Opcode::MemCopy, _) => {
                        if let Some(target) = self.target(data.args[0]) {
                            flows.add(target, self.value(data.args[1]), 1);
                        }
                    }
                    (Opcode::Store, _) if self.closures.made(inst).is_some() => {
                        self.add_closure(body, inst, summaries, flows);
                    }
                    (Opcode::Call, _) if self.closures.is_push(inst) => {
                        flows.add(self.deferred_list(), self.value(data.args[1]), 0);
                    }
                    (Opcode::Call, _) if self.closures.is_pop(inst) => {
                        flows.add(self.value(body.result(inst)), self.deferred_list(), 0);
                    }
                    (Opcode::Call, Immediate::Func(callee)) => {
                        self.add_call(body, inst, &data.args, (summaries, summaries.of_func(callee)), flows);
                    }
                    (Opcode::CallIndirect, Immediate::Class(class)) => {
                        debug_assert!(module.classes.is_valid(class), "{class} of {inst}");
                        self.add_call(body, inst, &data.args[1..], (summaries, summaries.of_class(class)), flows);
                    }
                    (Opcode::PtrToInt, _) => {
                        if self.integers.exposures.contains(inst) {
                            flows.add(Locations::HEAP, self.value(data.args[0]), 0);
                        }
                    }
                    (Opcode::Return, _) => {
                        for (at, value) in (0..).zip(&data.args) {
                            if is_address(value) {
                                flows.add(self.locations.result(at), self.value(*value), 0);
                            }
                        }
                    }
                    (
                        Opcode::Load
                        | Opcode::Store
                        | Opcode::NoEscape
                        | Opcode::MemFill
                        | Opcode::Eqz
                        | Opcode::Eq
                        | Opcode::Ne
                        | Opcode::LtU
                        | Opcode::LeU
                        | Opcode::GtU
                        | Opcode::GeU,
                        _,
                    ) => {}
                    _ => {
                        for value in data.args.iter().filter(|value| is_address(value)) {
                            flows.add(Locations::HEAP, self.value(*value), 0);
                        }
                    }
                }
                for target in &data.targets {
                    for (param, value) in body.blocks[target.block].params.iter().zip(&target.args) {
                        if is_address(value) {
                            flows.add(self.value(*param), self.value(*value), 0);
                        }
                    }
                }
            }
        }
        for (from, to) in &self.integers.round_trips {
            flows.add(self.value(*to), self.value(*from), 0);
        }
        flows.finish(self.locations.count());
    }

    /// The list of the function's deferred calls.
    fn deferred_list(&self) -> Location {
        self.locations.object(self.locations.objects - self.candidates.len() as u32 - 1)
    }

    /// The function of a closure may be called with it from here on.
    fn add_closure(&self, body: &Function, inst: Inst, summaries: &Summaries, flows: &mut Flows) {
        let closure = body.insts[inst].args[0];
        let Some(Some(function)) = self.closures.made(inst) else {
            flows.add(Locations::HEAP, self.value(closure), 0);
            return;
        };
        let Some(at) = summaries.of_func(function).params().checked_sub(1) else { return };
        for &(sink, derefs) in summaries.of_func(function).of(at) {
            match sink {
                Sink::Heap => {}
                Sink::Pointee(to) if to as usize == at => {
                    if let Some(target) = self.target(closure) {
                        flows.add(target, self.value(closure), derefs);
                    }
                }
                // Where it is called.
                Sink::Result(_) | Sink::Pointee(_) => {}
            }
        }
        let fills_itself = summaries.of_func(function).of(at).iter().any(|(sink, _)| *sink == Sink::Pointee(at as u32));
        let leaks = summaries.captured(function);
        if let Some(derefs) = leaks.object {
            flows.add(Locations::HEAP, self.value(closure), derefs);
        }
        for &(offset, derefs) in &leaks.words {
            let mut fillings = self.closures.filled(closure, offset).peekable();
            if fills_itself || fillings.peek().is_none() {
                flows.add(Locations::HEAP, self.value(closure), derefs + 1);
            }
            for filling in fillings {
                flows.add(Locations::HEAP, self.value(filling.value), derefs + filling.derefs);
            }
        }
    }

    fn add_call(
        &self,
        body: &Function,
        inst: Inst,
        args: &[Value],
        (summaries, summary): (&Summaries, &Summary),
        flows: &mut Flows,
    ) {
        let is_direct = body.insts[inst].func().is_some_and(|callee| summaries.is_of_closures(callee));
        let is_closure = is_direct || is_closure_call(body, inst);
        for (at, arg) in args.iter().enumerate() {
            if body.value_type(*arg) != Type::Ptr {
                continue;
            }
            for &(sink, derefs) in summary.of(at) {
                let target = match sink {
                    Sink::Heap if is_closure && at + 1 == args.len() => None,
                    Sink::Heap => Some(Locations::HEAP),
                    Sink::Result(at) => body.results[inst].get(at as usize).map(|result| self.value(*result)),
                    Sink::Pointee(at) => self.target(args[at as usize]),
                };
                if let Some(target) = target {
                    flows.add(target, self.value(*arg), derefs);
                }
            }
        }
    }

    /// What the function does with its parameters, and which of its objects stay on the heap, as far as is known of its callees.
    fn solve(
        &mut self,
        module: &Module,
        body: &Function,
        summaries: &Summaries,
        flows: &mut Flows,
        room: Room,
    ) -> (Summary, CapturedLeaks) {
        self.add_flows(module, body, summaries, flows);
        // Objects that escape hold what may be found anywhere.
        let first = self.locations.objects - self.candidates.len() as u32;
        let mut escaped: FxHashSet<u32> =
            (first..).zip(&self.candidates).filter(|(_, c)| c.stays).map(|(object, _)| object).collect();
        loop {
            let mut more = Vec::new();
            let note = |flows: &Flows, escaped: &FxHashSet<u32>, more: &mut Vec<u32>, ends: &dyn Fn(u32) -> bool| {
                for &location in flows.found() {
                    if flows.derefs(location) == Some(ADDRESS)
                        && let Some(object) = self.locations.as_object(location)
                        && !escaped.contains(&object)
                        && ends(object)
                    {
                        more.push(object);
                    }
                }
            };
            self.walk_heap(flows, &escaped);
            note(flows, &escaped, &mut more, &|_| true);
            for root in self.lasting() {
                flows.walk([root]);
                note(flows, &escaped, &mut more, &|_| true);
            }
            if let Some(turns) = &self.turns {
                for &(value, index) in &turns.carried {
                    flows.walk([self.value(value)]);
                    let is_of_turn = |object: u32| turns.loops.contains(index, turns.of_objects[object as usize]);
                    note(flows, &escaped, &mut more, &is_of_turn);
                }
                for object in 0..self.locations.objects {
                    if self.has_pointers[object as usize] && !escaped.contains(&object) {
                        flows.walk([self.locations.object(object)]);
                        let lasting = turns.of_objects[object as usize];
                        let is_outlasted = |object: u32| turns.outlasts(lasting, turns.of_objects[object as usize]);
                        note(flows, &escaped, &mut more, &is_outlasted);
                    }
                }
            }
            escaped.extend(more.iter().copied());
            if more.is_empty() && !self.fill_frame(&mut escaped, room) {
                break;
            }
        }
        for (object, candidate) in (first..).zip(&mut self.candidates) {
            candidate.stays |= escaped.contains(&object);
        }
        self.summary(flows, &escaped)
    }

    fn walk_heap(&self, flows: &mut Flows, escaped: &FxHashSet<u32>) {
        let mut objects: Vec<u32> = escaped.iter().copied().collect();
        objects.sort_unstable();
        flows
            .walk([Locations::HEAP].into_iter().chain(objects.into_iter().map(|object| self.locations.object(object))));
    }

    /// What lasts longer than the call besides the heap.
    fn lasting(&self) -> impl Iterator<Item = Location> {
        let locations = self.locations;
        let results = (0..locations.results).map(move |at| locations.result(at));
        results.chain((0..locations.params).map(move |at| locations.pointee(at)))
    }

    /// Leaves objects on the heap for which the frame has no room; whether there are any.
    fn fill_frame(&self, escaped: &mut FxHashSet<u32>, room: Room) -> bool {
        let first = self.locations.objects - self.candidates.len() as u32;
        let mut left = room.frame_bytes;
        let mut is_full = false;
        for (object, candidate) in (first..).zip(&self.candidates) {
            if escaped.contains(&object) {
                continue;
            }
            match left.checked_sub(candidate.layout.size_bytes) {
                Some(rest) => left = rest,
                None => is_full |= escaped.insert(object),
            }
        }
        is_full
    }

    fn summary(&self, flows: &mut Flows, escaped: &FxHashSet<u32>) -> (Summary, CapturedLeaks) {
        let mut summary = Summary::new(self.locations.params as usize);
        let words = |flows: &Flows| {
            let all = self.captured.iter().zip(0..);
            all.filter_map(|(offset, word)| Some((*offset, flows.derefs(self.locations.captured(word))?)))
                .collect::<Vec<_>>()
        };
        let mut note = |flows: &Flows, sink: Sink| {
            for &(at, param) in &self.params {
                let mut fewest = flows.derefs(self.value(param));
                if at + 1 == self.locations.params {
                    let of_words = words(flows).into_iter().map(|(_, derefs)| derefs.max(0) + 1);
                    fewest = of_words.chain(fewest).min();
                }
                if let Some(derefs) = fewest {
                    // What an object held it may hold.
                    if sink != Sink::Pointee(at) || derefs != 1 {
                        summary.add(at as usize, (sink, derefs));
                    }
                }
            }
        };
        self.walk_heap(flows, escaped);
        note(flows, Sink::Heap);
        let last = self.params.last().filter(|(at, _)| at + 1 == self.locations.params);
        let object = last.and_then(|(_, param)| flows.derefs(self.value(*param)));
        let captured = CapturedLeaks { object, words: words(flows) };
        for at in 0..self.locations.results {
            flows.walk([self.locations.result(at)]);
            note(flows, Sink::Result(at));
        }
        for &(at, _) in &self.params {
            flows.walk([self.locations.pointee(at)]);
            note(flows, Sink::Pointee(at));
        }
        (summary, captured)
    }
}

/// The last parameter, if it is an address.
fn closure_param(body: &Function) -> Option<Value> {
    let last = *body.blocks[body.entry()].params.last()?;
    (body.value_type(last) == Type::Ptr).then_some(last)
}

/// The offsets at which addresses are loaded from what the last parameter points to; none if the function changes that.
fn captured(body: &Function, roots: &SecondaryMap<Value, Root>) -> Vec<u32> {
    let Some(closure) = closure_param(body) else { return Vec::new() };
    let mut offsets = Vec::new();
    for &inst in body.layout.iter().flat_map(|block| &body.blocks[*block].insts) {
        let data = &body.insts[inst];
        if let (Opcode::Load, Immediate::Mem(MemKind::Ptr, offset)) = (data.opcode, data.imm)
            && data.args[0] == closure
            && !offsets.contains(&offset)
        {
            offsets.push(offset);
        }
        let last = Root::Param(body.blocks[body.entry()].params.len() as u32 - 1);
        if matches!(data.opcode, Opcode::Store | Opcode::MemCopy) && roots[data.args[0]] == last {
            return Vec::new();
        }
    }
    offsets
}
