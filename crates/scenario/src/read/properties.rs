//! What must be true: by a function of the code, or by a consistency model that the history keeps to.

use whatif_simulator::consistency::{Level, Model};

use super::Reader;
use super::table::{Item, Table};
use crate::spec::{Literal, Looks, Promise, Property, When};

/// An exploration keeps a bit for each property.
const PROPERTIES_MAX: usize = 64;

/// When the function of a property must say yes.
const KINDS: [(&str, When); 3] =
    [("always", When::Always), ("eventually", When::Eventually), ("sometimes", When::Sometimes)];

impl Reader {
    pub(super) fn properties(
        &mut self,
        root: &Table<'_>,
        variant: &str,
        names: &[&str],
    ) -> Vec<Property> {
        let kinds = KINDS.map(|(key, _)| key);
        let levels = Level::NAMES.map(|(key, _)| key);
        let known = [&kinds[..], &levels, &["initial", "says", "variants"]].concat();
        let mut properties = Vec::new();
        for (name, table) in root.tables(self, "property") {
            let all_known = table.only(self, &known);
            let mut given: Vec<(When, Looks)> = KINDS
                .into_iter()
                .filter_map(|(key, when)| {
                    Some((when, Looks::Function(table.get(key)?.named(self))))
                })
                .collect();
            for (key, level) in Level::NAMES {
                let Some(model) = table.get(key) else { continue };
                let initial = table.get("initial");
                let Some(promise) = self.promise(level, model, initial) else { continue };
                given.push((when(level), Looks::History(promise)));
            }
            let said = kinds.iter().chain(&levels).filter(|key| table.get(key).is_some()).count();
            if said == 0 && !all_known {
                // What it says is most likely written wrong, and has been told.
                self.misread.push(name.name);
                continue;
            }
            if said != 1 {
                let message = format!(
                    "the property `{}` must say one of always, eventually, sometimes, or a \
                     consistency model",
                    name.name
                );
                let help = "name the function that looks: `eventually = \"every_user_is_welcomed\"`, \
                            or what the history is held to: `linearizable = \"register\"`";
                self.report(name.spot.clone(), message, help.to_owned());
                self.misread.push(name.name);
                continue;
            }
            if let (Some(initial), Some((_, Looks::Function(_)))) =
                (table.get("initial"), given.first())
            {
                let help = "leave it out".to_owned();
                self.report(initial.spot(), "only a history has `initial`", help);
            }
            let Some(says) = table.get("says") else {
                let message = format!("the property `{}` does not say what it means", name.name);
                let help = "say it as a reader would: `says = \"every stored user has got a welcome email\"`";
                self.report(name.spot.clone(), message, help.to_owned());
                self.misread.push(name.name);
                continue;
            };
            let says = says.text(self);
            let Some((when, looks)) = given.pop() else {
                self.misread.push(name.name);
                continue;
            };
            if self.is_said_of(table.get("variants"), variant, names) {
                properties.push(Property { name: name.name, when, looks, says, spot: name.spot });
            }
        }
        if properties.len() > PROPERTIES_MAX {
            self.report(0..0, format!("there are more than {PROPERTIES_MAX} properties"), None);
        }
        properties
    }

    fn promise(
        &mut self,
        level: Level,
        item: &Item<'_>,
        initial: Option<&Item<'_>>,
    ) -> Option<Promise> {
        let word = item.text(self);
        let Some((_, model)) = Model::NAMES.into_iter().find(|(name, _)| *name == word) else {
            item.unknown(self, "model of a history", &word, &Model::NAMES.map(|(name, _)| name));
            return None;
        };
        let initial: Option<Literal> = initial.and_then(|initial| {
            if !matches!(model, Model::Register | Model::CasRegister) {
                let message = format!("a {word} has no `initial`: it is empty at first");
                self.report(initial.spot(), message, "leave it out".to_owned());
            }
            self.literal(initial)
        });
        Some(Promise { level, model, initial, spot: item.spot() })
    }
}

/// When a history must keep to a level. What it keeps to after every event is settled by what has
/// happened until then; only whether all come to read the same is asked at rest.
fn when(level: Level) -> When {
    if level == Level::Convergence { When::Eventually } else { When::Always }
}
