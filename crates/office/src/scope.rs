//! What may be done: one scope for each kind of thing, with the roles that have it. One table for people and keys.

use crate::role::Role;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

macro_rules! scopes {
    ($($variant:ident = $name:literal, $keys:ident, [$($role:ident),*], $sentence:literal;)+) => {
        /// Leave to do one kind of thing. Each route asks for one; a person has those of their roles, an API key
        /// those that it was made with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Scope {
            $(#[doc = $sentence] #[serde(rename = $name)] $variant,)+
        }

        impl Scope {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As it is written.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it is leave to do, in a sentence.
            #[must_use]
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)+ }
            }

            /// The roles that have it, beside the owner, who has all.
            #[must_use]
            pub fn roles(self) -> &'static [Role] {
                match self { $(Self::$variant => &[$(Role::$role),*],)+ }
            }

            /// Whether an API key can have it. What needs a person, such as an approval, is never done by a key.
            #[must_use]
            pub fn is_for_keys(self) -> bool {
                match self { $(Self::$variant => scopes!(@ $keys),)+ }
            }
        }
    };
    (@ keys) => { true };
    (@ people) => { false };
}

scopes! {
    ProgrammesRead = "programmes:read", keys, [Finance, Operator, Support, Auditor], "Read rules, versions, findings and factsheets of programmes.";
    ProgrammesWrite = "programmes:write", people, [Operator], "Ask for new programmes and new rules.";
    MembersRead = "members:read", keys, [Finance, Operator, Support, Auditor], "Read members, holdings, balances, statements and referrals.";
    MembersWrite = "members:write", keys, [Operator], "Register members.";
    MerchantsRead = "merchants:read", keys, [Finance, Operator, Support, Auditor], "Read merchants and their statements.";
    MerchantsWrite = "merchants:write", keys, [Operator], "Register merchants.";
    OrdersRead = "orders:read", keys, [Finance, Operator, Support, Auditor], "Read orders.";
    OrdersWrite = "orders:write", keys, [Operator], "Book orders.";
    PaymentsRead = "payments:read", keys, [Finance, Operator, Support, Auditor], "Read payments.";
    PaymentsWrite = "payments:write", keys, [Finance, Operator], "Start payments and tell how they ended.";
    QuotesRead = "quotes:read", keys, [Finance, Operator, Support, Auditor], "Ask what an order or a redemption would do now.";
    RedemptionsWrite = "redemptions:write", keys, [Operator], "Sell points of members back.";
    RefundsWrite = "refunds:write", keys, [Finance, Operator], "Refund orders.";
    CorrectionsWrite = "corrections:write", people, [Finance, Operator], "Ask for the correction of an order.";
    InjectionsWrite = "injections:write", people, [Finance], "Ask for an injection into a reserve.";
    AgentsWrite = "agents:write", people, [Operator], "Ask for the appointment of an agent.";
    MonthsRead = "months:read", keys, [Finance, Operator, Support, Auditor], "Read closed months, levels, dividends and the register of shares.";
    MonthsWrite = "months:write", keys, [Finance], "Close months.";
    SharesWrite = "shares:write", people, [Finance], "Ask for changes of the register of shares.";
    WithdrawalsRead = "withdrawals:read", keys, [Finance, Operator, Support, Auditor], "Read withdrawals.";
    WithdrawalsWrite = "withdrawals:write", keys, [Finance], "Ask for withdrawals and cancel them.";
    PayoutsWrite = "payouts:write", keys, [Finance], "Tell what became of withdrawals, as a payout provider calls back.";
    DepositsWrite = "deposits:write", keys, [Finance], "Take deposits of merchants.";
    ApprovalsRead = "approvals:read", people, [Finance, Operator, Auditor], "Read what waits for a second person.";
    ApprovalsWrite = "approvals:write", people, [Finance, Operator], "Approve or reject what somebody else asked for.";
    ReportsRead = "reports:read", keys, [Finance, Auditor], "Read reports, reconciliations and exports.";
    ReportsWrite = "reports:write", people, [Finance], "Import a custodian's statement.";
    SimulationsRead = "simulations:read", keys, [Finance, Operator, Auditor], "Read simulations and their reports.";
    SimulationsWrite = "simulations:write", keys, [Finance, Operator], "Play scenarios through the simulator.";
    EventsRead = "events:read", keys, [Finance, Operator, Auditor], "Follow the events of the journal.";
    WebhooksRead = "webhooks:read", keys, [Operator, Auditor], "Read webhooks and their deliveries.";
    WebhooksWrite = "webhooks:write", keys, [Operator], "Make, change, rotate and replay webhooks.";
    ContactsRead = "contacts:read", people, [Support, Operator], "Read names, phone numbers and notes.";
    ContactsWrite = "contacts:write", keys, [Support, Operator], "Set names, phone numbers and notes.";
    ContactsErase = "contacts:erase", people, [Support], "Erase all contact data of a member or a merchant.";
    KeysRead = "keys:read", people, [Auditor], "Read which API keys there are.";
    KeysWrite = "keys:write", people, [], "Make and revoke API keys.";
    PeopleRead = "people:read", people, [Auditor], "Read who works in the office, in which role.";
    PeopleWrite = "people:write", people, [], "Invite people, change their roles, take their access away.";
    AuditRead = "audit:read", people, [Auditor], "Read who did what in the office.";
    ClaimsRead = "claims:read", keys, [Finance, Operator, Support, Auditor], "Read what old debts there are.";
    ClaimsWrite = "claims:write", keys, [Finance, Operator], "Take old debts into the books and make coins of them.";
    ClockWrite = "clock:write", keys, [Operator], "Freeze and advance the clock of a sandbox.";
}

impl Scope {
    /// The scope of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.name() == name)
    }
}

/// Scopes as they stand in the database. A name that this version does not know gives nothing.
pub(crate) fn parse_scopes(text: &str) -> BTreeSet<Scope> {
    text.split_whitespace().filter_map(Scope::parse).collect()
}

pub(crate) fn write_scopes(scopes: &BTreeSet<Scope>) -> String {
    scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_written_and_read_back_and_have_names_of_their_own() {
        let all: BTreeSet<Scope> = Scope::ALL.iter().copied().collect();
        assert_eq!(parse_scopes(&write_scopes(&all)), all);
        let names: BTreeSet<&str> = Scope::ALL.iter().map(|scope| scope.name()).collect();
        assert_eq!(names.len(), Scope::ALL.len());
        for scope in Scope::ALL {
            assert_eq!(serde_json::to_string(scope).unwrap(), format!("\"{}\"", scope.name()));
        }
    }

    #[test]
    fn what_needs_a_person_is_not_for_keys() {
        for scope in [Scope::ApprovalsWrite, Scope::KeysWrite, Scope::PeopleWrite, Scope::ContactsErase] {
            assert!(!scope.is_for_keys(), "{}", scope.name());
        }
        assert!(Scope::OrdersWrite.is_for_keys());
    }
}
