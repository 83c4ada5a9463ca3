//! How one-time codes reach members and merchants: a plug-in, because text messages go through a contract with a carrier.

use crate::error::OfficeError;
use crate::office::Mode;
use crate::subject::Party;
use std::fmt;
use std::pin::Pin;

/// A code on its way.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeMessage {
    /// Whose sign-in it is for.
    pub party: Party,
    /// Where it goes.
    pub phone: String,
    /// The code.
    pub code: String,
    /// Until when it can be used, in UTC milliseconds.
    pub expires_at: i64,
}

/// A log has neither phone nor code, unless a sender puts them there.
impl fmt::Debug for CodeMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CodeMessage").field("party", &self.party).finish_non_exhaustive()
    }
}

/// The end of sending.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), OfficeError>> + Send + 'a>>;

/// Sends one-time codes.
pub trait Sender: Send + Sync {
    /// Whether it can send at all. Asked before a code is made.
    fn check(&self) -> Result<(), OfficeError>;

    /// Sends one.
    fn send<'a>(&'a self, message: &'a CodeMessage) -> Sending<'a>;
}

/// The embedded sender: it writes codes to the log of a sandbox, and refuses in a live deployment, where whoever reads
/// the log could sign in as anybody.
pub struct LogSender {
    mode: Mode,
    log: Box<dyn Fn(&str) + Send + Sync>,
}

impl LogSender {
    /// One that writes lines to `log`.
    pub fn new(mode: Mode, log: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { mode, log: Box::new(log) }
    }
}

impl Sender for LogSender {
    fn check(&self) -> Result<(), OfficeError> {
        match self.mode {
            Mode::Sandbox => Ok(()),
            Mode::Live => Err(OfficeError::CodeUndeliverable),
        }
    }

    fn send<'a>(&'a self, message: &'a CodeMessage) -> Sending<'a> {
        let sent = self.check().map(|()| (self.log)(&format!("code for {}: {}", message.party.label(), message.code)));
        Box::pin(std::future::ready(sent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[tokio::test]
    async fn codes_go_to_the_log_of_a_sandbox_only() {
        let message = CodeMessage {
            party: Party::member("m1"),
            phone: "13812345678".into(),
            code: "123456".into(),
            expires_at: 0,
        };
        for (mode, lines) in [(Mode::Sandbox, vec!["code for member:m1: 123456"]), (Mode::Live, vec![])] {
            let log = Arc::new(Mutex::new(Vec::new()));
            let written = log.clone();
            let sender = LogSender::new(mode, move |line| written.lock().unwrap().push(line.to_owned()));
            assert_eq!(sender.send(&message).await.is_ok(), mode == Mode::Sandbox);
            assert_eq!(sender.check().is_ok(), mode == Mode::Sandbox);
            assert_eq!(*log.lock().unwrap(), lines);
        }
        assert!(!format!("{message:?}").contains("123456"));
    }
}
