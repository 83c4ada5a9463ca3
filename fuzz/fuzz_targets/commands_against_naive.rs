#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ratchet_fuzz_targets::commands_against_naive(input));
