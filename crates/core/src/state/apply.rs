//! How each event changes the state.

use super::undo::{Change, UndoLog};
use super::{ApplyError, BatchState, State};
use crate::directory::Directory;
use crate::event::{BatchAdvanced, Corrected, Event, OrderBooked, Refunded, RulesPublished, SaleCause, Sold};
use crate::handle::{Order, Position, Programme};
use crate::hot_orders::Kept;
use crate::keys::Keys;
use crate::ledger::{FenAccount, Ledger, PointsAccount, Posting, SharesAccount, order, postings};
use crate::operations::DeploymentTerms;
use crate::orders::{Number, Orders};
use crate::payouts::Payouts;
use crate::positions::Holding;
use crate::programme::{ProgrammeState, Version};
use crate::totals::programme_of;
use crate::units::{Fen, Points, Shares};

impl State {
    /// Applies one event and notes in `log` how to take it back.
    pub(crate) fn apply(&mut self, event: &Event, log: &mut UndoLog) -> Result<(), ApplyError> {
        let number = match event {
            Event::OrderBooked(booked) => self.orders.number(&booked.id),
            _ => Number::NONE,
        };
        self.apply_numbered(event, &number, log)
    }

    /// As [`State::apply`]; where the event books an order, `number` is its number.
    pub(crate) fn apply_numbered(
        &mut self,
        event: &Event,
        number: &Number<'_>,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        match event {
            Event::OrderBooked(booked) => self.book(booked, number, log)?,
            Event::Sold(_) => {}
            event => self.begin(event, log)?,
        }
        self.add_to_totals(event)?;
        self.enter(event)?;
        log.changes.push(Change::Entered(log.events));
        log.events += 1;
        match event {
            Event::OrderBooked(booked) => self.grow_position(booked, log),
            Event::Sold(sold) => self.settle_sale(sold, log),
            event => self.end(event, log),
        }
    }

    /// What comes before the postings of an event that is neither an order nor a sale. Those two are nearly all events: what
    /// the others need would only push their code out of the processor's cache.
    #[inline(never)]
    fn begin(&mut self, event: &Event, log: &mut UndoLog) -> Result<(), ApplyError> {
        match event {
            Event::DeploymentOpened(terms) => self.open_deployment(terms, log),
            Event::ProgrammeOpened(opened) => {
                if opened.programme != Programme::at(self.programmes.len()) {
                    return Err(ApplyError::Inconsistent("programme handles count up"));
                }
                let (rules, clearance) = (opened.rules.clone(), opened.clearance.clone());
                self.programmes.push(ProgrammeState::new(&opened.name, rules, clearance));
                log.changes.push(Change::ProgrammeOpened);
                Ok(())
            }
            Event::RulesPublished(published) => self.publish(published, log),
            Event::MemberAdded(_) | Event::MerchantAdded(_) | Event::AgentAppointed(_) => self.register(event, log),
            Event::BatchAdvanced(advanced) => {
                self.advance_batch(advanced, log);
                Ok(())
            }
            Event::OrderBooked(_)
            | Event::Sold(_)
            | Event::Emptied(_)
            | Event::Refunded(_)
            | Event::Corrected(_)
            | Event::Injected(_) => Ok(()),
            Event::OrderPlaced(_)
            | Event::OrderReturned(_)
            | Event::OrderHeld(_)
            | Event::AwardsReleased(_)
            | Event::Ticked(_)
            | Event::LinkTermsSet(_)
            | Event::LinkMade(_)
            | Event::LinkEnded(_)
            | Event::PaymentOpened(_)
            | Event::PaymentConcluded(_)
            | Event::RefundConcluded(_) => self.begin_order_life(event, log),
            Event::ContractSigned(_)
            | Event::ContractCutShort(_)
            | Event::ContractFeeEarned(_)
            | Event::ContractExpired(_) => self.apply_contract(event, log),
            Event::CampaignOpened(_) | Event::CampaignEnded(_) => self.apply_campaign(event, log),
            Event::PeriodClosing(_)
            | Event::PeriodAdvanced(_)
            | Event::PeriodStated(_)
            | Event::PeriodClosed(_)
            | Event::SharesSet(_) => self.apply_period(event, log),
            Event::ClaimImported(_)
            | Event::ClaimConverted(_)
            | Event::PointsGranted(_)
            | Event::TrancheReleased(_)
            | Event::CoinsTakenBack(_) => self.begin_debts(event, log),
            Event::Funded(_)
            | Event::ClosingPublished(_)
            | Event::ClosingDelayed(_)
            | Event::RedemptionBegun(_)
            | Event::ProgrammeClosed(_)
            | Event::OfferOpened(_)
            | Event::Subscribed(_)
            | Event::Granted(_) => self.begin_fund(event, log),
            event => self.apply_money_out(event, log),
        }
    }

    /// What comes behind the postings of an event that is neither an order nor a sale.
    #[inline(never)]
    fn end(&mut self, event: &Event, log: &mut UndoLog) -> Result<(), ApplyError> {
        match event {
            Event::Refunded(refunded) => self.settle_refund(refunded, log),
            Event::Corrected(corrected) => self.settle_correction(corrected, log),
            Event::Emptied(emptied) => self.refer_to(emptied.programme, emptied.reference, log),
            Event::Subscribed(subscribed) => self.burn_subscribed(subscribed, log),
            Event::AwardsReleased(released) => self.release(released, log),
            Event::PointsGranted(_) | Event::CoinsTakenBack(_) => self.end_debts(event, log),
            _ => Ok(()),
        }
    }

    /// Enters all postings of an event whose totals are added, or nothing of both.
    fn enter(&mut self, event: &Event) -> Result<(), ApplyError> {
        let mut entering = Entering { state: self, entered: 0 };
        let result = match event {
            Event::OrderBooked(booked) => order(booked, &mut entering),
            _ => entering.all(event),
        };
        if result.is_err() {
            let entered = entering.entered;
            self.leave(event, entered);
            self.take_from_totals(event);
        }
        result
    }

    fn add_to_totals(&mut self, event: &Event) -> Result<(), ApplyError> {
        let Some(programme) = programme_of(event) else { return Ok(()) };
        self.programme_mut(programme)?.totals.add(event).ok_or(ApplyError::Overflow)
    }

    pub(super) fn programme_mut(&mut self, handle: Programme) -> Result<&mut ProgrammeState, ApplyError> {
        self.programmes.get_mut(handle.place()).ok_or(ApplyError::Inconsistent("no such programme"))
    }

    fn open_deployment(&mut self, terms: &DeploymentTerms, log: &mut UndoLog) -> Result<(), ApplyError> {
        if self.terms.is_some() {
            return Err(ApplyError::Inconsistent("the deployment is already open"));
        }
        self.terms = Some(terms.clone());
        self.directory = Directory::new(terms.hash_key);
        self.payouts = Payouts::new(terms.hash_key);
        self.keys = Keys::new(terms.hash_key);
        if !self.orders.are_nameless() {
            self.orders = Orders::new(terms.hash_key);
        }
        log.changes.push(Change::DeploymentOpened);
        Ok(())
    }

    fn publish(&mut self, published: &RulesPublished, log: &mut UndoLog) -> Result<(), ApplyError> {
        let programme = self.programme_mut(published.programme)?;
        let plans = programme.plan_names.len();
        let (rules, clearance) = (published.rules.clone(), published.clearance.clone());
        programme.publish(Version { effective_at: published.effective_at, rules, clearance });
        log.changes.push(Change::RulesPublished { programme: published.programme, plans });
        Ok(())
    }

    fn register(&mut self, event: &Event, log: &mut UndoLog) -> Result<(), ApplyError> {
        let added = match event {
            Event::MemberAdded(added) => {
                self.directory.add_member(added, &mut log.directory).map(|member| member == added.member)
            }
            Event::MerchantAdded(added) => {
                self.directory.add_merchant(added, &mut log.directory).map(|merchant| merchant == added.merchant)
            }
            Event::AgentAppointed(appointed) => {
                let region = self.directory.intern_region(&appointed.region, &mut log.directory);
                log.keep_directory();
                let region = region.ok_or(ApplyError::Overflow)?;
                let programme = self.programme_mut(appointed.programme)?;
                let before = programme.agents.set(region, Some(appointed.member));
                log.changes.push(Change::Agent { programme: appointed.programme, region, before });
                Some(true)
            }
            _ => Some(true),
        };
        log.keep_directory();
        match added {
            None => Err(ApplyError::Overflow),
            Some(false) => Err(ApplyError::Inconsistent("handles count up")),
            Some(true) => Ok(()),
        }
    }

    /// Keeps the order and opens its position if it is the next one; the points come by posting.
    fn book(&mut self, booked: &OrderBooked, number: &Number<'_>, log: &mut UndoLog) -> Result<(), ApplyError> {
        if booked.order != Order::at(self.orders.len()) {
            return Err(ApplyError::Inconsistent("order handles count up"));
        }
        self.programme_mut(booked.programme)?;
        let added = if self.keeps_orders() {
            self.orders.add(number, &Kept::booked(booked, self.clock))
        } else {
            self.orders.add_settled()
        };
        added.ok_or(ApplyError::Overflow)?;
        log.changes.push(Change::OrderAdded(booked.programme));
        let programme = self.programme_mut(booked.programme)?;
        programme.orders += 1;
        if booked.position.is_some_and(|position| position == programme.positions.next_id()) {
            let rules = programme.rules(booked.version).ok_or(ApplyError::Inconsistent("no such version"))?;
            let cap = rules.cap;
            let opened = programme.positions.open(booked.member, cap).ok_or(ApplyError::Overflow)?;
            log.changes.push(Change::Position(booked.programme, opened));
        }
        if let Some(particulars) = &booked.particulars {
            self.take_particulars(booked, particulars, log)?;
        }
        if !self.links.is_empty() {
            self.keep_link_alive(booked, log);
        }
        let terms = self.programmes.get(booked.programme.place()).and_then(|of| of.terms(booked.version));
        if terms.is_some_and(|terms| terms.counts_months) {
            self.count_in_month(booked, log)?;
        }
        Ok(())
    }

    fn advance_batch(&mut self, advanced: &BatchAdvanced, log: &mut UndoLog) {
        let batch = BatchState { lines: advanced.lines, digest: advanced.digest };
        let before = self.batches.insert(advanced.batch.clone(), batch);
        log.changes.push(Change::Batch(Box::new((advanced.batch.clone(), before))));
    }

    /// Changes the holding of an open position; an empty one closes.
    pub(super) fn change_position(
        &mut self,
        programme: Programme,
        position: Position,
        change: impl FnOnce(Holding) -> Option<Holding>,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let positions = &mut self.programme_mut(programme)?.positions;
        let slot = positions.slot_of(position).ok_or(ApplyError::Inconsistent("no such open position"))?;
        let holding = change(positions.holding(slot)).ok_or(ApplyError::Overflow)?;
        if holding.spend.is_negative() || holding.points.is_negative() {
            return Err(ApplyError::Inconsistent("a position below zero"));
        }
        log.changes.push(Change::Position(programme, positions.change(slot, holding)));
        if holding.points == Points::ZERO {
            log.changes.push(Change::Position(programme, positions.close(slot)));
            self.end_grant(programme, position, log)?;
        }
        Ok(())
    }

    fn grow_position(&mut self, booked: &OrderBooked, log: &mut UndoLog) -> Result<(), ApplyError> {
        let Some(position) = booked.position else { return Ok(()) };
        self.change_position(
            booked.programme,
            position,
            |holding| {
                let spend = holding.spend.checked_add(booked.amount)?;
                let points = holding.points.checked_add(booked.minted)?;
                Some(Holding { spend, points, ..holding })
            },
            log,
        )
    }

    fn settle_sale(&mut self, sold: &Sold, log: &mut UndoLog) -> Result<(), ApplyError> {
        self.change_position(
            sold.programme,
            sold.position,
            |holding| {
                let realised = holding.realised.checked_add(sold.gross)?;
                Some(Holding { points: holding.points - sold.points, realised, ..holding })
            },
            log,
        )?;
        match sold.cause {
            SaleCause::Redemption => Ok(()),
            SaleCause::ForcedExit => {
                self.programme_mut(sold.programme)?.exits += 1;
                log.changes.push(Change::ForcedExit(sold.programme));
                Ok(())
            }
            SaleCause::Closing => self.redeem_in_turn(sold, log),
        }
    }

    fn settle_refund(&mut self, refunded: &Refunded, log: &mut UndoLog) -> Result<(), ApplyError> {
        let hot = self.orders.hot(refunded.order).ok_or(ApplyError::Inconsistent("no such refundable order"))?;
        let total = hot.refunded.checked_add(refunded.amount).ok_or(ApplyError::Overflow)?;
        self.set_refunded(refunded.order, total, log);
        self.put_back_refunded(refunded, hot.particulars.as_deref(), log)?;
        self.owe(refunded.given_back.as_ref(), log)?;
        self.refund_in_month(refunded, log)?;
        let Some(position) = refunded.position else { return Ok(()) };
        self.burn(refunded.programme, position, refunded.burned, refunded.spend, log)
    }

    fn settle_correction(&mut self, corrected: &Corrected, log: &mut UndoLog) -> Result<(), ApplyError> {
        let hot = self.orders.hot(corrected.order).ok_or(ApplyError::Inconsistent("no such refundable order"))?;
        self.set_refunded(corrected.order, corrected.amount, log);
        self.put_back_corrected(corrected, hot.particulars.as_deref(), log)?;
        self.owe(corrected.given_back.as_ref(), log)?;
        self.unfreeze(corrected, log)?;
        self.correct_in_month(corrected, log)?;
        let Some(position) = corrected.position else { return Ok(()) };
        self.burn(corrected.programme, position, corrected.burned, corrected.spend, log)
    }

    fn set_refunded(&mut self, order: Order, refunded: Fen, log: &mut UndoLog) {
        if let Some(before) = self.orders.set_refunded(order, refunded) {
            log.changes.push(Change::Refunded { order, before });
        }
    }

    fn burn(
        &mut self,
        programme: Programme,
        position: Position,
        points: Points,
        spend: Fen,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let burn = |holding: Holding| {
            Some(Holding { points: holding.points - points, spend: holding.spend - spend, ..holding })
        };
        self.change_position(programme, position, burn, log)
    }

    #[allow(clippy::inline_always)] // see `Entering`
    #[inline(always)]
    pub(super) fn fen_account(&mut self, account: FenAccount) -> Option<&mut Fen> {
        Some(match account {
            FenAccount::Cash => &mut self.cash,
            FenAccount::Platform => &mut self.platform,
            FenAccount::InTransit => &mut self.in_transit,
            FenAccount::Withheld => &mut self.withheld,
            FenAccount::DeferredIncome => &mut self.deferred_income,
            FenAccount::Reserve(programme) => &mut self.programmes.get_mut(programme.place())?.reserve,
            FenAccount::Fund(programme) => &mut self.programmes.get_mut(programme.place())?.fund.balance,
            FenAccount::Unallocated(programme) => &mut self.programmes.get_mut(programme.place())?.unallocated,
            FenAccount::Balance(member) => &mut self.directory.members.get_mut(member.place())?.balance,
            FenAccount::Payable(merchant) => &mut self.directory.merchants.get_mut(merchant.place())?.payable,
            FenAccount::Dividends(programme) => &mut self.programmes.get_mut(programme.place())?.dividends.pot,
            FenAccount::Pending => &mut self.pending_money,
            FenAccount::Frozen(member) => self.frozen_account(member)?,
        })
    }

    /// Points of positions change with the rest of the position, so only the programme's own accounts are posted here.
    #[allow(clippy::inline_always)] // see `Entering`
    #[inline(always)]
    fn post_points(&mut self, account: PointsAccount, amount: Points) -> Result<(), ApplyError> {
        let (balance, amount) = match account {
            PointsAccount::Issued(programme) => (&mut self.programme_mut(programme)?.supply, amount),
            PointsAccount::Founding(programme) => (&mut self.programme_mut(programme)?.founding_units, -amount),
            PointsAccount::Held(..) => return Ok(()),
        };
        let after = balance.checked_add(amount).ok_or(ApplyError::Overflow)?;
        if after.is_negative() {
            return Err(ApplyError::Inconsistent("a supply below zero"));
        }
        *balance = after;
        Ok(())
    }

    /// What members hold is in the register, so only the shares issued are posted here.
    fn post_shares(&mut self, account: SharesAccount, amount: Shares) -> Result<(), ApplyError> {
        let SharesAccount::Issued(programme) = account else { return Ok(()) };
        let issued = &mut self.programme_mut(programme)?.dividends.issued;
        let after = issued.checked_add(amount).ok_or(ApplyError::Overflow)?;
        if after.is_negative() {
            return Err(ApplyError::Inconsistent("shares below zero"));
        }
        *issued = after;
        Ok(())
    }
}

/// The accounts while the postings of an event are entered.
struct Entering<'a> {
    state: &'a mut State,
    /// Postings so far.
    entered: usize,
}

impl Ledger<ApplyError> for &mut Entering<'_> {
    // Orders name their accounts where they post: with this put in there, a posting is an addition and its checks.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn post(&mut self, posting: Posting) -> Result<(), ApplyError> {
        self.by_account(posting)
    }
}

impl Entering<'_> {
    /// All postings of an event that is no order.
    #[inline(never)]
    fn all(&mut self, event: &Event) -> Result<(), ApplyError> {
        postings(event, |posting| self.by_account(posting))
    }

    /// Enters one posting. What is owed is kept as a positive number, so a credit raises it.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn by_account(&mut self, posting: Posting) -> Result<(), ApplyError> {
        match posting {
            Posting::Fen(account, amount) => {
                let amount = if account == FenAccount::Cash { amount } else { -amount };
                let balance = self.state.fen_account(account).ok_or(ApplyError::Inconsistent("no such account"))?;
                let after = balance.checked_add(amount).ok_or(ApplyError::Overflow)?;
                if after.is_negative() {
                    return Err(ApplyError::Inconsistent("an account below zero"));
                }
                *balance = after;
            }
            Posting::Points(account, amount) => self.state.post_points(account, amount)?,
            Posting::Shares(account, amount) => self.state.post_shares(account, amount)?,
            Posting::Coins(account, amount) => self.state.post_coins(account, amount)?,
        }
        self.entered += 1;
        Ok(())
    }
}
