#!/usr/bin/env bash
# Times `idlc compile` against Apache's `thrift --gen rs` on the same file of more than 10 000 lines: release build, the
# two in turn, medians. Needs Debian's thrift-compiler.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-11}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

body() { # body NUMBER: 52 lines, every construct that both compilers read
  cat <<IDL
/** The kinds of thing number $1. */
enum Kind$1 {
  NONE,
  SMALL = 1,
  LARGE = 5,
  HUGE,
}

typedef i64 Moment$1
typedef map<string, list<i32>> Index$1

const i32 LIMIT$1 = 10
const list<string> NAMES$1 = ["one", "two", "three"]

/** A thing with a field of every type. */
struct Thing$1 {
  1: required bool flag,
  2: i8 tiny,
  3: i16 small = 7,
  4: i32 number,
  5: Moment$1 at,
  6: double ratio,
  7: string name,
  8: binary payload,
  9: optional Kind$1 kind,
  10: list<string> words,
  11: set<i32> numbers,
  12: Index$1 index,
  13: optional string comment,
}

/** One of several. */
union Choice$1 {
  1: string text,
  2: i32 number,
  3: Thing$1 thing,
}

exception Trouble$1 {
  1: string why,
  2: optional Kind$1 kind,
}

/** Keeps things. */
service Store$1 {
  void ping(),
  /** The thing under a key. */
  Thing$1 get(1: string key) throws (1: Trouble$1 trouble),
  list<Thing$1> find(1: Choice$1 by, 2: i32 limit = 10),
  map<string, i64> count(1: set<string> keys),
  oneway void forget(1: string key),
}
IDL
}

for number in $(seq 200); do body "$number"; done >"$work/big.thrift"
lines=$(wc -l <"$work/big.thrift")
idlc=${IDLC:-${CARGO_TARGET_DIR:-target}/release/idlc}
[ -n "${IDLC:-}" ] || cargo build --quiet --release -p idlc

milliseconds() { # milliseconds COMMAND…
  local start end
  start=$(date +%s%N)
  "$@" >/dev/null 2>&1
  end=$(date +%s%N)
  echo $(((end - start) / 1000000))
}
for run in $(seq "$runs"); do
  rm -rf "$work/ours" "$work/theirs"
  mkdir "$work/ours" "$work/theirs"
  milliseconds "$idlc" compile "$work/big.thrift" --out "$work/ours" >>"$work/ours.ms"
  milliseconds thrift --gen rs -out "$work/theirs" "$work/big.thrift" >>"$work/theirs.ms"
done
median() { sort -n "$1" | sed -n "$(((runs + 1) / 2))p"; }
ours=$(median "$work/ours.ms")
theirs=$(median "$work/theirs.ms")
echo "$lines lines of IDL, medians of $runs runs in turn:"
echo "  idlc compile     $ours ms, $(cat "$work"/ours/*.rs | wc -l) lines of Rust"
echo "  thrift --gen rs  $theirs ms, $(cat "$work"/theirs/*.rs | wc -l) lines of Rust"
echo "  ratio            $(awk "BEGIN { printf \"%.2f\", $ours / $theirs }")"
