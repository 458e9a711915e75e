//! Whole numbers of all widths.

fn checksum(bytes: &Vec<u8>) -> u16 {
    let mut sum: u16 = 0;
    for byte in bytes {
        sum = sum.wrapping_mul(31).wrapping_add(*byte as u16);
    }
    sum
}

async fn main() {
    let bytes: Vec<u8> = vec![0, 127, 128, 255];
    println!("{}", checksum(&bytes));
    let wide: i64 = -1;
    println!("{} {} {}", wide as u8, wide as u32, (wide as u64) >> 60);
    let small: i8 = -100;
    println!("{:?} {} {}", small.checked_sub(100), small.saturating_sub(100), small.wrapping_sub(100));
    println!("{} {}", u64::MAX, i32::MIN);
    println!("{}", (0xf0 & 0x3c | 1) ^ 2 << 3);
}
