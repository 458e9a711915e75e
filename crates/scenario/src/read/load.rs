//! Clients that make many requests.

use std::ops::Range;

use whatif_simulator::Time;
use whatif_simulator::services::Rate;

use super::Reader;
use super::table::{Item, Table};
use crate::spec::Named;
use crate::spec::load::{Load, Pace};

/// So many requests may come in open loop: a run keeps all that happens.
const REQUESTS_MAX: u64 = 20_000;
/// So many users may ask in closed loop.
const USERS_MAX: u64 = 1_000;
/// So many times the rate may change.
const RATES_MAX: usize = 100;
/// A run comes no further than this.
const UNTIL_US_MAX: u64 = 3_600_000_000;

const KEYS: [&str; 8] = ["call", "with", "rate", "arrivals", "users", "think", "from", "for"];

impl Reader {
    pub(super) fn load(&mut self, client: &Named, item: &Item<'_>) -> Option<Load> {
        let table = item.as_table(self)?;
        table.only(self, &KEYS);
        let request = self.request_of(item, &table);
        let from_us = table.get("from").map_or(Some(0), |from| from.time(self));
        let for_us = match table.get("for") {
            Some(length) => {
                let for_us = length.time(self);
                if from_us.zip(for_us).is_some_and(|(from, long)| from + long > UNTIL_US_MAX) {
                    let help = "let it end within the first hour".to_owned();
                    self.report(length.spot(), "the load lasts longer than a run may", help);
                }
                for_us
            }
            None => {
                let message = format!("the load of `{}` has no end", client.name);
                let help = "say how long it lasts: `for = \"60s\"`".to_owned();
                self.report(item.spot(), message, help);
                None
            }
        };
        let within = from_us.zip(for_us).map(|(from, long)| (from, from + long));
        let pace = match (table.get("rate"), table.get("users")) {
            (Some(rate), None) => self.open(&table, rate, within),
            (None, Some(users)) => self.closed(&table, users),
            (_, users) => {
                let message = "a load has either a `rate` or `users`";
                let help = "`rate = \"50/s\"` asks whatever comes back; `users = 10` wait for \
                            their answers, think, and ask again";
                self.report(users.unwrap_or(item).spot(), message, help.to_owned());
                None
            }
        };
        let (mut request, for_us, pace) = (request?, for_us?, pace?);
        request.at_us = from_us?;
        Some(Load { request, for_us, pace })
    }

    fn open(
        &mut self,
        table: &Table<'_>,
        rate: &Item<'_>,
        within: Option<(u64, u64)>,
    ) -> Option<Pace> {
        if let Some(think) = table.get("think") {
            let help = "give it `users` in the place of `rate`".to_owned();
            self.report(think.spot(), "only users think", help);
        }
        let random = match table.get("arrivals") {
            None => false,
            Some(arrivals) => {
                let word = arrivals.text(self);
                if word != "even" && word != "random" {
                    arrivals.unknown(self, "kind of arrivals", &word, &["even", "random"]);
                }
                word == "random"
            }
        };
        let rates = if rate.value().as_str().is_some() {
            vec![(within.unwrap_or_default().0, self.rate(rate)?)]
        } else {
            self.rates(rate, within.unwrap_or_default().0)?
        };
        let within = within?;
        let ends = rates.iter().skip(1).map(|(from, _)| *from).chain([within.1]);
        let each = rates.iter().zip(ends).map(|((from, rate), end)| {
            let micros = u128::from(end.saturating_sub(*from));
            micros * u128::from(rate.count) / u128::from(rate.per.micros().max(1))
        });
        let total: u128 = each.sum();
        if total > u128::from(REQUESTS_MAX) {
            let message =
                format!("these are some {total} requests, and at most {REQUESTS_MAX} may be");
            let help = "a lower rate or a shorter time shows the same".to_owned();
            self.report(rate.spot(), message, help);
            return None;
        }
        Some(Pace::Open { rates, random })
    }

    fn rates(&mut self, item: &Item<'_>, begins: u64) -> Option<Vec<(u64, Rate)>> {
        let mut rates: Vec<(u64, Rate)> = Vec::new();
        for piece in item.list(self) {
            let table = piece.as_table(self)?;
            table.only(self, &["from", "rate"]);
            let from = table.get("from").map_or(Some(begins), |from| from.time(self))?;
            let Some(rate) = table.get("rate") else {
                let help = "write `{ from = \"10s\", rate = \"50/s\" }`".to_owned();
                self.report(piece.spot(), "this piece has no rate", help);
                return None;
            };
            let rate = self.rate(rate)?;
            if rates.last().map_or(from < begins, |(before, _)| from <= *before) {
                let message =
                    "the pieces of a rate follow one another, the first not before the load";
                self.report(piece.spot(), message, None);
                return None;
            }
            rates.push((from, rate));
        }
        if rates.is_empty() || rates.len() > RATES_MAX {
            let message = format!("a rate has from 1 to {RATES_MAX} pieces");
            self.report(item.spot(), message, None);
            return None;
        }
        Some(rates)
    }

    fn rate(&mut self, item: &Item<'_>) -> Option<Rate> {
        let found = item.value().as_str().and_then(parse_rate);
        if found.is_none() {
            let help = "write a number and a time: \"50/s\", \"0.5/s\", \"30/m\", \"100/h\"";
            self.report(item.spot(), "this is no rate", help.to_owned());
        }
        found
    }

    fn closed(&mut self, table: &Table<'_>, item: &Item<'_>) -> Option<Pace> {
        if let Some(arrivals) = table.get("arrivals") {
            let help = "give it a `rate` in the place of `users`".to_owned();
            self.report(arrivals.spot(), "users come when they have thought", help);
        }
        let users = u64::from(item.count(self)?);
        if users > USERS_MAX {
            let message = format!("there are at most {USERS_MAX} users");
            self.report(item.spot(), message, None);
        }
        let think_us = table.get("think").map_or(Some(0), |think| think.time(self))?;
        Some(Pace::Closed { users: users.min(USERS_MAX), think_us })
    }

    /// Says that a world with a load is not explored.
    pub(super) fn not_explored(&mut self, client: &str, spot: Range<usize>) {
        let message = crate::scenario::too_many_to_explore(client);
        self.report(spot, message, "give it `requests` instead, a few of them".to_owned());
    }
}

/// Reads `50/s`, `0.5/s`, `30/m`.
fn parse_rate(text: &str) -> Option<Rate> {
    let (number, unit) = text.split_once('/')?;
    let per = match unit.trim() {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        _ => return None,
    };
    let number = number.trim();
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.chars().all(|each| each.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 3 {
        return None;
    }
    let count = format!("{whole}{part}").parse().ok()?;
    Some(Rate { count, per: Time::from_secs(per * 10_u64.pow(part.len() as u32)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_exactly() {
        let rate = |count, per| Some(Rate { count, per: Time::from_secs(per) });
        let cases = [
            ("50/s", rate(50, 1)),
            ("0.5/s", rate(5, 10)),
            ("30 / m", rate(30, 60)),
            ("1.25/h", rate(125, 360_000)),
            ("0/s", rate(0, 1)),
            ("50", None),
            ("/s", None),
            ("-1/s", None),
            ("1/d", None),
            ("0.0001/s", None),
            ("99999999999/s", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_rate(text), expected, "{text:?}");
        }
    }
}
