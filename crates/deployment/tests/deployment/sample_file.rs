//! The real file of orders in `examples/data`: 18 months of a music shop.

use crate::stage::order_file::{import_of, mapping, rejected_lines, run};
use crate::stage::{NOW, Stage};
use flate2::Compression;
use flate2::write::GzEncoder;
use ratchet_core::{Fen, State, invariants};
use ratchet_deployment::Import;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/cdnow.csv")
}

fn import(stage: &Stage, file: &Path) -> Import {
    Import { rejects: stage.path("rejects.csv"), batch: "cdnow.csv".to_owned(), ..import_of(file) }
}

/// What a run over the whole file must leave.
fn assert_imported(state: &State) {
    invariants::check(state).unwrap();
    assert_eq!(state.orders.len(), 69_579);
    assert_eq!(state.directory.members().count(), 23_570);
    assert_eq!(state.batches["cdnow.csv"].lines, 69_660);
    assert!(state.orders.find("cdnow.csv:2").is_some() && state.orders.find("cdnow.csv:69660").is_some());
}

#[test]
fn the_sample_is_taken_once_plain_or_packed() {
    let stage = Stage::new();
    let twin = stage.copy();
    let import_plain = import(&stage, &sample());
    let mut deployment = stage.open();
    let mut groups = 0;
    let mut bytes = 0;
    let report = import_plain
        .run(
            &mut deployment,
            || NOW,
            |progress| {
                groups += 1;
                assert!(progress.bytes >= bytes && progress.bytes <= progress.bytes_total);
                bytes = progress.bytes;
                true
            },
        )
        .unwrap();
    assert_eq!((report.booked, report.rejected, report.members, report.merchants), (69_579, 80, 23_570, 1));
    assert_eq!((report.lines, report.taken_before, report.interrupted), (69_660, 0, false));
    assert!((70..=71).contains(&groups), "{groups} groups");
    assert!(report.exits > 0);
    assert_eq!(report.first_rejected.len(), 5);
    assert!(report.first_rejected.iter().all(|line| line.code == "amount_not_positive" && line.value == "0.00"));
    let imported = deployment.state();
    assert_imported(imported);
    assert_eq!(imported.cash, Fen::new(10_000) + report.amount);
    assert_eq!(imported.programmes[0].exits, report.exits);
    let rejected = rejected_lines(&import_plain.rejects);
    assert_eq!(rejected.len(), 80);
    assert!(
        rejected.is_sorted()
            && fs::read_to_string(&import_plain.rejects)
                .unwrap()
                .lines()
                .skip(1)
                .all(|line| { line.split(',').nth(1) == Some("amount_not_positive") })
    );
    let hash = imported.hash();
    let signed = deployment.close().unwrap();

    // The same file again: nothing to do, nothing written.
    let mut deployment = stage.open();
    let again = run(&import_plain, &mut deployment).unwrap();
    assert_eq!((again.booked, again.rejected, again.members, again.taken_before), (0, 0, 0, 69_660));
    assert_eq!(deployment.state().hash(), hash);
    assert_eq!(deployment.close().unwrap(), signed);
    assert_eq!(rejected_lines(&import_plain.rejects), rejected);

    // Packed, into the same deployment as it was before.
    let packed = twin.path("orders.gz");
    let mut encoder = GzEncoder::new(fs::File::create(&packed).unwrap(), Compression::fast());
    encoder.write_all(&fs::read(sample()).unwrap()).unwrap();
    encoder.finish().unwrap();
    let mut deployment = twin.open();
    let import_packed = import(&twin, &packed);
    let packed_report = run(&import_packed, &mut deployment).unwrap();
    assert_eq!(format!("{packed_report:?}"), format!("{report:?}"));
    assert_eq!(deployment.state().hash(), hash);
    assert_eq!(deployment.close().unwrap(), signed, "the same frames");
    assert_eq!(fs::read(&import_packed.rejects).unwrap(), fs::read(&import_plain.rejects).unwrap());

    // And the plain file on top of the packed one is the same batch.
    let mut deployment = twin.open();
    assert_eq!(run(&import(&twin, &sample()), &mut deployment).unwrap().booked, 0);
    let columns = mapping("time=date member=customer amount=items");
    let error = run(&Import { mapping: columns, ..import(&twin, &sample()) }, &mut deployment).unwrap_err();
    assert_eq!(error.code(), "batch_changed");
    drop(deployment);

    let report = stage.verify().unwrap();
    assert_eq!(report.state_hash, blake3::Hash::from_bytes(hash).to_string());
    assert_eq!(report.snapshots, 1);
}
