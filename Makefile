# Two commands are all a new machine needs: `make demo` and `make test`. Before: a Rust toolchain (rustup) and make.

.PHONY: demo test build clean

# Build, then the main job on real purchases, ending in a summary.
demo: build
	@bash examples/demo.sh target/release/ratchet target/demo

build:
	cargo build --release --package ratchet

# Everything: unit, property and conformance tests, the command line, the documents' commands.
test:
	cargo test --workspace --quiet

clean:
	cargo clean
