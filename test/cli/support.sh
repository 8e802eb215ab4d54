# What the tests of the command share; to be sourced with $command, $json_get and $work set.  Begins in the empty folder $work.
failures=0 checks=0
LC_ALL=C OMP_WAIT_POLICY=passive # many short runs: threads that wait should not spin
export LC_ALL OMP_WAIT_POLICY
mtx='%%MatrixMarket matrix'
rm -rf "$work" && mkdir -p "$work" && cd "$work" || exit 1

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
    hold_schema "$@"
}
# hold_schema ARGUMENT ...: where --json is among the arguments, out is as doc/schema says
hold_schema() {
    case " $* " in *' --json '*) [ -s out ] && [ -n "${JSON_SCHEMA:-}" ] || return 0 ;; *) return 0 ;; esac
    "$JSON_SCHEMA" "$SCHEMAS" <out 2>broken || fail "not as doc/schema says: randlapack $*: $(cat broken)"
    held=$((${held:-0} + 1))
}
# signalled SIGNAL ARGUMENT ...: run the command and send SIGNAL as soon as it has a handler for it: SIGTERM's bit in SigCgt.
# A shell's background jobs ignore SIGINT, hence env.
signalled() {
    signal=$1 && shift
    checks=$((checks + 1))
    env --default-signal=INT "$command" "$@" >out 2>err </dev/null &
    while grep -q 'SigCgt:.*[012389ab][0-9a-f][0-9a-f][0-9a-f]$' /proc/$!/status 2>/dev/null; do :; done
    kill -"$signal" $!
    wait $!
    got=$?
}
said() { grep -qF -- "$1" err || fail "not on stderr: $1"; }
one_sentence() { [ "$(wc -l <err)" -eq 1 ] || fail "not one line on stderr"; }
silent() { [ ! -s "$1" ] || fail "$1 is not empty"; }
printed() { grep -qF -- "$1" out || fail "not on stdout: $1"; }
json() { "$json_get" "$@" <out || echo "no such member"; }
equal() { [ "$1" = "$2" ] || fail "'$1' is not '$2'"; }
near() { awk -v a="$1" -v b="$2" -v t="${3:-1e-12}" 'BEGIN { d = a - b; exit !(d < t && d > -t) }' || fail "$1 is not near $2"; }
absent() { [ ! -e "$1" ] || fail "$1 exists"; }
no_litter() { ls -A | grep -q '^\.randlapack-' && fail "a temporary file is left"; }

list() { # ROWS COLS VALUE ...: a dense matrix, by columns
    printf '%s array real general\n%s %s\n' "$mtx" "$1" "$2" && shift 2 && printf '%s\n' "$@"
}
npy() { # DESCR SHAPE BYTES: an array in .npy format, its bytes as octal escapes
    printf '\223NUMPY\001\000\166\000'
    printf '%-117s\n' "{'descr': '$1', 'fortran_order': False, 'shape': $2, }"
    printf "$3"
}
