-- Everything here can be erased; nothing here decides about money. Times are UTC milliseconds. Secrets that are only
-- compared are kept as hashes; what has to be used again (the key of an authenticator, of a webhook) is kept itself.

CREATE TABLE people (
    id            TEXT    NOT NULL PRIMARY KEY,
    roles         TEXT    NOT NULL,
    login         TEXT    UNIQUE,
    name          TEXT,
    password_hash TEXT,
    totp_key      BLOB,
    totp_step     BIGINT  NOT NULL DEFAULT 0,
    created_at    BIGINT  NOT NULL,
    disabled_at   BIGINT
);

CREATE TABLE invitations (
    token_hash BLOB   NOT NULL PRIMARY KEY,
    person     TEXT   NOT NULL UNIQUE REFERENCES people (id) ON DELETE CASCADE,
    totp_key   BLOB   NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE sign_in_attempts (
    subject_hash BLOB   NOT NULL PRIMARY KEY,
    failures     BIGINT NOT NULL,
    last_at      BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);
CREATE INDEX sign_in_attempts_by_age ON sign_in_attempts (last_at);

CREATE TABLE person_sessions (
    token_hash BLOB   NOT NULL PRIMARY KEY,
    person     TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
);
CREATE INDEX person_sessions_by_person ON person_sessions (person);

CREATE TABLE party_sessions (
    token_hash BLOB   NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL,
    number     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
);
CREATE INDEX party_sessions_by_party ON party_sessions (kind, number);

CREATE TABLE one_time_codes (
    kind          TEXT   NOT NULL,
    number        TEXT   NOT NULL,
    code_hash     BLOB,
    attempts_left BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    sent_at       BIGINT NOT NULL,
    window_began  BIGINT NOT NULL,
    window_sent   BIGINT NOT NULL,
    PRIMARY KEY (kind, number)
);
CREATE INDEX one_time_codes_by_age ON one_time_codes (sent_at);

CREATE TABLE api_keys (
    id              TEXT   NOT NULL PRIMARY KEY,
    label           TEXT   NOT NULL,
    secret_hash     BLOB   NOT NULL,
    scopes          TEXT   NOT NULL,
    rate_per_second BIGINT NOT NULL,
    created_by      TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    last_used_at    BIGINT,
    revoked_at      BIGINT
);

CREATE TABLE contacts (
    kind       TEXT   NOT NULL,
    number     TEXT   NOT NULL,
    name       TEXT,
    phone      TEXT,
    note       TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (kind, number)
);
CREATE INDEX contacts_by_phone ON contacts (kind, phone);

CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    at       BIGINT NOT NULL,
    actor    TEXT   NOT NULL,
    action   TEXT   NOT NULL,
    subject  TEXT   NOT NULL
);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TABLE webhook_endpoints (
    id                    TEXT   NOT NULL PRIMARY KEY,
    url                   TEXT   NOT NULL,
    event_types           TEXT   NOT NULL,
    secret                TEXT   NOT NULL,
    previous_secret       TEXT,
    previous_secret_until BIGINT,
    cursor                BIGINT NOT NULL,
    created_at            BIGINT NOT NULL,
    disabled_at           BIGINT,
    disabled_because      TEXT
);

CREATE TABLE webhook_deliveries (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    endpoint        TEXT   NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    message         TEXT   NOT NULL,
    event_type      TEXT   NOT NULL,
    body            TEXT   NOT NULL,
    state           TEXT   NOT NULL,
    attempts        BIGINT NOT NULL DEFAULT 0,
    next_attempt_at BIGINT,
    created_at      BIGINT NOT NULL,
    UNIQUE (endpoint, message)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint, next_attempt_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_done ON webhook_deliveries (created_at) WHERE state <> 'pending';

CREATE TABLE webhook_attempts (
    delivery    BIGINT NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
    at          BIGINT NOT NULL,
    status      BIGINT,
    outcome     TEXT   NOT NULL,
    duration_ms BIGINT NOT NULL
);
CREATE INDEX webhook_attempts_by_delivery ON webhook_attempts (delivery, at);

-- Counters that every process with this file open looks at: whether the keys in its memory are still those of the
-- file, and whether an erasure was cut off before the bytes were gone.
CREATE TABLE marks (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO marks (name, value) VALUES ('keys', 0), ('erasures', 0);
