//! The cookie of a session: no script reads it, no other site sends it.

use axum::http::{HeaderMap, HeaderValue, header};

const NAME: &str = "ratchet_session";

/// The session that a browser sends.
pub(crate) fn kept_session(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == NAME).map(|(_, value)| value).next()
}

/// Lets a browser keep a session for some seconds.
pub(crate) fn keep_session(asked: &HeaderMap, token: &str, seconds: i64) -> Option<HeaderValue> {
    // Without encryption only on the machine itself, where there is no wire to listen to. The host is the browser's own
    // word: nobody else can make it say another.
    let secure = if is_loopback(asked) { "" } else { "; Secure" };
    let cookie = format!("{NAME}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&cookie).ok()
}

/// Lets a browser forget its session.
pub(crate) fn forget_session(asked: &HeaderMap) -> Option<HeaderValue> {
    keep_session(asked, "", 0)
}

fn is_loopback(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = if host.starts_with('[') { host.split_inclusive(']').next() } else { host.split(':').next() };
    matches!(name, Some("localhost" | "127.0.0.1" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_session_is_found_among_other_cookies() {
        for (sent, kept) in [
            ("ratchet_session=abc", Some("abc")),
            ("a=b; ratchet_session=abc ; c=d", Some("abc")),
            ("xratchet_session=abc", None),
            ("", None),
        ] {
            assert_eq!(kept_session(&headers(header::COOKIE, sent)), kept, "{sent}");
        }
    }

    #[test]
    fn a_cookie_goes_unencrypted_only_within_the_machine() {
        for (host, within) in [
            ("localhost:8080", true),
            ("127.0.0.1", true),
            ("[::1]:8080", true),
            ("shop.example", false),
            ("localhost.shop.example", false),
            ("127.0.0.1.shop.example", false),
        ] {
            let cookie = keep_session(&headers(header::HOST, host), "abc", 60).unwrap();
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
            assert_eq!(!cookie.contains("Secure"), within, "{host}: {cookie}");
        }
    }
}
