//! Compiles the pages in again when they were built again. A program with assertions reads them from the disk instead.

fn main() {
    let reads_from_disk = std::env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_some();
    println!("cargo:rerun-if-changed={}", if reads_from_disk { "build.rs" } else { "../../web/dist" });
}
