#!/usr/bin/env bash
# Checks a ledger's statements with Go's own packages, and that these refuse them with one bit altered:
#   ledger.sh path/to/ledger_check path/to/interop_ledger
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$2" | jq . >"$work/ledger.json"
"$1" <"$work/ledger.json"

# The lowest bit of the character in the middle of a text; of a number.
flip='def flip: explode | .[length / 2 | floor] |= (if . % 2 == 0 then . + 1 else . - 1 end) | implode;'
altered=0
for change in '.key |= flip' '.leaves[0] |= flip' '.leaves[-1] |= flip' 'del(.leaves[7])' \
  '.leaves |= [.[1], .[0]] + .[2:]' '.checkpoints[0] |= flip' '.checkpoints[-1] |= flip' \
  '.proofs[0].leaf |= flip' 'del(.leaves) | .proofs[0].leaf |= flip' '.proofs[0].proof |= flip' \
  '.proofs[-1].proof |= flip' '.proofs[3].proof |= sub("index 1"; "index 0")' \
  'del(.leaves) | .proofs[3].proof |= sub("index 1"; "index 0")' \
  '.proofs[3].proof |= sub("index 1\n[^\n]*"; "index 1")' '.consistency[1].hashes[0] |= flip' \
  '.consistency[-2].hashes[-1] |= flip' 'del(.consistency[1].hashes[0])' \
  '.consistency[1].old_size += 1'; do
  jq "$flip $change" "$work/ledger.json" >"$work/altered.json"
  ! cmp -s "$work/ledger.json" "$work/altered.json" || { echo "ledger.sh: $change does nothing" >&2; exit 1; }
  status=0
  "$1" <"$work/altered.json" >/dev/null 2>"$work/why" || status=$?
  ((status == 1)) || { echo "ledger.sh: status $status for $change: $(<"$work/why")" >&2; exit 1; }
  altered=$((altered + 1))
done
echo "ledger.sh: $altered alterations are refused"
