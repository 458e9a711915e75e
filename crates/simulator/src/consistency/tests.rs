use rand_pcg::Pcg32;
use rand_pcg::rand_core::Rng;

use super::*;

/// More than any history here needs.
const WAYS: usize = 1_000_000;

/// A history of clients that each do one thing at a time, written as moments: `a.write(1)` calls,
/// `a.done()` returns.
#[derive(Clone, Default)]
struct Written {
    operations: Vec<Operation>,
    now: u32,
}

impl Written {
    fn call(&mut self, client: u32, key: Value, action: Action) {
        self.now += 1;
        self.operations.push(Operation { client, key, action, called: self.now, returned: None });
    }

    fn returns(&mut self, client: u32) -> Option<&mut Operation> {
        self.now += 1;
        let open = |each: &&mut Operation| each.client == client && each.returned.is_none();
        let operation = self.operations.iter_mut().rev().find(open)?;
        operation.returned = Some(self.now);
        Some(operation)
    }

    /// One operation after the other.
    fn of(operations: &[(u32, &str, Action)]) -> Vec<Operation> {
        let mut written = Self::default();
        for (client, key, action) in operations {
            written.call(*client, Value::text(key), action.clone());
            written.returns(*client);
        }
        written.operations
    }
}

fn int(number: i64) -> Value {
    Value::Int(i128::from(number))
}

fn wrote(client: u32, key: &str, value: i64) -> (u32, &str, Action) {
    (client, key, Action::Write(int(value)))
}

fn read(client: u32, key: &str, value: i64) -> (u32, &str, Action) {
    (client, key, Action::Read(if value == 0 { Value::Unit } else { int(value) }))
}

/// What an object holds after an action, if it can be done there: said once more, without numbers.
fn step(model: Model, held: &Value, action: &Action) -> Option<Value> {
    match action {
        Action::Read(told) => (*held == model.holding(told)).then(|| held.clone()),
        Action::Write(value) => Some(model.holding(value)),
        Action::Cas { old, new, done } => match (*held == model.holding(old), done) {
            (true, true) => Some(model.holding(new)),
            (false, false) => Some(held.clone()),
            _ => None,
        },
        other => model.after(held, other),
    }
}

/// Every order of the operations, one by one: whether one is legal that keeps to `before`.
fn some_order(
    operations: &[Operation],
    model: Model,
    before: &dyn Fn(usize, usize) -> bool,
    done: &mut Vec<usize>,
    held: &[(Value, Value)],
) -> bool {
    let left: Vec<usize> = (0..operations.len()).filter(|at| !done.contains(at)).collect();
    if left.iter().all(|at| operations[*at].returned.is_none()) {
        return true;
    }
    left.iter().any(|at| {
        let operation = &operations[*at];
        if left.iter().any(|other| other != at && before(*other, *at)) {
            return false;
        }
        let mut held = held.to_vec();
        let slot = held.iter_mut().find(|(key, _)| *key == operation.key);
        let Some((_, value)) = slot else { return false };
        let Some(next) = step(model, value, &operation.action) else { return false };
        *value = next;
        done.push(*at);
        let found = some_order(operations, model, before, done, &held);
        done.pop();
        found
    })
}

fn empty(operations: &[Operation], model: Model) -> Vec<(Value, Value)> {
    let mut keys: Vec<Value> = operations.iter().map(|each| each.key.clone()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().map(|key| (key, model.initial())).collect()
}

fn by_every_order(operations: &[Operation], model: Model, level: Level) -> bool {
    let before = |one: usize, other: usize| match level {
        Level::Linearizable => operations[one].precedes(&operations[other]),
        _ => operations[one].precedes_in_session(&operations[other]),
    };
    some_order(operations, model, &before, &mut Vec::new(), &empty(operations, model))
}

fn holds(operations: &[Operation], model: Model, level: Level) -> Option<bool> {
    match judge(operations, model, level, WAYS) {
        Judgement::Holds(order) => {
            if let Some(order) = order {
                check_order(operations, model, level, &order);
            }
            Some(true)
        }
        Judgement::Violated(reason) => {
            check_reason(operations, model, level, &reason);
            Some(false)
        }
        Judgement::Unknown(_) => None,
    }
}

/// An order that is shown is one.
fn check_order(operations: &[Operation], model: Model, level: Level, order: &[usize]) {
    let mut held = empty(operations, model);
    for at in order {
        let slot = held.iter_mut().find(|(key, _)| *key == operations[*at].key);
        let (_, value) = slot.expect("each key has a place");
        let next = step(model, value, &operations[*at].action);
        *value = next.unwrap_or_else(|| panic!("{order:?} of {operations:?}"));
    }
    for (nth, at) in order.iter().enumerate() {
        for later in &order[nth + 1..] {
            let (at, later) = (&operations[*at], &operations[*later]);
            let wrong = match level {
                Level::Linearizable => later.precedes(at),
                _ => later.precedes_in_session(at),
            };
            assert!(!wrong, "{order:?} of {operations:?}");
        }
    }
    for (at, operation) in operations.iter().enumerate() {
        assert!(operation.returned.is_none() || order.contains(&at), "{order:?} lacks {at}");
    }
}

/// Those that are blamed are enough for there to be no order.
fn check_reason(operations: &[Operation], model: Model, level: Level, reason: &Reason) {
    let is_searched = level == Level::Linearizable
        || level == Level::Sequential && matches!(model, Model::Counter | Model::Queue);
    if !is_searched {
        return;
    }
    let mut blamed = operations.to_vec();
    for (at, operation) in blamed.iter_mut().enumerate() {
        if at != reason.operation && !reason.because.contains(&at) {
            operation.returned = None;
        }
    }
    assert!(!by_every_order(&blamed, model, level), "{level:?} {reason:?} of {operations:?}");
}

/// What clients may do to an object, with everything they may be told.
fn actions(model: Model) -> Vec<Action> {
    let numbers = [int(1), int(2)];
    let list = |values: &[i64]| Action::Read(Value::list(values.iter().map(|each| int(*each))));
    let swap = |old: &Value, new: i64, done| Action::Cas { old: old.clone(), new: int(new), done };
    let looks = [Value::Unit, int(1), int(2)];
    let reads = || looks.clone().map(Action::Read).to_vec();
    let lists = || [&[][..], &[1], &[2], &[1, 2], &[2, 1]].map(list).to_vec();
    let writes = || numbers.clone().map(Action::Write).to_vec();
    match model {
        Model::Register => [reads(), writes()].concat(),
        Model::CasRegister => [
            reads(),
            writes(),
            vec![swap(&int(1), 2, true), swap(&int(2), 1, true), swap(&Value::Unit, 1, true)],
            vec![swap(&int(1), 2, false)],
        ]
        .concat(),
        Model::Counter => {
            [(0..4).map(|sum| Action::Read(int(sum))).collect(), numbers.map(Action::Add).to_vec()]
                .concat()
        }
        Model::Set => [
            vec![list(&[]), list(&[1]), list(&[2]), list(&[1, 2])],
            numbers.clone().map(Action::Add).to_vec(),
            vec![Action::Remove(int(1))],
        ]
        .concat(),
        Model::Queue => [
            numbers.map(Action::Enqueue).to_vec(),
            looks.map(|each| Action::Dequeue(Some(each))).to_vec(),
        ]
        .concat(),
        Model::KeyValue => [
            vec![Action::Write(Value::text("a")), Action::Append(Value::text("b"))],
            vec![Action::Append(Value::text("a"))],
            ["a", "ab", "ba", "b", "aa", ""].map(|each| Action::Read(Value::text(each))).to_vec(),
        ]
        .concat(),
        Model::AppendList => [lists(), numbers.map(Action::Append).to_vec()].concat(),
    }
}

/// What an operation is that nobody was told of.
fn open(action: Action) -> Action {
    match action {
        Action::Cas { old, new, .. } => Action::Cas { old, new, done: true },
        Action::Dequeue(_) => Action::Dequeue(None),
        other => other,
    }
}

/// Calls `with` with every history of so many operations of two clients.
fn every_history(
    written: &Written,
    actions: &[Action],
    calls: usize,
    with: &mut dyn FnMut(&[Operation]),
) {
    if calls == 0 {
        // Those that are under way return, in either order, or stay open.
        let under_way: Vec<usize> = (0..written.operations.len())
            .filter(|at| written.operations[*at].returned.is_none())
            .collect();
        for returning in 0..1 << under_way.len() {
            let mut ended = written.clone();
            for (bit, at) in under_way.iter().enumerate() {
                ended.now += 1;
                let operation = &mut ended.operations[*at];
                if returning >> bit & 1 == 1 {
                    operation.returned = Some(ended.now);
                } else {
                    operation.action = open(operation.action.clone());
                }
            }
            with(&ended.operations);
        }
        return;
    }
    for client in 0..2 {
        let is_busy =
            written.operations.iter().any(|each| each.client == client && each.returned.is_none());
        if is_busy {
            let mut next = written.clone();
            next.returns(client);
            every_history(&next, actions, calls, with);
        } else {
            // A client is as good as another.
            if client == 1 && written.operations.is_empty() {
                continue;
            }
            for action in actions {
                let mut next = written.clone();
                next.call(client, Value::Unit, action.clone());
                every_history(&next, actions, calls - 1, with);
            }
        }
    }
}

#[test]
fn every_small_history_is_judged_as_by_every_order() {
    for (name, model) in Model::NAMES {
        let mut counted = [0, 0];
        for calls in 1..=3 {
            every_history(&Written::default(), &actions(model), calls, &mut |operations| {
                for level in [Level::Linearizable, Level::Sequential] {
                    let expected = by_every_order(operations, model, level);
                    let found = holds(operations, model, level);
                    assert_eq!(found, Some(expected), "{name} {level:?}: {operations:#?}");
                    counted[usize::from(expected)] += 1;
                }
            });
        }
        assert!(counted[0] > 100 && counted[1] > 100, "{name}: {counted:?}");
    }
}

/// A history of some clients and keys, in which every client does one thing at a time. Some
/// operations stay open, and the client goes on.
fn random_history(
    random: &mut Pcg32,
    actions: &[Action],
    (clients, keys, calls): (u32, u32, usize),
) -> Vec<Operation> {
    let mut written = Written::default();
    let mut under_way = vec![false; clients as usize];
    while written.operations.len() < calls || under_way.contains(&true) {
        let client = random.next_u32() % clients;
        if std::mem::take(&mut under_way[client as usize]) {
            if random.next_u32().is_multiple_of(5) {
                let of_client = |each: &&mut Operation| each.client == client;
                if let Some(last) = written.operations.iter_mut().rev().find(of_client) {
                    last.action = open(last.action.clone());
                }
            } else {
                written.returns(client);
            }
        } else if written.operations.len() < calls {
            let action = &actions[random.next_u32() as usize % actions.len()];
            let key = int(i64::from(random.next_u32() % keys));
            written.call(client, key, action.clone());
            under_way[client as usize] = true;
        }
    }
    written.operations
}

#[test]
fn random_histories_are_judged_as_by_every_order() {
    let mut random = Pcg32::new(7, 7);
    for (name, model) in Model::NAMES {
        let actions = actions(model);
        let mut counted = [0, 0];
        for round in 0..1_000 {
            let shape = (2 + round % 3, 1 + round % 2, 4 + (round % 4) as usize);
            let operations = random_history(&mut random, &actions, shape);
            for level in [Level::Linearizable, Level::Sequential] {
                let expected = by_every_order(&operations, model, level);
                let found = holds(&operations, model, level);
                assert_eq!(found, Some(expected), "{name} {level:?}: {operations:#?}");
                counted[usize::from(expected)] += 1;
            }
        }
        assert!(counted[0] > 100 && counted[1] > 100, "{name}: {counted:?}");
    }
}

/// Whether there is an order as causal memory wants it, by its definition: for each client one of
/// all writes and its own reads, which keeps to what may have caused what.
fn is_causal_memory(
    operations: &[Operation],
    model: Model,
    causes: &dyn Fn(usize, usize) -> bool,
) -> bool {
    (0..4).all(|client| {
        let in_view =
            |at: &usize| !operations[*at].action.only_looks() || operations[*at].client == client;
        let view: Vec<usize> = (0..operations.len()).filter(in_view).collect();
        let own: Vec<Operation> = view.iter().map(|at| operations[*at].clone()).collect();
        let before = |one: usize, other: usize| causes(view[one], view[other]);
        some_order(&own, model, &before, &mut Vec::new(), &empty(operations, model))
    })
}

/// Whether one order of all writes gives each read what it was told, out of what may have caused it.
fn is_causal_convergence(
    operations: &[Operation],
    model: Model,
    causes: &dyn Fn(usize, usize) -> bool,
    order: &mut Vec<usize>,
) -> bool {
    let writes: Vec<usize> =
        (0..operations.len()).filter(|at| !operations[*at].action.only_looks()).collect();
    if order.len() == writes.len() {
        return (0..operations.len()).filter(|at| !writes.contains(at)).all(|look| {
            let past = order.iter().filter(|write| {
                causes(**write, look) && operations[**write].key == operations[look].key
            });
            let held = past.copied().try_fold(model.initial(), |held, write| {
                step(model, &held, &operations[write].action)
            });
            held.is_some_and(|held| step(model, &held, &operations[look].action).is_some())
        });
    }
    writes.iter().any(|write| {
        let left = || writes.iter().filter(|other| !order.contains(other));
        if order.contains(write) || left().any(|other| causes(*other, *write)) {
            return false;
        }
        order.push(*write);
        let found = is_causal_convergence(operations, model, causes, order);
        order.pop();
        found
    })
}

/// Histories in which no value is written twice to a key, and all operations returned.
fn distinct_history(random: &mut Pcg32, model: Model, shape: (u32, u32, usize)) -> Vec<Operation> {
    let write = |number| match model {
        Model::Register => Action::Write(int(number)),
        Model::Set => Action::Add(int(number)),
        _ => Action::Append(int(number)),
    };
    let calls = random_history(random, &[write(0), Action::Read(Value::Unit)], shape);
    let mut calls: Vec<Operation> = calls
        .into_iter()
        .map(|each| {
            let returned = each.returned.unwrap_or(1_000 + each.called);
            Operation { called: 2 * each.called, returned: Some(2 * returned), ..each }
        })
        .collect();
    // No client goes on before it was told.
    calls.sort_by_key(|each| each.called);
    for at in 0..calls.len() {
        let next = calls[at + 1..].iter().find(|later| later.client == calls[at].client);
        if let Some(called) = next.map(|next| next.called) {
            calls[at].returned = calls[at].returned.map(|returned| returned.min(called - 1));
        }
    }
    let mut written: Vec<(Value, i64)> = Vec::new();
    for (number, operation) in (1..).zip(&mut calls) {
        if !operation.action.only_looks() {
            operation.action = write(number);
            written.push((operation.key.clone(), number));
        }
    }
    for operation in calls.iter_mut().filter(|each| each.action.only_looks()) {
        let mut some: Vec<i64> = Vec::new();
        for (key, number) in &written {
            if *key == operation.key && random.next_u32().is_multiple_of(2) {
                let at = random.next_u32() as usize % (some.len() + 1);
                some.insert(at, *number);
            }
        }
        operation.action = Action::Read(match model {
            Model::Register => some.first().map_or(Value::Unit, |first| int(*first)),
            _ => Value::list(some.into_iter().map(int)),
        });
    }
    calls
}

#[test]
fn the_bad_patterns_find_what_the_definitions_say() {
    let mut random = Pcg32::new(9, 9);
    for model in [Model::Register, Model::AppendList, Model::Set] {
        let mut counted = [[0, 0]; 2];
        for round in 0..1_500 {
            let shape = (2 + round % 3, 1 + round % 2, 3 + (round % 4) as usize);
            let operations = distinct_history(&mut random, model, shape);
            let seen = seen::Seen::new(&operations, model).expect("values are distinct");
            let causes = |one: usize, other: usize| seen.causes.has(one, other);
            let circular = (0..operations.len()).any(|at| causes(at, at));
            let memory = !circular && is_causal_memory(&operations, model, &causes);
            let convergence =
                !circular && is_causal_convergence(&operations, model, &causes, &mut Vec::new());
            let found = |level| holds(&operations, model, level);
            assert_eq!(found(Level::Causal), Some(memory), "{operations:#?}");
            assert_eq!(found(Level::CausalConvergence), Some(convergence), "{operations:#?}");
            counted[0][usize::from(memory)] += 1;
            counted[1][usize::from(convergence)] += 1;
        }
        assert!(counted.iter().flatten().all(|count| *count > 100), "{model:?} {counted:?}");
    }
}

#[test]
fn what_is_stricter_implies_what_is_weaker() {
    let sessions = [
        Level::ReadYourWrites,
        Level::MonotonicReads,
        Level::MonotonicWrites,
        Level::WritesFollowReads,
    ];
    let mut implied = vec![
        (Level::Linearizable, Level::Sequential),
        (Level::Sequential, Level::Causal),
        (Level::Linearizable, Level::Convergence),
    ];
    for session in sessions {
        implied.extend([(Level::Causal, session), (Level::CausalConvergence, session)]);
    }
    let mut random = Pcg32::new(5, 5);
    let mut told_apart = vec![0; implied.len()];
    let mut check = |operations: &[Operation], model: Model| {
        for (nth, (strict, weak)) in implied.iter().enumerate() {
            let (strict, weak) =
                (holds(operations, model, *strict), holds(operations, model, *weak));
            assert!(strict != Some(true) || weak == Some(true), "{operations:#?}");
            told_apart[nth] += usize::from(strict == Some(false) && weak == Some(true));
        }
    };
    for round in 0..2_000 {
        let shape = (2 + round % 3, 1 + round % 2, 3 + (round % 6) as usize);
        for model in [Model::Register, Model::AppendList, Model::Set] {
            check(&distinct_history(&mut random, model, shape), model);
        }
        let (_, model) = Model::NAMES[round as usize % Model::NAMES.len()];
        check(&random_history(&mut random, &actions(model), shape), model);
    }
    // Each pair is told apart by some history.
    assert!(told_apart.iter().all(|count| *count > 10), "{told_apart:?}");
}

/// A history, and the levels that it breaks.
type Case<'a> = (&'a str, Vec<(u32, &'a str, Action)>, &'a [Level]);

#[test]
fn the_histories_of_the_literature_have_their_verdicts() {
    use Level::{
        Causal, CausalConvergence, Linearizable, MonotonicReads, MonotonicWrites, ReadYourWrites,
        Sequential, WritesFollowReads,
    };
    let cases: [Case<'_>; 7] = [
        ("a read that is late", vec![wrote(0, "x", 1), read(1, "x", 0)], &[Linearizable]),
        (
            "Dekker's exclusion: neither sees that the other came",
            vec![wrote(0, "x", 1), wrote(1, "y", 1), read(0, "y", 0), read(1, "x", 0)],
            &[Linearizable, Sequential],
        ),
        (
            "two that each see the other's write after their own",
            vec![wrote(0, "x", 1), wrote(1, "x", 2), read(0, "x", 2), read(1, "x", 1)],
            &[Linearizable, Sequential, CausalConvergence],
        ),
        (
            "a client that does not see its own write",
            vec![wrote(0, "x", 1), read(0, "x", 0)],
            &[Linearizable, Sequential, Causal, CausalConvergence, ReadYourWrites],
        ),
        (
            "a client that sees a write no more",
            vec![wrote(0, "x", 1), read(1, "x", 1), read(1, "x", 0)],
            &[Linearizable, Sequential, Causal, CausalConvergence, MonotonicReads],
        ),
        (
            "the second write of a client without its first",
            vec![wrote(0, "x", 1), wrote(0, "y", 1), read(1, "y", 1), read(1, "x", 0)],
            &[Linearizable, Sequential, Causal, CausalConvergence, MonotonicWrites],
        ),
        (
            "an answer without its question",
            vec![
                wrote(0, "x", 1),
                read(1, "x", 1),
                wrote(1, "y", 1),
                read(2, "y", 1),
                read(2, "x", 0),
            ],
            &[Linearizable, Sequential, Causal, CausalConvergence, WritesFollowReads],
        ),
    ];
    for (name, operations, broken) in cases {
        let operations = Written::of(&operations);
        for (level_name, level) in Level::NAMES {
            if level != Level::Convergence {
                let found = holds(&operations, Model::Register, level);
                assert_eq!(found, Some(!broken.contains(&level)), "{name}: {level_name}");
            }
        }
    }
}

/// What came before an answer that cannot be is in an order that explains it, where the answer is
/// found without a search too.
#[test]
fn what_came_before_a_conflict_is_told_in_a_legal_order() {
    let set = |values: &[i64]| Action::Read(Value::list(values.iter().map(|each| int(*each))));
    let took = |value| Action::Dequeue(Some(int(value)));
    let table = [
        (Model::Set, [Action::Add(int(1)), Action::Add(int(2)), set(&[1, 2]), set(&[1])]),
        (Model::Queue, [Action::Enqueue(int(1)), Action::Enqueue(int(2)), took(1), took(1)]),
        (Model::Queue, [Action::Enqueue(int(1)), Action::Enqueue(int(2)), took(2), took(1)]),
    ];
    for (model, actions) in table {
        let done: Vec<_> = actions.into_iter().zip(1..).map(|(each, by)| (by, "", each)).collect();
        let operations = Written::of(&done);
        let Judgement::Violated(reason) = judge(&operations, model, Level::Linearizable, 1_000)
        else {
            panic!("{operations:?}");
        };
        let before: Vec<usize> = (0..reason.operation).collect();
        assert_eq!(reason.before, before, "{reason:?} of {operations:?}");
        check_reason(&operations, model, Level::Linearizable, &reason);
    }
}
