//! What lists say is what the state and the events say.

use crate::random_history::{RandomHistory, histories};
use crate::stage::NOW;
use proptest::prelude::*;
use ratchet_books::sql::{
    AsOf, AuditFilter, Books, BooksReader, Cursor, Listing, OrderFilter, OrderState, Page, PayoutFilter, SalesFilter,
    StatementOf,
};
use ratchet_core::event::{Event, SaleCause};
use ratchet_core::handle::Order;
use ratchet_core::invariants::fen_balances;
use ratchet_core::ledger::FenAccount;
use ratchet_core::outcome::Outcome;
use ratchet_core::payouts::PayoutState;
use ratchet_core::{Fen, Time};
use std::collections::BTreeMap;
use std::future::Future;
use std::path::Path;

async fn read(path: &Path, history: &RandomHistory) -> BooksReader {
    let mut books = Books::open(path).await.unwrap();
    books.apply(&history.records, &history.head()).await.unwrap();
    books.close().await.unwrap();
    BooksReader::open(path).await.unwrap()
}

/// All items of a list, page by page.
async fn all<T, F: Future<Output = Listing<T>>>(limit: u32, mut page: impl FnMut(Page) -> F) -> Vec<T> {
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let Listing { items: more, next } = page(Page { limit, after }).await;
        assert!(more.len() <= limit as usize);
        items.extend(more);
        match next {
            Some(next) => {
                assert_eq!(Cursor::parse(&next.to_string()), Some(next));
                after = Some(next);
            }
            None => return items,
        }
    }
}

/// Statements end at the balances of the state, each line goes on from the one before, and what was is what is cut.
async fn check_statements(reader: &BooksReader, history: &RandomHistory, limit: u32) {
    let state = &history.state;
    for line in fen_balances(state) {
        let names = &state.directory;
        let (of, balance) = match line.account {
            FenAccount::Balance(member) => (StatementOf::Balance(names.member_names.name(member.0)), line.balance),
            FenAccount::Frozen(member) => (StatementOf::Frozen(names.member_names.name(member.0)), line.balance),
            FenAccount::Payable(merchant) => {
                (StatementOf::Payable(names.merchant_names.name(merchant.0)), line.balance)
            }
            _ => continue,
        };
        let lines =
            all(limit, |page| async move { reader.statement(of, None, page).await.unwrap().unwrap().lines }).await;
        let statement = reader.statement(of, None, Page::first(1)).await.unwrap().unwrap();
        assert_eq!(statement.balance, balance, "{of:?}");
        assert_eq!(lines.first().map_or(Fen::ZERO, |line| line.balance), balance, "{of:?}");
        let mut before = Fen::ZERO;
        for line in lines.iter().rev() {
            before += line.amount;
            assert_eq!(line.balance, before, "{of:?} at {}", line.sequence);
            assert!(!before.is_negative());
        }
        if let Some(middle) = lines.get(lines.len() / 2) {
            let then = reader.statement(of, Some(AsOf::Sequence(middle.sequence + 1)), Page::first(100)).await.unwrap();
            let then = then.unwrap();
            assert_eq!(then.lines.items.first().map(|line| line.sequence), Some(middle.sequence));
            let by_time = AsOf::Time(middle.recorded_at);
            let later = reader.statement(of, Some(by_time), Page::first(1)).await.unwrap().unwrap();
            let last = lines.iter().find(|line| line.recorded_at <= middle.recorded_at).unwrap();
            assert_eq!(later.balance, last.balance);
        }
    }
}

/// An order as its events say it.
#[derive(Debug)]
struct Expected {
    sequence: u64,
    id: String,
    amount: Fen,
    returned: Fen,
    refunded: Fen,
    state: OrderState,
    booked: Option<Outcome>,
}

impl Expected {
    fn new(sequence: u64, id: &str, amount: Fen, state: OrderState) -> Self {
        let (returned, refunded) = (Fen::ZERO, Fen::ZERO);
        Self { sequence, id: id.to_owned(), amount, returned, refunded, state, booked: None }
    }

    /// Takes what happens to an order that is there.
    fn take(&mut self, event: &Event) {
        match event {
            Event::OrderReturned(event) => {
                self.returned += event.amount;
                if self.returned == self.amount {
                    self.state = OrderState::Returned;
                }
            }
            Event::OrderHeld(_) => self.state = OrderState::Held,
            Event::Refunded(event) => {
                self.refunded += event.amount;
                let is_whole = self.refunded == self.amount - self.returned;
                self.state = if is_whole { OrderState::Refunded } else { OrderState::PartlyRefunded };
            }
            Event::Corrected(event) => {
                self.refunded += event.amount;
                self.state = OrderState::Corrected;
            }
            _ => {}
        }
    }
}

/// All orders in the order in which they came.
fn expected_orders(history: &RandomHistory) -> Vec<Expected> {
    let mut orders: Vec<Expected> = Vec::new();
    let (mut by_placed, mut by_order) = (BTreeMap::new(), BTreeMap::<Order, usize>::new());
    for (sequence, record) in &history.records {
        for (place, event) in record.events.iter().enumerate() {
            match event {
                Event::OrderPlaced(event) => {
                    by_placed.insert(event.placed, orders.len());
                    orders.push(Expected::new(*sequence, &event.id, event.amount, OrderState::Pending));
                }
                Event::OrderReturned(of) => orders[by_placed[&of.placed]].take(event),
                Event::OrderHeld(of) => orders[by_placed[&of.placed]].take(event),
                Event::Refunded(of) => orders[by_order[&of.order]].take(event),
                Event::Corrected(of) => orders[by_order[&of.order]].take(event),
                Event::OrderBooked(event) => {
                    let placed = event.particulars.as_ref().and_then(|particulars| particulars.placed);
                    let at = placed.map_or(orders.len(), |placed| by_placed[&placed]);
                    if at == orders.len() {
                        orders.push(Expected::new(*sequence, &event.id, event.amount, OrderState::Booked));
                    }
                    by_order.insert(event.order, at);
                    let order = &mut orders[at];
                    order.state = OrderState::Booked;
                    assert_eq!(event.amount, order.amount - order.returned);
                    let rest = &record.events[place..];
                    // What a booking causes are points for coins and sales at the cap; in a tick other due things follow.
                    let is_caused =
                        |event: &&Event| matches!(event, Event::PointsGranted(_) | Event::Sold(_) | Event::Emptied(_));
                    let own = rest[1..].iter().take_while(is_caused).count() + 1;
                    order.booked = Some(Outcome::of(&history.state, &rest[..own]));
                }
                _ => {}
            }
        }
    }
    orders
}

/// Orders say what their events said, also word for word what was answered.
async fn check_orders(reader: &BooksReader, history: &RandomHistory, limit: u32) {
    let listed =
        all(limit, |page| async move { reader.orders(&OrderFilter::default(), page).await.unwrap().unwrap() }).await;
    let expected = expected_orders(history);
    assert_eq!(listed.len(), expected.len());
    for (listed, expected) in listed.iter().rev().zip(&expected) {
        assert_eq!((listed.sequence, listed.order.as_str()), (expected.sequence, expected.id.as_str()));
        let details = reader.order(&expected.id).await.unwrap().unwrap();
        assert_eq!(details.order, *listed);
        let order = &details.order;
        let amounts = (order.amount, order.returned, order.refunded);
        assert_eq!(amounts, (expected.amount, expected.returned, expected.refunded));
        assert_eq!(order.state, expected.state, "{}", expected.id);
        match &expected.booked {
            Some(booked) => assert_eq!(Outcome::Booked(details.booked), *booked),
            None => assert!(details.booked.lines.is_empty() && details.booked.awards.is_empty()),
        }
        let given_back: Fen = details.returns.iter().map(|back| back.amount).sum();
        assert_eq!(order.refunded, given_back);
        assert!(!order.member.is_empty() && !order.merchant.is_empty() && !order.programme.is_empty());
        assert_eq!(order.plan.is_empty(), expected.booked.is_none());
    }
    for state in OrderState::ALL {
        for (member, merchant, programme) in [
            (None, None, None),
            (Some("m0"), None, None),
            (None, Some("s0"), Some("main")),
            (Some("m0"), Some("s0"), None),
            (None, None, Some("main")),
        ] {
            let filter = OrderFilter { member, merchant, programme, state: Some(state), from: Some(NOW), to: None };
            let found = all(limit, |page| async move { reader.orders(&filter, page).await.unwrap().unwrap() }).await;
            let expected: Vec<_> = listed
                .iter()
                .filter(|order| order.state == state)
                .filter(|order| member.is_none_or(|member| order.member == member))
                .filter(|order| merchant.is_none_or(|merchant| order.merchant == merchant))
                .filter(|order| programme.is_none_or(|programme| order.programme == programme))
                .cloned()
                .collect();
            assert_eq!(found, expected);
        }
    }
}

async fn check_sales_and_awards(reader: &BooksReader, history: &RandomHistory, limit: u32) {
    for cause in [SaleCause::Redemption, SaleCause::ForcedExit, SaleCause::Closing] {
        let filter = SalesFilter { cause: Some(cause), ..SalesFilter::default() };
        let sales = all(limit, |page| async move { reader.sales(&filter, page).await.unwrap().unwrap() }).await;
        let told: Vec<_> =
            sales.iter().rev().map(|sale| (sale.sequence, sale.position, sale.points, sale.net)).collect();
        let mut events = Vec::new();
        for (sequence, record) in &history.records {
            for event in &record.events {
                if let Event::Sold(sold) = event
                    && sold.cause == cause
                {
                    events.push((*sequence, sold.position.0, sold.points, sold.net));
                }
            }
        }
        assert_eq!(told, events);
    }
    let mut awarded = 0;
    for (_, id, _) in history.state.directory.members() {
        let awards = all(limit, |page| async move { reader.awards(id, page).await.unwrap().unwrap() }).await;
        awarded += awards.iter().map(|award| award.amount.get()).sum::<i64>();
        assert!(awards.iter().all(|award| award.order.is_some() && !award.programme.is_empty()));
    }
    let totals: i64 = history.state.programmes.iter().map(|programme| programme.totals.awards.get()).sum();
    assert_eq!(awarded, totals);
}

async fn check_audit(reader: &BooksReader, history: &RandomHistory, limit: u32) {
    let wanted = [
        AuditFilter::default(),
        AuditFilter { operation: Some("book"), actor: Some("operator-1"), ..AuditFilter::default() },
        AuditFilter { reference: Some("m0"), programme: Some("main"), ..AuditFilter::default() },
        AuditFilter { approver: Some("nobody"), ..AuditFilter::default() },
        AuditFilter { from: Some(Time::from_milliseconds(NOW.milliseconds() + 90_000)), ..AuditFilter::default() },
        AuditFilter { to: Some(Time::from_milliseconds(NOW.milliseconds() + 90_000)), ..AuditFilter::default() },
    ];
    for filter in wanted {
        let lines = all(limit, |page| async move { reader.audit(&filter, page).await.unwrap() }).await;
        let sequences: Vec<u64> = lines.iter().rev().map(|line| line.sequence).collect();
        let expected: Vec<u64> = history
            .records
            .iter()
            .filter(|(_, record)| {
                let command = &record.command;
                filter.operation.is_none_or(|operation| command.operation.name() == operation)
                    && filter.approver.is_none_or(|approver| command.approver.as_deref() == Some(approver))
                    && filter.programme.is_none_or(|programme| command.programme == programme)
                    && filter.from.is_none_or(|from| command.recorded_at >= from)
                    && filter.to.is_none_or(|to| command.recorded_at <= to)
            })
            .map(|(sequence, _)| *sequence)
            .filter(|sequence| filter.reference.is_none() || sequences.contains(sequence))
            .collect();
        assert_eq!(sequences, expected);
        if filter.reference.is_some() {
            assert!(lines.iter().all(|line| line.reference.as_deref() == Some("m0")));
            assert!(lines.iter().any(|line| line.operation == "add_member"));
        }
    }
}

/// Payouts say what became of them, and an answer under a key says what was decided then.
async fn check_payouts_and_answers(reader: &BooksReader, history: &RandomHistory, limit: u32) {
    let filter = PayoutFilter::default();
    let payouts = all(limit, |page| async move { reader.payouts(&filter, page).await.unwrap().unwrap() }).await;
    let mut requested = payouts.iter().rev();
    for (sequence, record) in &history.records {
        for event in &record.events {
            match event {
                Event::PayoutRequested(event) => {
                    let row = requested.next().unwrap();
                    assert_eq!((row.sequence, &row.id, row.amount), (*sequence, &event.id, event.amount));
                    assert_eq!(reader.payout(&event.id).await.unwrap().as_ref(), Some(row));
                }
                Event::KeyUsed(key) => {
                    let answer = reader.answer(&key.digest).await.unwrap().unwrap();
                    assert_eq!((answer.sequence, &answer.events), (*sequence, &record.events));
                    assert_eq!(answer.fingerprint, key.fingerprint);
                }
                _ => {}
            }
        }
    }
    assert!(requested.next().is_none());
    for state in PayoutState::ALL {
        let filter = PayoutFilter { state: Some(state), ..PayoutFilter::default() };
        let found = all(limit, |page| async move { reader.payouts(&filter, page).await.unwrap().unwrap() }).await;
        assert_eq!(found, payouts.iter().filter(|row| row.state == state.name()).cloned().collect::<Vec<_>>());
    }
    let changes = history.records.iter().flat_map(|(_, record)| &record.events);
    let last = changes.filter_map(|event| match event {
        Event::PayoutRequested(event) => Some((event.payout, PayoutState::Requested)),
        Event::PayoutChanged(event) => Some((event.payout, event.to)),
        _ => None,
    });
    let last: BTreeMap<_, _> = last.collect();
    let told: Vec<&str> = payouts.iter().rev().map(|row| row.state.as_str()).collect();
    assert_eq!(told, last.values().map(|state| state.name()).collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn lists_say_what_happened(history in histories(250), limit in 1_u32..40) {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let reader = &read(&folder.path().join("books.sqlite"), &history).await;
            check_statements(reader, &history, limit).await;
            check_orders(reader, &history, limit).await;
            check_sales_and_awards(reader, &history, limit).await;
            check_audit(reader, &history, limit).await;
            check_payouts_and_answers(reader, &history, limit).await;
            let members = all(limit, |page| async move { reader.members(None, page).await.unwrap().unwrap() }).await;
            let ids: Vec<&str> = members.iter().rev().map(|member| member.id.as_str()).collect();
            assert_eq!(ids, history.state.directory.members().map(|(_, id, _)| id).collect::<Vec<_>>());
            let referred = all(limit, |page| async move { reader.members(Some("m0"), page).await.unwrap().unwrap() }).await;
            assert!(referred.iter().all(|member| member.referrer.as_deref() == Some("m0")));
            assert_eq!(
                referred.len(),
                members.iter().filter(|member| member.referrer.as_deref() == Some("m0")).count()
            );
            let merchants = all(limit, |page| async move { reader.merchants(Some("main"), page).await.unwrap().unwrap() }).await;
            assert!(merchants.iter().all(|merchant| merchant.programme == "main" && merchant.plan == "store"));
            reader.close().await;
        });
    }
}

#[test]
fn nobody_is_not_an_empty_list() {
    let history = crate::random_history::played(&[]);
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let reader = read(&folder.path().join("books.sqlite"), &history).await;
        let page = Page::first(20);
        assert!(reader.statement(StatementOf::Balance("nobody"), None, page).await.unwrap().is_none());
        assert!(reader.statement(StatementOf::Payable("m0"), None, page).await.unwrap().is_none());
        assert!(reader.order("nothing").await.unwrap().is_none());
        assert!(reader.awards("nobody", page).await.unwrap().is_none());
        assert!(reader.answer(&[1; 16]).await.unwrap().is_none());
        let filter = OrderFilter { member: Some("nobody"), ..OrderFilter::default() };
        assert!(reader.orders(&filter, page).await.unwrap().is_none());
        assert!(reader.members(Some("nobody"), page).await.unwrap().is_none());
        assert!(reader.merchants(Some("nowhere"), page).await.unwrap().is_none());
        assert!(reader.price_series("nowhere", ratchet_deployment::TimeRange::default(), 10).await.unwrap().is_none());
        let mine = OrderFilter { member: Some("m0"), ..OrderFilter::default() };
        assert_eq!(reader.orders(&mine, page).await.unwrap().unwrap().items, []);
        assert_eq!(reader.built().await.unwrap().unwrap().next_sequence, 4);
        for text in ["", "1", "1.", ".1", "-1.0", "1.0.0", "1.x", "99999999999999999999.0"] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
        reader.close().await;
    });
}
