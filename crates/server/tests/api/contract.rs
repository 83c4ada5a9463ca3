//! The document of the API, held against the server by other people's programs.

use crate::service::{Reach, order, small_town};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[tokio::test(flavor = "multi_thread")]
async fn schemathesis_finds_no_answer_that_the_document_does_not_describe() {
    let service = small_town().await;
    for number in 0..5 {
        service.post("/v1/orders", &order(&format!("A-{number}"), 12_800)).await;
    }
    let (program, address) = (schemathesis(), service.address.clone());
    let mut command = Command::new(program);
    command.arg("run").arg(format!("{address}/openapi.json"));
    // Somebody who may do everything: what is tried is behind the door.
    command.args(["-H", "Authorization: Bearer person=anna", "--checks", "all"]);
    // A body of the right form is refused all the same where the engine refuses it, such as an order of nobody.
    // A cookie is not missing where there is a key: they are alternatives, which the other check takes for one body.
    command.args(["--exclude-checks", "positive_data_acceptance,negative_data_rejection"]);
    // Streams do not end, and NDJSON is nothing that it can write.
    command.args(["--exclude-path-regex", "(stream|:batch)$"]);
    command.args(["--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--max-time", "30", "--seed", "1"]);
    // One worker: the values are made by code that changes Python's recursion limit, which two threads must not do at once.
    command.args(["--request-timeout", "30", "--workers", "1", "--no-shrink", "--continue-on-failure"]);
    command.current_dir(env!("CARGO_TARGET_TMPDIR"));
    tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap();
    let ready = service.get("/readyz").await;
    assert_eq!(ready.body["ready"], json!(true), "{ready:?}");
    service.stop().await;
}

/// Two types of one name would overwrite each other in the document.
#[test]
fn what_a_sandbox_does_with_payments_and_with_payouts_is_told_apart() {
    let document = serde_json::to_value(ratchet_server::service::document()).unwrap();
    let told = |name: &str| document["components"]["schemas"][name].to_string();
    assert!(told("PaymentBehaviour").contains("never"), "{}", told("PaymentBehaviour"));
    assert!(told("PayoutBehaviour") != "null" && told("PayoutBehaviour") != told("PaymentBehaviour"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_becomes_types_that_a_strict_compiler_takes() {
    let service = small_town().await;
    let dir = tempfile::tempdir().unwrap();
    let document = document_of(&service).await;
    std::fs::write(dir.path().join("openapi.json"), document).unwrap();
    // What a client does with the types: a field that is missing or of another type does not compile.
    let client = r#"
        import type { paths, components } from "./api";
        const order: components["schemas"]["NewOrder"] =
            { order_no: "A-1", programme: "main", member_no: "m-1", merchant_no: "shop", amount_fen: 12800 };
        type Booked = paths["/v1/orders"]["post"]["responses"]["201"]["content"]["application/json"];
        export const points = (booked: Booked): string => (booked.state === "booked" ? booked.points : "0");
        export const asked: number = order.amount_fen;
        // @ts-expect-error: money is a number of fen, not text
        export const wrong: string = order.amount_fen;
    "#;
    std::fs::write(dir.path().join("client.ts"), client).unwrap();
    tokio::task::spawn_blocking(move || {
        let tools = typescript();
        run(Command::new(tools.join("openapi-typescript")).args(["openapi.json", "-o", "api.d.ts"]).current_dir(&dir));
        let strict =
            ["--strict", "--noEmit", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"];
        run(Command::new(tools.join("tsc")).args(strict).arg("client.ts").current_dir(&dir));
    })
    .await
    .unwrap();
    service.stop().await;
}

async fn document_of(service: &Reach) -> String {
    let response = service.client.get(format!("{}/openapi.json", service.address)).send().await.unwrap();
    response.text().await.unwrap()
}

fn output(command: &mut Command) -> Result<Output, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("{command:?}: {}\n{out}{err}", output.status))
}

/// Runs a program that must succeed.
fn run(command: &mut Command) {
    output(command).unwrap_or_else(|error| panic!("{error}"));
}

/// Schemathesis in an environment of its own, installed now where it is missing.
fn schemathesis() -> PathBuf {
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schemathesis");
    let program = environment.join("bin/schemathesis");
    if output(Command::new(&program).arg("--version")).is_err() {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment));
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "schemathesis>=4.32,<5"];
        run(Command::new(environment.join("bin/python3")).args(pip));
    }
    program
}

/// The directory with openapi-typescript and the compiler, installed now where they are missing.
fn typescript() -> PathBuf {
    let modules = Path::new(env!("CARGO_TARGET_TMPDIR")).join("typescript");
    let programs = modules.join("node_modules/.bin");
    if output(Command::new(programs.join("tsc")).arg("--version")).is_err() {
        std::fs::create_dir_all(&modules).unwrap();
        let packages = ["openapi-typescript@7", "typescript@5"];
        run(Command::new("npm").args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&modules).args(packages));
    }
    programs
}
