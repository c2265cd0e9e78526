# Two commands do everything: `make demo` and `make test`. Both install what is missing.
.PHONY: demo test build ui models package bench lint fmt clean

demo: build
	target/release/station demo --out target/demo

test:
	scripts/setup.sh test
	scripts/test.sh

# Leaves station, hrms and the desktop app in target/release, and all models in place.
# Programs are always built out of the whole workspace: with `-p` cargo joins the features of fewer
# crates, so that the same packages would be built again in another way.
build:
	scripts/setup.sh run
	$(MAKE) --no-print-directory ui
	cargo build --release --locked --workspace --bins
	$(MAKE) --no-print-directory models

ui:
	scripts/ui.sh build

models:
	cargo build --release --locked --workspace --bin station
	target/release/station models fetch

# A .deb in target/package, proved in a fresh Debian 12 where this runs as root.
package:
	scripts/setup.sh package
	$(MAKE) --no-print-directory ui
	cargo build --release --locked --workspace --bin station --bin interview-station
	scripts/package.sh deb
	scripts/package.sh prove

bench: build
	scripts/bench.sh

lint:
	scripts/lint.sh

fmt:
	cargo fmt

clean:
	rm -rf target ui/dist ui/node_modules
