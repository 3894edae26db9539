#!/usr/bin/env bash
# A repository goes through its CI: green; red on the three lines that a change of the summariser got wrong; green within noise;
# blessed. Everything happens in a copy.
#
#   ./demo.sh [FOLDER]     FOLDER: where the copy goes; a temporary one if none is named
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
cp -r "$here"/{sources,changes,summarise.py,evalkit.toml} "$folder"
cd "$folder"
export GITHUB_ACTIONS=true          # as CI has it: the gate annotates lines, and writes the step's summary
export GITHUB_STEP_SUMMARY="$PWD/summary.md"
export GIT_AUTHOR_NAME=demo GIT_AUTHOR_EMAIL=demo@example.org GIT_COMMITTER_NAME=demo GIT_COMMITTER_EMAIL=demo@example.org

say() { printf '\n== %s\n' "$*"; }

# Summarises, judges and holds the run against the baseline, as the CI of this repository does; fails unless the gate's exit
# code is the one that is expected.
ci() {
    local expected=$1 code=0
    shift
    python3 summarise.py
    evalkit run --quiet >run.txt
    evalkit gate "$@" || code=$?
    [ "$code" -eq "$expected" ] || { echo "expected exit code $expected from the gate, got $code"; exit 1; }
}

say "A summariser, its articles, and a baseline of what its summaries come to"
git init -q .
python3 summarise.py
evalkit run --quiet >run.txt
evalkit bless
git add sources articles summarise.py evalkit.toml evalkit-baseline.json
git commit -qm "A summariser and its baseline"

say "1. Nothing changed: green"
ci 0

say "2. A change of the summariser drops the points out of numbers: red, on exactly those lines"
git apply changes/faults.patch
ci 1 --sarif evalkit.sarif --junit junit.xml --gitlab quality.json --markdown comment.md
git checkout -q summarise.py

say "3. A change that words sentences otherwise: green, within noise, and said so"
git apply changes/noise.patch
ci 0

say "4. Meant like that: blessed, and green without a change"
evalkit bless
git add -A articles evalkit-baseline.json summarise.py
git commit -qm "Shorter sentences, blessed"
ci 0
git diff --quiet HEAD -- articles evalkit-baseline.json
