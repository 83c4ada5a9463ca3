//! The open positions of one programme: dense rows, a list for each member in order of age, and the exit queue.

use crate::chunks::Chunks;
use crate::exit_queue::{ExitQueue, Place};
use crate::handle::{Member, Position};
use crate::limits::HANDLES_MAX;
use crate::price::Price;
use crate::rules::{Cap, Overshoot, Scope};
use crate::units::{BasisPoints, Fen, Points};
use minicbor::{Decode, Encode};

/// No slot.
const NONE: u32 = u32::MAX;

/// What a position has: the part that orders, sales, refunds and corrections change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Holding {
    /// What the member spent in this cycle, in fen.
    #[n(0)]
    pub spend: Fen,
    /// The points it holds.
    #[n(1)]
    pub points: Points,
    /// What its sales were worth before the fee, in fen.
    #[n(2)]
    pub realised: Fen,
}

/// One open position. It keeps the cap under which it was opened, whatever rules follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OpenPosition {
    /// Its id.
    #[n(0)]
    pub id: Position,
    /// Whose it is.
    #[n(1)]
    pub member: Member,
    /// What it has.
    #[n(2)]
    pub holding: Holding,
    /// The cap it was opened under.
    #[n(3)]
    pub cap: Option<Cap>,
}

impl OpenPosition {
    /// Whether orders of its member join it (scope `member`, also when there is no cap).
    #[must_use]
    pub fn takes_more_orders(&self) -> bool {
        self.cap.is_none_or(|cap| cap.scope == Scope::Member)
    }

    /// Whether a sale by the system pays at most what the cap leaves.
    #[must_use]
    pub fn retains_overshoot(&self) -> bool {
        self.cap.is_some_and(|cap| cap.overshoot == Overshoot::Retain)
    }

    /// What the cap still leaves: `max(⌊spend·multiple/10⁴⌋ − realised, 0)`; none without a cap.
    #[must_use]
    pub fn left(&self) -> Option<Fen> {
        let multiple = self.cap?.multiple_bp;
        Some(left_under(multiple, self.holding))
    }
}

fn left_under(multiple: BasisPoints, holding: Holding) -> Fen {
    let target = holding.spend.share(multiple);
    if target > holding.realised { target - holding.realised } else { Fen::ZERO }
}

/// A row of the slab: an open position, its neighbours in its member's list and its place in the exit queue. Aligned, so
/// that one waits for one line of memory, not two.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(crate) struct Row {
    pub(crate) position: OpenPosition,
    pub(crate) place: Place,
    open: bool,
    older: u32,
    newer: u32,
}

/// The list of a member's positions and what they hold together.
#[derive(Clone, Copy, Debug)]
struct Holder {
    oldest: u32,
    newest: u32,
    points: Points,
}

impl Holder {
    const NOTHING: Self = Self { oldest: NONE, newest: NONE, points: Points::ZERO };
}

/// How to take back one change.
#[derive(Clone, Debug)]
pub(crate) enum PositionUndo {
    Opened,
    Changed {
        slot: u32,
        before: Holding,
    },
    /// Boxed: positions close seldom, and every other change is kept small.
    Closed {
        slot: u32,
        row: Box<Row>,
    },
}

/// The open positions of one programme.
#[derive(Clone, Debug, Default)]
pub struct Positions {
    rows: Chunks<Row>,
    free: Vec<u32>,
    /// The slot of each position ever opened, by id − 1; `NONE` once it is closed.
    slots: Vec<u32>,
    holders: Vec<Holder>,
    /// The points of all of them together.
    held: Points,
    queue: ExitQueue,
}

impl Positions {
    /// The id that the next position gets.
    #[must_use]
    pub fn next_id(&self) -> Position {
        Position::at(self.slots.len() + 1)
    }

    /// How many positions were ever opened.
    #[must_use]
    pub fn opened(&self) -> usize {
        self.slots.len()
    }

    /// How many are open.
    #[must_use]
    pub fn open_count(&self) -> usize {
        self.rows.len() - self.free.len()
    }

    /// The position `id`, while it is open.
    #[must_use]
    pub fn get(&self, id: Position) -> Option<&OpenPosition> {
        self.slot_of(id).map(|slot| &self.rows[slot as usize].position)
    }

    /// The points of all positions of `member`.
    #[must_use]
    pub fn points_of(&self, member: Member) -> Points {
        self.holder(member).points
    }

    /// The points of all positions together.
    #[must_use]
    pub fn held(&self) -> Points {
        self.held
    }

    /// The open positions of `member`, oldest first.
    pub fn of(&self, member: Member) -> impl Iterator<Item = &OpenPosition> {
        let mut slot = self.holder(member).oldest;
        std::iter::from_fn(move || {
            let row = self.rows.get(slot as usize)?;
            slot = row.newer;
            Some(&row.position)
        })
    }

    /// The position that the next order of `member` joins in scope `member`, if one is open.
    #[must_use]
    pub fn joinable(&self, member: Member) -> Option<&OpenPosition> {
        let mut slot = self.holder(member).newest;
        while let Some(row) = self.rows.get(slot as usize) {
            if row.position.takes_more_orders() {
                return Some(&row.position);
            }
            slot = row.older;
        }
        None
    }

    /// All open positions by id.
    pub fn iter(&self) -> impl Iterator<Item = &OpenPosition> {
        self.slots.iter().filter(|&&slot| slot != NONE).map(|&slot| &self.rows[slot as usize].position)
    }

    /// The position that is due at `price` with the smallest `(exit key, id)`, if any.
    pub fn next_due(&mut self, price: Price) -> Option<Position> {
        let Self { rows, queue, .. } = self;
        queue.next_due(price, rows)
    }

    /// Opens an empty position for `member`, the one of [`Positions::next_id`]; nothing when there is no more room.
    pub(crate) fn open(&mut self, member: Member, cap: Option<Cap>) -> Option<PositionUndo> {
        if self.slots.len() >= HANDLES_MAX {
            return None;
        }
        let id = self.next_id();
        let position = OpenPosition { id, member, holding: Holding::default(), cap };
        let older = self.holder(member).newest;
        let row = Row { position, place: Place::Nowhere, open: true, older, newer: NONE };
        let slot = if let Some(slot) = self.free.pop() {
            self.rows[slot as usize] = row;
            slot
        } else {
            self.rows.push(row);
            Position::at(self.rows.len() - 1).0
        };
        self.slots.push(slot);
        self.link(slot);
        Some(PositionUndo::Opened)
    }

    /// What the open position at `slot` has.
    pub(crate) fn holding(&self, slot: u32) -> Holding {
        self.rows[slot as usize].position.holding
    }

    /// Replaces what the open position at `slot` has; an empty one stays open until [`Positions::close`].
    pub(crate) fn change(&mut self, slot: u32, holding: Holding) -> PositionUndo {
        let before = self.holding(slot);
        self.set_holding(slot, holding);
        PositionUndo::Changed { slot, before }
    }

    /// Closes the open position at `slot`, which holds no points.
    pub(crate) fn close(&mut self, slot: u32) -> PositionUndo {
        let row = Box::new(self.rows[slot as usize]);
        self.unlink(slot);
        self.slots[row.position.id.place() - 1] = NONE;
        self.rows[slot as usize].open = false;
        self.free.push(slot);
        PositionUndo::Closed { slot, row }
    }

    /// Takes one change back; changes are taken back in the reverse of their order.
    pub(crate) fn undo(&mut self, change: PositionUndo) {
        match change {
            PositionUndo::Opened => {
                if let Some(slot) = self.slots.pop() {
                    self.unlink(slot);
                    self.rows[slot as usize].open = false;
                    self.free.push(slot);
                }
            }
            PositionUndo::Changed { slot, before } => self.set_holding(slot, before),
            PositionUndo::Closed { slot, row } => {
                // The last one freed is the first one taken back, so `slot` is on top of the free list and the
                // neighbours in `row` are again what they were.
                self.free.pop();
                self.rows[slot as usize] = Row { place: Place::Nowhere, ..*row };
                self.slots[row.position.id.place() - 1] = slot;
                self.link(slot);
                let position = &self.rows[slot as usize].position;
                let (member, points) = (position.member, position.holding.points);
                self.holders[member.place()].points += points;
                self.queue.offer(slot, &mut self.rows);
            }
        }
    }

    fn set_holding(&mut self, slot: u32, holding: Holding) {
        let position = &mut self.rows[slot as usize].position;
        let difference = holding.points - position.holding.points;
        position.holding = holding;
        self.held += difference;
        let member = position.member;
        self.holders[member.place()].points += difference;
        self.queue.offer(slot, &mut self.rows);
    }

    /// Where the position `id` stands, while it is open.
    pub(crate) fn slot_of(&self, id: Position) -> Option<u32> {
        let slot = *self.slots.get(id.place().checked_sub(1)?)?;
        (slot != NONE).then_some(slot)
    }

    fn holder(&self, member: Member) -> Holder {
        self.holders.get(member.place()).copied().unwrap_or(Holder::NOTHING)
    }

    /// Puts the row at `slot` between the neighbours that it names.
    fn link(&mut self, slot: u32) {
        let Row { position, older, newer, .. } = self.rows[slot as usize];
        let member = position.member.place();
        if self.holders.len() <= member {
            self.holders.resize(member + 1, Holder::NOTHING);
        }
        match self.rows.get_mut(older as usize) {
            Some(row) => row.newer = slot,
            None => self.holders[member].oldest = slot,
        }
        match self.rows.get_mut(newer as usize) {
            Some(row) => row.older = slot,
            None => self.holders[member].newest = slot,
        }
    }

    /// Takes the row at `slot` out of its member's list; the row keeps naming its neighbours.
    fn unlink(&mut self, slot: u32) {
        let Row { position, older, newer, .. } = self.rows[slot as usize];
        let holder = &mut self.holders[position.member.place()];
        holder.points -= position.holding.points;
        if older == NONE {
            holder.oldest = newer;
        }
        if newer == NONE {
            holder.newest = older;
        }
        if let Some(row) = self.rows.get_mut(older as usize) {
            row.newer = newer;
        }
        if let Some(row) = self.rows.get_mut(newer as usize) {
            row.older = older;
        }
    }
}

impl Row {
    /// The exit key of an open position with a cap and points, with its parts.
    pub(crate) fn left_and_points(&self) -> Option<(Fen, Points)> {
        let holding = self.position.holding;
        if !self.open || !holding.points.is_positive() {
            return None;
        }
        Some((self.position.left()?, holding.points))
    }
}

/// Canonical form: how many were ever opened, and the open ones by id.
impl<C> Encode<C> for Positions {
    fn encode<W: minicbor::encode::Write>(
        &self,
        out: &mut minicbor::Encoder<W>,
        context: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        out.array(2)?.u64(self.slots.len() as u64)?.array(self.open_count() as u64)?;
        for position in self.iter() {
            position.encode(out, context)?;
        }
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Positions {
    fn decode(input: &mut minicbor::Decoder<'b>, context: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bad = || minicbor::decode::Error::message("positions are not in order");
        if input.array()? != Some(2) {
            return Err(bad());
        }
        let opened = usize::try_from(input.u64()?).map_err(|_| bad())?;
        let count = input.array()?.ok_or_else(bad)?;
        // Each member and each order, of which a position needs one, takes bytes of the same input: a larger number is
        // none of a state, and no table is made for it.
        let possible = input.input().len().min(HANDLES_MAX);
        if opened > possible {
            return Err(bad());
        }
        let mut positions = Self { slots: vec![NONE; opened], ..Self::default() };
        let mut last = 0;
        for _ in 0..count {
            let position = OpenPosition::decode(input, context)?;
            let in_order = position.id.place() > last && position.id.place() <= opened;
            if !in_order || position.member.place() >= possible {
                return Err(bad());
            }
            last = position.id.place();
            positions.restore(position).ok_or_else(bad)?;
        }
        Ok(positions)
    }
}

impl Positions {
    /// Puts back a position read from a snapshot; they come in order of age. Nothing when its points cannot be those of
    /// any supply.
    fn restore(&mut self, position: OpenPosition) -> Option<()> {
        let Holding { spend, points, realised } = position.holding;
        if !points.is_positive() || spend.is_negative() || realised.is_negative() {
            return None;
        }
        self.held = self.held.checked_add(points)?;
        let older = self.holder(position.member).newest;
        self.rows.push(Row { position, place: Place::Nowhere, open: true, older, newer: NONE });
        let slot = Position::at(self.rows.len() - 1).0;
        self.slots[position.id.place() - 1] = slot;
        self.link(slot);
        self.holders[position.member.place()].points += position.holding.points;
        self.queue.offer(slot, &mut self.rows);
        Some(())
    }
}
