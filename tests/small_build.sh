#!/usr/bin/env bash
# A build without the features judges files as the whole program does, and names the feature where one is needed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

binary="${CARGO_TARGET_DIR:-target}/debug/credtrail"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

fail() { echo "$*" >&2; exit 1; }

judge() { "$binary" replay -q fixtures/missing-record/logs || [ $? = 1 ]; }

# Runs a command that needs a feature.
refused() {
    local feature=$1
    shift
    if "$binary" "$@" >/dev/null 2>"$temporary/said"; then fail "credtrail $* ended with 0"; fi
    grep -qF "the feature \`$feature\`" "$temporary/said" || fail "credtrail $* said: $(cat "$temporary/said")"
}

cargo build --locked --quiet --no-default-features --bin credtrail
judge >"$temporary/small"
refused pull pull --project acme --db "$temporary/a.db"
refused pull doctor --project acme
refused pull workload verify metadata
refused pull scan --pull --project acme --db "$temporary/a.db"
refused lake facts --plan --out "$temporary/lake" fixtures/missing-record/logs
refused lake load "$temporary/lake" --db "$temporary/a.db"
refused buckets ingest --db "$temporary/a.db" gs://acme-audit-logs/

# The program as the tests build it: `cargo build` would compile its dependencies once more, without what only the tests ask of them.
cargo test --locked --quiet --no-run --test integration
judge >"$temporary/whole"
diff "$temporary/small" "$temporary/whole"
