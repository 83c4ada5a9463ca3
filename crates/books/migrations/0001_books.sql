-- The books: read models of a deployment, derived from its journal alone. They can be deleted at any time and built again.
--
-- One schema for SQLite and PostgreSQL: nothing but BIGINT, TEXT and BYTEA, primary keys, unique and partial indexes; no
-- function, no default that is computed, no type or clause that only one of them has. Money is fen, points are units of
-- 10^-8, times are UTC milliseconds, sequences are those of the journal's records. Members, merchants, programmes and
-- orders stand here as the journal's handles: small numbers in the tables that grow, outside ids once.
--
-- A table marked `clustered` is best kept in the order of its key: SQLite is told so when it takes this file (WITHOUT
-- ROWID), PostgreSQL can be told later (CLUSTER). A key of one number is what SQLite keeps rows by, if it is told that it is
-- an INTEGER: without that it would keep an index beside each table.

-- One row: up to where the books are built. It changes in the same transaction as the rows.
CREATE TABLE built (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    next_sequence BIGINT NOT NULL,
    -- A frame of the journal that was read; the books belong to journals that have it.
    head_frame BIGINT NOT NULL,
    head_hash BYTEA NOT NULL,
    head_next_sequence BIGINT NOT NULL,
    head_time BIGINT NOT NULL
);

CREATE TABLE programmes (
    programme BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    reserve BIGINT NOT NULL,
    supply BIGINT NOT NULL,
    -- The price while there is no supply.
    reference_reserve BIGINT NOT NULL,
    reference_supply BIGINT NOT NULL,
    orders BIGINT NOT NULL,
    exits BIGINT NOT NULL,
    -- The latest business time so far: the clock of its price series.
    clock BIGINT
);
CREATE UNIQUE INDEX programmes_by_name ON programmes (name);

-- What flowed through a programme so far, by cause.
CREATE TABLE totals (
    programme BIGINT NOT NULL,
    name TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (programme, name)
);

CREATE TABLE versions (
    programme BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    effective_at BIGINT NOT NULL,
    -- As in rules files, JSON.
    rules TEXT NOT NULL,
    PRIMARY KEY (programme, sequence)
);

CREATE TABLE plans (
    programme BIGINT NOT NULL,
    plan BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (programme, plan)
);

CREATE TABLE members (
    member BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    referrer BIGINT,
    sequence BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX members_by_id ON members (id);
CREATE INDEX members_by_referrer ON members (referrer, member) WHERE referrer IS NOT NULL;

CREATE TABLE merchants (
    merchant BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    programme BIGINT NOT NULL,
    plan BIGINT NOT NULL,
    take_bp BIGINT,
    owner BIGINT,
    recruiter BIGINT,
    -- From the largest part to the smallest, with slashes between.
    region TEXT,
    sequence BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX merchants_by_id ON merchants (id);

CREATE TABLE agents (
    sequence BIGINT NOT NULL PRIMARY KEY,
    programme BIGINT NOT NULL,
    region TEXT NOT NULL,
    member BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);

-- Contracts of region agents.
CREATE TABLE contracts (
    programme BIGINT NOT NULL,
    contract BIGINT NOT NULL,
    id TEXT NOT NULL,
    -- The six-digit code of the region.
    division TEXT NOT NULL,
    member BIGINT NOT NULL,
    -- As it is written: 2027-01-01.
    first_day TEXT NOT NULL,
    -- For how many days it was signed, and for how many it is in force.
    days BIGINT NOT NULL,
    days_in_force BIGINT NOT NULL,
    fee BIGINT NOT NULL,
    given_back BIGINT NOT NULL,
    -- SHA-256 of the signed document.
    document BYTEA NOT NULL,
    sequence BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (programme, contract)
);
CREATE UNIQUE INDEX contracts_by_id ON contracts (programme, id);
CREATE INDEX contracts_by_division ON contracts (division, first_day);

-- Clearance campaigns and their goods; places count from 0 in the order of skus.
CREATE TABLE campaigns (
    programme BIGINT NOT NULL,
    campaign BIGINT NOT NULL,
    id TEXT NOT NULL,
    plan BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (programme, campaign)
);
CREATE UNIQUE INDEX campaigns_by_id ON campaigns (programme, id);

CREATE TABLE campaign_goods (
    programme BIGINT NOT NULL,
    campaign BIGINT NOT NULL,
    place BIGINT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    price BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    stock BIGINT NOT NULL,
    PRIMARY KEY (programme, campaign, place)
);

-- The goods of a campaign in the order of this sequence, and how many of them were put back.
CREATE TABLE order_goods (
    sequence BIGINT NOT NULL PRIMARY KEY,
    programme BIGINT NOT NULL,
    campaign BIGINT NOT NULL,
    place BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    put_back BIGINT NOT NULL
);
CREATE INDEX order_goods_by_campaign ON order_goods (programme, campaign, sequence);

CREATE TABLE orders (
    -- Sequence of the record that brought it: of its placing, or of its booking where it was not placed before.
    sequence BIGINT NOT NULL PRIMARY KEY,
    order_no TEXT NOT NULL,
    -- Of the booked order; none before.
    order_handle BIGINT,
    -- Of the placed order, where it was placed before it was booked.
    placed BIGINT,
    -- Sequence of the record that booked it.
    booked_sequence BIGINT,
    programme BIGINT NOT NULL,
    member BIGINT NOT NULL,
    merchant BIGINT NOT NULL,
    plan BIGINT,
    rules_version BIGINT,
    -- What was paid, of it what the member's balance paid, and the payment through a provider that paid the rest.
    amount BIGINT NOT NULL,
    from_balance BIGINT NOT NULL,
    payment BIGINT,
    cost BIGINT,
    commission BIGINT NOT NULL,
    pool BIGINT NOT NULL,
    awards BIGINT NOT NULL,
    -- Who was paid them: kind, member and amount, with spaces between, commas between awards.
    awarded TEXT NOT NULL,
    -- What each split line took, in the order of the plan's line names, with commas between.
    split TEXT NOT NULL,
    minted BIGINT NOT NULL,
    position BIGINT,
    state TEXT NOT NULL,
    -- What was given back before it was booked, and after.
    returned BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    -- When a placed order is booked, and why it could not be.
    due_at BIGINT,
    held_code TEXT,
    recorded_at BIGINT NOT NULL,
    occurred_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- What coins pay beside the amount, as it was asked for.
    coins BIGINT NOT NULL
);
CREATE UNIQUE INDEX orders_by_number ON orders (order_no);
CREATE UNIQUE INDEX orders_by_handle ON orders (order_handle) WHERE order_handle IS NOT NULL;
CREATE UNIQUE INDEX orders_by_placed ON orders (placed) WHERE placed IS NOT NULL;
CREATE INDEX orders_by_member ON orders (member, sequence);
CREATE INDEX orders_by_merchant ON orders (merchant, sequence);
CREATE INDEX orders_by_programme ON orders (programme, sequence);
-- Nearly all orders are simply booked.
CREATE INDEX orders_by_state ON orders (state, sequence) WHERE state <> 'booked';

-- Payments through a provider, and what the provider has to give back.
CREATE TABLE payments (
    payment BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    provider TEXT NOT NULL,
    programme BIGINT NOT NULL,
    order_no TEXT NOT NULL,
    amount BIGINT NOT NULL,
    cost BIGINT,
    state TEXT NOT NULL,
    -- The provider's own.
    reference TEXT,
    -- Why the money could not be used.
    code TEXT,
    expires_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX payments_by_id ON payments (id);
CREATE INDEX payments_by_order ON payments (order_no, sequence);

CREATE TABLE payment_refunds (
    payment BIGINT NOT NULL,
    refund BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    -- Sequence of the record that says that it was given back.
    concluded_sequence BIGINT,
    reference TEXT,
    PRIMARY KEY (payment, refund)
);

-- Links of members to referrers, and how they ended.
CREATE TABLE links (
    sequence BIGINT NOT NULL,
    place BIGINT NOT NULL,
    member BIGINT NOT NULL,
    referrer BIGINT NOT NULL,
    merchant BIGINT,
    -- `made`, or why it ended: `expired`, `idle`, `replaced`.
    event TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (sequence, place)
);
CREATE INDEX links_by_member ON links (member, sequence, place);

-- Money of orders given back, by a merchant or by a correction.
CREATE TABLE returns (
    sequence BIGINT NOT NULL,
    place BIGINT NOT NULL,
    order_handle BIGINT NOT NULL,
    operation TEXT NOT NULL,
    amount BIGINT NOT NULL,
    from_merchant BIGINT NOT NULL,
    from_awards BIGINT NOT NULL,
    from_reserve BIGINT NOT NULL,
    from_platform BIGINT NOT NULL,
    burned BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    approver TEXT,
    PRIMARY KEY (sequence, place)
);
CREATE INDEX returns_by_order ON returns (order_handle, sequence);

-- What coins paid of a booked order, and the points that came with them.
CREATE TABLE order_coins (
    order_handle BIGINT NOT NULL PRIMARY KEY,
    coins BIGINT NOT NULL,
    to_merchant BIGINT NOT NULL,
    from_fund BIGINT NOT NULL,
    points BIGINT NOT NULL,
    position BIGINT
);

-- Movements of what members are owed of old debts, in coins: `unconverted`, `coins` to spend, `held` for placed orders.
CREATE TABLE coin_lines (
    sequence BIGINT NOT NULL,
    place BIGINT NOT NULL,
    programme BIGINT NOT NULL,
    member BIGINT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    order_handle BIGINT,
    PRIMARY KEY (sequence, place)
);
CREATE INDEX coin_lines_by_member ON coin_lines (member, sequence);

-- Every account in fen with what it holds: what is owed is positive, and so is cash.
CREATE TABLE accounts (
    account BIGINT NOT NULL PRIMARY KEY,
    balance BIGINT NOT NULL
);

-- Statements: each movement of an account of a member or a merchant, with the balance after it.
CREATE TABLE lines (
    account BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    -- Place of the posting in its record.
    place BIGINT NOT NULL,
    -- What happened; an award with its kind, `award:direct`.
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    balance BIGINT NOT NULL,
    programme BIGINT,
    order_handle BIGINT,
    payout BIGINT,
    -- What else it is about: the number of an order that is not booked, or what a bank calls a deposit.
    reference TEXT,
    PRIMARY KEY (account, sequence, place)
) /* clustered */;

-- Sales of points, by members and by the system.
CREATE TABLE sales (
    sequence BIGINT NOT NULL,
    place BIGINT NOT NULL,
    programme BIGINT NOT NULL,
    member BIGINT NOT NULL,
    position BIGINT NOT NULL,
    cause TEXT NOT NULL,
    points BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    net BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    -- The order that raised the price, where one did.
    order_handle BIGINT,
    PRIMARY KEY (sequence, place)
);
CREATE INDEX sales_by_member ON sales (member, sequence, place);
CREATE INDEX sales_by_cause ON sales (programme, cause, sequence, place);

-- Money out: what was asked for, and what became of it.
CREATE TABLE payouts (
    payout BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    -- Who is paid: a member, a merchant, or neither for the platform.
    member BIGINT,
    merchant BIGINT,
    amount BIGINT NOT NULL,
    fee BIGINT NOT NULL,
    withheld BIGINT NOT NULL,
    withholding TEXT,
    state TEXT NOT NULL,
    requester TEXT NOT NULL,
    provider TEXT,
    -- What the provider or the bank calls it, or the code of a reason.
    reference TEXT,
    recorded_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX payouts_by_id ON payouts (id);
CREATE INDEX payouts_by_member ON payouts (member, sequence) WHERE member IS NOT NULL;
CREATE INDEX payouts_by_merchant ON payouts (merchant, sequence) WHERE merchant IS NOT NULL;
CREATE INDEX payouts_by_state ON payouts (state, sequence);

-- Reserve and supply after each record that moved one of them, by business time that never goes back.
CREATE TABLE price_points (
    programme BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    reserve BIGINT NOT NULL,
    supply BIGINT NOT NULL,
    price_reserve BIGINT NOT NULL,
    price_supply BIGINT NOT NULL,
    -- What the record did, as in price_levels; nothing where it booked one order and that was all.
    flow TEXT,
    PRIMARY KEY (programme, at, sequence)
) /* clustered */;

-- The same in stretches of 2^level milliseconds, so that any zoom reads a bounded number of rows.
CREATE TABLE price_levels (
    programme BIGINT NOT NULL,
    level BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    -- Prices as quotients of a reserve and a supply.
    first_price_reserve BIGINT NOT NULL,
    first_price_supply BIGINT NOT NULL,
    least_price_reserve BIGINT NOT NULL,
    least_price_supply BIGINT NOT NULL,
    most_price_reserve BIGINT NOT NULL,
    most_price_supply BIGINT NOT NULL,
    last_price_reserve BIGINT NOT NULL,
    last_price_supply BIGINT NOT NULL,
    first_reserve BIGINT NOT NULL,
    least_reserve BIGINT NOT NULL,
    most_reserve BIGINT NOT NULL,
    last_reserve BIGINT NOT NULL,
    first_supply BIGINT NOT NULL,
    least_supply BIGINT NOT NULL,
    most_supply BIGINT NOT NULL,
    last_supply BIGINT NOT NULL,
    -- Orders, then number and money of forced exits, injections, refunds, corrections, redemptions, redeemed
    -- by a closing; commas between.
    flow TEXT NOT NULL,
    PRIMARY KEY (programme, level, slot)
);

-- What the fund gave with orders: before minting, and after it.
CREATE TABLE fund_outflows (
    sequence BIGINT NOT NULL,
    place BIGINT NOT NULL,
    programme BIGINT NOT NULL,
    order_handle BIGINT NOT NULL,
    subsidy BIGINT NOT NULL,
    drip BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (sequence, place)
);
CREATE INDEX fund_outflows_by_order ON fund_outflows (order_handle);

-- Steps of closings: `published` (from when on), `redemption_begun` (reserve and supply of the price, founding units
-- burned), `closed` (what went to the platform: of the reserve, of the fund, unallocated).
CREATE TABLE closings (
    sequence BIGINT NOT NULL,
    place BIGINT NOT NULL,
    programme BIGINT NOT NULL,
    what TEXT NOT NULL,
    from_time BIGINT,
    first_amount BIGINT NOT NULL,
    second_amount BIGINT NOT NULL,
    third_amount BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (sequence, place)
);

-- Offers of allotments.
CREATE TABLE offers (
    programme BIGINT NOT NULL,
    offer TEXT NOT NULL,
    instrument TEXT NOT NULL,
    units BIGINT NOT NULL,
    member_max BIGINT,
    points_per_unit BIGINT,
    contribution_per_unit BIGINT,
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    proceeds TEXT NOT NULL,
    issue_price BIGINT,
    -- Of the legal opinion that it rests on.
    opinion TEXT,
    sequence BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (programme, offer)
);

-- Who was allotted what, by subscription (points burned) or by grant (contribution and reason).
CREATE TABLE allotments (
    sequence BIGINT NOT NULL,
    place BIGINT NOT NULL,
    programme BIGINT NOT NULL,
    offer TEXT NOT NULL,
    member BIGINT NOT NULL,
    units BIGINT NOT NULL,
    burned BIGINT NOT NULL,
    value BIGINT NOT NULL,
    to_issuer BIGINT NOT NULL,
    contribution BIGINT NOT NULL,
    reason TEXT,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (sequence, place)
);
CREATE INDEX allotments_by_offer ON allotments (programme, offer, sequence, place);
CREATE INDEX allotments_by_member ON allotments (member, sequence, place);

-- Files of orders, and how far each was taken.
CREATE TABLE batches (
    batch TEXT NOT NULL PRIMARY KEY,
    lines BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    first_sequence BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX batches_by_sequence ON batches (first_sequence);

-- Who did what: one row for each record.
CREATE TABLE audit (
    sequence BIGINT NOT NULL PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    occurred_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    approver TEXT,
    operation TEXT NOT NULL,
    programme TEXT NOT NULL,
    -- What it is about: the id of a member, a merchant, a batch. That of an order stands in its own row.
    reference TEXT,
    -- BLAKE3 of the operation as it is in the journal.
    payload_hash BYTEA NOT NULL
);
CREATE INDEX audit_by_actor ON audit (actor, sequence);
-- Nearly all records take orders.
CREATE INDEX audit_by_operation ON audit (operation, sequence) WHERE operation <> 'book' AND operation <> 'place';
CREATE INDEX audit_by_reference ON audit (reference, sequence) WHERE reference IS NOT NULL;

-- What was decided for a command with an idempotency key, for whoever asks again.
CREATE TABLE answers (
    answer_key BYTEA NOT NULL PRIMARY KEY,
    fingerprint BYTEA NOT NULL,
    sequence BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    -- The events as they are in the journal.
    events BYTEA NOT NULL
);
