//! The sentences are read when this crate is compiled: it is compiled again when they change.

fn main() {
    println!("cargo:rerun-if-changed=locales");
}
