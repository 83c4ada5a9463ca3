//! Every vector file passes through the engine.

use std::fs;
use std::path::Path;

#[test]
fn every_vector_file_passes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = fs::read_to_string(&path).unwrap();
            ratchet_conformance::run(&text).unwrap_or_else(|difference| panic!("{}: {difference}", path.display()));
            files += 1;
        }
    }
    assert_eq!(files, 14);
}
