-- Months that are closed: levels, what their awards came to, dividends.

-- One row for each closed month.
CREATE TABLE months (
    programme BIGINT NOT NULL,
    -- `2026-01`
    month TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    accrued BIGINT NOT NULL,
    charged BIGINT NOT NULL,
    shared BIGINT NOT NULL,
    kept BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (programme, month)
);

-- What is stated of members. A month that is being closed has rows here before it has its own: it is not visible yet.
CREATE TABLE month_members (
    programme BIGINT NOT NULL,
    month TEXT NOT NULL,
    member BIGINT NOT NULL,
    own_spend BIGINT NOT NULL,
    team_turnover BIGINT NOT NULL,
    direct BIGINT NOT NULL,
    held BIGINT NOT NULL,
    reached BIGINT NOT NULL,
    reported_differential BIGINT NOT NULL,
    reported_same_level BIGINT NOT NULL,
    paid_differential BIGINT NOT NULL,
    paid_same_level BIGINT NOT NULL,
    PRIMARY KEY (programme, month, member)
) /* clustered */;
CREATE INDEX month_members_by_member ON month_members (member, programme, month);

-- What holders got.
CREATE TABLE dividends (
    programme BIGINT NOT NULL,
    month TEXT NOT NULL,
    member BIGINT NOT NULL,
    shares BIGINT NOT NULL,
    -- Of the holder's team, where that counts.
    turnover BIGINT,
    amount BIGINT NOT NULL,
    PRIMARY KEY (programme, month, member)
) /* clustered */;

-- The register of shares, entry by entry.
CREATE TABLE shares (
    sequence BIGINT NOT NULL,
    place BIGINT NOT NULL,
    programme BIGINT NOT NULL,
    member BIGINT NOT NULL,
    held_before BIGINT NOT NULL,
    shares BIGINT NOT NULL,
    document TEXT,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (sequence, place)
);
CREATE INDEX shares_by_member ON shares (programme, member, sequence);
