//! A real file, whole.

use std::path::Path;

use ratchet_intake::{Mapping, Next, OrderFile};

use crate::support::shanghai;

/// Computed from the file with other tools.
const SUM_FEN: i64 = 250_031_563;

#[test]
fn the_real_file_is_read_exactly() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/cdnow.csv");
    let mapping = Mapping::from_pairs(&["time=date", "member=customer", "amount=amount"]).unwrap();
    let mut orders = OrderFile::open(&path, &mapping, shanghai()).unwrap();
    let (mut rows, mut fen, mut free) = (0, 0, 0);
    loop {
        match orders.next().unwrap() {
            Next::Row(row) => {
                rows += 1;
                fen += row.amount_fen;
                free += u64::from(row.amount_fen == 0);
            }
            Next::Reject(reject) => panic!("{reject:?}"),
            Next::End => break,
        }
    }
    assert_eq!(rows, 69_659);
    assert_eq!(free, 80);
    assert_eq!(fen, SUM_FEN);
    assert_eq!(orders.content().lines, 69_660);
    assert_eq!(orders.bytes_read(), orders.bytes_total());
}
