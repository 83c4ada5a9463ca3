//! The file of refused lines.

use crate::stage::Stage;
use crate::stage::order_file::{import, rejected_lines, run};
use ratchet_deployment::Import;
use std::fs;

const TEXT: &str = "date,customer,amount\n2023-01-01,c1,10.00\n2023-01-01,c2,0\n2023-01-01,c3,1\n2023-01-01,c4,-5\n";

fn stage() -> (Stage, Import) {
    let stage = Stage::new();
    let import = import(&stage, "orders.csv");
    fs::write(&import.file, TEXT).unwrap();
    (stage, import)
}

#[test]
fn the_file_lies_beside_the_orders_and_says_what_is_wrong() {
    let (stage, import) = stage();
    assert_eq!(import.rejects, stage.path("orders.csv.rejects.csv"));
    assert_eq!(Import::default_batch(&import.file), "orders.csv");
    let mut deployment = stage.open();
    let report = run(&import, &mut deployment).unwrap();
    assert_eq!((report.booked, report.rejected), (2, 2));
    let expected = "line,code,column,value,detail\n\
                    3,amount_not_positive,amount,0.00,the amount must be at least 1 fen\n\
                    5,amount_not_positive,amount,'-5.00,the amount must be at least 1 fen\n";
    assert_eq!(fs::read_to_string(&import.rejects).unwrap(), expected);
}

#[test]
fn without_refused_lines_there_is_no_file() {
    let (stage, import) = stage();
    fs::write(&import.file, "date,customer,amount\n2023-01-01,c1,10.00\n").unwrap();
    assert_eq!(run(&import, &mut stage.open()).unwrap().rejected, 0);
    assert!(!import.rejects.exists());
}

#[test]
fn a_place_that_cannot_be_written_is_said_before_anything_is_booked() {
    let (stage, import) = stage();
    let head = stage.head();
    fs::create_dir(stage.path("folder")).unwrap();
    for rejects in ["missing/rejects.csv", "orders.csv/rejects.csv", "folder", ""] {
        let import = Import { rejects: stage.path(rejects), ..import.clone() };
        let mut deployment = stage.open();
        let error = run(&import, &mut deployment).unwrap_err();
        assert_eq!(error.code(), "file_unwritable", "{rejects}: {error}");
        assert_eq!(deployment.pending(), 0);
        deployment.close().unwrap();
        assert_eq!(stage.head(), head);
    }
}

/// The file of orders itself, named by mistake, or a letter: neither is written over.
#[test]
fn a_file_of_somebody_else_stays() {
    let (stage, import) = stage();
    fs::write(stage.path("letter.txt"), "line,code\nDear all\n").unwrap();
    for other in ["orders.csv", "letter.txt"] {
        let import = Import { rejects: stage.path(other), ..import.clone() };
        let before = fs::read(&import.rejects).unwrap();
        let mut deployment = stage.open();
        let error = run(&import, &mut deployment).unwrap_err();
        assert_eq!(error.code(), "file_unwritable");
        assert!(error.to_string().contains("another file"), "{error}");
        assert_eq!(deployment.pending(), 0);
        assert_eq!(fs::read(&import.rejects).unwrap(), before);
    }
}

/// What a crash leaves of a file that was just begun is no file of somebody else.
#[test]
fn a_file_that_was_only_begun_is_written_again() {
    let (stage, import) = stage();
    let twin = stage.copy();
    run(&import, &mut stage.open()).unwrap();
    let whole = fs::read(&import.rejects).unwrap();
    for begun in ["", "line,co", "line,code,column,value,detail\n", "line,code,column,value,detail\n3,amou"] {
        let crashed = twin.copy();
        fs::write(&import.rejects, begun).unwrap();
        run(&import, &mut crashed.open()).unwrap();
        assert_eq!(fs::read(&import.rejects).unwrap(), whole, "{begun}");
    }
}

#[test]
fn later_lines_are_added_behind_the_earlier_ones() {
    let (stage, import) = stage();
    let mut deployment = stage.open();
    run(&import, &mut deployment).unwrap();
    fs::write(&import.file, format!("{TEXT}2023-01-01,c5,x\n2023-01-01,c6,1\n2023-01-01,c7,0\n")).unwrap();
    let report = run(&import, &mut deployment).unwrap();
    assert_eq!((report.booked, report.rejected, report.taken_before), (1, 2, 5));
    assert_eq!(rejected_lines(&import.rejects), [3, 5, 6, 8]);
}

#[test]
fn a_value_is_one_line_and_no_formula() {
    let (stage, import) = stage();
    let rows = "2023-01-01,c1,\"=1+1,\n\"\"x\"\"\"\n2023-01-01,c2,@now\n2023-01-01,c3,1\u{7}\n";
    fs::write(&import.file, format!("date,customer,amount\n{rows}")).unwrap();
    let report = run(&import, &mut stage.open()).unwrap();
    assert_eq!(report.rejected, 3);
    assert_eq!(rejected_lines(&import.rejects), [2, 4, 5]);
    let text = fs::read_to_string(&import.rejects).unwrap();
    assert!(text.contains("'=1+1") && text.contains("'@now") && !text.contains('\u{7}'), "{text}");
}
