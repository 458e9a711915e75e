//! Crowds of callers from outside: many requests, in open or in closed loop.

use std::rc::Rc;

use super::client::called;
use crate::logarithm::minus_ln;
use crate::{
    Ask, Effect, Input, Name, NodeId, Numbered, Program, Then, Time, TimerKind, Transition, Value,
};

/// Callers from outside who ask for the same thing again and again for a while.
///
/// A world in which somebody does so is driven by a seed: there are too many requests for all the
/// orders in which they may come to be looked at.
#[derive(Clone)]
pub struct Load {
    /// Whom they ask.
    pub to: NodeId,
    /// What for.
    pub operation: Name,
    /// With what, by the number of the request, from 1.
    pub arguments: Rc<dyn Fn(u64) -> Rc<[Value]>>,
    /// When the next request comes.
    pub pace: Pace,
    /// From when on they ask.
    pub from: Time,
    /// From when on they ask no more.
    pub until: Time,
}

/// When the next request comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pace {
    /// In open loop: whether the ones before were answered or not.
    Open {
        /// How often from when on, in the order of time.
        rates: Vec<(Time, Rate)>,
        /// Whether the gaps are random, as those of people who know nothing of one another
        /// (a Poisson process), or all the same.
        random: bool,
    },
    /// In closed loop: each user waits for the answer or for the timeout, thinks, and asks again.
    /// They begin one after the other within the time that they think.
    Closed {
        /// How many users there are.
        users: u32,
        /// How long they think.
        think: Time,
    },
}

/// How often something happens: so many times in such a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many times; none for never.
    pub count: u32,
    /// In which time.
    pub per: Time,
}

/// So many of the last requests are remembered for properties that look at them.
pub const REMEMBERED: usize = 100;

/// How far the requests have come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[doc(hidden)]
pub struct Course {
    /// How many requests were made.
    asked: u64,
    /// The last of them, each with its answer if it has one.
    last: Vec<Option<Value>>,
    /// The numbers of the requests that wait, by the numbers of their calls.
    waiting: Numbered<u64>,
    /// In open loop: which of the rates it is, how many requests came at it, and when the next one
    /// is due.
    piece: u32,
    at_rate: u64,
    due: Time,
    /// In closed loop: whether nobody asks any more.
    over: bool,
}

/// In open loop there is one timer.
const NEXT: u32 = 0;

impl Load {
    fn ask(&self, state: &mut Course, call: u32) -> Effect {
        state.asked += 1;
        state.waiting.insert(call, state.asked);
        if state.last.len() == REMEMBERED {
            state.last.remove(0);
        }
        state.last.push(None);
        Effect::Call {
            call,
            to: self.to,
            operation: Name::clone(&self.operation),
            arguments: (self.arguments)(state.asked),
            place: None,
        }
    }

    /// The number of the first request that is remembered.
    fn first_remembered(state: &Course) -> u64 {
        state.asked + 1 - state.last.len() as u64
    }

    fn start(&self, mut state: Course) -> Transition<Course> {
        state.due = self.from;
        match &self.pace {
            Pace::Open { .. } => self.next(state, Vec::new(), None),
            Pace::Closed { users, think } => {
                let timer =
                    |timer, after| Effect::SetTimer { timer, after, kind: TimerKind::Arrival };
                let begins = |user| {
                    let part = think.micros() / u64::from((*users).max(1)) * u64::from(user);
                    timer(user, self.from.plus(Time::from_micros(part)))
                };
                let mut effects: Vec<Effect> = (0..*users).map(begins).collect();
                effects.push(timer(*users, self.until));
                Transition::wait(state, effects)
            }
        }
    }

    /// Sets the timer for the next request in open loop, as far as its time is known: a random gap
    /// must be drawn first.
    fn next(
        &self,
        mut state: Course,
        mut effects: Vec<Effect>,
        mut drawn: Option<i64>,
    ) -> Transition<Course> {
        let Pace::Open { rates, random } = &self.pace else {
            return Transition::wait(state, effects);
        };
        let before = state.due;
        while let Some((from, rate)) = rates.get(state.piece as usize) {
            let end = rates.get(state.piece as usize + 1).map_or(self.until, |(from, _)| *from);
            let end = end.min(self.until);
            let due = match (rate.count, random) {
                (0, _) => end,
                (_, false) => from.plus(rate.times(state.at_rate)),
                (_, true) => match drawn.take() {
                    // What has no memory may begin anew where the rate changes.
                    Some(drawn) => state.due.max(*from).plus(rate.gap(drawn)),
                    None => {
                        let ask = Ask::Draw { low: 1, high: ONE };
                        let then = Then::Ask(ask);
                        return Transition { state, effects, moved: Vec::new(), then };
                    }
                },
            };
            if due < end {
                state.at_rate += 1;
                state.due = due;
                let after = if state.asked == 0 { due } else { due.since(before) };
                effects.push(Effect::SetTimer { timer: NEXT, after, kind: TimerKind::Arrival });
                break;
            }
            state.piece += 1;
            state.at_rate = 0;
        }
        Transition::wait(state, effects)
    }

    /// One who waited waits no more.
    fn served(&self, mut state: Course, call: u32, answer: Option<&Value>) -> Transition<Course> {
        if let Some(number) = state.waiting.remove(call)
            && let Some(at) = number.checked_sub(Self::first_remembered(&state))
        {
            state.last[at as usize] = answer.cloned();
        }
        let effects = match &self.pace {
            Pace::Closed { think, .. } if !state.over => {
                vec![Effect::SetTimer { timer: call, after: *think, kind: TimerKind::Arrival }]
            }
            _ => Vec::new(),
        };
        Transition::wait(state, effects)
    }

    fn rings(&self, mut state: Course, timer: u32) -> Transition<Course> {
        match &self.pace {
            Pace::Open { .. } => {
                let call = state.waiting.free();
                let effects = vec![self.ask(&mut state, call)];
                self.next(state, effects, None)
            }
            Pace::Closed { users, .. } if timer == *users => {
                state.over = true;
                let thinks = |user: &u32| state.waiting.get(*user).is_none();
                let effects = (0..*users).filter(thinks).map(Effect::Forget).collect();
                Transition::wait(state, effects)
            }
            Pace::Closed { .. } => {
                let effects = vec![self.ask(&mut state, timer)];
                Transition::wait(state, effects)
            }
        }
    }
}

impl Program for Load {
    type State = Course;

    fn initial(&self) -> Course {
        Course::default()
    }

    fn after_crash(&self, state: &Course) -> Course {
        state.clone()
    }

    fn step(&self, state: &Course, input: &Input) -> Transition<Course> {
        let state = state.clone();
        match input {
            Input::Start => self.start(state),
            Input::Timer { timer } => self.rings(state, *timer),
            Input::Drawn(drawn) => self.next(state, Vec::new(), Some(*drawn)),
            Input::Reply { call, result } => self.served(state, *call, Some(result)),
            Input::TimedOut { call } => self.served(state, *call, None),
            Input::Request { handle, .. } => {
                let result = Value::failed("nobody can call a client");
                Transition::wait(state, vec![Effect::Reply { handle: *handle, result }])
            }
            Input::Clock(_) | Input::Instant(_) => Transition::wait(state, Vec::new()),
        }
    }

    /// `calls`, as those of a [`Client`](super::Client): of the last [`REMEMBERED`] requests.
    fn observe(&self, state: &Course, question: &str, _: &[Value]) -> Result<Value, String> {
        if question != "calls" {
            return Err(format!("a client knows nothing of `{question}`, only its `calls`"));
        }
        let calls = (Self::first_remembered(state)..).zip(&state.last).map(|(number, answer)| {
            called(&self.operation, &(self.arguments)(number), answer.clone())
        });
        Ok(Value::list(calls))
    }
}

/// One, where numbers have 32 binary digits behind the point.
const ONE: i64 = 1 << 32;

impl Rate {
    /// The time in which it happens so many times.
    fn times(self, times: u64) -> Time {
        let micros = u128::from(self.per.micros()) * u128::from(times);
        Time::from_micros((micros / u128::from(self.count.max(1))) as u64)
    }

    /// A gap of a Poisson process: the mean gap times −ln of a number that was drawn from 0 to 1.
    fn gap(self, drawn: i64) -> Time {
        let gap = u128::from(self.per.micros()) * u128::from(minus_ln(below_one(drawn)));
        Time::from_micros(((gap / u128::from(self.count.max(1))) >> 32) as u64)
    }
}

/// A number from 0 to 1, in 32 binary digits behind the point, in 64 of them; of one the last is less.
fn below_one(number: i64) -> u64 {
    let number = number.clamp(0, ONE) as u64;
    if number >> 32 > 0 { u64::MAX } else { number << 32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Time {
        Time::from_secs(seconds)
    }

    fn load(pace: Pace) -> Load {
        Load {
            to: NodeId(1),
            operation: "buy".into(),
            arguments: Rc::new(|number| Rc::from([Value::Int(i128::from(number))])),
            pace,
            from: seconds(1),
            until: seconds(3),
        }
    }

    /// When the requests come whose answers never do, with these numbers drawn in turn.
    fn arrivals(load: &Load, mut draws: impl Iterator<Item = i64>) -> Vec<u64> {
        let (mut now, mut times) = (Time::ZERO, Vec::new());
        let (mut state, mut input) = (load.initial(), Input::Start);
        loop {
            let Transition { state: next, effects, then, .. } = load.step(&state, &input);
            state = next;
            let mut timer = None;
            for effect in effects {
                match effect {
                    Effect::Call { .. } => times.push(now.micros() / 1_000),
                    Effect::SetTimer { after, .. } => timer = Some(after),
                    other => panic!("{other:?}"),
                }
            }
            input = match (then, timer) {
                (Then::Ask(_), _) => Input::Drawn(draws.next().unwrap()),
                (_, Some(after)) => {
                    now = now.plus(after);
                    Input::Timer { timer: NEXT }
                }
                _ => return times,
            };
        }
    }

    #[test]
    fn the_logarithm_is_right_in_nine_digits() {
        // From a table of natural logarithms.
        let cases = [
            (ONE, 0.0),
            (ONE / 2, std::f64::consts::LN_2),
            (ONE / 4, 2.0 * std::f64::consts::LN_2),
            (ONE / 10, 2.302_585_093_2),
            (ONE / 16, 4.0 * std::f64::consts::LN_2),
            (3_221_225_472, 0.287_682_072_451_781),
            (1, 22.180_709_777_918_25),
        ];
        for (number, expected) in cases {
            let found = minus_ln(below_one(number)) as f64 / ONE as f64;
            assert!((found - expected).abs() < 2e-9 * expected.max(1.0), "{number}: {found}");
        }
    }

    #[test]
    fn a_number_above_is_never_a_longer_gap() {
        let numbers = (0..=1_000).map(|part| 1 + (ONE - 1) / 1_000 * part);
        let gaps: Vec<u64> = numbers.map(below_one).map(minus_ln).collect();
        assert!(gaps.is_sorted_by(|first, second| first >= second));
    }

    #[test]
    fn even_arrivals_follow_the_rates() {
        let rate = |count| Rate { count, per: seconds(1) };
        let rates = vec![(seconds(1), rate(4)), (seconds(2), rate(0))];
        let even = |rates| arrivals(&load(Pace::Open { rates, random: false }), std::iter::empty());
        assert_eq!(even(rates), [1_000, 1_250, 1_500, 1_750]);
        let rates = vec![(seconds(1), rate(0)), (seconds(2), rate(3))];
        assert_eq!(even(rates), [2_000, 2_333, 2_666]);
    }

    #[test]
    fn random_gaps_have_the_mean_of_the_rate() {
        let mut load = load(Pace::Open {
            rates: vec![(seconds(1), Rate { count: 10, per: seconds(1) })],
            random: true,
        });
        load.until = seconds(201);
        let mut bits = 1_u64;
        let draws = std::iter::repeat_with(|| {
            bits = bits
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            1 + (bits >> 32) as i64
        });
        let times = arrivals(&load, draws);
        assert!((1_900..2_100).contains(&times.len()), "{}", times.len());
        let short = times.windows(2).filter(|pair| pair[1] - pair[0] < 100).count();
        // One less e to the minus one of all gaps are shorter than the mean.
        assert!((6_000..6_600).contains(&(short * 10_000 / times.len())), "{short}");
    }

    #[test]
    fn where_the_rate_changes_a_random_gap_begins_anew() {
        let rate = |count| Rate { count, per: seconds(1) };
        let rates = vec![(seconds(1), rate(1)), (seconds(2), rate(100))];
        let load = load(Pace::Open { rates, random: true });
        // The longest gap passes the change, and the one of a half then counts from there.
        let times = arrivals(&load, [1, ONE / 2, 1].into_iter().cycle());
        assert_eq!(times[0], 2_006);
    }

    #[test]
    fn users_wait_think_and_ask_again_until_it_is_over() {
        let load = load(Pace::Closed { users: 2, think: seconds(1) });
        let Transition { state, effects, .. } = load.step(&load.initial(), &Input::Start);
        let timers = |effects: &[Effect]| -> Vec<(u32, u64)> {
            let each = effects.iter().map(|effect| match effect {
                Effect::SetTimer { timer, after, .. } => (*timer, after.micros() / 1_000),
                other => panic!("{other:?}"),
            });
            each.collect()
        };
        assert_eq!(timers(&effects), [(0, 1_000), (1, 1_500), (2, 3_000)]);
        let asked = load.step(&state, &Input::Timer { timer: 0 }).state;
        let answer = Input::Reply { call: 0, result: Value::ok(Value::Unit) };
        let answered = load.step(&asked, &answer);
        assert_eq!(timers(&answered.effects), [(0, 1_000)]);
        let timed_out = load.step(&asked, &Input::TimedOut { call: 0 });
        assert_eq!(timers(&timed_out.effects), [(0, 1_000)]);
        // One asks and is waited for; the other only thinks.
        let over = load.step(&asked, &Input::Timer { timer: 2 });
        assert_eq!(over.effects, [Effect::Forget(1)]);
        assert_eq!(load.step(&over.state, &answer).effects, []);
    }

    #[test]
    fn only_the_last_requests_are_remembered() {
        let load = load(Pace::Closed { users: 1, think: Time::ZERO });
        let mut state = load.step(&load.initial(), &Input::Start).state;
        for number in 0..250 {
            state = load.step(&state, &Input::Timer { timer: 0 }).state;
            let result = Value::ok(Value::Int(number));
            state = load.step(&state, &Input::Reply { call: 0, result }).state;
        }
        let Ok(Value::List(calls)) = load.observe(&state, "calls", &[]) else { panic!() };
        assert_eq!(calls.len(), REMEMBERED);
        let last = format!("{:?}", calls[REMEMBERED - 1]);
        assert_eq!(last, r#"Call { operation: "buy", arguments: [250], answer: Some(Ok(249)) }"#);
    }
}
