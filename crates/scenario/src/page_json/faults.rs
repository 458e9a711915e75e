//! What goes wrong, as JSON there and back.

use super::{Part, Travels, object, text};
use crate::json::Value;
use crate::spec::{
    Alteration, Border, Fault, FaultKind, FaultPoint, MessagePoint, Mishap, Named, StepPoint,
    Trouble,
};

impl Travels for Fault {
    fn write(&self) -> Value {
        object([("words", self.words.write()), ("what", self.what.write())])
    }

    fn read(from: Part<'_>) -> Self {
        Self { words: from.get("words"), what: from.get("what"), spot: 0..0 }
    }
}

impl Travels for FaultKind {
    fn write(&self) -> Value {
        match self {
            Self::Crash { node, when, restart_us } => object([
                ("kind", text("crash")),
                ("node", node.write()),
                ("when", when.write()),
                ("restart-us", restart_us.write()),
            ]),
            Self::Message(message, mishap) => object([
                ("kind", text("message")),
                ("message", message.write()),
                ("mishap", mishap.write()),
            ]),
            Self::Trouble { trouble, when, lasts_us } => object([
                ("kind", text("trouble")),
                ("trouble", trouble.write()),
                ("when", when.write()),
                ("lasts-us", lasts_us.write()),
            ]),
        }
    }

    fn read(from: Part<'_>) -> Self {
        let kind = from.field("kind");
        match kind.text() {
            "crash" => Self::Crash {
                node: from.get("node"),
                when: from.get("when"),
                restart_us: from.get("restart-us"),
            },
            "message" => Self::Message(from.get("message"), from.get("mishap")),
            "trouble" => Self::Trouble {
                trouble: from.get("trouble"),
                when: from.get("when"),
                lasts_us: from.get("lasts-us"),
            },
            _ => kind.wrong(Self::Crash {
                node: Named::default(),
                when: FaultPoint::AtUs(0),
                restart_us: None,
            }),
        }
    }
}

impl Travels for Mishap {
    fn write(&self) -> Value {
        match self {
            Self::Lost => object([("kind", text("lost"))]),
            Self::Duplicated => object([("kind", text("duplicated"))]),
            Self::DelayedUs(by) => object([("kind", text("delayed")), ("by-us", by.write())]),
            Self::Altered(Alteration::Field(field, value)) => object([
                ("kind", text("field")),
                ("field", field.write()),
                ("value", value.write()),
            ]),
            Self::Altered(Alteration::Whole(value)) => {
                object([("kind", text("whole")), ("value", value.write())])
            }
        }
    }

    fn read(from: Part<'_>) -> Self {
        let kind = from.field("kind");
        match kind.text() {
            "lost" => Self::Lost,
            "duplicated" => Self::Duplicated,
            "delayed" => Self::DelayedUs(from.get("by-us")),
            "field" => Self::Altered(Alteration::Field(from.get("field"), from.get("value"))),
            "whole" => Self::Altered(Alteration::Whole(from.get("value"))),
            _ => kind.wrong(Self::Lost),
        }
    }
}

impl Travels for Trouble {
    fn write(&self) -> Value {
        match self {
            Self::Cut(links) => object([("kind", text("cut")), ("links", links.write())]),
            Self::Silent { node, towards } => object([
                ("kind", text("silent")),
                ("node", node.write()),
                ("towards", towards.write()),
            ]),
            Self::Slow { node, factor } => {
                object([("kind", text("slow")), ("node", node.write()), ("factor", factor.write())])
            }
            Self::Down { node, refuse } => {
                object([("kind", text("down")), ("node", node.write()), ("refuse", refuse.write())])
            }
            Self::Paused(node) => object([("kind", text("paused")), ("node", node.write())]),
            Self::Clock { node, offset_us, drift } => object([
                ("kind", text("clock")),
                ("node", node.write()),
                ("offset-us", offset_us.write()),
                ("drift", drift.write()),
            ]),
        }
    }

    fn read(from: Part<'_>) -> Self {
        let kind = from.field("kind");
        let node = || from.get("node");
        match kind.text() {
            "cut" => Self::Cut(from.get("links")),
            "silent" => Self::Silent { node: node(), towards: from.get("towards") },
            "slow" => Self::Slow { node: node(), factor: from.get("factor") },
            "down" => Self::Down { node: node(), refuse: from.get("refuse") },
            "paused" => Self::Paused(node()),
            "clock" => Self::Clock {
                node: node(),
                offset_us: from.get("offset-us"),
                drift: from.get("drift"),
            },
            _ => kind.wrong(Self::Paused(Named::default())),
        }
    }
}

impl Travels for FaultPoint {
    fn write(&self) -> Value {
        match self {
            Self::AtUs(at) => object([("kind", text("at")), ("at-us", at.write())]),
            Self::Step(node, step) => {
                object([("kind", text("step")), ("node", node.write()), ("step", step.write())])
            }
            Self::Message(message) => {
                object([("kind", text("message")), ("message", message.write())])
            }
        }
    }

    fn read(from: Part<'_>) -> Self {
        let kind = from.field("kind");
        match kind.text() {
            "at" => Self::AtUs(from.get("at-us")),
            "step" => Self::Step(from.get("node"), from.get("step")),
            "message" => Self::Message(from.get("message")),
            _ => kind.wrong(Self::AtUs(0)),
        }
    }
}

impl Travels for StepPoint {
    fn write(&self) -> Value {
        let (kind, border) = match &self.border {
            Border::Between(first, second) => ("between", (*first, *second).write()),
            Border::After(effect) => ("after", effect.write()),
            Border::Before(effect) => ("before", effect.write()),
        };
        object([
            ("kind", text(kind)),
            ("border", border),
            ("function", self.function.write()),
            ("nth", self.nth.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        let kind = from.field("kind");
        let border = match kind.text() {
            "between" => {
                let (first, second) = from.get("border");
                Border::Between(first, second)
            }
            "after" => Border::After(from.get("border")),
            "before" => Border::Before(from.get("border")),
            _ => kind.wrong(Border::Between(0, 0)),
        };
        Self { function: from.get("function"), border, nth: from.get("nth") }
    }
}

impl Travels for MessagePoint {
    fn write(&self) -> Value {
        object([
            ("reply", self.reply.write()),
            ("of", self.of.write()),
            ("by", self.by.write()),
            ("which", self.nth.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        Self {
            reply: from.get("reply"),
            of: from.get("of"),
            by: from.get("by"),
            nth: from.get("which"),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::spec::Literal;

    /// Every fault that can be said.
    pub(in crate::page_json) fn every_fault() -> Vec<Fault> {
        let named = |name: &str| Named { name: name.into(), spot: 3..7 };
        let message = |nth, by| MessagePoint { reply: true, of: named("email::send"), by, nth };
        let step = |border, function| {
            let step = StepPoint { function, border, nth: u32::MAX };
            FaultPoint::Step(named("server"), step)
        };
        let places = [
            FaultPoint::AtUs(20_000),
            FaultPoint::Message(message(Some(2), Some(named("server")))),
            FaultPoint::Message(message(None, None)),
            step(Border::Between(1, 2), Some(named("signup"))),
            step(Border::After(named("db::insert")), None),
            step(Border::Before(named("db::insert")), Some(named("signup"))),
        ];
        let node = || named("server");
        let troubles = [
            Trouble::Cut(vec![(named("a"), named("b")), (named("b"), named("a"))]),
            Trouble::Silent { node: node(), towards: None },
            Trouble::Silent { node: node(), towards: Some(vec![named("a")]) },
            Trouble::Slow { node: node(), factor: 10 },
            Trouble::Down { node: node(), refuse: true },
            Trouble::Paused(node()),
            Trouble::Clock { node: node(), offset_us: -5, drift: -7 },
        ];
        let value = || Literal::Table(vec![("amount".into(), Literal::Int(-7))]);
        let mishaps = [
            Mishap::Lost,
            Mishap::DelayedUs(3_000_000),
            Mishap::Duplicated,
            Mishap::Altered(Alteration::Field("amount".into(), Literal::Text("lost".into()))),
            Mishap::Altered(Alteration::Whole(value())),
        ];
        let mut all = Vec::new();
        for when in places {
            let restart_us = Some(1_000_000);
            all.push(FaultKind::Crash { node: node(), when: when.clone(), restart_us });
            let trouble = Trouble::Paused(node());
            all.push(FaultKind::Trouble { trouble, when, lasts_us: None });
        }
        for trouble in troubles {
            let (when, lasts_us) = (FaultPoint::AtUs(0), Some(9));
            all.push(FaultKind::Trouble { trouble, when, lasts_us });
        }
        all.extend(mishaps.map(|mishap| FaultKind::Message(message(Some(1), None), mishap)));
        let words = |at| format!("fault {at}");
        let each = all.into_iter().enumerate();
        each.map(|(at, what)| Fault { words: words(at), what, spot: 4..5 }).collect()
    }
}
