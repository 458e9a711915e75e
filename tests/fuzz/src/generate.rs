//! From a seed to an input.

use crate::grammar::program;
use crate::mutate::mutated;
use crate::random::Random;
use crate::{Program, Target};

/// The input of a seed. The same seed and corpus always make the same input.
pub fn input(target: Target, seed: u64, corpus: &[Program]) -> Vec<u8> {
    let mut random = Random::new(seed);
    // The parser is tried most by what is nearly a program, the machine by what is one.
    let generated = match target {
        Target::ParseAndCompile => random.once_in(6),
        Target::Run => !random.once_in(3),
    };
    let base = if generated || corpus.is_empty() {
        program(&mut random).into_bytes()
    } else {
        random.pick(corpus).bytes.clone()
    };
    if generated && target == Target::Run {
        return base;
    }
    let other = if corpus.is_empty() { &base } else { &random.pick(corpus).bytes };
    let other = String::from_utf8_lossy(other).into_owned();
    mutated(&String::from_utf8_lossy(&base), &other, target, &mut random)
}
