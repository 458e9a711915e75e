//! Sweeps.

use whatif_simulator::metrics::Unit;

use super::{Part, Travels, object, text};
use crate::json::Value;
use crate::spec::metrics::Sweep;

impl Travels for Sweep {
    fn write(&self) -> Value {
        object([
            ("name", self.name.write()),
            ("says", self.says.write()),
            ("knob", self.knob.write()),
            ("unit", self.unit.write()),
            ("values", self.values.write()),
            ("what-if", self.what_if.write()),
            ("curves", self.curves.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        Self {
            name: from.get("name"),
            says: from.get("says"),
            knob: from.get("knob"),
            unit: from.get("unit"),
            values: from.get("values"),
            what_if: from.get("what-if"),
            curves: from.get("curves"),
            expect: Vec::new(),
        }
    }
}

impl Travels for Unit {
    /// By an amount of it as authors write it.
    fn write(&self) -> Value {
        text(self.example())
    }

    fn read(from: Part<'_>) -> Self {
        let units = [Self::Time, Self::Number, Self::Rate, Self::Share];
        let found = units.into_iter().find(|unit| unit.example() == from.text());
        found.unwrap_or_else(|| from.wrong(Self::Number))
    }
}
