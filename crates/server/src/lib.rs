//! The service: one writer behind an HTTP API, live feed and webhooks.
