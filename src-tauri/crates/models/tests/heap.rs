//! What large blocks leave behind. A process of its own: the settings are the whole process's.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(all(target_os = "linux", target_env = "gnu"))]

use models::heap;

const BLOCK: usize = 4 << 20;
const BLOCKS: usize = 64;
const ROUNDS: usize = 3;

#[test]
fn large_blocks_go_back_to_the_system_though_small_ones_between_them_stay() {
    heap::settle();
    let before = resident_bytes();

    let mut small: Vec<Box<[u8; 1024]>> = Vec::new();
    for round in 0..ROUNDS {
        let large: Vec<Vec<u8>> = (0..BLOCKS)
            .map(|at| {
                small.push(Box::new([at as u8; 1024]));
                vec![round as u8 + 1; BLOCK]
            })
            .collect();
        assert!(resident_bytes() > before + BLOCK * BLOCKS / 2, "the blocks are in use");
        drop(large);
    }

    let left = resident_bytes().saturating_sub(before);
    assert!(left < 4 * BLOCK, "{left} bytes stay of {} that were let go", BLOCK * BLOCKS);
    assert_eq!(small.len(), ROUNDS * BLOCKS);
}

fn resident_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}
