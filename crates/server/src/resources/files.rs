//! Files that were made in the background, for whoever fetches them.

use crate::http::Problem;
use axum::body::Body as Content;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::path::Path;
use tokio_util::io::ReaderStream;

/// The file at `path` under the name `file`: to be kept, never to be opened as a page of the service.
pub(super) async fn download(path: &Path, file: &str) -> Result<Response, Problem> {
    let opened = tokio::fs::File::open(path).await.map_err(|error| Problem::internal(&error))?;
    let length = opened.metadata().await.map_err(|error| Problem::internal(&error))?.len();
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
    ];
    Ok((headers, Content::from_stream(ReaderStream::new(opened))).into_response())
}
