//! The faults of a what-if held against the code, and made the simulator's.

use whatif_interpreter::Signature;
use whatif_simulator::{
    Alteration, Border, Fault, FaultKind, FaultPoint, Listed, ListedKind, MessagePoint, Mishap,
    Name, NodeId, Setup, StepPoint, Time, Trouble, Value,
};

use super::{World, serves, signature_of};
use crate::spec::{self, ordinal};

/// Why a fault has no place in the code.
pub(crate) struct Gone {
    /// Half a sentence: *`signup` awaits one effect, and no second*.
    pub(crate) why: String,
    /// The name that may have been meant.
    pub(crate) near: Option<String>,
}

impl World {
    /// Whether the place of a fault stands in the code.
    pub(crate) fn find_place(&self, fault: &spec::Fault) -> Result<(), Gone> {
        if let Some(spec::FaultPoint::Step(node, step)) = fault.what.when() {
            let mut nodes = self.spec.nodes.iter();
            if nodes.any(|each| each.name == node.name && !each.runs_code()) {
                let why = format!("`{}` is a service, which has no steps", node.name);
                return Err(Gone::new(why));
            }
            return self.find_step(step);
        }
        let Some(point) = fault.what.message() else { return Ok(()) };
        let (node, operation) = point.target();
        match operation {
            Some(operation) if !serves(&self.spec, node, operation) => {
                Err(Gone::new(format!("`{node}` has no operation `{operation}`")))
            }
            _ => Ok(()),
        }
    }

    fn find_step(&self, step: &spec::StepPoint) -> Result<(), Gone> {
        let signature = |function: &str| {
            self.function_called(function).ok_or_else(|| {
                let known: Vec<Name> = self.program.signatures().map(|each| each.name).collect();
                let known = known.iter().map(|name| &**name);
                Gone::near(format!("the code has no function `{function}`"), function, known)
            })
        };
        let function = step.function.as_ref().map(|function| signature(&function.name));
        let function = function.transpose()?;
        match &step.border {
            spec::Border::Between(first, second) => {
                let Some(function) = function else { return Ok(()) };
                let count = function.awaits.len() as u32;
                let last = *first.max(second);
                if last <= count {
                    return Ok(());
                }
                let has = match count {
                    0 => "awaits nothing".to_owned(),
                    1 => "awaits one effect".to_owned(),
                    _ => format!("awaits {count} effects"),
                };
                let name = step.function.as_ref().map_or("", |function| &function.name);
                Err(Gone::new(format!("`{name}` {has}, and no {}", ordinal(last))))
            }
            spec::Border::After(effect) | spec::Border::Before(effect) => {
                let signatures = match function {
                    Some(function) => vec![function],
                    None => self.program.signatures().collect(),
                };
                let effects = || {
                    signatures
                        .iter()
                        .flat_map(|each| each.awaits.iter().map(|place| &*place.effect))
                };
                if effects().any(|each| each == effect.name) {
                    return Ok(());
                }
                let place = match &step.function {
                    Some(function) => format!("`{}`", function.name),
                    None => "the code".to_owned(),
                };
                let why = format!("{place} never awaits `{}`", effect.name);
                Err(Gone::near(why, &effect.name, effects()))
            }
        }
    }

    /// The function of this name, or the only method of this name.
    fn function_called(&self, name: &str) -> Option<Signature> {
        self.program.signature(name).or_else(|| {
            let is_method = |signature: &Signature| {
                signature.name.rsplit_once("::").is_some_and(|(_, method)| method == name)
            };
            let mut methods = self.program.signatures().filter(is_method);
            let only = methods.next()?;
            methods.next().is_none().then_some(only)
        })
    }

    /// A fault as the simulator has it; nothing where a node of it is gone.
    pub(super) fn fault(&self, fault: &spec::Fault, setup: &Setup) -> Option<Fault> {
        let kind = match &fault.what {
            spec::FaultKind::Crash { node, when, restart_us } => FaultKind::Crash {
                node: setup.node(&node.name)?,
                when: self.when(when, setup)?,
                restart: restart_us.map(Time::from_micros),
            },
            spec::FaultKind::Message(point, mishap) => {
                let mishap = match mishap {
                    spec::Mishap::Lost => Mishap::Lost,
                    spec::Mishap::DelayedUs(by) => Mishap::Delayed(Time::from_micros(*by)),
                    spec::Mishap::Duplicated => Mishap::Duplicated,
                    spec::Mishap::Altered(how) => Mishap::Altered(self.alteration(point, how)),
                };
                FaultKind::Message(message(point, setup)?, mishap)
            }
            spec::FaultKind::Trouble { trouble: wrong, when, lasts_us } => FaultKind::Trouble {
                trouble: trouble(wrong, setup)?,
                when: self.when(when, setup)?,
                lasts: lasts_us.map(Time::from_micros),
            },
        };
        Some(Fault { kind, words: fault.words.clone() })
    }

    /// What may go wrong at any moment as the simulator has it; nothing where a node of it is gone,
    /// or it is no such thing.
    pub(super) fn listed(&self, fault: &spec::Fault, setup: &Setup) -> Option<Listed> {
        let kind = match &fault.what {
            spec::FaultKind::Message(point, spec::Mishap::Altered(how)) => {
                ListedKind::Lie(message(point, setup)?, self.alteration(point, how))
            }
            spec::FaultKind::Trouble { trouble: wrong, .. } => {
                ListedKind::Trouble(trouble(wrong, setup)?)
            }
            _ => return None,
        };
        Some(Listed { kind, words: fault.words.clone() })
    }

    fn alteration(&self, point: &spec::MessagePoint, how: &spec::Alteration) -> Alteration {
        match how {
            spec::Alteration::Field(name, value) => {
                Alteration::Field(name.as_str().into(), value.value())
            }
            spec::Alteration::Whole(value) => {
                let value = value.value();
                let typed = self.as_argument(point, &value);
                Alteration::Whole(typed.unwrap_or(value))
            }
        }
    }

    /// What arrives in the place of the only argument of a function, as that function takes it.
    fn as_argument(&self, point: &spec::MessagePoint, value: &Value) -> Option<Value> {
        let (node, operation) = point.target();
        let named = self.spec.nodes.iter().find(|known| known.name == node)?;
        let spec::NodeKind::Code(code) = &named.kind else { return None };
        let signature = signature_of(&self.program, code, operation.filter(|_| !point.reply)?)?;
        self.program.typed_argument(&signature.name, 0, value).ok()
    }

    fn when(&self, when: &spec::FaultPoint, setup: &Setup) -> Option<FaultPoint> {
        Some(match when {
            spec::FaultPoint::AtUs(at) => FaultPoint::At(Time::from_micros(*at)),
            spec::FaultPoint::Message(point) => FaultPoint::Message(message(point, setup)?),
            spec::FaultPoint::Step(node, step) => {
                let named = step.function.as_ref().map(|function| &*function.name);
                let full = named.and_then(|named| self.function_called(named));
                let function = full.map(|signature| signature.name).or(named.map(Name::from));
                let border = match &step.border {
                    spec::Border::Between(first, second) => Border::Between(*first, *second),
                    spec::Border::After(effect) => Border::After(effect.name.as_str().into()),
                    spec::Border::Before(effect) => Border::Before(effect.name.as_str().into()),
                };
                let step = StepPoint { function, border, nth: step.nth };
                FaultPoint::Step(setup.node(&node.name)?, step)
            }
        })
    }
}

fn message(point: &spec::MessagePoint, setup: &Setup) -> Option<MessagePoint> {
    let (node, operation) = point.target();
    let by = match &point.by {
        Some(by) => Some(setup.node(&by.name)?),
        None => None,
    };
    Some(MessagePoint {
        reply: point.reply,
        of: setup.node(node)?,
        by,
        operation: operation.map(Name::from),
        nth: point.nth,
    })
}

fn trouble(wrong: &spec::Trouble, setup: &Setup) -> Option<Trouble> {
    let id = |named: &spec::Named| setup.node(&named.name);
    Some(match wrong {
        spec::Trouble::Cut(links) => {
            let link = |(from, to): &(spec::Named, spec::Named)| Some((id(from)?, id(to)?));
            Trouble::Cut(links.iter().map(link).collect::<Option<Vec<(NodeId, NodeId)>>>()?)
        }
        spec::Trouble::Silent { node, towards } => {
            let towards = match towards {
                Some(towards) => Some(towards.iter().map(id).collect::<Option<Vec<NodeId>>>()?),
                None => None,
            };
            Trouble::Silent { node: id(node)?, towards }
        }
        spec::Trouble::Slow { node, factor } => Trouble::Slow { node: id(node)?, factor: *factor },
        spec::Trouble::Down { node, refuse } => Trouble::Down { node: id(node)?, refuse: *refuse },
        spec::Trouble::Paused(node) => Trouble::Paused(id(node)?),
        spec::Trouble::Clock { node, offset_us, drift } => {
            Trouble::Clock { node: id(node)?, offset: *offset_us, drift: *drift }
        }
    })
}

impl Gone {
    fn new(why: String) -> Self {
        Self { why, near: None }
    }

    fn near<'a>(why: String, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let near = whatif_interpreter::did_you_mean(wrong, known).map(str::to_owned);
        Self { why, near }
    }
}
