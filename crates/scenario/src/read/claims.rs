//! The questions of the author, and what the author says comes out.

use super::Reader;
use super::faults::Names;
use super::table::{Layers, Table};
use crate::spec::{Claims, Named, Property, Spec, WhatIf, When};

const VERDICTS: [&str; 3] = ["holds", "violated", "unknown"];

impl Reader {
    pub(super) fn baseline<'a>(
        &mut self,
        root: &Table<'a>,
        own: Option<&Table<'a>>,
        spec: &Spec,
    ) -> Claims {
        let base = root.table(self, "run");
        let own = own.and_then(|own| own.table(self, "run"));
        let mut tables: Vec<&Table<'a>> = Vec::new();
        tables.extend(own.as_ref());
        tables.extend(base.as_ref());
        let Some((last, first)) = tables.split_last() else { return Claims::default() };
        let mut layers = Layers::new(last);
        for table in first.iter().rev() {
            layers.over(table);
        }
        layers.only(self, &["expect", "metrics"]);
        self.claims_and_bounds(&layers, spec).unwrap_or_default()
    }

    pub(super) fn what_ifs<'a>(
        &mut self,
        root: &Table<'a>,
        own: Option<&Table<'a>>,
        spec: &Spec,
        names: Names<'_>,
    ) -> Vec<WhatIf> {
        let mut base = root.tables(self, "what-if");
        let own = own.map_or_else(Vec::new, |own| own.tables(self, "what-if"));
        for (name, table) in &own {
            if !base.iter().any(|(known, _)| known.name == name.name) {
                base.push((name.clone(), table.clone()));
            }
        }
        let mut what_ifs = Vec::new();
        let named: Vec<&str> = base.iter().map(|(name, _)| name.name.as_str()).collect();
        for (name, table) in &base {
            let mut layers = Layers::new(table);
            if let Some((_, own)) = own.iter().find(|(known, _)| known.name == name.name) {
                layers.over(own);
            }
            what_ifs.extend(self.what_if((name, &named), &layers, spec, names));
        }
        what_ifs
    }

    fn what_if(
        &mut self,
        (name, named): (&Named, &[&str]),
        layers: &Layers<'_, '_>,
        spec: &Spec,
        names: Names<'_>,
    ) -> Option<WhatIf> {
        layers.only(self, &["ask", "faults", "expect", "metrics"]);
        let missing = |reader: &mut Self, what: &str, help: &str| {
            let message = format!("the what-if `{}` has no `{what}`", name.name);
            reader.report(name.spot.clone(), message, help.to_owned());
        };
        let ask = match layers.get("ask") {
            Some(ask) => ask.text(self),
            None => {
                // Where a variant says more of one, its name may be misspelt.
                let others = named.iter().copied().filter(|other| *other != name.name);
                let help = whatif_interpreter::did_you_mean(&name.name, others).map_or_else(
                    || "ask as a reader would: `ask = \"What if …?\"`".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                missing(self, "ask", &help);
                return None;
            }
        };
        let faults = match layers.get("faults") {
            Some(faults) => {
                faults.list(self).iter().filter_map(|fault| self.fault(fault, names)).collect()
            }
            None => {
                missing(self, "faults", "say what goes wrong: `faults = [{ … }]`");
                return None;
            }
        };
        let Some(claims) = self.claims_and_bounds(layers, spec) else {
            let help = "say what comes out, so that the claim is checked: `expect = { … }`, or \
                        `expect = {}` where everything holds";
            missing(self, "expect", help);
            return None;
        };
        Some(WhatIf { name: name.name.clone(), ask, faults, claims })
    }

    /// What is said of properties and of metrics; nothing where nothing is said.
    fn claims_and_bounds(&mut self, layers: &Layers<'_, '_>, spec: &Spec) -> Option<Claims> {
        let claims = self.claims(layers, &spec.properties);
        let Some(item) = layers.get("metrics") else { return claims };
        let (clients, nodes) = spec.names();
        let bounds = self.bounds(item, &clients, &nodes);
        Some(Claims {
            bounds,
            ..claims.unwrap_or(Claims { spot: item.spot(), ..Claims::default() })
        })
    }

    pub(super) fn claims(
        &mut self,
        layers: &Layers<'_, '_>,
        properties: &[Property],
    ) -> Option<Claims> {
        let item = layers.get("expect")?;
        let mut expect = Vec::new();
        for (name, verdict) in item.entries(self) {
            let judged = properties.iter().find(|property| property.name == name.name);
            match judged {
                None if self.misread.contains(&name.name) => continue,
                None => {
                    let known = properties.iter().map(|property| property.name.as_str());
                    let help = whatif_interpreter::did_you_mean(&name.name, known)
                        .map(|near| format!("did you mean `{near}`?"));
                    let message = format!("no property `{}` is judged here", name.name);
                    self.report(name.spot.clone(), message, help);
                    continue;
                }
                Some(property) if property.when == When::Sometimes => {
                    let message = format!("`{}` is judged over all runs together", name.name);
                    self.report(name.spot.clone(), message, "leave it out here".to_owned());
                    continue;
                }
                Some(_) => {}
            }
            let word = verdict.text(self);
            if VERDICTS.contains(&word.as_str()) {
                expect.push((Named { name: name.name, spot: verdict.spot() }, word));
            } else {
                verdict.unknown(self, "verdict", &word, &VERDICTS);
            }
        }
        Some(Claims { expect, bounds: Vec::new(), spot: item.spot() })
    }
}
