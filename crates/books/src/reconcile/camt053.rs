//! A statement as ISO 20022 `camt.053`: entries that are booked, of one or more statements in CNY.
//!
//! The file comes from outside: document types and entities are refused before anything is made of them, levels and sizes
//! are bounded, and a statement whose entries do not add up to its balances is not compared with anything.

use super::error::StatementError;
use super::statement::{CustodyLine, amount, date, push, references};
use jiff::civil::Date;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use ratchet_core::Fen;

/// Levels of elements; statements have about fifteen.
const DEPTH_MAX: usize = 40;

/// The longest text of an element that is read, in bytes; the longest of the standard has 500 characters.
const TEXT_BYTES_MAX: usize = 4_096;

pub(super) fn parse(text: &str) -> Result<Vec<CustodyLine>, StatementError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut parsing = Parsing::default();
    let (mut counted, mut line) = (0, 1);
    loop {
        let event = reader.read_event();
        let position = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
        let passed = text.get(counted..position).unwrap_or_default();
        parsing.line = line;
        line += passed.matches('\n').count() as u64;
        counted = position;
        match event.map_err(|error| StatementError::malformed(line, error.to_string()))? {
            Event::Start(start) => parsing.open(&start)?,
            Event::End(_) => parsing.close()?,
            Event::Text(text) => parsing.text(&text.xml10_content())?,
            Event::CData(text) => parsing.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => parsing.reference(&reference)?,
            Event::DocType(_) => {
                return Err(StatementError::Hostile { line, what: "a document type has no place in a statement" });
            }
            Event::Eof => return parsing.finish(),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Empty(_) => {}
        }
    }
}

/// What stands in an element that has an amount: a balance, an entry, a part of an entry.
#[derive(Clone, Debug, Default)]
struct Part {
    line: u64,
    amount: Option<Fen>,
    is_debit: bool,
    references: Vec<String>,
}

impl Part {
    fn signed(&self) -> Fen {
        let amount = self.amount.unwrap_or_default();
        if self.is_debit { -amount } else { amount }
    }
}

/// An entry on its way.
#[derive(Debug, Default)]
struct Entry {
    whole: Part,
    is_booked: bool,
    booked_on: Option<Date>,
    valued_on: Option<Date>,
    parts: Vec<Part>,
}

#[derive(Debug, Default)]
struct Parsing {
    /// Names of the elements that are open.
    path: Vec<String>,
    /// Text of the innermost element.
    content: String,
    line: u64,
    has_statement: bool,
    /// Whether the amount that is read is in CNY.
    is_cny: bool,
    entry: Option<Entry>,
    part: Option<Part>,
    balance: Option<(String, Part)>,
    opening: Option<Fen>,
    closing: Option<Fen>,
    sum: Fen,
    lines: Vec<CustodyLine>,
}

impl Parsing {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), StatementError> {
        if self.path.len() == DEPTH_MAX {
            return Err(StatementError::Hostile { line: self.line, what: "more than 40 levels of elements" });
        }
        let name = local_name(start);
        self.path.push(name.clone());
        self.content.clear();
        let line = self.line;
        let new_part = || Part { line, ..Part::default() };
        match name.as_str() {
            "Stmt" => self.has_statement = true,
            "Ntry" => self.entry = Some(Entry { whole: new_part(), ..Entry::default() }),
            "TxDtls" if self.entry.is_some() => self.part = Some(new_part()),
            "Bal" => self.balance = Some((String::new(), new_part())),
            "Amt" => self.currency(start)?,
            _ => {}
        }
        Ok(())
    }

    /// Every amount that is read is in CNY.
    fn currency(&mut self, start: &BytesStart<'_>) -> Result<(), StatementError> {
        let malformed = |error: String| StatementError::malformed(self.line, error);
        let found = start.try_get_attribute("Ccy").map_err(|error| malformed(error.to_string()))?;
        let currency = found.map(|attribute| attribute.value.into_owned()).unwrap_or_default();
        self.is_cny = currency == "CNY";
        if self.is_cny || !self.is_own_amount() {
            Ok(())
        } else {
            Err(StatementError::Currency { line: self.line, currency })
        }
    }

    /// Whether the innermost element is directly in a balance, an entry or a part: amounts of details say other things.
    fn is_own_amount(&self) -> bool {
        matches!(self.parent(), "Bal" | "Ntry" | "TxDtls")
    }

    /// The element around the innermost one.
    fn parent(&self) -> &str {
        self.path.len().checked_sub(2).and_then(|place| self.path.get(place)).map_or("", String::as_str)
    }

    fn text(&mut self, text: &str) -> Result<(), StatementError> {
        if self.content.len() + text.len() > TEXT_BYTES_MAX {
            return Err(StatementError::Hostile { line: self.line, what: "a text of more than 4,096 bytes" });
        }
        self.content.push_str(text);
        Ok(())
    }

    /// A character by its number, or one of the five that XML itself has; nothing else is looked up.
    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), StatementError> {
        let hostile = StatementError::Hostile { line: self.line, what: "entities are not looked up" };
        if reference.is_char_ref() {
            let character = reference.resolve_char_ref().ok().flatten().ok_or(hostile)?;
            return self.text(character.encode_utf8(&mut [0; 4]));
        }
        match &*reference.xml10_content() {
            "amp" => self.text("&"),
            "lt" => self.text("<"),
            "gt" => self.text(">"),
            "quot" => self.text("\""),
            "apos" => self.text("'"),
            _ => Err(hostile),
        }
    }

    fn close(&mut self) -> Result<(), StatementError> {
        let content = std::mem::take(&mut self.content);
        let content = content.trim();
        let name = self.path.last().cloned().unwrap_or_default();
        match name.as_str() {
            "TxDtls" => {
                if let (Some(entry), Some(part)) = (&mut self.entry, self.part.take()) {
                    entry.parts.push(part);
                }
            }
            "Ntry" => self.end_entry()?,
            "Bal" => self.end_balance()?,
            "Stmt" => self.end_statement()?,
            _ => self.value(&name, content)?,
        }
        self.path.pop();
        Ok(())
    }

    /// Takes the text of an element that was closed.
    fn value(&mut self, name: &str, content: &str) -> Result<(), StatementError> {
        let (line, is_own) = (self.line, self.is_own_amount());
        let parent = self.parent().to_owned();
        let balance = self.balance.as_mut();
        if let Some((kind, part)) = balance {
            match name {
                "Cd" if parent == "CdOrPrtry" => content.clone_into(kind),
                "Amt" if is_own => part.amount = Some(amount(content, line)?),
                "CdtDbtInd" if is_own => part.is_debit = is_debit(content, line)?,
                _ => {}
            }
            return Ok(());
        }
        let Some(entry) = self.entry.as_mut() else { return Ok(()) };
        let part = self.part.as_mut();
        match name {
            "Amt" if is_own => part.unwrap_or(&mut entry.whole).amount = Some(amount(content, line)?),
            // Where older versions say what a part of an entry is.
            "Amt" if parent == "TxAmt" && self.is_cny => {
                if let Some(part) = part.filter(|part| part.amount.is_none()) {
                    part.amount = Some(amount(content, line)?);
                }
            }
            "CdtDbtInd" if is_own => part.unwrap_or(&mut entry.whole).is_debit = is_debit(content, line)?,
            "Sts" if parent == "Ntry" && !content.is_empty() => entry.is_booked = content == "BOOK",
            "Cd" if parent == "Sts" => entry.is_booked = content == "BOOK",
            "Dt" | "DtTm" if parent == "BookgDt" => entry.booked_on = Some(date(content, line)?),
            "Dt" | "DtTm" if parent == "ValDt" => entry.valued_on = Some(date(content, line)?),
            "EndToEndId" | "InstrId" | "TxId" | "PmtInfId" | "AcctSvcrRef" | "NtryRef" | "ClrSysRef" | "Ustrd"
            | "AddtlNtryInf" | "AddtlTxInf" | "ChqNb" => {
                part.unwrap_or(&mut entry.whole).references.push(content.to_owned());
            }
            "Ref" if parent == "CdtrRefInf" => {
                part.unwrap_or(&mut entry.whole).references.push(content.to_owned());
            }
            _ => {}
        }
        Ok(())
    }

    /// An entry that was booked is a line; where it was put together from several payments, each of them is one.
    fn end_entry(&mut self) -> Result<(), StatementError> {
        let Some(entry) = self.entry.take().filter(|entry| entry.is_booked) else { return Ok(()) };
        let line = entry.whole.line;
        if entry.whole.amount.is_none() {
            return Err(StatementError::malformed(line, "an entry without an amount"));
        }
        let no_day = || StatementError::malformed(line, "an entry without a day");
        let date = entry.booked_on.or(entry.valued_on).ok_or_else(no_day)?;
        let whole = entry.whole.signed();
        self.sum = self.sum.checked_add(whole).ok_or_else(|| StatementError::malformed(line, "sums too large"))?;
        let are_apart = entry.parts.len() > 1 && entry.parts.iter().all(|part| part.amount.is_some());
        if !are_apart {
            let texts = entry.parts.iter().flat_map(|part| &part.references).chain(&entry.whole.references);
            let references = references(texts.map(String::as_str));
            return push(&mut self.lines, CustodyLine { line, date, amount: whole, references });
        }
        // A part that does not say its direction has that of the entry.
        let signs = entry.parts.iter().map(|part| Part { is_debit: entry.whole.is_debit, ..part.clone() });
        let parts: Vec<Part> = signs.collect();
        let sum = parts.iter().try_fold(Fen::ZERO, |sum, part| sum.checked_add(part.signed()));
        if sum != Some(whole) {
            let what = format!("the payments of this entry do not add up to its amount {whole}");
            return Err(StatementError::SumWrong { line, what });
        }
        for part in parts {
            let texts = part.references.iter().chain(&entry.whole.references).map(String::as_str);
            let (amount, references) = (part.signed(), references(texts));
            push(&mut self.lines, CustodyLine { line: part.line, date, amount, references })?;
        }
        Ok(())
    }

    fn end_balance(&mut self) -> Result<(), StatementError> {
        let Some((kind, part)) = self.balance.take() else { return Ok(()) };
        if part.amount.is_none() {
            return Err(StatementError::malformed(part.line, "a balance without an amount"));
        }
        match kind.as_str() {
            "OPBD" | "PRCD" => self.opening = Some(part.signed()),
            "CLBD" => self.closing = Some(part.signed()),
            _ => {}
        }
        Ok(())
    }

    /// What was there and what came must be what is there now, where the statement says both.
    fn end_statement(&mut self) -> Result<(), StatementError> {
        let (opening, closing, sum) = (self.opening.take(), self.closing.take(), std::mem::take(&mut self.sum));
        let (Some(opening), Some(closing)) = (opening, closing) else { return Ok(()) };
        if opening.checked_add(sum) == Some(closing) {
            return Ok(());
        }
        let what = format!("it opens with {opening}, its entries add up to {sum}, and it closes with {closing}");
        Err(StatementError::SumWrong { line: self.line, what })
    }

    fn finish(self) -> Result<Vec<CustodyLine>, StatementError> {
        if let Some(open) = self.path.last() {
            return Err(StatementError::malformed(self.line, format!("the file ends inside of <{open}>")));
        }
        if !self.has_statement {
            return Err(StatementError::malformed(1, "this is no camt.053: there is no <Stmt> in it"));
        }
        Ok(self.lines)
    }
}

fn local_name(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

fn is_debit(text: &str, line: u64) -> Result<bool, StatementError> {
    match text {
        "DBIT" => Ok(true),
        "CRDT" => Ok(false),
        _ => Err(StatementError::malformed(line, format!("`{text}` is neither CRDT nor DBIT"))),
    }
}
