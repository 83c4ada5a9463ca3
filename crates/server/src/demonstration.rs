//! A sandbox to look at: a key for a till, and orders that trickle in, labelled for what they are.

use crate::runtime::{Desk, Draft};
use ratchet_core::Engine;
use ratchet_core::handle::{Member, Merchant};
use ratchet_core::operations::Book;
use ratchet_core::{DEFAULT_PROGRAMME, Fen};
use ratchet_office::{ContactChange, NewKey, Office, OfficeError, Party, Scope, Subject};
use std::collections::BTreeSet;
use std::time::Duration;

/// Who asks for synthetic orders: in every list and export they are told apart from real ones by it.
pub const SYNTHETIC: &str = "synthetic";

/// Smallest and largest synthetic order, in fen.
const AMOUNTS: (u64, u64) = (900, 30_000);

/// Requests a second of the key.
const KEY_RATE: u32 = 10_000;

/// A key with every scope that keys can have, for a sandbox; shown once.
pub async fn till_key(office: &Office, now: i64) -> Result<String, OfficeError> {
    let scopes: BTreeSet<Scope> = Scope::ALL.iter().copied().filter(|scope| scope.is_for_keys()).collect();
    let new = NewKey { label: "demonstration", scopes: &scopes, rate_per_second: KEY_RATE };
    let (token, _) = office.create_key(SYNTHETIC, new, now).await?;
    Ok(token.as_str().to_owned())
}

/// Somebody who can sign in to the pages of a demonstration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guests {
    /// The member who holds most points.
    pub member: String,
    /// The merchant that is owed most.
    pub merchant: String,
}

/// Phones of theirs that nobody has: codes go to the log.
const PHONES: [&str; 2] = ["10000000001", "10000000002"];

/// Lets a member and a merchant sign in by their numbers: gives those a phone who have none. None where nobody is
/// registered.
pub async fn guests(desk: &Desk, office: &Office, now: i64) -> Result<Option<Guests>, OfficeError> {
    let Ok(Some(guests)) = desk.look(most_to_see).await else { return Ok(None) };
    let parties = [Party::member(&guests.member), Party::merchant(&guests.merchant)];
    for (party, phone) in parties.into_iter().zip(PHONES) {
        let subject = Subject::Party(party);
        if office.contact(&subject).await?.and_then(|contact| contact.phone).is_none() {
            let contact = ContactChange { phone: Some(phone.to_owned()), ..ContactChange::default() };
            office.set_contact(SYNTHETIC, &subject, &contact, now).await?;
        }
    }
    Ok(Some(guests))
}

/// Whose pages have most on them; of equals, who was registered first.
fn most_to_see(engine: &mut Engine) -> Option<Guests> {
    let state = engine.state();
    let directory = &state.directory;
    let of = state.programme(state.programme_named(DEFAULT_PROGRAMME)?)?;
    let members = (0..u32::try_from(directory.member_names.len()).ok()?).rev();
    let member = members.max_by_key(|member| of.positions.points_of(Member(*member)))?;
    let merchants = (0..u32::try_from(directory.merchant_names.len()).ok()?).rev();
    let merchant =
        merchants.max_by_key(|merchant| directory.merchant_row(Merchant(*merchant)).map(|row| row.payable))?;
    Some(Guests {
        member: directory.member_names.name(member).to_owned(),
        merchant: directory.merchant_names.name(merchant).to_owned(),
    })
}

/// Lets synthetic orders trickle in until the journal stops; none where none are asked for.
pub fn trickle(desk: Desk, per_minute: u32) {
    let Some(pause) = Duration::from_mins(1).checked_div(per_minute) else { return };
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(pause);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while desk.durable().is_writable() {
            ticks.tick().await;
            let Ok(drawn) = desk.look(draw).await else { return };
            let Some(book) = drawn else { continue };
            let draft = Draft::by(SYNTHETIC.to_owned(), DEFAULT_PROGRAMME, book);
            if let Err(refusal) = desk.execute(draft).await {
                tracing::debug!(refusal = %refusal, "a synthetic order was not booked");
            }
        }
    });
}

/// An order of somebody in some shop; none where nobody or no shop of a take plan is registered.
fn draw(engine: &mut Engine) -> Option<Book> {
    let directory = &engine.state().directory;
    let (members, merchants) = (directory.member_names.len() as u64, directory.merchant_names.len() as u64);
    if members == 0 || merchants == 0 {
        return None;
    }
    let random = || getrandom::u64().unwrap_or_default();
    let handle = |count: u64| u32::try_from(random() % count).unwrap_or_default();
    let (least, most) = AMOUNTS;
    Some(Book {
        id: format!("{SYNTHETIC}-{:016x}", random()),
        member: directory.member_names.name(handle(members)).to_owned(),
        merchant: directory.merchant_names.name(handle(merchants)).to_owned(),
        amount: Fen::new(i64::try_from(least + random() % (most - least)).unwrap_or_default()),
        cost: None,
        from_balance: None,
        coins: None,
    })
}
