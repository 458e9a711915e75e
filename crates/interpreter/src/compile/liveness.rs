//! Which uses of a variable are its last: there its value is moved out and not copied, as Rust
//! does, so that what it holds is gone once the new owner is.

use crate::code::{Function, Op, Pattern};

/// Turns each load of a variable that nothing reads afterwards into one that moves.
///
/// The usual backward analysis over the flow of the code: what is alive before an operation is
/// what it reads, and what is alive after it unless the operation overwrites it.
pub(super) fn move_last_uses(function: &mut Function) {
    let slots = usize::from(function.slots);
    let words = slots.div_ceil(64);
    let count = function.code.len();
    let mut alive = vec![0_u64; words * (count + 1)];
    let mut changed = true;
    while changed {
        changed = false;
        for at in (0..count).rev() {
            let mut after = vec![0_u64; words];
            for next in successors(function, at) {
                for (word, other) in after.iter_mut().zip(&alive[next * words..]) {
                    *word |= other;
                }
            }
            each_written(function, at, &mut |slot| {
                after[usize::from(slot) / 64] &= !(1 << (slot % 64));
            });
            each_read(function, at, &mut |slot| {
                after[usize::from(slot) / 64] |= 1 << (slot % 64);
            });
            let known = &mut alive[at * words..(at + 1) * words];
            if known != after.as_slice() {
                known.copy_from_slice(&after);
                changed = true;
            }
        }
    }
    let mut borrowed = vec![false; slots];
    for op in &function.code {
        if let Op::Borrow(place) = op {
            borrowed[usize::from(function.places[*place as usize].slot)] = true;
        }
    }
    for at in 0..count {
        let Op::Load(slot) = function.code[at] else { continue };
        let is_alive =
            |next: usize| alive[next * words + usize::from(slot) / 64] & (1 << (slot % 64)) != 0;
        if !borrowed[usize::from(slot)] && !successors(function, at).into_iter().any(is_alive) {
            function.code[at] = Op::Take(slot);
        }
    }
}

/// The operations that may come after one.
fn successors(function: &Function, at: usize) -> Vec<usize> {
    let next = at + 1;
    match &function.code[at] {
        Op::Jump(to) => vec![*to as usize],
        Op::JumpIfFalse(to)
        | Op::JumpKeeping { to, .. }
        | Op::Match { otherwise: to, .. }
        | Op::MatchSlot { otherwise: to, .. }
        | Op::Next { otherwise: to, .. } => vec![next, *to as usize],
        Op::Return | Op::Panic => Vec::new(),
        Op::Select(select) => {
            let select = &function.selects[*select as usize];
            let targets = select.branches.iter().map(|branch| branch.target);
            targets.chain(select.otherwise).map(|target| target as usize).collect()
        }
        _ => vec![next],
    }
}

fn each_read(function: &Function, at: usize, see: &mut dyn FnMut(u16)) {
    match &function.code[at] {
        Op::Load(slot)
        | Op::Look(slot)
        | Op::Take(slot)
        | Op::LoadThrough(slot)
        | Op::StoreThrough(slot)
        | Op::BinarySlotConstant(slot, ..)
        | Op::Update(slot, _)
        | Op::UpdateConstant(slot, ..)
        | Op::MatchSlot { slot, .. }
        | Op::Next { slot, .. } => see(*slot),
        Op::Read(place) | Op::Assign(place) | Op::AssignBinary(place, _) | Op::Borrow(place) => {
            see(function.places[*place as usize].slot);
        }
        Op::CallMethod(call) => {
            if let Some(place) = function.calls[*call as usize].place {
                see(function.places[place as usize].slot);
            }
        }
        _ => {}
    }
}

/// The variables that an operation surely gives a new value.
fn each_written(function: &Function, at: usize, see: &mut dyn FnMut(u16)) {
    match &function.code[at] {
        Op::Store(slot) => see(*slot),
        Op::Match { pattern, .. } | Op::MatchSlot { pattern, .. } => {
            each_bound(&function.patterns[*pattern as usize], see);
        }
        _ => {}
    }
}

fn each_bound(pattern: &Pattern, see: &mut dyn FnMut(u16)) {
    match pattern {
        Pattern::Bind(slot, inner) => {
            see(*slot);
            if let Some(inner) = inner {
                each_bound(inner, see);
            }
        }
        Pattern::Sequence { front, rest, back } => {
            front.iter().chain(rest.as_deref()).chain(back).for_each(|each| each_bound(each, see));
        }
        Pattern::Struct(_, fields) | Pattern::Variant(_, _, fields) => {
            for (_, each) in fields {
                each_bound(each, see);
            }
        }
        // What only one of several cases binds, all of them bind.
        Pattern::Or(cases) => {
            if let Some(first) = cases.first() {
                each_bound(first, see);
            }
        }
        Pattern::Any | Pattern::Literal(_) | Pattern::Constant(_) | Pattern::Range { .. } => {}
    }
}
