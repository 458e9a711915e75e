//! What there is to see at one moment of a run.

use whatif_simulator::explore::Schedule;
use whatif_simulator::{NodeId, Trace, Trouble, World as State};

use crate::asked::Faults;
use crate::offers;
use crate::world::World;

/// What there is to see at one event of a run.
#[derive(Clone, Debug)]
pub struct Moment {
    /// What has happened until then.
    pub trace: Trace,
    /// What is inside each node, in the order of the lanes.
    pub nodes: Vec<NodeNow>,
    /// The messages on their way, each with what it carries.
    pub on_the_way: Vec<(NodeId, NodeId, String)>,
    /// Whether each property is true at this moment, by its name; nothing where it cannot say.
    pub properties: Vec<(String, Option<bool>)>,
    /// What can be made to go wrong here.
    pub offers: Faults,
    /// What may come first instead, in words, and the choices that lead there.
    pub branches: Vec<(String, Schedule)>,
}

/// What is inside a node.
#[derive(Clone, Debug)]
pub struct NodeNow {
    /// Whether it runs.
    pub alive: bool,
    /// What is wrong with it.
    pub wrong: Vec<Trouble>,
    /// What it remembers.
    pub sections: Vec<Section>,
}

/// A part of what a node remembers: a table, a task.
#[derive(Clone, Debug)]
pub struct Section {
    /// What it is.
    pub name: String,
    /// The line of the reader's code at which a task stands.
    pub line: Option<u32>,
    /// What is in it.
    pub items: Vec<Item>,
}

/// A value.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is called; empty for a row.
    pub name: String,
    /// What it is.
    pub value: String,
    /// Whether this came with the last step.
    pub fresh: bool,
}

impl Moment {
    pub(crate) fn new(world: &World, found: &whatif_simulator::Moment, event: usize) -> Self {
        let whatif_simulator::Moment { before, after } = found;
        let trace = after.trace().clone();
        let count = trace.lanes.len() as u16;
        let properties = world.properties(&world.stumbles()).into_iter().map(|property| {
            let holds = (property.holds)(&after.view()).ok();
            (property.name.to_string(), holds)
        });
        let on_the_way = after.on_the_way().map(|(from, to, _, operation, content)| {
            (from, to, format!("{operation} {content:?}"))
        });
        Self {
            nodes: (0..count).map(|node| node_now(before, after, NodeId(node))).collect(),
            on_the_way: on_the_way.collect(),
            properties: properties.collect(),
            offers: Faults(offers::offers(&world.spec, &trace, event)),
            branches: Vec::new(),
            trace,
        }
    }
}

fn node_now(before: &State, after: &State, node: NodeId) -> NodeNow {
    let earlier = before.sections(node);
    let sections = after.sections(node).into_iter().map(|section| {
        let same = earlier.iter().filter(|known| known.name == section.name);
        let known: Vec<&(String, String)> = same.flat_map(|known| &known.items).collect();
        let items = section.items.iter().map(|item| Item {
            name: item.0.clone(),
            value: item.1.clone(),
            fresh: !known.contains(&item),
        });
        Section { items: items.collect(), name: section.name, line: section.line }
    });
    NodeNow {
        alive: after.is_alive(node),
        wrong: after.wrong_with(node).cloned().collect(),
        sections: sections.collect(),
    }
}
