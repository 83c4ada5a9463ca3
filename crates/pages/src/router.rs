//! Which path answers which page.

use crate::files::{Keeping, answer};
use crate::headers::keep_safe;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get};

/// The three applications. Paths within them are their own: each of them answers the application's page.
const APPLICATIONS: [&str; 3] = ["member", "store", "console"];

/// What a build without pages says instead.
const NOT_BUILT: &str = include_str!("not_built.html");

/// The pages, for a service to be merged with its API.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let mut router = Router::new()
        .route("/", get(async || Redirect::to("/member/")))
        .route("/icon.svg", get(async |asked: HeaderMap| or_missing(answer("icon.svg", &asked, Keeping::Asking))))
        .route("/assets/{*path}", get(asset))
        // What codes and invitations say is short, because it is printed.
        .route("/i/m/{number}", get(async |number: Path<String>| invitation("m", &number)))
        .route("/i/s/{number}", get(async |number: Path<String>| invitation("s", &number)));
    for application in APPLICATIONS {
        let bare = get(async move || Redirect::permanent(&format!("/{application}/")));
        router = router
            .route(&format!("/{application}"), bare)
            .route(&format!("/{application}/"), page(application))
            .route(&format!("/{application}/{{*path}}"), page(application));
    }
    router.layer(middleware::from_fn(keep_safe))
}

fn page<S: Clone + Send + Sync + 'static>(application: &'static str) -> MethodRouter<S> {
    get(async move |asked: HeaderMap| {
        answer(&format!("{application}/index.html"), &asked, Keeping::Asking)
            .unwrap_or_else(|| Html(NOT_BUILT).into_response())
    })
}

async fn asset(Path(path): Path<String>, asked: HeaderMap) -> Response {
    or_missing(answer(&format!("assets/{path}"), &asked, Keeping::ForGood))
}

/// To where a member joins, invited by a member (`m`) or in a store (`s`).
fn invitation(kind: &str, number: &str) -> Response {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-');
    if number.bytes().all(is_plain) {
        Redirect::to(&format!("/member/join/{kind}/{number}")).into_response()
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

fn or_missing(found: Option<Response>) -> Response {
    found.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::{Request, header};
    use tower::ServiceExt;

    async fn asked(path: &str) -> Response {
        let request = Request::get(path).body(Body::empty()).unwrap();
        router::<()>().oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn every_path_of_an_application_answers_a_page_that_nobody_frames() {
        for path in ["/member/", "/member/orders/A-1", "/store/", "/console/programmes/main/rules"] {
            let response = asked(path).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            let header = |name| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
            assert!(header(header::CONTENT_TYPE).unwrap().starts_with("text/html"), "{path}");
            let policy = header(header::CONTENT_SECURITY_POLICY).unwrap();
            assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
            assert_eq!(header(header::X_FRAME_OPTIONS).as_deref(), Some("DENY"));
            assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS).as_deref(), Some("nosniff"));
            assert_eq!(header(header::REFERRER_POLICY).as_deref(), Some("no-referrer"));
        }
    }

    #[tokio::test]
    async fn short_paths_lead_on_and_only_within_the_service() {
        for (path, to) in [
            ("/", "/member/"),
            ("/console", "/console/"),
            ("/i/m/m-1001", "/member/join/m/m-1001"),
            ("/i/s/shop:7", "/member/join/s/shop:7"),
        ] {
            let response = asked(path).await;
            assert!(response.status().is_redirection(), "{path}");
            assert_eq!(response.headers()[header::LOCATION], to);
        }
        for path in ["/i/m/%2F%2Fevil.example", "/i/m/a%0d%0ab", "/i/x/m-1", "/assets/none.js", "/memberx"] {
            assert_eq!(asked(path).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}
