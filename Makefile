# Two commands are all a new machine needs: `make demo` and `make test`. Before: a Rust toolchain (rustup) and make.

.PHONY: demo test build clean

# Build, then the main job on real purchases with a summary, and then a service to try; Ctrl-C ends it.
demo: build
	@bash examples/demo.sh target/release/ratchet target/demo
	@target/release/ratchet serve target/demo --demo

build:
	cargo build --release --package ratchet

# Everything: unit, property and conformance tests, the command line, the documents' commands.
test:
	cargo test --workspace --quiet

clean:
	cargo clean
