//! Files of orders and how they are imported.

use super::{NOW, Stage};
use ratchet_deployment::{Deployment, DeploymentError, Import, ImportReport};
use ratchet_intake::Mapping;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Columns as in `time=date member=customer`, divided by blanks.
pub fn mapping(pairs: &str) -> Mapping {
    Mapping::from_pairs(&pairs.split(' ').collect::<Vec<_>>()).unwrap()
}

/// An import of `name` beside the deployment, of `date,customer,amount`, sold by the new merchant `shop`.
pub fn import(stage: &Stage, name: &str) -> Import {
    import_of(&stage.path(name))
}

/// As [`import`], of the file at `path`; refused lines go beside it.
pub fn import_of(path: &Path) -> Import {
    Import {
        file: path.to_path_buf(),
        mapping: mapping("time=date member=customer amount=amount"),
        zone: "Asia/Shanghai".to_owned(),
        programme: "main".to_owned(),
        merchant: Some("shop".to_owned()),
        plan: Some("store".to_owned()),
        cost_bp: None,
        batch: "orders".to_owned(),
        rejects: Import::default_rejects(path),
        actor: "operator-1".to_owned(),
    }
}

/// Runs an import to its end, with everything recorded [`NOW`].
pub fn run(import: &Import, deployment: &mut Deployment) -> Result<ImportReport, DeploymentError> {
    import.run(deployment, || NOW, |_| true)
}

/// Writes `text` and imports it into a sandbox of its own, closed again; the refused lines as `line code column value`.
pub fn refused_of(text: &str, change: impl FnOnce(&mut Import)) -> Vec<String> {
    let stage = Stage::new();
    fs::write(stage.path("orders.csv"), text).unwrap();
    let mut import = import(&stage, "orders.csv");
    change(&mut import);
    let mut deployment = stage.open();
    let report = run(&import, &mut deployment).unwrap();
    deployment.close().unwrap();
    stage.verify().unwrap();
    let lines = report.first_rejected.iter();
    let refused: Vec<String> =
        lines.map(|line| format!("{} {} {} {}", line.line, line.code, line.column, line.value)).collect();
    assert_eq!(refused.len() as u64, report.rejected);
    refused
}

/// `lines` lines of orders behind a header; every 50th is refused in one of several ways, and every 70th is blank.
pub fn many_orders(lines: u64) -> String {
    let mut text = String::from("date,customer,amount\n");
    for line in 0..lines {
        let day = line / 200 % 28 + 1;
        let customer = line * 7_919 % 613;
        let amount = line * 7_817 % 9_000 + 300;
        let (yuan, fen) = (amount / 100, amount % 100);
        match line {
            line if line % 70 == 69 => text.push('\n'),
            line if line % 250 == 49 => writeln!(text, "2023-02-{day:02},c{customer},0.00").unwrap(),
            line if line % 250 == 99 => writeln!(text, "2023-02-{day:02},c{customer},ten").unwrap(),
            line if line % 250 == 149 => writeln!(text, "2024-02-{day:02},c{customer},1.00").unwrap(),
            line if line % 250 == 199 => writeln!(text, "2023-02-{day:02},13812345678,1.00").unwrap(),
            line if line % 250 == 249 => writeln!(text, "2023-02-{day:02},\"c{customer},1.00").unwrap(),
            _ => writeln!(text, "2023-02-{day:02},c{customer},{yuan}.{fen:02}").unwrap(),
        }
    }
    text
}

/// The numbers of the lines in a file of refused lines.
pub fn rejected_lines(path: &Path) -> Vec<u64> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("line,code,column,value,detail"));
    lines.map(|line| line.split(',').next().unwrap().parse().unwrap()).collect()
}
