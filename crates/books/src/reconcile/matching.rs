//! What belongs to what: by reference first, then by amount and day.

use super::movements::Movement;
use super::report::{CashDifference, DifferenceKind, LedgerSide, Reconciliation, Side, StatementSide};
use super::statement::{CustodyLine, CustodyStatement};
use jiff::civil::Date;
use ratchet_core::Fen;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Finds each line's movement and tells whatever is left or not the same.
pub(super) fn compare(statement: &CustodyStatement, movements: &[Movement], days_apart: u16) -> Reconciliation {
    let mut matching = Matching {
        lines: &statement.lines,
        movements,
        movement_of: vec![None; statement.lines.len()],
        is_taken: vec![false; movements.len()],
    };
    matching.by_reference(|line, movement| line.amount == movement.amount);
    matching.by_reference(|line, movement| line.amount.is_negative() == movement.amount.is_negative());
    let by_reference = matching.found();
    matching.by_amount_and_day(days_apart);
    let by_amount_and_day = matching.found() - by_reference;
    let (from, to) = statement.days();
    let (mut of_statement, mut of_ledger) = (Side::default(), Side::default());
    statement.lines.iter().for_each(|line| of_statement.count(line.amount));
    let on_these_days = |movement: &&Movement| (from..=to).contains(&movement.date);
    movements.iter().filter(on_these_days).for_each(|movement| of_ledger.count(movement.amount));
    Reconciliation {
        from,
        to,
        statement: of_statement,
        ledger: of_ledger,
        by_reference,
        by_amount_and_day,
        differences: matching.differences((from, to), days_apart),
    }
}

struct Matching<'a> {
    lines: &'a [CustodyLine],
    movements: &'a [Movement],
    /// By line.
    movement_of: Vec<Option<usize>>,
    /// By movement.
    is_taken: Vec<bool>,
}

impl Matching<'_> {
    fn found(&self) -> u64 {
        self.movement_of.iter().flatten().count() as u64
    }

    fn take(&mut self, line: usize, movement: usize) {
        if let (Some(of_line), Some(taken)) = (self.movement_of.get_mut(line), self.is_taken.get_mut(movement)) {
            *of_line = Some(movement);
            *taken = true;
        }
    }

    fn is_free(&self, movement: usize) -> bool {
        self.is_taken.get(movement).is_some_and(|taken| !taken)
    }

    /// Gives each line that has none the nearest free movement with a reference of it, among those that `may_be` its own.
    fn by_reference(&mut self, may_be: impl Fn(&CustodyLine, &Movement) -> bool) {
        let mut known: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, movement) in self.movements.iter().enumerate() {
            for reference in &movement.references {
                known.entry(reference).or_default().push(place);
            }
        }
        for (place, line) in self.lines.iter().enumerate() {
            if self.movement_of.get(place).is_some_and(Option::is_some) {
                continue;
            }
            let candidates = line.references.iter().filter_map(|reference| known.get(reference.as_str())).flatten();
            let free = candidates.filter_map(|&place| {
                let movement = self.movements.get(place).filter(|movement| may_be(line, movement))?;
                self.is_free(place).then(|| (apart(line.date, movement.date), place))
            });
            if let Some((_, nearest)) = free.min() {
                self.take(place, nearest);
            }
        }
    }

    /// Gives lines that have none a free movement of the same amount, of the same day before days around it.
    fn by_amount_and_day(&mut self, days_apart: u16) {
        let mut free: HashMap<Fen, BTreeMap<Date, Vec<usize>>> = HashMap::new();
        // Backwards, so that the oldest is taken first.
        for (place, movement) in self.movements.iter().enumerate().rev() {
            if self.is_free(place) {
                free.entry(movement.amount).or_default().entry(movement.date).or_default().push(place);
            }
        }
        for distance in 0..=i32::from(days_apart) {
            for (place, line) in self.lines.iter().enumerate() {
                if self.movement_of.get(place).is_some_and(Option::is_some) {
                    continue;
                }
                let Some(by_day) = free.get_mut(&line.amount) else { continue };
                let days = [-distance, distance].map(|days| line.date.checked_add(jiff::Span::new().days(days)));
                let found = days.into_iter().flatten().find_map(|day| by_day.get_mut(&day)?.pop());
                if let Some(movement) = found {
                    self.take(place, movement);
                }
            }
        }
    }

    fn differences(&self, (from, to): (Date, Date), days_apart: u16) -> Vec<CashDifference> {
        let known: HashSet<&str> =
            self.movements.iter().flat_map(|movement| &movement.references).map(String::as_str).collect();
        let mut differences = Vec::new();
        for (line, found) in self.lines.iter().zip(&self.movement_of) {
            match found.and_then(|place| self.movements.get(place)) {
                Some(movement) => {
                    let both = |kind| difference(kind, Some(line), Some(movement));
                    if line.amount != movement.amount {
                        differences.push(both(DifferenceKind::AmountDiffers));
                    }
                    if apart(line.date, movement.date) > i64::from(days_apart) {
                        differences.push(both(DifferenceKind::DateDiffers));
                    }
                }
                None if self.is_repeated(line, &known) => {
                    differences.push(difference(DifferenceKind::Duplicate, Some(line), None));
                }
                None => differences.push(difference(DifferenceKind::MissingHere, Some(line), None)),
            }
        }
        for (movement, taken) in self.movements.iter().zip(&self.is_taken) {
            if !taken && (from..=to).contains(&movement.date) {
                differences.push(difference(DifferenceKind::MissingThere, None, Some(movement)));
            }
        }
        differences
    }

    /// Whether a line without a movement says again what another line said: its reference is one of the ledger's whose
    /// movements all have their lines, or another line has the same reference, amount and a movement.
    fn is_repeated(&self, line: &CustodyLine, known: &HashSet<&str>) -> bool {
        line.references.iter().any(|reference| {
            let said = self.lines.iter().zip(&self.movement_of).any(|(other, found)| {
                found.is_some() && other.amount == line.amount && other.references.contains(reference)
            });
            said && (known.contains(reference.as_str()) || line.references.first() == Some(reference))
        })
    }
}

/// Days between two dates.
fn apart(one: Date, other: Date) -> i64 {
    one.since(other).map_or(i64::MAX, |span| i64::from(span.get_days()).abs())
}

fn difference(kind: DifferenceKind, line: Option<&CustodyLine>, movement: Option<&Movement>) -> CashDifference {
    let of_line = line.map(|line| line.references.as_slice()).unwrap_or_default();
    let of_movement = movement.map(|movement| movement.references.as_slice()).unwrap_or_default();
    let both = of_line.iter().find(|reference| of_movement.contains(reference));
    CashDifference {
        kind,
        reference: both.or(of_movement.first()).or(of_line.first()).cloned(),
        statement: line.map(|line| StatementSide { line: line.line, date: line.date, amount: line.amount }),
        ledger: movement.map(|movement| LedgerSide {
            record: movement.sequence,
            date: movement.date,
            amount: movement.amount,
            kind: movement.kind,
        }),
    }
}
