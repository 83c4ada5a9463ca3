//! Every bound of the office, with its unit.

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Milliseconds without a request after which a person has to sign in again.
pub const PERSON_SESSION_IDLE: i64 = 30 * MINUTE;
/// Milliseconds after which a person has to sign in again in any case.
pub const PERSON_SESSION_LIFE: i64 = 12 * HOUR;
/// Milliseconds without a request after which a member or merchant needs a new code.
pub const PARTY_SESSION_IDLE: i64 = 30 * DAY;
/// Milliseconds after which a member or merchant needs a new code in any case.
pub const PARTY_SESSION_LIFE: i64 = 90 * DAY;
/// Milliseconds between two notes of when a session was seen: not every request is a write.
pub const SEEN_GRAIN: i64 = MINUTE;

/// Milliseconds in which an invitation, also that of the first owner, can be taken.
pub const INVITATION_LIFE: i64 = 24 * HOUR;

/// Characters of a password at least. Length is what counts; composition rules make people choose worse ones.
pub const PASSWORD_CHARACTERS_MIN: usize = 12;
/// Bytes of a password at most.
pub const PASSWORD_BYTES_MAX: usize = 256;
/// Passwords that are hashed at once: each takes its 19 MiB.
pub const PASSWORDS_AT_ONCE: usize = 4;
/// Failed sign-ins after which the name is locked.
pub const SIGN_IN_FAILURES_MAX: i64 = 5;
/// Milliseconds of the first lock; each further failure doubles it.
pub const SIGN_IN_LOCK_FIRST: i64 = 30 * SECOND;
/// Milliseconds of a lock at most.
pub const SIGN_IN_LOCK_MAX: i64 = HOUR;
/// Milliseconds after which failures are forgotten.
pub const SIGN_IN_FAILURES_KEPT: i64 = DAY;

/// Digits of a one-time code.
pub const CODE_DIGITS: u32 = 6;
/// Milliseconds in which a one-time code can be used.
pub const CODE_LIFE: i64 = 5 * MINUTE;
/// Guesses at one code.
pub const CODE_ATTEMPTS_MAX: i64 = 5;
/// Milliseconds between two codes for the same member or merchant.
pub const CODE_PAUSE: i64 = MINUTE;
/// Milliseconds of the window in which codes are counted.
pub const CODE_WINDOW: i64 = DAY;
/// Codes for one member or merchant within a window.
pub const CODES_PER_WINDOW: i64 = 10;

/// Milliseconds of the window in which codes for people who are not members yet are counted, of the whole deployment.
pub const APPLICANT_WINDOW: i64 = MINUTE;
/// Codes for them within it.
pub const APPLICANT_CODES_MAX: i64 = 60;

/// Requests a second of an API key, unless it was made with another rate.
pub const KEY_RATE_DEFAULT: u32 = 50_000;
/// Requests a second of an API key at most.
pub const KEY_RATE_MAX: u32 = 1_000_000;
/// Milliseconds to which the last use of a key is rounded down: who looks at keys needs the hour, not a trace.
pub const KEY_LAST_USED_GRAIN: i64 = HOUR;

/// Bytes of a sign-in name at most.
pub const LOGIN_BYTES_MAX: usize = 64;
/// Characters of a name or a label at most.
pub const NAME_CHARACTERS_MAX: usize = 100;
/// Characters of a note at most.
pub const NOTE_CHARACTERS_MAX: usize = 2_000;
/// Characters of a phone number at most.
pub const PHONE_CHARACTERS_MAX: usize = 20;

/// Bytes of the address of a webhook at most.
pub const WEBHOOK_URL_BYTES_MAX: usize = 2_048;
/// Milliseconds in which the secret from before a rotation still signs.
pub const WEBHOOK_SECRET_OVERLAP: i64 = 24 * HOUR;
/// Milliseconds for which a delivery that is being sent is left to who sends it. After a crash it is due again then.
pub const WEBHOOK_LEASE: i64 = MINUTE;
/// Deliveries of one endpoint that wait: beyond it, events wait in the journal.
pub const WEBHOOK_PENDING_MAX: i64 = 10_000;
/// Milliseconds for which what was delivered or given up can be replayed.
pub const WEBHOOK_KEPT: i64 = 30 * DAY;
