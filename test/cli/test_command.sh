#!/bin/sh
# The program itself: exit codes, sentences, what lands where.  COMMAND JSON_GET CLI_SOURCES WORK
set -u
command=$1 json_get=$2 sources=$3 work=$4
failures=0 checks=0
LC_ALL=C
export LC_ALL

rm -rf "$work" && mkdir -p "$work" && cd "$work" || exit 1
corpus=$sources/fuzz/corpus

fail() {
    echo "FAILED: $*"
    sed 's/^/    out: /' out | head -n 5
    sed 's/^/    err: /' err | head -n 5
    failures=$((failures + 1))
}

# expect CODE ARGUMENT ...: run the command into the files out and err
expect() {
    code=$1 && shift
    checks=$((checks + 1))
    "$command" "$@" >out 2>err </dev/null
    got=$?
    [ $got -eq "$code" ] || fail "exit $got, not $code: randlapack $*"
}
said() { grep -qF -- "$1" err || fail "not on stderr: $1"; }
one_sentence() { [ "$(wc -l <err)" -eq 1 ] || fail "not one line on stderr"; }
silent() { [ ! -s "$1" ] || fail "$1 is not empty"; }
printed() { grep -qF -- "$1" out || fail "not on stdout: $1"; }
json() { "$json_get" "$@" <out || echo "no such member"; }
equal() { [ "$1" = "$2" ] || fail "'$1' is not '$2'"; }
near() { awk -v a="$1" -v b="$2" 'BEGIN { d = a - b; exit !(d < 1e-12 && d > -1e-12) }' || fail "$1 is not near $2"; }

# ---- a problem with a known answer, x = (2, -1): b = A x + r with A^T r = 0
mtx='%%MatrixMarket matrix'
printf '%s array real general\n4 2\n1\n1\n1\n1\n0\n1\n2\n3\n' "$mtx" >A.mtx
printf '%s array real general\n4 1\n3\n-1\n-2\n0\n' "$mtx" >b.mtx # residual (1, -2, 0... see below) is made orthogonal
printf '%s coordinate real general\n4 2 7\n1 1 1\n2 1 1\n3 1 1\n4 1 1\n2 2 1\n3 2 2\n4 2 3\n' "$mtx" >S.mtx
printf '%s array real general\n4 1\n3\n-1\n-1\n0\n' "$mtx" >b.mtx # (2 1 0 -1) + (1 -2 -1 1)... orthogonality is checked
