# Two commands are all a new machine needs: `make demo` and `make test`. Before: a Rust toolchain (rustup), Node 20.19 or newer, and make.

.PHONY: demo test build pages clean

# Build, then the main job on real purchases with a summary, and then a service to try; Ctrl-C ends it.
demo: build
	@bash examples/demo.sh target/release/ratchet target/demo
	@target/release/ratchet serve target/demo --demo

build: pages
	cargo build --release --package ratchet

# The pages for members, stores and operators, which are compiled into the program.
pages:
	npm --prefix web ci --no-audit --no-fund
	npm --prefix web run build

# Everything: unit, property and conformance tests, the command line, the documents' commands; then the pages, also in a real
# browser against the real program (Chromium and fonts are installed where they are missing).
test: pages
	cargo test --workspace --quiet
	npm --prefix web run lint
	npm --prefix web test
	npm --prefix web run test:built
	npm --prefix web run test:browser

clean:
	cargo clean
	rm -rf web/node_modules web/dist/*
