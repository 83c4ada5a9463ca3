//! People, keys, sessions, webhooks and contact data: an erasable database beside the journal.
