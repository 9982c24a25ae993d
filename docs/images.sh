#!/bin/sh
# Makes docs/src/images/page.png: the page of a sample, opened by Chromium. Needs target/debug/credtrail, Chromium and pngquant (optional).
set -eu
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"${CARGO_TARGET_DIR:-target}/debug/credtrail" replay -q --format html --output "$scratch/page.html" fixtures/missing-record/logs || [ $? = 1 ]
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-color-profile=srgb --user-data-dir="$scratch/profile" \
    --window-size=1100,900 --screenshot="$scratch/page.png" "file://$scratch/page.html"
if command -v pngquant >/dev/null; then pngquant --force --output "$scratch/page.png" "$scratch/page.png"; fi
mkdir -p docs/src/images
mv "$scratch/page.png" docs/src/images/page.png
