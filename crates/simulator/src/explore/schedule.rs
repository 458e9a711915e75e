//! The choices of a run told by what they are about, so that they outlive small edits of the code.

use std::rc::Rc;

use super::Route;
use crate::world::About;
use crate::{Choice, Happening, Name, Post, Setup, Subject, World};

/// The choices of a run, told by what they are about and not by number.
///
/// The same choices can be made of code that was edited, as long as what they are about is still
/// there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// The numbers drawn at the start.
    pub start: Vec<i64>,
    /// The choices, in order.
    pub steps: Vec<Thing>,
}

/// What one choice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// What becomes of it.
    pub deed: Deed,
    /// What it is.
    pub what: Subject,
    /// The numbers drawn in the step that it starts.
    pub draws: Vec<i64>,
}

/// What becomes of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It happens.
    Happens,
    /// It is lost.
    Lost,
    /// It is duplicated.
    Duplicated,
    /// It is slow.
    Slow,
    /// It is killed.
    Killed,
    /// It answers nobody.
    Mute,
    /// It begins.
    Begins,
    /// It ends.
    Ends,
    /// It is altered.
    Altered,
}

/// A step of a schedule that is about something which is not there any more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("step {step} of {steps} cannot be taken any more: there is no {thing}")]
pub struct Lost {
    /// Which step, from 1.
    pub step: usize,
    /// Of how many.
    pub steps: usize,
    /// What it was about, in words.
    pub thing: String,
    /// The choices up to there.
    pub before: Route,
}

/// The word of the list that has the numbers drawn at the start.
const START: &str = "start";

impl Schedule {
    /// The choices as [`Thing::words`], after a list of the numbers drawn at the start if there are
    /// any.
    pub fn words(&self) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        if !self.start.is_empty() {
            let numbers = self.start.iter().map(i64::to_string);
            all.push([START.to_owned()].into_iter().chain(numbers).collect());
        }
        all.extend(self.steps.iter().map(Thing::words));
        all
    }

    /// Reads what [`Schedule::words`] gives; nothing where it is something else.
    pub fn from_words(words: &[Vec<String>]) -> Option<Self> {
        let mut schedule = Self::default();
        for (at, words) in words.iter().enumerate() {
            match words.split_first() {
                Some((first, numbers)) if at == 0 && first == START => {
                    let numbers = numbers.iter().map(|number| number.parse().ok());
                    schedule.start = numbers.collect::<Option<_>>()?;
                }
                _ => schedule.steps.push(Thing::from_words(words)?),
            }
        }
        Some(schedule)
    }

    /// The choices of a route told by what they are about; nothing where they do not fit the setup.
    pub fn of(setup: &Rc<Setup>, route: &Route) -> Option<Self> {
        let mut world = World::new_abstract(Rc::clone(setup), &route.start).ok()?;
        let mut steps = Vec::with_capacity(route.choices.len());
        for choice in &route.choices {
            let (deed, what) = world.tell(choice.what)?;
            steps.push(Thing { deed, what, draws: choice.draws.clone() });
            world.apply(choice).ok()?;
        }
        Some(Self { start: route.start.clone(), steps })
    }

    /// The choices in a setup that may be another than the one in which they were made.
    ///
    /// # Errors
    /// [`Lost`]: the first step that cannot be taken there.
    pub fn route(&self, setup: &Rc<Setup>) -> Result<Route, Box<Lost>> {
        let mut route = Route { start: self.start.clone(), choices: Vec::new() };
        let lost = |step: usize, thing: String, before: Route| {
            Box::new(Lost { step, steps: self.steps.len(), thing, before })
        };
        let started = World::new_abstract(Rc::clone(setup), &self.start);
        let mut world = started.map_err(|_| lost(0, "such start".into(), route.clone()))?;
        for (at, thing) in self.steps.iter().enumerate() {
            let choice =
                world.find(thing).map(|(what, at)| Choice { what, at, draws: thing.draws.clone() });
            match choice {
                Some(choice) if world.apply(&choice).is_ok() => route.choices.push(choice),
                _ => return Err(lost(at + 1, thing.what.to_string(), route)),
            }
        }
        Ok(route)
    }
}

/// The same choices in an order in which what follows from one another stands together.
///
/// Two choices may be exchanged where neither follows from the other and they happen at different
/// nodes. What comes out leads to the same world, or the route is left as it was.
pub fn regroup(setup: &Rc<Setup>, route: &Route) -> Route {
    reordered(setup, route).unwrap_or_else(|| route.clone())
}

fn reordered(setup: &Rc<Setup>, route: &Route) -> Option<Route> {
    let mut world = World::new_abstract(Rc::clone(setup), &route.start).ok()?;
    let mut steps: Vec<Step> = Vec::new();
    let mut made: Vec<Option<usize>> = vec![None; world.made_so_far()];
    for choice in &route.choices {
        let (deed, what) = world.tell(choice.what)?;
        let about = world.about(choice.what);
        let cause = about.pending.and_then(|id| made.get(id.0 as usize).copied().flatten());
        let mut needs: Vec<usize> = cause.into_iter().collect();
        for (at, before) in steps.iter().enumerate() {
            let same_node = about.nodes.iter().any(|node| before.nodes.contains(node));
            let same_thing = about.pending.is_some() && about.pending == before.pending;
            let same_link = about.in_order.is_some() && about.in_order == before.in_order;
            if same_node || same_thing || same_link || about.waits_for_calm || before.waits_for_calm
            {
                needs.push(at);
            }
        }
        let thing = Thing { deed, what, draws: choice.draws.clone() };
        world.apply(choice).ok()?;
        made.resize(world.made_so_far(), Some(steps.len()));
        let About { nodes, pending, waits_for_calm, in_order } = about;
        steps.push(Step { thing, nodes, pending, waits_for_calm, in_order, needs, cause });
    }
    let mut order: Vec<usize> = Vec::with_capacity(steps.len());
    let mut taken = vec![false; steps.len()];
    while order.len() < steps.len() {
        let ready = |at: &usize| !taken[*at] && steps[*at].needs.iter().all(|need| taken[*need]);
        let last = order.iter().rev().find_map(|before| {
            (0..steps.len()).filter(ready).find(|at| steps[*at].cause == Some(*before))
        });
        let next = last.or_else(|| (0..steps.len()).find(ready))?;
        taken[next] = true;
        order.push(next);
    }
    let steps = order.into_iter().map(|at| steps[at].thing.clone()).collect();
    let schedule = Schedule { start: route.start.clone(), steps };
    let regrouped = schedule.route(setup).ok()?;
    let mut again = World::new_abstract(Rc::clone(setup), &regrouped.start).ok()?;
    for choice in &regrouped.choices {
        again.apply(choice).ok()?;
    }
    (again.fingerprint() == world.fingerprint()).then_some(regrouped)
}

/// A choice with what it follows from.
struct Step {
    thing: Thing,
    nodes: Vec<crate::NodeId>,
    pending: Option<crate::PendingId>,
    waits_for_calm: bool,
    in_order: Option<(crate::NodeId, crate::NodeId)>,
    needs: Vec<usize>,
    cause: Option<usize>,
}

impl Thing {
    /// Whether this is a fault.
    pub fn is_fault(&self) -> bool {
        !matches!(self.deed, Deed::Happens | Deed::Ends)
    }

    /// It as a few words that [`Thing::from_words`] reads, for links and files.
    pub fn words(&self) -> Vec<String> {
        let deed = Deed::ALL.iter().find(|(deed, _)| *deed == self.deed);
        let mut words = vec![deed.map_or("", |(_, word)| word).to_owned()];
        let post = |kind: &str, post: &Post| {
            let reply = if post.reply { "reply" } else { "request" };
            let names = [kind, reply, &post.from, &post.to, &post.operation, &post.nth.to_string()];
            names.map(str::to_owned).to_vec()
        };
        words.extend(match &self.what {
            Subject::Message(message) => post("message", message),
            Subject::Timeout(request) => post("timeout", request),
            Subject::Timer(node, number) => {
                vec!["timer".to_owned(), node.to_string(), number.to_string()]
            }
            Subject::Node(node) => vec!["node".to_owned(), node.to_string()],
            Subject::Fault(number, begins) => {
                let word = if *begins { "begins" } else { "ends" };
                vec![word.to_owned(), number.to_string()]
            }
            Subject::Listed(number) => vec!["listed".to_owned(), number.to_string()],
            Subject::Lie(message, number) => {
                let mut words = post("lie", message);
                words.push(number.to_string());
                words
            }
        });
        words.extend(self.draws.iter().map(i64::to_string));
        words
    }

    /// Reads what [`Thing::words`] gives; nothing where it is something else.
    pub fn from_words(words: &[String]) -> Option<Self> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (deed, rest) = words.split_first()?;
        let deed = Deed::ALL.iter().find(|(_, word)| word == deed)?.0;
        let (what, draws) = match rest {
            [
                kind @ ("message" | "timeout" | "lie"),
                reply,
                from,
                to,
                operation,
                nth,
                rest @ ..,
            ] => {
                let post = Post {
                    from: (*from).into(),
                    to: (*to).into(),
                    reply: *reply == "reply",
                    operation: (*operation).into(),
                    nth: nth.parse().ok()?,
                };
                match (*kind, rest) {
                    ("message", draws) => (Subject::Message(post), draws),
                    ("timeout", draws) => (Subject::Timeout(post), draws),
                    (_, [number, draws @ ..]) => (Subject::Lie(post, number.parse().ok()?), draws),
                    (_, []) => return None,
                }
            }
            ["timer", node, number, draws @ ..] => {
                (Subject::Timer((*node).into(), number.parse().ok()?), draws)
            }
            ["listed", number, draws @ ..] => (Subject::Listed(number.parse().ok()?), draws),
            ["node", node, draws @ ..] => (Subject::Node((*node).into()), draws),
            [word @ ("begins" | "ends"), number, draws @ ..] => {
                (Subject::Fault(number.parse().ok()?, *word == "begins"), draws)
            }
            _ => return None,
        };
        let draws = draws.iter().map(|draw| draw.parse().ok()).collect::<Option<_>>()?;
        Some(Self { deed, what, draws })
    }
}

impl Deed {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Happens, "happens"),
        (Self::Lost, "lost"),
        (Self::Duplicated, "duplicated"),
        (Self::Slow, "slow"),
        (Self::Killed, "killed"),
        (Self::Mute, "mute"),
        (Self::Begins, "begins"),
        (Self::Ends, "ends"),
        (Self::Altered, "altered"),
    ];
}

impl World {
    /// What a happening is about.
    pub(crate) fn tell(&self, happening: Happening) -> Option<(Deed, Subject)> {
        let (deed, id) = match happening {
            Happening::Crash(node) => {
                return Some((Deed::Killed, Subject::Node(self.name_of(node))));
            }
            Happening::Omit(node) => return Some((Deed::Mute, Subject::Node(self.name_of(node)))),
            Happening::Begin(number) => return Some((Deed::Begins, Subject::Listed(number))),
            Happening::End(number) => return Some((Deed::Ends, Subject::Listed(number))),
            Happening::Alter(id, number) => {
                let Some(Subject::Message(post)) = self.what_is(id) else { return None };
                return Some((Deed::Altered, Subject::Lie(post, number)));
            }
            Happening::Pending(id) => (Deed::Happens, id),
            Happening::Lose(id) => (Deed::Lost, id),
            Happening::Duplicate(id) => (Deed::Duplicated, id),
            Happening::Delay(id) => (Deed::Slow, id),
        };
        self.what_is(id).map(|what| (deed, what))
    }

    /// The happening that is about this here, and when it can be.
    pub(super) fn find(&self, thing: &Thing) -> Option<(Happening, crate::Time)> {
        let node = |name: &Name| {
            let found = self.trace().lanes.iter().position(|lane| lane.name == *name);
            found.map(|at| crate::NodeId(at as u16))
        };
        if let (Subject::Node(name), Deed::Killed | Deed::Mute) = (&thing.what, thing.deed) {
            let happening =
                if thing.deed == Deed::Killed { Happening::Crash } else { Happening::Omit };
            return Some((happening(node(name)?), self.now()));
        }
        if let Subject::Listed(number) = thing.what {
            let happening =
                if thing.deed == Deed::Ends { Happening::End } else { Happening::Begin };
            return Some((happening(number), self.now()));
        }
        let what = match &thing.what {
            Subject::Lie(post, _) => &Subject::Message(post.clone()),
            what => what,
        };
        let found =
            self.numbers().find(|id| self.what_is(*id).is_some_and(|known| known == *what))?;
        let happening = match thing.deed {
            Deed::Lost => Happening::Lose(found),
            Deed::Duplicated => Happening::Duplicate(found),
            Deed::Slow => Happening::Delay(found),
            Deed::Altered => {
                let Subject::Lie(_, number) = thing.what else { return None };
                Happening::Alter(found, number)
            }
            _ => Happening::Pending(found),
        };
        Some((happening, self.due_of(found)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_choice_is_about_survives_the_way_through_words() {
        let post = |reply| Post {
            from: "a visitor".into(),
            to: "server".into(),
            reply,
            operation: "sign up".into(),
            nth: 3,
        };
        let things = [
            Subject::Message(post(false)),
            Subject::Message(post(true)),
            Subject::Timeout(post(false)),
            Subject::Timer("server".into(), 7),
            Subject::Node("killed".into()),
            Subject::Fault(2, true),
            Subject::Fault(0, false),
            Subject::Listed(3),
            Subject::Lie(post(true), 4),
        ];
        for (deed, _) in Deed::ALL {
            for what in things.clone() {
                let thing = Thing { deed, what, draws: vec![-1, 0, i64::MAX] };
                assert_eq!(Thing::from_words(&thing.words()), Some(thing));
            }
        }
        let thing = |what: Subject| Thing { deed: Deed::Happens, what, draws: Vec::new() };
        let steps: Vec<Thing> = things.map(thing).into();
        for start in [Vec::new(), vec![7, -1]] {
            let schedule = Schedule { start, steps: steps.clone() };
            assert_eq!(Schedule::from_words(&schedule.words()), Some(schedule));
        }
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for wrong in
            ["", "happens", "happens timer server", "happens timer server x", "eats node a"]
        {
            assert_eq!(Thing::from_words(&words(wrong)), None, "{wrong}");
        }
    }
}
