//! Where each part of the factsheet comes from.

/// For each field of the JSON: what it is computed from, with the section of the model page.
pub const SOURCES: &[(&str, &str)] = &[
    ("account", "the accounts of the state at the journal's head; price = reserve / supply (model, terms)"),
    (
        "most_back",
        "sums over all events: (pool - returned by corrections + injected) / (orders - refunded - corrected) (model 2, 5, 7)",
    ),
    ("everyone_sells", "every holder's sale executed one after the other on a copy of the state (model 3, 4)"),
    ("spending", "the rules in force applied to 100.00, and sums over all orders booked (model 2)"),
    ("median_quote", "the sale executed on the real path and taken back (model 3)"),
    ("cap", "first order and first forced exit of each member over all events; open positions of the state (model 4)"),
    ("price_change", "the price before and after every event (model 2, 3, 4, 5, 7)"),
    ("awards", "awards of all orders less those taken back, by member (model 6)"),
    ("withdrawals", "the payouts of members, by the events of the journal"),
    ("rules", "the versions of the rules published in the journal (model 1)"),
    (
        "scenarios",
        "the engine itself on a copy of the state, with orders and sales drawn as lately under the seed; an assumption",
    ),
    ("head", "the last frame of the journal and its signature (docs/journal-format.md)"),
];
