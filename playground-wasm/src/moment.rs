//! One moment of a run, as the page reads it.

use whatif_scenario::Moment as Found;
use whatif_simulator::{NodeId, Trace};

use crate::protocol::{Branch, Item, Lamp, Moment, NodeNow, Section};

pub(crate) fn told(found: Found, event: usize) -> Moment {
    let Found { trace, nodes, on_the_way, properties, offers, branches } = found;
    let happened = &trace.events[event];
    let name = |node: NodeId| trace.name_of(node).to_owned();
    let nodes = nodes.into_iter().zip(&trace.lanes);
    Moment {
        at: whatif_figure::moment(happened.at),
        words: whatif_figure::words(happened, &trace),
        node: name(happened.node),
        nodes: nodes.map(|(node, lane)| node_now(node, lane.name.to_string(), &trace)).collect(),
        on_the_way: on_the_way
            .into_iter()
            .map(|(from, to, what)| format!("{} → {}: {what}", name(from), name(to)))
            .collect(),
        lamps: properties.into_iter().map(|(property, holds)| Lamp { property, holds }).collect(),
        offers: crate::faults(&offers),
        branches: branches
            .into_iter()
            .map(|(words, schedule)| Branch { words, schedule: schedule.words() })
            .collect(),
    }
}

fn node_now(node: whatif_scenario::NodeNow, name: String, trace: &Trace) -> NodeNow {
    let wrong = node.wrong.iter().map(|trouble| whatif_figure::trouble(trouble, trace));
    let sections = node.sections.into_iter().map(|section| Section {
        name: section.name,
        line: section.line,
        items: section
            .items
            .into_iter()
            .map(|item| Item { name: item.name, value: item.value, fresh: item.fresh })
            .collect(),
    });
    NodeNow { name, alive: node.alive, wrong: wrong.collect(), sections: sections.collect() }
}
