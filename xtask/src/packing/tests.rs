use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::engine::gzip;

/// A module with these functions, each of which declares two locals of type i32.
fn module(functions: &[Vec<u8>]) -> Vec<u8> {
    let mut code = leb128(functions.len());
    for instructions in functions {
        let body = [&[1, 2, 0x7f], &instructions[..], &[instructions::END]].concat();
        code.extend(leb128(body.len()));
        code.extend(body);
    }
    let types = [1, 4, 1, 0x60, 0, 0];
    let data = [11, 1, 0];
    [&b"\0asm\x01\0\0\0"[..], &types, &[10], &leb128(code.len()), &code, &data].concat()
}

/// Some instruction, with numbers of all lengths.
fn instruction() -> impl Strategy<Value = Vec<u8>> {
    let number = || prop_oneof![0..4_usize, 0..100_000_usize].prop_map(leb128);
    let with_numbers = |opcodes: &'static [u8], count: usize| {
        (prop::sample::select(opcodes), vec(number(), count))
            .prop_map(|(opcode, numbers)| [vec![opcode], numbers.concat()].concat())
    };
    prop_oneof![
        // Without immediates; among them `end`, which as the end of a block is another symbol.
        prop::sample::select(&[0x00_u8, 0x0b, 0x1a, 0x6a, 0xc4][..])
            .prop_map(|opcode| vec![opcode]),
        with_numbers(&[0x0c, 0x10, 0x20, 0x21, 0x22, 0x24, 0x41, 0x42], 1),
        with_numbers(&[0x11], 2),
        (0x28..=0x3e_u8, 0..3_u8, number()).prop_map(|(opcode, alignment, offset)| [
            vec![opcode, alignment],
            offset
        ]
        .concat()),
        vec(number(), 1..4).prop_map(|labels| {
            [vec![0x0e], leb128(labels.len() - 1), labels.concat()].concat()
        }),
        any::<[u8; 4]>().prop_map(|raw| [vec![0x43], raw.to_vec()].concat()),
        any::<[u8; 8]>().prop_map(|raw| [vec![0x44], raw.to_vec()].concat()),
        Just(vec![0xfc, 10, 0, 0]),
    ]
}

proptest! {
    #[test]
    fn a_packed_module_unpacks_to_itself(functions in vec(vec(instruction(), 0..60), 0..6)) {
        // The same function again, so that there is something to copy.
        let functions: Vec<_> = functions.iter().chain(&functions).map(|one| one.concat()).collect();
        let module = module(&functions);
        prop_assert_eq!(unpacked(&pack(&module).unwrap()), module);
    }
}

#[test]
fn a_long_run_is_copied() {
    let run: Vec<u8> = (0..40).flat_map(|local| [0x20, local]).collect();
    let other = vec![0x01; 3];
    let code = module(&[run.clone(), other, run]);
    let items = copies(&Code::read(&code).unwrap());
    let copied: Vec<_> = items
        .iter()
        .filter_map(|item| match *item {
            Item::Copy { length, distance } => Some((length, distance)),
            _ => None,
        })
        .collect();
    // Back over the run, two ends, two declarations, and the function between.
    assert_eq!(copied, [(80, 80 + 2 + 6 + 3)]);
}

#[test]
fn what_repeats_itself_at_once_is_not_copied_from_what_is_not_there_yet() {
    let module = module(&[vec![0x1a; 200]]);
    assert_eq!(unpacked(&pack(&module).unwrap()), module);
}

#[test]
fn constants_are_sorted_by_the_instruction_after_them() {
    // Of two kinds of constants that take turns, gzip sees a row of the one and a row of the other.
    let turns: Vec<u8> = (0..2_000_u32)
        .flat_map(|step| {
            let [noise, _, other, _] = step.wrapping_mul(2_654_435_761).to_le_bytes();
            [0x41, noise & 0x3f, 0x6a, 0x41, 0x40 + (other & 1), 0x6b]
        })
        .collect();
    let module = module(&[turns]);
    let packed = gzip(&pack(&module).unwrap()).unwrap().len();
    let plain = gzip(&module).unwrap().len();
    assert!(4 * packed < 3 * plain, "{packed} bytes beside {plain}");
}

#[test]
fn what_the_packing_does_not_know_is_named() {
    let error = pack(&module(&[vec![0xfd, 0x0c]])).unwrap_err();
    let message = format!("{error:#}");
    assert_eq!(message, "the packing cannot read function 0 of the code: the instruction 0xfd");
    let error = pack(b"\0asm\x01\0\0\0").unwrap_err();
    assert_eq!(error.to_string(), "the module has no code");
}
