#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ratchet_fuzz_targets::frame_decode(input));
