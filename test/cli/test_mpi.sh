#!/bin/sh
# The command in 1, 2 and 4 processes: the same results as in one, the same exit code from all, one sentence.
# MPIEXEC FLAG COMMAND MPI_COMMAND JSON_GET CHECK_FACTORS MAKE LOGDET CLI_SOURCES WORK PLAIN
set -u
mpiexec=$1 flag=$2 command=$3 many=$4 json_get=$5 check=$6 make=$7 logdet=$8 sources=$9 && shift 9 && work=$1 plain=$2
. "$(dirname "$0")/support.sh"
single=$command

# under PROCESSES CODE ARGUMENT ...: in so many processes, the last of them in the folder $last; what mpirun itself says of
# exit codes is taken out of err
last=.
full() { [ "$plain" = yes ]; } # a sanitizer makes starting slow
OMPI_MCA_orte_abort_on_non_zero_status=0 && export OMPI_MCA_orte_abort_on_non_zero_status # all shall come to their end
under() {
    processes=$1 code=$2 && shift 2
    checks=$((checks + 1))
    here=$PWD timeout 60 "$mpiexec" "$flag" "$processes" sh -c '
        last=$1 processes=$2 && shift 2
        [ "${OMPI_COMM_WORLD_RANK:-0}" -lt $((processes - 1)) ] || cd "$last"
        "$@"; code=$?; echo $code >>"$here/codes"; exit $code' sh "$last" "$processes" "$many" "$@" >out 2>raw </dev/null
    got=$? # 0 for all that ended
    awk '/^-----/ { inside = !inside; next } !inside && NF && !/^\[.*\]/' raw >err
    [ $got -eq "${mpirun_code:-0}" ] || fail "mpirun exits with $got, not ${mpirun_code:-0}: $processes x $*"
    [ "$(sort -u codes)" = "$code" ] && [ "$(wc -l <codes)" -eq "$processes" ] || fail "codes are not all $code: $*"
    rm -f codes
    hold_schema "$@"
}
bytes() { awk "BEGIN { $1 }"; } # octal escapes of what awk prints as integers from -128 to 127

# ---- help, version, usage
under 2 0 --version && printed randlapack-mpi && silent err && [ "$(wc -l <out)" -eq 1 ] || fail "said twice"
under 2 0 help lstsq && printed '--sketch-rows'
full && under 4 2 eig A.npy && said "no verb for several processes is called 'eig'"
under 2 2 lstsq && said 'needs two files' && [ "$(grep -c 'needs two files' err)" -eq 1 ] || fail "said twice"
under 2 2 lstsq A.npy b.npy -m fossils && said '--method fossils does not run in several processes'
for verb in lstsq svd logdet; do grep -q "^\.B $verb" "$sources/randlapack-mpi.1" || fail "the manual lacks $verb"; done

# ---- least squares: x = (1, -2, 1) but for a residual, weights, several right-hand sides, both orders
shape='n = 3; m = 41; for (i = 0; i < m; i++) { a[0] = 1; a[1] = i * i % 7; a[2] = i * 5 % 11'
A=$(bytes "$shape; for (j = 0; j < n; j++) printf \"\\\\%03o\", a[j] }")
F=$(bytes "n = 3; m = 41; for (j = 0; j < n; j++) for (i = 0; i < m; i++)
    printf \"\\\\%03o\", j == 0 ? 1 : j == 1 ? i * i % 7 : i * 5 % 11")
b=$(bytes "$shape; v = a[0] - 2 * a[1] + a[2] + i % 2; printf \"\\\\%03o\", v < 0 ? v + 256 : v }")
w=$(bytes "for (i = 0; i < 41; i++) printf \"\\\\%03o\", i % 4")
npy '|i1' '(41, 3)' "$A" >A.npy
npy '|i1' '(41, 3)' "$F" | sed "1s/'fortran_order': False, /'fortran_order': True,  /" >F.npy
npy '|i1' '(41,)' "$b" >b.npy
npy '|i1' '(41, 1)' "$b" >B.npy
npy '|u1' '(41,)' "$w" >w.npy
solved() { # PROCESSES MATRIX OPTION ...: the x of one process
    count=$1 matrix=$2 && shift 2
    "$single" lstsq A.npy b.npy -q "$@" >expected
    under "$count" 0 lstsq "$matrix" b.npy -q "$@"
    silent err
    [ "$(wc -l <out)" -eq 3 ] || fail "x is not three lines"
    for k in 1 2 3; do near "$(sed -n ${k}p out)" "$(sed -n ${k}p expected)" "${tolerance:-1e-10}"; done
}
full && solved 1 A.npy
solved 2 F.npy -w w.npy
solved 4 F.npy --ridge 0.5 -p sketch -s gaussian -d 20
full && tolerance=1e-4 && solved 2 A.npy --single && tolerance=
under 4 0 lstsq A.npy B.npy --json && equal "$(json processes)" 4 && equal "$(json A rows)" 41
near "$(json residual_norm)" "$("$single" lstsq A.npy b.npy --json >two; "$json_get" residual_norm <two)" 1e-10
under 2 0 lstsq A.npy b.npy -o x.npy && printed 'processes    2' && silent err && no_litter
"$single" lstsq A.npy b.npy -q -o y.npy && [ "$(wc -c <x.npy)" = "$(wc -c <y.npy)" ] || fail "x.npy is not the size of y.npy"

# ---- more processes than rows
npy '|i1' '(2, 1)' '\001\002' >two.npy
npy '|i1' '(2,)' '\002\004' >two_b.npy
under 4 0 lstsq two.npy two_b.npy -q && near "$(cat out)" 2

# ---- what is wrong, on one process or on all: one sentence, one code, and no process waits for another
npy '|i1' '(40,)' "$(bytes 'for (i = 0; i < 40; i++) printf "\\001"')" >b40.npy
npy '<f8' '(3, 1)' "$(bytes 'for (k = 0; k < 24; k++) printf k < 22 ? "\\000" : k == 22 ? "\\370" : "\\177"')" >nan.npy
npy '|i1' '(3,)' '\001\002\003' >three.npy
npy '|i1' '(1, 3)' '\001\002\003' >wide.npy
npy '|i1' '(1,)' '\001' >one.npy
head -c 200 A.npy >short.npy
under 1 3 lstsq none.npy b.npy && said 'none.npy: ' && one_sentence && silent out
full && under 4 3 lstsq short.npy b.npy && said 'short.npy: is truncated' && one_sentence
full && under 2 3 lstsq A.npy b40.npy && said 'has 40 rows, but the matrix in A.npy has 41' && one_sentence
under 4 3 lstsq A.npy b.npy -w b.npy && said 'weights are finite and not negative' && one_sentence
under 2 1 lstsq nan.npy three.npy -o never.npy && said 'NaN or Inf' && one_sentence && absent never.npy
full && under 2 3 lstsq wide.npy one.npy && said 'several processes need as many rows as columns' && one_sentence
full && under 4 4 lstsq A.npy b.npy -o none/x.npy && said 'none/x.npy: ' && one_sentence
mkdir elsewhere && cp b.npy elsewhere
last=elsewhere
under 4 3 lstsq A.npy b.npy && said 'A.npy: cannot be opened' && one_sentence # by the last
cp short.npy elsewhere/A.npy
under 4 3 lstsq A.npy b.npy && said 'A.npy: is truncated' && one_sentence
cp b40.npy elsewhere/A.npy
under 4 3 lstsq A.npy b.npy && said 'A.npy: is another file, of 40 x 1, for process 3' && one_sentence
last=.

# ---- truncated SVD: singular values, and the factors themselves
"$single" svd A.npy -k 2 -q >expected
under 2 0 svd A.npy -k 2 -q && silent err && [ "$(wc -l <out)" -eq 2 ] || fail "s is not two lines"
for k in 1 2; do near "$(sed -n ${k}p out)" "$(sed -n ${k}p expected)" 1e-8; done
under 4 0 svd F.npy -k 3 -o factors && printed 'in 4 processes' && printed 'U.npy' && silent err && no_litter
near "$("$check" A.npy factors/U.npy factors/s.npy:d factors/V.npy:t)" 0 1e-12
near "$("$check" orth factors/U.npy)" 0 1e-12
full && under 2 0 svd two.npy -k 1 --json && equal "$(json processes)" 2 && equal "$(json A rows)" 2
full && under 2 2 svd A.npy -k 4 && said '--rank 4 is more than the matrix can have' && one_sentence

# ---- log-determinants
if [ "$logdet" = yes ]; then
    for kind in markov indefinite; do "$make" $kind.npy 90 $kind '<f8' c || fail "logdet_make"; done
    determined() { # PROCESSES OPTION ...
        count=$1 && shift
        "$single" logdet markov.npy -q "$@" >expected
        under "$count" 0 logdet markov.npy -q "$@"
        near "$(cut -d' ' -f1 out)" "$(cut -d' ' -f1 expected)" 1e-10 && equal "$(cut -d' ' -f2 out)" 1
    }
    full && determined 1 --kind spd
    determined 4 --kind symmetric
    under 4 1 logdet indefinite.npy --kind spd && said 'not positive definite' && one_sentence && silent out
    under 2 0 logdet markov.npy --json && equal "$(json processes)" 2 && equal "$(json sign)" 1
    full && under 2 2 logdet markov.npy -m slq && said '--method slq does not run in several processes'
    npy '|i1' '(2, 2)' '\001\002\003\004' >skew.npy
    full && under 2 3 logdet skew.npy --kind spd && said 'is not symmetric' && one_sentence
fi

# ---- where mpirun ends a job at the first that fails, as it does by default, it does so with this code
OMPI_MCA_orte_abort_on_non_zero_status=1
full && mpirun_code=3 && under 1 3 lstsq none.npy b.npy && mpirun_code=0

# ---- the command itself hands over, or says what it lacks
OMPI_MCA_orte_abort_on_non_zero_status=0
many=$single
under 2 0 lstsq A.npy b.npy -q && [ "$(wc -l <out)" -eq 3 ] || fail "x was printed more than once"
full && under 1 0 eig --help && printed eig
mkdir alone && cp "$single" alone/randlapack
LD_LIBRARY_PATH=$(dirname "$(ldd "$single" | sed -n 's/.*librandlapack\.so[^ ]* => \([^ ]*\).*/\1/p')") && export LD_LIBRARY_PATH
many=$PWD/alone/randlapack
under 2 2 lstsq A.npy b.npy && said 'several processes need randlapack-mpi' && [ "$(grep -c need err)" -eq 1 ] || fail "said twice"

echo "$checks runs, ${held:-0} of --json held against its schema, $failures failures"
[ $failures -eq 0 ] && [ $checks -gt 15 ]
