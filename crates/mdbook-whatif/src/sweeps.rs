//! What the sweeps of a scenario come to, as charts: one for each metric, with a curve for each
//! variant.

use anyhow::Result;
use whatif_figure::{Axis, Chart, add_curve};
use whatif_scenario::{Scenario, Swept};

/// Runs all sweeps of a scenario, or the one of this name: what each shows, and its charts.
pub(crate) fn drawn(scenario: &Scenario, only: Option<&str>) -> Result<Vec<(String, Vec<Chart>)>> {
    let mut all: Vec<(String, Vec<Chart>)> = Vec::new();
    let several = scenario.variants().len() > 1;
    let mut names: Vec<String> = Vec::new();
    for variant in scenario.variants() {
        for name in scenario.sweeps(&variant.name)? {
            if only.is_none_or(|only| only == name) && names.iter().all(|known| known != name) {
                names.push(name.to_owned());
            }
        }
    }
    for name in names {
        let mut says = String::new();
        let mut charts: Vec<Chart> = Vec::new();
        for variant in scenario.variants() {
            // A sweep may be one of some variants only.
            if scenario.sweeps(&variant.name)?.all(|known| known != name) {
                continue;
            }
            let swept = scenario.sweep(&variant.name, &name)?;
            says.clone_from(&swept.says);
            add(&mut charts, swept, several.then_some(variant.name.as_str()));
        }
        all.push((says, charts));
    }
    Ok(all)
}

/// Adds the curves of a variant to the charts of their metrics.
fn add(charts: &mut Vec<Chart>, swept: Swept, variant: Option<&str>) {
    let Swept { knob, unit, values, curves, .. } = swept;
    for curve in curves {
        let axis = || Axis::Knob { name: knob.clone(), unit, values: values.clone() };
        add_curve(charts, (&curve.metric, curve.unit), axis, variant, curve.points);
    }
}
