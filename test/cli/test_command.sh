#!/bin/sh
# The program itself: exit codes, sentences, what lands where.  COMMAND JSON_GET CLI_SOURCES WORK
set -u
command=$1 json_get=$2 sources=$3 work=$4
corpus=$sources/fuzz/corpus
failures=0 checks=0
LC_ALL=C OMP_WAIT_POLICY=passive # many short runs: threads that wait should not spin
export LC_ALL OMP_WAIT_POLICY
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

# ---- a problem with a known answer: x = (2, -1), b = A x + r, r = (1, -1, -1, 1), A^T r = 0
mtx='%%MatrixMarket matrix'
printf '%s array real general\n4 2\n1\n1\n1\n1\n0\n1\n2\n3\n' "$mtx" >A.mtx
printf '%s coordinate integer general\n4 2 7\n1 1 1\n2 1 1\n3 1 1\n4 1 1\n2 2 1\n3 2 2\n4 2 3\n' "$mtx" >S.mtx
printf '%s array real general\n4 1\n3\n0\n-1\n0\n' "$mtx" >b.mtx
printf '%s array integer general\n4 2\n3\n0\n-1\n0\n6\n0\n-2\n0\n' "$mtx" >B.mtx
printf '%s coordinate pattern symmetric\n2 2 2\n1 1\n2 2\n' "$mtx" >I.mtx

# ---- help, version, usage
expect 0 --version && printed randlapack && silent err
expect 0 --help && printed lstsq && silent err
expect 0 help && printed lstsq
expect 0 help lstsq && printed '--sketch-rows' && cp out help
expect 0 lstsq --help && cmp -s out help || fail "lstsq --help is not help lstsq"
expect 2 && said 'a verb is missing' && silent out
expect 2 nonsense && said "unknown verb 'nonsense'"
expect 2 --nonsense && said "unknown option '--nonsense'"
expect 2 help nonsense && said "unknown verb 'nonsense'"
expect 2 help lstsq more && said "'more'"
expect 2 lstsq && said 'needs two files' && silent out
expect 2 lstsq A.mtx b.mtx --nonsense && said "'--nonsense'" && silent out
expect 2 lstsq A.mtx b.mtx --sketch-rows 1 && said 'less than the 2 columns' && one_sentence

# ---- the manual and the help text name the same options
sed 's/\\-/-/g' "$sources/randlapack-lstsq.1" | grep -o -- '--[a-z][a-z-]*' | sort -u >in_manual
sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' help | sort -u >in_help
cmp -s in_manual in_help || fail "options of the manual and of the help text differ: $(diff in_manual in_help | tr '\n' ' ')"
[ "$(wc -l <in_help)" -ge 10 ] || fail "the help text has lost its options"

# ---- solving
for A in A.mtx S.mtx; do
    expect 0 lstsq $A b.mtx
    near "$(sed -n 1p out)" 2 && near "$(sed -n 2p out)" -1
    [ "$(wc -l <out)" -eq 2 ] || fail "x is not two lines"
    said '2.000000e+00  ||b - A x||'
done
expect 0 lstsq -q A.mtx b.mtx && silent err
expect 0 lstsq --single A.mtx b.mtx --quiet && near "$(sed -n 2p out)" -1 1e-5
expect 0 lstsq A.mtx B.mtx -q
near "$(awk 'NR == 2 { print $1 }' out)" -1 && near "$(awk 'NR == 2 { print $2 }' out)" -2
awk -v head="$mtx" 'BEGIN { # 400 x 3, x = (1, 2, 3)
    print head, "array real general\n400 3" >"tall.mtx"; print head, "array real general\n400 1" >"tall_b.mtx"
    for (j = 1; j <= 3; j++) for (i = 1; i <= 400; i++) print i * i * j % 97 >"tall.mtx"
    for (i = 1; i <= 400; i++) print i * i % 97 + 2 * (2 * i * i % 97) + 3 * (3 * i * i % 97) >"tall_b.mtx"
}'
for family in sparse-sign count-sketch sparse-stack less-uniform gaussian uniform rademacher srht srft row-sample; do
    expect 0 lstsq tall.mtx tall_b.mtx -q -s $family -d 50 --seed 7 && near "$(sed -n 3p out)" 3 1e-10
    expect 0 lstsq --json tall.mtx tall_b.mtx -s $family -d 50
    equal "$(json sketch rows)" 50
done
expect 2 lstsq tall.mtx tall_b.mtx -d 50 -k 60 && said 'does not fit' && one_sentence && silent out

# ---- output files: the summary goes to stdout, and the file is good as input
expect 0 lstsq -o x.npy -- A.mtx B.mtx && silent err && printed 'x            x.npy'
expect 0 lstsq I.mtx x.npy -q && near "$(awk 'NR == 1 { print $2 }' out)" 4
expect 0 lstsq --output=x.npy A.mtx b.mtx -q && silent out && silent err
expect 0 lstsq I.mtx x.npy -q && near "$(sed -n 2p out)" -1
no_litter

# ---- JSON
expect 0 lstsq S.mtx A.mtx --json --seed 18446744073709551615 --threads 1 && silent err
equal "$(json command)" lstsq
equal "$(json info)" 0
equal "$(json status)" success
equal "$(json A rows)" 4
equal "$(json A sparse)" true
equal "$(json A entries)" 7
equal "$(json b type)" real
equal "$(json sketch seed)" 18446744073709551615
equal "$(json sketch family)" sparse-sign
equal "$(json rank)" 2
equal "$(json threads)" 1
near "$(json x | tr -d '][' | cut -d, -f1)" 1
near "$(json x | tr -d '][' | cut -d, -f2)" 0
expect 0 lstsq A.mtx b.mtx --json -o x.npy
equal "$(json output)" x.npy
equal "$(json x)" 'no such member'
near "$(json residual_norm)" 2
near "$(json normal_residual)" 0
near "$(json seconds total)" 0 60
cp A.mtx "$(printf 'A\377.mtx')"
expect 0 lstsq "$(printf 'A\377.mtx')" b.mtx --json
equal "$(json A file)" 'A?.mtx'

# ---- numerical outcomes: 1, with x if there is one
printf '%s array real general\n3 2\n1\n1\n1\n2\n2\n2\n' "$mtx" >deficient.mtx
printf '%s array real general\n3 1\n1\n1\n1\n' "$mtx" >ones.mtx
printf '%s array real general\n3 1\n1\nnan\n1\n' "$mtx" >nan.mtx
rm -f x.npy
expect 1 lstsq deficient.mtx ones.mtx -q -o x.npy && said 'rank deficient' && one_sentence
[ -s x.npy ] || fail "the solution of a rank-deficient problem is not written"
expect 1 lstsq deficient.mtx ones.mtx --json
equal "$(json info)" 2
equal "$(json rank)" 1
rm -f x.npy
expect 1 lstsq deficient.mtx nan.mtx -q -o x.npy && said 'NaN or Inf' && one_sentence && absent x.npy
expect 1 lstsq nan.mtx ones.mtx --json -o x.npy && said 'NaN or Inf' && absent x.npy
equal "$(json info)" 4
equal "$(json output)" 'no such member'

# ---- bad input: 3, one sentence that begins with the file
bad() { # FILE SENTENCE
    expect 3 lstsq "$1" b.mtx -o bad.npy && said "randlapack: $1: " && said "$2" && one_sentence && silent out
    absent bad.npy
}
: >empty.npy
mkfifo pipe
head -c 100 "$corpus/npy/type_le_f8.npy" >cut.npy
head -n 5 A.mtx >cut.mtx
bad missing.npy 'No such file'
bad . 'is a directory'
bad empty.npy 'is empty'
bad pipe 'is not a regular file'
bad help 'neither a .npy nor a Matrix Market file'
bad cut.npy 'is truncated'
bad cut.mtx 'declares more entries'
for file in "$corpus"/npy/bad_* "$corpus"/mtx/bad_*; do
    expect 3 lstsq "$file" b.mtx && said "randlapack: $file: " && one_sentence && silent out
    expect 3 lstsq A.mtx "$file" && said "randlapack: $file: " && one_sentence
done
if [ "$(id -u)" -ne 0 ]; then # root may read anything
    cp A.mtx unreadable.mtx && chmod 0 unreadable.mtx
    bad unreadable.mtx 'Permission denied'
fi
printf '%s array real general\n1 2\n1\n2\n' "$mtx" >wide.mtx
bad wide.mtx 'at least as many rows as columns'
expect 3 lstsq A.mtx ones.mtx && said 'randlapack: ones.mtx: has 3 rows, but the matrix in A.mtx has 4' && one_sentence

# ---- output that fails: 4, and everything is as it was
mkdir folder
expect 4 lstsq A.mtx b.mtx -o folder && said 'folder: is a directory' && one_sentence && silent out
expect 4 lstsq A.mtx b.mtx -o none/x.npy && said 'No such file' && one_sentence
expect 4 lstsq A.mtx b.mtx -q -o /dev/full && said '/dev/full: cannot be written: No space left' && one_sentence
"$command" lstsq A.mtx b.mtx -q >/dev/full 2>err
[ $? -eq 4 ] || fail "a full standard output is not noticed"
said 'standard output: cannot be written: No space left'
"$command" --help >/dev/full 2>err
[ $? -eq 4 ] || fail "a full standard output is not noticed by --help"
printf '%s coordinate pattern general\n2000 2000 2000\n' "$mtx" >large.mtx
awk 'BEGIN { for (i = 1; i <= 2000; i++) print i, i }' >>large.mtx
printf '%s array real general\n2000 1\n' "$mtx" >large_b.mtx
yes 1 | head -n 2000 >>large_b.mtx
echo old >old.npy
(ulimit -f 4 && "$command" lstsq large.mtx large_b.mtx -q -s count-sketch -o old.npy 2>err)
[ $? -eq 4 ] || fail "a file limit is not noticed"
said 'old.npy: cannot be written: File too large'
equal "$(cat old.npy)" old
no_litter

# ---- signals: a long reading is stopped.  Too early finds no handler yet, too late no reading: hence several waits
{
    printf '%s array real general\n3000000 1\n' "$mtx"
    yes 1.5 | head -n 3000000
} >long.mtx
interrupted() { # SIGNAL CODE
    for wait in 0.05 0.1 0.2 0.4 0.8 1.6 3.2; do
        timeout --preserve-status -s "$1" $wait "$command" lstsq long.mtx long.mtx -o stopped.npy >out 2>err
        got=$?
        grep -q interrupted err && break
        rm -f stopped.npy
    done
    [ $got -eq "$2" ] || fail "exit $got, not $2, after SIG$1"
    said 'interrupted; nothing was written' && absent stopped.npy
    no_litter
}
interrupted INT 130
interrupted TERM 143

# ---- the bar: on a terminal only
expect 0 lstsq long.mtx long.mtx -o x.npy && silent err
if command -v script >/dev/null; then
    script -qec "'$command' lstsq long.mtx long.mtx -o x.npy" /dev/null </dev/null >terminal 2>&1
    # Which phase is drawn is a matter of speed: the bar shows itself after a tenth of a second.
    grep -q '\(reading\|sketch\|factor\|iterate\) *\[.*%' terminal || fail "there is no bar on a terminal"
    script -qec "'$command' lstsq -q long.mtx long.mtx -o x.npy" /dev/null </dev/null >terminal 2>&1
    [ ! -s terminal ] || fail "--quiet is not quiet on a terminal"
fi

cd .. && rm -rf "$work"
echo "$checks runs of the command, $failures failures"
[ $failures -eq 0 ] && [ $checks -gt 150 ]
