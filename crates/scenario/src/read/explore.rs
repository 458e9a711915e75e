//! How all runs are looked at, and what the author says comes out.

use whatif_simulator::explore::Budget;

use super::Reader;
use super::faults::Names;
use super::table::{Item, Layers, Table};
use crate::spec::{Explore, Fault, FaultKind, Node, Property, Trouble};

/// More faults of one kind than these leave nothing of a run, and take for ever to look at.
const FAULTS_MAX: u64 = 9;

impl Reader {
    pub(super) fn explore<'a>(
        &mut self,
        root: &Table<'a>,
        own: Option<&Table<'a>>,
        properties: &[Property],
        nodes: &[Node],
        names: Names<'_>,
    ) -> Explore {
        let base = root.table(self, "explore");
        let own = own.and_then(|own| own.table(self, "explore"));
        let mut tables = base.iter().chain(&own);
        let Some(first) = tables.next() else { return Explore::default() };
        let mut layers = Layers::new(first);
        for table in tables {
            layers.over(table);
        }
        layers.only(self, &["faults", "timers", "crashes", "draws", "also", "states", "expect"]);
        let mut explore = Explore::default();
        if let Some(faults) = layers.get("faults") {
            explore.budget = self.budget(faults);
        }
        if let Some(timers) = layers.get("timers") {
            let word = timers.text(self);
            match word.as_str() {
                "any" => explore.timers_any = true,
                "on-time" => {}
                _ => timers.unknown(self, "kind of timers", &word, &["on-time", "any"]),
            }
        }
        if let Some(crashes) = layers.get("crashes") {
            for item in crashes.list(self) {
                let named = item.named(self);
                match nodes.iter().find(|node| node.name == named.name) {
                    Some(node) if node.runs_code() => {
                        let message = format!("`{}` runs code, so it may crash anyway", named.name);
                        let help = "leave it out here, and say in `faults` how often: \
                                    `crash = 1`";
                        self.report(named.spot, message, help.to_owned());
                    }
                    Some(_) => explore.crashes.push(named),
                    None => {
                        let services = nodes.iter().filter(|node| !node.runs_code());
                        let services: Vec<&str> = services.map(|node| node.name.as_str()).collect();
                        item.unknown(self, "service", &named.name, &services);
                    }
                }
            }
        }
        if let Some(draws) = layers.get("draws") {
            let draws = draws.list(self);
            explore.draws = draws.iter().filter_map(|each| each.integer(self)).collect();
        }
        let mut is_read = true;
        if let Some(also) = layers.get("also") {
            let each = also.list(self);
            explore.listed = each.iter().filter_map(|item| self.listed(item, names)).collect();
            is_read = explore.listed.len() == each.len();
        }
        self.check_listed(&layers, &explore, is_read);
        explore.states = layers.get("states").and_then(|states| states.count(self)).map(u64::from);
        explore.claims = self.claims(&layers, properties);
        if explore.claims.is_none() {
            let spot = layers.spot();
            let help = "say what comes out, so that the claim is checked: `expect = { … }`, or \
                        `expect = {}` where everything holds"
                .to_owned();
            self.report(spot, "the exploration has no `expect`", help);
        }
        explore
    }

    /// Reports what is listed and cannot happen by the budget, and what the budget has and is not
    /// listed, unless what is listed is wrong itself.
    fn check_listed(&mut self, layers: &Layers<'_, '_>, explore: &Explore, is_read: bool) {
        let Some(place) = layers.get("also").or(layers.get("faults")) else { return };
        let is_cut = |fault: &Fault| {
            matches!(&fault.what, FaultKind::Trouble { trouble: Trouble::Cut(_), .. })
        };
        let (budget, listed) = (&explore.budget, &explore.listed);
        for (kind, allowed, wanted) in [
            ("cut", budget.cut, listed.iter().any(is_cut)),
            ("other", budget.other, !listed.iter().all(is_cut)),
        ] {
            if !wanted && allowed > 0 && is_read {
                let message = format!("the budget has a fault `{kind}`, and none is listed");
                let help = "list what may go wrong: `also = [{ … }]`".to_owned();
                self.report(place.spot(), message, help);
            }
            if wanted && allowed == 0 {
                let message = format!("the budget has no fault `{kind}`, and one is listed");
                let help = format!("say in `faults` how often: `{kind} = 1`");
                self.report(place.spot(), message, help);
            }
        }
    }

    fn budget(&mut self, faults: &Item<'_>) -> Budget {
        let mut budget = Budget::default();
        for (kind, count) in faults.entries(self) {
            let Some(place) = budget.get_mut(&kind.name) else {
                let near = whatif_interpreter::did_you_mean(&kind.name, Budget::KINDS);
                let help = near.map_or_else(
                    || format!("there are: {}", Budget::KINDS.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("there is no kind of fault `{}`", kind.name);
                self.report(kind.spot.clone(), message, help);
                continue;
            };
            match count.whole(self) {
                Some(number) if number > FAULTS_MAX => {
                    let message = format!("at most {FAULTS_MAX} faults of a kind are explored");
                    self.report(count.spot(), message, None);
                }
                Some(number) => *place = number as u8,
                None => {}
            }
        }
        budget
    }
}
