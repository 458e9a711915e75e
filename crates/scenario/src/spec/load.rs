//! What an author says of many requests: how they come, and with what.

use whatif_simulator::services::Rate;

use super::{Literal, Request};

/// Many requests of one client.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    /// What each of them is, with its number still to be put in, and from when on they come.
    pub(crate) request: Request,
    pub(crate) for_us: u64,
    pub(crate) pace: Pace,
}

/// When the next request comes.
#[derive(Clone, Debug)]
pub(crate) enum Pace {
    /// How often from when on, in microseconds; and whether the gaps are random.
    Open {
        rates: Vec<(u64, Rate)>,
        random: bool,
    },
    Closed {
        users: u64,
        think_us: u64,
    },
}

impl Literal {
    /// The value with the number of the request put in: for `{ count = true }` the number, and in
    /// texts the number for `{n}`.
    pub(crate) fn with_number(&self, number: u64) -> Self {
        match self {
            Self::Text(text) => Self::Text(text.replace("{n}", &number.to_string())),
            Self::List(values) => {
                Self::List(values.iter().map(|value| value.with_number(number)).collect())
            }
            Self::Table(fields) => match fields.as_slice() {
                [(name, Self::Bool(true))] if name == "count" => Self::Int(number as i64),
                _ => {
                    let fields = fields.iter();
                    let each =
                        fields.map(|(name, value)| (name.clone(), value.with_number(number)));
                    Self::Table(each.collect())
                }
            },
            other => other.clone(),
        }
    }
}
