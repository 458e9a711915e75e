//! A violation of some run, with everything left out that it does not need.

use std::rc::Rc;

use super::{Lost, Route, Schedule, regroup, retell};
use crate::{Happening, Property, Rules, Setup, Verdict, World};

/// A run that still violates a property, from which no fault and no step can be left out.
///
/// Faults are left out first, then steps from the end on. What is tried must be a run by the rules:
/// a timer may not overtake a message that is not slow. This is delta debugging, one thing at a
/// time (Zeller and Hildebrandt 2002), as DSLabs minimises traces (Michael et al. 2019).
pub fn minimise(
    setup: &Rc<Setup>,
    properties: &[Property],
    violated: usize,
    rules: &Rules,
    route: &Route,
) -> Route {
    let Some(mut schedule) = Schedule::of(setup, route) else { return route.clone() };
    let mut best = route.clone();
    let attempt = |schedule: &Schedule| {
        let route = follow(setup, rules, schedule)?;
        let retold = retell(setup, &properties[violated..=violated], &route)?;
        matches!(retold.verdicts[0], Verdict::Violated { .. }).then_some(route)
    };
    loop {
        let before = schedule.steps.len();
        for faults in [true, false] {
            let mut at = schedule.steps.len();
            while at > 0 {
                at = (at - 1).min(schedule.steps.len().saturating_sub(1));
                let Some(step) = schedule.steps.get(at) else { break };
                if step.is_fault() != faults {
                    continue;
                }
                let mut shorter = schedule.clone();
                shorter.steps.remove(at);
                if let Some(route) = attempt(&shorter)
                    && route.choices.len() < best.choices.len()
                    && let Some(found) = Schedule::of(setup, &route)
                {
                    (schedule, best) = (found, route);
                }
            }
        }
        if schedule.steps.len() == before {
            return regroup(setup, &best);
        }
    }
}

/// The choices of a schedule without those that have become impossible; nothing where one is made
/// that the rules do not allow.
fn follow(setup: &Rc<Setup>, rules: &Rules, schedule: &Schedule) -> Option<Route> {
    let mut schedule = schedule.clone();
    let route = loop {
        match schedule.route(setup) {
            Ok(route) => break route,
            Err(lost) => {
                let Lost { step, .. } = *lost;
                schedule.steps.remove(step.checked_sub(1)?);
            }
        }
    };
    let mut world = World::new_abstract(Rc::clone(setup), &route.start).ok()?;
    for choice in &route.choices {
        if matches!(choice.what, Happening::Pending(_) | Happening::End(_))
            && !world.allows(rules, choice.what)
        {
            return None;
        }
        world.apply(choice).ok()?;
    }
    Some(route)
}
