//! Methods of lists: `Vec`, `VecDeque`, arrays and slices.

use std::cmp::Ordering;
use std::rc::Rc;

use super::{Machine, Result};
use crate::library::Method as M;
use crate::types::Type;
use crate::value::{Parts, Value};

impl Machine<'_> {
    pub(super) fn change_list(
        &mut self,
        values: &mut Rc<Parts>,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        let length = values.len();
        let shifts = matches!(
            method,
            M::insert | M::remove | M::push_front | M::pop_front | M::rotate_left | M::rotate_right
        );
        if Rc::strong_count(values) > 1 {
            self.spend(length as u64 * 16)?;
        } else if shifts {
            self.spend(length as u64)?;
        }
        Ok(Some(match (method, arguments) {
            (M::push | M::push_back, [value]) => {
                self.spend(32)?;
                Rc::make_mut(values).push(value.clone());
                Value::Unit
            }
            (M::push_front, [value]) => {
                Rc::make_mut(values).insert(0, value.clone());
                Value::Unit
            }
            (M::pop | M::pop_back, []) => Value::option(Rc::make_mut(values).pop()),
            (M::pop_front, []) if length == 0 => Value::NONE,
            (M::pop_front, []) => Value::some(Rc::make_mut(values).remove(0)),
            (M::insert, [at, value]) => {
                let at = self.size(at)?;
                if at > length {
                    return self.panic(format_args!(
                        "insertion index (is {at}) should be <= len (is {length})"
                    ));
                }
                Rc::make_mut(values).insert(at, value.clone());
                Value::Unit
            }
            (M::remove, [at]) => {
                let at = self.size(at)?;
                if at >= length {
                    return self.panic(format_args!(
                        "removal index (is {at}) should be < len (is {length})"
                    ));
                }
                Rc::make_mut(values).remove(at)
            }
            (M::swap_remove, [at]) => {
                let at = self.size(at)?;
                if at >= length {
                    return self.panic(format_args!(
                        "swap_remove index (is {at}) should be < len (is {length})"
                    ));
                }
                Rc::make_mut(values).swap_remove(at)
            }
            (M::clear, []) => {
                *values = Rc::default();
                Value::Unit
            }
            (M::truncate, [most]) => {
                let most = self.size(most)?;
                Rc::make_mut(values).truncate(most);
                Value::Unit
            }
            (M::resize, [count, value]) => {
                let count = self.size(count)?;
                self.spend(count as u64 * 16)?;
                Rc::make_mut(values).resize(count, value.clone());
                Value::Unit
            }
            (M::resize_with, [count, function]) => {
                let count = self.size(count)?;
                Rc::make_mut(values).truncate(count);
                while values.len() < count {
                    self.spend(32)?;
                    let value = self.call_now(function, Vec::new())?;
                    Rc::make_mut(values).push(value);
                }
                Value::Unit
            }
            (M::copy_from_slice | M::clone_from_slice, [Value::List(from)]) => {
                let given = from.len();
                if given != length {
                    return self.panic(format_args!(
                        "copy_from_slice: source slice length ({given}) does not match \
                         destination slice length ({length})"
                    ));
                }
                *values = Rc::clone(from);
                Value::Unit
            }
            (M::reserve, [_]) => Value::Unit,
            (M::extend | M::extend_from_slice, [more]) => {
                let more = self.read(more.clone())?;
                let iterator = self.iterate(more)?;
                let more = self.rest(iterator)?;
                Rc::make_mut(values).extend(more);
                Value::Unit
            }
            (M::append, [Value::Place(other)]) => {
                let taken = std::mem::replace(self.reach(other)?, Value::list(Vec::new()));
                let iterator = self.iterate(taken)?;
                let more = self.rest(iterator)?;
                Rc::make_mut(values).extend(more);
                Value::Unit
            }
            (M::reverse, []) => {
                self.work(length / 8)?;
                Rc::make_mut(values).reverse();
                Value::Unit
            }
            (M::rotate_left | M::rotate_right, [count]) => {
                let count = self.size(count)?;
                if count > length {
                    return self.panic("assertion failed: mid <= self.len()");
                }
                let list = Rc::make_mut(values);
                let from = if method == M::rotate_left { count } else { length - count };
                let front = list.drain(..from).collect::<Vec<_>>();
                list.extend(front);
                Value::Unit
            }
            (M::fill, [value]) => {
                self.work(length / 8)?;
                Rc::make_mut(values).fill(value.clone());
                Value::Unit
            }
            (M::sort | M::sort_unstable, []) => {
                self.sort(values, Self::compared)?;
                Value::Unit
            }
            (M::sort_by | M::sort_unstable_by, [function]) => {
                self.sort(values, |this, left, right| {
                    let ordering = this.call_now(function, vec![left.clone(), right.clone()])?;
                    this.ordering(&ordering)
                })?;
                Value::Unit
            }
            (M::sort_by_key | M::sort_unstable_by_key | M::sort_by_cached_key, [function]) => {
                let mut keyed = Vec::with_capacity(length);
                for value in values.iter() {
                    let key = self.call_now(function, vec![value.clone()])?;
                    keyed.push(Value::tuple(vec![key, value.clone()]));
                }
                let mut keyed = Rc::new(keyed.into());
                self.sort(&mut keyed, |this, left, right| {
                    this.compared(&left.fields()[0], &right.fields()[0])
                })?;
                let value = |pair: &Value| pair.fields()[1].clone();
                *values = Rc::new(keyed.iter().map(value).collect::<Vec<_>>().into());
                Value::Unit
            }
            (M::dedup, []) => {
                for value in values.iter() {
                    self.weigh(value)?;
                }
                self.work(length)?;
                Rc::make_mut(values).dedup();
                Value::Unit
            }
            (M::dedup_by_key, [function]) => {
                let mut kept: Vec<Value> = Vec::new();
                let mut last = None;
                for value in values.iter() {
                    let key = self.call_now(function, vec![value.clone()])?;
                    self.weigh(&key)?;
                    if last.as_ref() != Some(&key) {
                        kept.push(value.clone());
                    }
                    last = Some(key);
                }
                *values = Rc::new(kept.into());
                Value::Unit
            }
            (M::dedup_by, [function]) => {
                let mut kept: Vec<Value> = Vec::new();
                for value in values.iter() {
                    let repeats = match kept.last() {
                        Some(last) => {
                            let pair = vec![value.clone(), last.clone()];
                            let repeats = self.call_now(function, pair)?;
                            self.truth(&repeats)?
                        }
                        None => false,
                    };
                    if !repeats {
                        kept.push(value.clone());
                    }
                }
                *values = Rc::new(kept.into());
                Value::Unit
            }
            (M::retain_mut, [keep]) => {
                let mut kept = Vec::new();
                for value in Rc::make_mut(values).take() {
                    let (keeps, value) = self.call_with_place(keep, value, |place| vec![place])?;
                    if self.truth(&keeps)? {
                        kept.push(value);
                    }
                }
                *values = Rc::new(kept.into());
                Value::Unit
            }
            (M::retain, [keep]) => {
                let mut kept = Vec::new();
                for value in values.iter() {
                    let keeps = self.call_now(keep, vec![value.clone()])?;
                    if self.truth(&keeps)? {
                        kept.push(value.clone());
                    }
                }
                *values = Rc::new(kept.into());
                Value::Unit
            }
            (M::swap, [left, right]) => {
                let (left, right) = (self.size(left)?, self.size(right)?);
                for at in [left, right] {
                    if at >= length {
                        return self.out_of_bounds(at, length);
                    }
                }
                Rc::make_mut(values).swap(left, right);
                Value::Unit
            }
            (M::drain, [Value::Range(range)]) => {
                let (from, to) = self.bounds(range, length)?;
                self.work(length / 16)?;
                let taken: Vec<Value> = Rc::make_mut(values).drain(from..to).collect();
                Value::iterator(taken)
            }
            (M::split_off, [at]) => {
                let at = self.size(at)?;
                if at > length {
                    return self.panic(format_args!(
                        "`at` split index (is {at}) should be <= len (is {length})"
                    ));
                }
                Value::list(Rc::make_mut(values).split_off(at))
            }
            _ => return Ok(None),
        }))
    }

    /// Sorts, keeping the order of what is alike. A merge sort of our own, since a comparison may
    /// run code, which may fail.
    fn sort(
        &mut self,
        values: &mut Rc<Parts>,
        mut compare: impl FnMut(&mut Self, &Value, &Value) -> Result<Ordering>,
    ) -> Result<()> {
        let mut from: Vec<Value> = Rc::make_mut(values).take();
        let mut to: Vec<Value> = Vec::with_capacity(from.len());
        let mut width = 1;
        while width < from.len() {
            for run in from.chunks(width * 2) {
                let (left, right) = run.split_at(width.min(run.len()));
                let (mut at, mut other) = (0, 0);
                while at < left.len() || other < right.len() {
                    self.work(1)?;
                    let takes_right = at == left.len()
                        || (other < right.len()
                            && compare(self, &left[at], &right[other])? == Ordering::Greater);
                    if takes_right {
                        to.push(right[other].clone());
                        other += 1;
                    } else {
                        to.push(left[at].clone());
                        at += 1;
                    }
                }
            }
            std::mem::swap(&mut from, &mut to);
            to.clear();
            width *= 2;
        }
        *values = Rc::new(from.into());
        Ok(())
    }

    #[inline(never)]
    pub(super) fn list_method(
        &mut self,
        values: &Rc<Parts>,
        method: M,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Option<Value>> {
        let part = |this: &mut Self, from: usize, to: usize| -> Result<Value> {
            this.spend((to - from) as u64 * 16)?;
            Ok(Value::list(values[from..to].to_vec()))
        };
        let length = values.len();
        Ok(Some(match (method, arguments) {
            (M::len, []) => Value::size(length),
            (M::is_empty, []) => Value::Bool(values.is_empty()),
            (M::to_vec | M::as_slice, []) => Value::List(Rc::clone(values)),
            (M::iter | M::into_iter | M::iter_mut, []) => {
                let iterator = self.iterate(Value::List(Rc::clone(values)))?;
                Value::Iterator(Rc::new(iterator))
            }
            (M::first | M::front, []) => Value::option(values.first().cloned()),
            (M::last | M::back, []) => Value::option(values.last().cloned()),
            (M::get, [Value::Range(range)]) => match self.bounds(range, length) {
                Ok((from, to)) => Value::some(part(self, from, to)?),
                Err(_) => Value::NONE,
            },
            (M::get, [at]) => Value::option(values.get(self.size(at)?).cloned()),
            (M::contains, [value]) => {
                self.weigh(value)?;
                self.work(length / 4)?;
                Value::Bool(values.contains(value))
            }
            (M::starts_with | M::ends_with, [Value::List(other)]) => {
                self.weigh(&arguments[0])?;
                let starts = method == M::starts_with;
                Value::Bool(if starts {
                    values.starts_with(other)
                } else {
                    values.ends_with(other)
                })
            }
            (M::binary_search, [value]) => {
                self.weigh(value)?;
                match values.binary_search(value) {
                    Ok(at) => Value::ok(Value::size(at)),
                    Err(at) => Value::err(Value::size(at)),
                }
            }
            (M::binary_search_by | M::binary_search_by_key, [.., function]) => {
                let mut compare = |value: &Value| {
                    let made = self.call_now(function, vec![value.clone()])?;
                    match arguments {
                        [key, _] => self.compared(&made, key),
                        _ => self.ordering(&made),
                    }
                };
                // In the steps of the standard library: of several alike, it finds the same one.
                let (mut base, mut size) = (0, length);
                while size > 1 {
                    let half = size / 2;
                    if compare(&values[base + half])?.is_le() {
                        base += half;
                    }
                    size -= half;
                }
                match values.get(base).map(compare).transpose()? {
                    Some(Ordering::Equal) => Value::ok(Value::size(base)),
                    Some(Ordering::Less) => Value::err(Value::size(base + 1)),
                    Some(Ordering::Greater) | None => Value::err(Value::size(base)),
                }
            }
            (M::partition_point, [function]) => {
                let (mut low, mut high) = (0, length);
                while low < high {
                    let middle = usize::midpoint(low, high);
                    let made = self.call_now(function, vec![values[middle].clone()])?;
                    if self.truth(&made)? { low = middle + 1 } else { high = middle }
                }
                Value::size(low)
            }
            (M::windows | M::chunks | M::chunks_exact | M::rchunks, [size]) => {
                let size = self.size(size)?;
                if size == 0 {
                    let name = if method == M::windows { "window" } else { "chunk" };
                    return self.panic(format_args!("{name} size must be non-zero"));
                }
                let mut parts = Vec::new();
                let step = if method == M::windows { 1 } else { size };
                for from in (0..length).step_by(step) {
                    let to = from + size;
                    if to > length && matches!(method, M::windows | M::chunks_exact) {
                        break;
                    }
                    parts.push(if method == M::rchunks {
                        part(self, length.saturating_sub(to), length - from)?
                    } else {
                        part(self, from, length.min(to))?
                    });
                }
                Value::iterator(parts)
            }
            (M::chunk_by, [function]) => {
                let (mut parts, mut from) = (Vec::new(), 0);
                for at in 1..length {
                    let pair = vec![values[at - 1].clone(), values[at].clone()];
                    let together = self.call_now(function, pair)?;
                    if !self.truth(&together)? {
                        parts.push(part(self, from, at)?);
                        from = at;
                    }
                }
                if length > 0 {
                    parts.push(part(self, from, length)?);
                }
                Value::iterator(parts)
            }
            (M::from_be_bytes | M::from_le_bytes, []) => {
                return self.number_of_bytes(values, method, makes);
            }
            (M::split_at, [at]) => {
                let at = self.size(at)?;
                if at > length {
                    return self.panic("mid > len");
                }
                let left = part(self, 0, at)?;
                Value::tuple(vec![left, part(self, at, length)?])
            }
            (M::split_first, []) => match values.first().cloned() {
                Some(first) => Value::some(Value::tuple(vec![first, part(self, 1, length)?])),
                None => Value::NONE,
            },
            (M::split_last, []) => match values.last().cloned() {
                Some(last) => Value::some(Value::tuple(vec![last, part(self, 0, length - 1)?])),
                None => Value::NONE,
            },
            (M::split, [function]) => {
                let (mut parts, mut from) = (Vec::new(), 0);
                for at in 0..length {
                    let splits = self.call_now(function, vec![values[at].clone()])?;
                    if self.truth(&splits)? {
                        parts.push(part(self, from, at)?);
                        from = at + 1;
                    }
                }
                parts.push(part(self, from, length)?);
                Value::iterator(parts)
            }
            (M::is_sorted, []) => {
                for value in values.iter() {
                    self.weigh(value)?;
                }
                Value::Bool(values.is_sorted())
            }
            (M::repeat, [count]) => {
                let count = self.size(count)?;
                self.spend((length as u64).saturating_mul(count as u64).saturating_mul(16))?;
                Value::list(values.iter().cycle().take(length * count).cloned().collect())
            }
            (M::join, [Value::Text(between)]) => {
                let mut text = String::new();
                for (at, value) in values.iter().enumerate() {
                    text.push_str(if at == 0 { "" } else { between });
                    let value = self.display(value)?;
                    self.spend(value.len() as u64 + between.len() as u64)?;
                    text.push_str(&value);
                }
                Value::text(text)
            }
            (M::join, [between]) => {
                let mut all = Vec::new();
                for (at, value) in values.iter().enumerate() {
                    if at > 0 {
                        match between {
                            Value::List(between) => all.extend(between.iter().cloned()),
                            other => all.push(other.clone()),
                        }
                    }
                    let iterator = self.iterate(value.clone())?;
                    all.extend(self.rest(iterator)?);
                }
                self.spend(all.len() as u64 * 16)?;
                Value::list(all)
            }
            (M::concat, []) if matches!(values.first(), Some(Value::Text(_))) => {
                let mut text = String::new();
                for value in values.iter() {
                    let value = self.display(value)?;
                    self.spend(value.len() as u64)?;
                    text.push_str(&value);
                }
                Value::text(text)
            }
            (M::concat, []) => {
                let mut all = Vec::new();
                for value in values.iter() {
                    let iterator = self.iterate(value.clone())?;
                    all.extend(self.rest(iterator)?);
                }
                Value::list(all)
            }
            (M::is_sorted_by_key, [_]) => {
                let mut iterator = self.iterate(Value::List(Rc::clone(values)))?;
                return self.iterator_method(&mut iterator, method, arguments, makes);
            }
            // An array has some methods of iterators itself.
            (M::map, [_]) => {
                let mut iterator = self.iterate(Value::List(Rc::clone(values)))?;
                let mapped = self.iterator_method(&mut iterator, method, arguments, makes)?;
                match mapped {
                    Some(Value::Iterator(mapped)) => {
                        Value::list(self.rest(Rc::unwrap_or_clone(mapped))?)
                    }
                    _ => return Ok(None),
                }
            }
            _ => return Ok(None),
        }))
    }
}
