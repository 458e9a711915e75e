//! Patterns: whether a value fits, and the variables that it binds.

use std::rc::Rc;

use super::{Machine, Result};
use crate::code::Pattern;
use crate::value::{Key, Place, Value};

impl<'a> Machine<'a> {
    /// Whether a value fits a pattern; binds the variables of the pattern as it goes. What is
    /// inside a place that may be written is bound as a place.
    pub(super) fn matches(
        &mut self,
        pattern: &'a Pattern,
        value: &Value,
        place: Option<&Place>,
    ) -> Result<bool> {
        match pattern {
            Pattern::Any => return Ok(true),
            Pattern::Bind(slot, inner) => {
                if let Some(inner) = inner
                    && !self.matches(inner, value, place)?
                {
                    return Ok(false);
                }
                match (place, value) {
                    (None, Value::Int(int)) => self.set_int(*slot, *int),
                    (Some(place), value) if !matches!(value, Value::Place(_)) => {
                        *self.variable_mut(*slot) = Value::Place(Rc::new(place.clone()));
                    }
                    _ => *self.variable_mut(*slot) = value.clone(),
                }
                return Ok(true);
            }
            Pattern::Or(cases) => {
                for case in cases {
                    if self.matches(case, value, place)? {
                        return Ok(true);
                    }
                }
                return Ok(false);
            }
            _ => {}
        }
        if let Value::Place(inner) = value {
            let value = self.stands_at(inner)?;
            return self.matches(pattern, &value, Some(inner));
        }
        match pattern {
            Pattern::Literal(literal) => Ok(literal == value),
            Pattern::Constant(id) => {
                let constant = self.call_now(&Value::Function(*id), Vec::new())?;
                Ok(constant == *value)
            }
            Pattern::Range { low, high, inclusive } => Ok(low
                .as_ref()
                .is_none_or(|low| low <= value)
                && high.as_ref().is_none_or(|high| value < high || (*inclusive && value == high))),
            Pattern::Struct(of, fields) => match value {
                Value::Struct(record) if record.of == *of => {
                    self.all_match(fields, &record.fields, place)
                }
                _ => Ok(false),
            },
            Pattern::Variant(of, which, fields) => {
                if value.as_variant() != Some((*of, *which)) {
                    return Ok(false);
                }
                self.all_match(fields, value.fields(), place)
            }
            Pattern::Sequence { front, rest, back } => {
                self.sequence_matches(front, rest.as_deref(), back, value, place)
            }
            Pattern::Any | Pattern::Bind(..) | Pattern::Or(_) => Ok(true),
        }
    }

    fn all_match(
        &mut self,
        patterns: &'a [(u16, Pattern)],
        fields: &[Value],
        place: Option<&Place>,
    ) -> Result<bool> {
        for (at, pattern) in patterns {
            let Some(field) = fields.get(usize::from(*at)) else { return Ok(false) };
            let place = place.map(|place| place.with(Key::Position(*at)));
            if !self.matches(pattern, field, place.as_ref())? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn sequence_matches(
        &mut self,
        front: &'a [Pattern],
        rest: Option<&'a Pattern>,
        back: &'a [Pattern],
        value: &Value,
        place: Option<&Place>,
    ) -> Result<bool> {
        let (values, is_list) = match value {
            Value::Tuple(values) => (values, false),
            Value::List(values) => (values, true),
            _ => return Ok(false),
        };
        let fits = match rest {
            Some(_) => values.len() >= front.len() + back.len(),
            None => values.len() == front.len(),
        };
        if !fits {
            return Ok(false);
        }
        let key = |at: usize| {
            if is_list { Key::Index(Value::size(at)) } else { Key::Position(at as u16) }
        };
        let last = values.len() - back.len();
        let places = (0..front.len()).chain(last..values.len());
        for (pattern, at) in front.iter().chain(back).zip(places) {
            let place = place.map(|place| place.with(key(at)));
            if !self.matches(pattern, &values[at], place.as_ref())? {
                return Ok(false);
            }
        }
        match rest {
            Some(Pattern::Any) | None => Ok(true),
            Some(rest) => {
                self.spend((last - front.len()) as u64 * 16)?;
                let middle = values[front.len()..last].to_vec();
                let part = Key::Part(front.len() as u32, last as u32);
                let place = place.map(|place| place.with(part));
                self.matches(rest, &Value::list(middle), place.as_ref())
            }
        }
    }
}

impl Place {
    /// The place one turn further inside.
    pub(super) fn with(&self, key: Key) -> Self {
        let mut path = Vec::with_capacity(self.path.len() + 1);
        path.extend_from_slice(&self.path);
        // A position in a part of a list is one in the list.
        match (path.last(), &key) {
            (Some(Key::Part(from, _)), Key::Index(Value::Int(at))) => {
                let at = Value::size(*from as usize + at.as_size().unwrap_or(0));
                path.pop();
                path.push(Key::Index(at));
            }
            (Some(Key::Part(from, _)), Key::Part(inner_from, inner_to)) => {
                let key = Key::Part(*from + inner_from, *from + inner_to);
                path.pop();
                path.push(key);
            }
            _ => path.push(key),
        }
        Self { root: self.root, path }
    }
}
