#!/bin/sh
# The verb logdet: values that are known, what it refuses, memory, interrupts.  COMMAND JSON_GET MAKE PEAK CLI_SOURCES WORK PLAIN
set -u
command=$1 json_get=$2 make=$3 peak=$4 sources=$5 work=$6 plain=$7
. "$(dirname "$0")/support.sh"
OMP_NUM_THREADS=1 && export OMP_NUM_THREADS

known() { # SIGN VALUE [TOLERANCE]: on stdout
    equal "$(cut -d' ' -f2 out)" "$1"
    near "$(cut -d' ' -f1 out)" "$2" "${3:-1e-10}"
}
chain() { awk -v n="$1" 'BEGIN { printf "%.17g", (n - 1) * log(1 - 0.49) }'; } # of the matrix markov
make() { "$make" "$@" || fail "logdet_make $*"; }
tridiagonal() { # N DIAGONAL LAST: second differences; det = n + 1 for 2 2
    awk -v n="$1" -v d="$2" -v l="$3" -v head="$mtx" 'BEGIN {
        print head, "coordinate real symmetric\n" n, n, 2 * n - 1
        for (i = 1; i <= n; i++) { print i, i, i < n ? d : l; if (i < n) print i + 1, i, -1 } }'
}

# ---- the manual and the help text name the same options
expect 0 help logdet && cp out help
sed 's/\\-/-/g' "$sources/randlapack-logdet.1" | grep -o -- '--[a-z][a-z-]*' | sort -u >in_manual
sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' help | sort -u >in_help
cmp -s in_manual in_help || fail "options of the manual and of the help text differ: $(diff in_manual in_help | tr '\n' ' ')"
expect 0 help && printed logdet

# ---- known values, in memory and with a fraction of it
for order in c fortran; do
    for kind in markov reversed saddle indefinite; do make $kind.npy 90 $kind '<f8' $order; done
    methods='-m direct:-m memdet:-m memdet --mem 40K'
    [ $order = c ] || methods='-m direct:--mem 40K'
    IFS=: && set -- $methods && unset IFS
    for method; do
        expect 0 logdet markov.npy $method && known 1 "$(chain 90)"
        expect 0 logdet markov.npy $method --kind symmetric && known 1 "$(chain 90)"
        expect 0 logdet markov.npy $method --kind spd && known 1 "$(chain 90)"
        expect 0 logdet reversed.npy $method && known -1 "$(chain 90)"
        expect 0 logdet reversed.npy $method --kind symmetric -q && known -1 "$(chain 90)" && silent err
        expect 0 logdet saddle.npy $method --kind symmetric && known -1 "$(awk -v x="$(chain 45)" 'BEGIN { print 2 * x }')" 1e-3
        expect 1 logdet indefinite.npy $method --kind spd && said 'is not positive definite' && one_sentence && silent out
    done
    expect 0 logdet markov.npy && said 'direct, as it fits into memory'
    expect 0 logdet markov.npy --mem 40K && said 'memdet, as the matrix does not fit into memory'
    expect 0 logdet indefinite.npy --kind symmetric && cp out one
    expect 0 logdet indefinite.npy --kind general --mem 40K && known -1 "$(cut -d' ' -f1 one)"
done
expect 1 logdet indefinite.npy --kind spd --mem 40K && said 'its leading block of order 46 is not; --kind symmetric'
make 4.npy 90 markov '<f4' fortran
expect 0 logdet 4.npy --kind spd && known 1 "$(chain 90)" 1e-4 && said 'precision    single'
expect 0 logdet 4.npy --kind spd --double --mem 40K && known 1 "$(chain 90)" 1e-4 && said 'precision    double'
expect 0 logdet markov.npy --single -m memdet --mem 40K && known 1 "$(chain 90)" 1e-3
expect 0 logdet markov.npy --kind spd -m memdet --mem 40K --single-scratch && known 1 "$(chain 90)" 1e-3
list 3 3 2 1 0 1 2 1 0 1 2 >D.mtx # det = 4
expect 0 logdet D.mtx && known 1 1.3862943611198906
expect 0 logdet D.mtx --kind spd --json && near "$(json logabsdet)" 1.3862943611198906 && equal "$(json sign)" 1
npy '<f8' '(0, 0)' '' >empty.npy
expect 0 logdet empty.npy --kind spd --plot empty --json && near "$(json logabsdet)" 0 && equal "$(json plot)" null
absent empty

# ---- singular, not finite, not symmetric
make singular.npy 90 singular '<f8' c
make nan.npy 90 nan '<f8' c
make skew.npy 90 skew '<f8' c
list 2 2 1 2 2 4 >singular.mtx
expect 1 logdet singular.mtx && said 'rank deficient'
equal "$(cat out)" '-inf 0'
expect 1 logdet singular.mtx --json && equal "$(json logabsdet)" null && equal "$(json sign)" 0 && equal "$(json info)" 2
expect 1 logdet singular.npy --mem 40K -q && said 'rank deficient' && one_sentence
for kind in general symmetric spd; do
    for mem in 40K 1M; do expect 1 logdet nan.npy --kind $kind --mem $mem && said 'NaN or Inf' && one_sentence && silent out; done
done
expect 1 logdet nan.npy --json && equal "$(json logabsdet)" null && equal "$(json info)" 4
for method in direct memdet slq; do expect 3 logdet skew.npy --kind symmetric -m $method && said 'skew.npy: is not symmetric'; done
expect 3 logdet skew.npy -m flodance && said 'skew.npy: is not symmetric' && one_sentence

# ---- estimates
expect 0 logdet markov.npy -m slq --kind spd --samples 200 --seed 3 && near "$(cut -d' ' -f1 out)" "$(chain 90)" "$(cut -d' ' -f3 out)"
expect 0 logdet markov.npy -m slq --json --steps 40
equal "$(json sign)" null && equal "$(json slq degree)" 40 && equal "$(json confidence)" 0.94999999999999996
expect 0 logdet markov.npy -m slq --kind spd -t 0.05 --steps 20 --json
awk -v h="$(json half_width)" -v v="$(json logabsdet)" 'BEGIN { exit !(h <= -0.05 * v) }' || fail 'the interval is too wide'
expect 1 logdet markov.npy -m slq --kind spd -t 1e-6 --steps 5 && said 'before the tolerance was met' && [ -s out ] || fail 'no value'
expect 1 logdet indefinite.npy -m slq --kind spd && said 'not positive definite'
make large.npy 400 markov '<f8' c
expect 0 logdet large.npy -m flodance --points 60 --plot f.gp && known 1 "$(chain 400)" 1e-6 && said 'plot         f.gp'
expect 0 logdet large.npy -m flodance --point-rows 2 --json --confidence 0.8 && near "$(json logabsdet)" "$(chain 400)" 1e-3
equal "$(json flodance points)" 32 && equal "$(json confidence)" 0.80000000000000004
expect 2 logdet large.npy -m flodance --point-rows 7 && said '--point-rows 7 does not divide the 400 rows' && one_sentence
expect 2 logdet large.npy -m flodance --points 5 && said '5 points are too few' && one_sentence
expect 0 logdet large.npy --kind spd --mem 500K --plot "m'.gp" && known 1 "$(chain 400)" && cp out memory
expect 0 logdet large.npy --kind symmetric --plot l.gp && known 1 "$(chain 400)" && said 'memdet, for the plot'
equal "$(sed -n '/^\$leading/,/^EOD/p' "m'.gp" | tail -n 2 | head -n 1 | cut -d' ' -f1,2)" "400 $(cut -d' ' -f1 memory)"
for name in increments fit seen prediction table; do grep -q "^\$$name << EOD" f.gp || fail "f.gp has no $name"; done
if command -v gnuplot >/dev/null; then
    for plot in f.gp "m'.gp" l.gp; do
        gnuplot "$plot" >gnuplot.out 2>&1 || fail "gnuplot $plot"
        { [ -s "$plot.svg" ] && [ ! -s gnuplot.out ]; } || fail "gnuplot $plot: $(head -n 1 gnuplot.out)"
    done
fi

# ---- sparse
tridiagonal 5000 2 2 >T.mtx && tridiagonal 300 2 -2 >U.mtx && tridiagonal 300 -2 -2 >N.mtx
expect 0 logdet T.mtx && known 1 "$(awk 'BEGIN { print log(5001) }')" 1e-4 && said 'direct, cheaper than an estimate'
expect 0 logdet U.mtx && known -1 "$(awk 'BEGIN { print log(2 * 300 + 299) }')" 1e-4 && said 'kind         symmetric'
expect 1 logdet U.mtx --kind spd && said 'not positive definite' && silent out
expect 0 logdet N.mtx && known 1 "$(awk 'BEGIN { print log(301) }')" 1e-4
expect 0 logdet T.mtx -m slq --samples 8 --steps 20 && grep -q ' 1 ' out || fail 'no estimate'
expect 3 logdet T.mtx -m memdet && said 'T.mtx: is sparse' && one_sentence
expect 5 logdet T.mtx -m direct --mem 1M && said 'does not fit into 1048576 bytes' && one_sentence
expect 3 logdet S.mtx && said 'No such file'

# ---- what it refuses
expect 2 logdet && said 'needs one file, A, but 0 are given'
expect 2 logdet markov.npy -m lu && said 'there are auto, direct, memdet, slq, flodance'
expect 2 logdet markov.npy --kind lu && said 'there are general, symmetric, spd'
expect 2 logdet markov.npy --mem 1T && said '--mem takes a number of bytes'
expect 2 logdet markov.npy --resume && said '--resume needs --scratch'
expect 2 logdet markov.npy -m direct --scratch s && said '--scratch does not go with --method direct'
expect 2 logdet markov.npy --single-scratch && said '--single-scratch does not go with --method auto'
expect 2 logdet markov.npy -m memdet --samples 3 && said '--samples does not go with --method memdet'
expect 2 logdet markov.npy --points 30 && said '--points does not go with --method auto'
expect 2 logdet markov.npy -m slq --plot p && said '--plot does not go with --method slq'
expect 2 logdet markov.npy --plot p && said '--plot needs --kind symmetric or spd' && absent p
expect 2 logdet markov.npy -m flodance --kind general && said '--kind general does not go with --method flodance'
expect 2 logdet markov.npy -m slq -t 1 && said '--tolerance takes a number between 0 and 1'
expect 2 logdet markov.npy -q --progress && said 'exclude each other'
expect 2 logdet markov.npy --single --double && said 'exclude each other'
npy '<f8' '(2, 1)' '\000\000\000\000\000\000\360\077\000\000\000\000\000\000\360\077' >tall.npy
expect 3 logdet tall.npy && said 'tall.npy: is 2 x 1; only a square matrix has a determinant' && one_sentence
head -c 5000 markov.npy >short.npy && head -c 60 markov.npy >header.npy
for method in auto direct memdet slq flodance; do
    expect 3 logdet short.npy -m $method && said 'short.npy: is truncated' && one_sentence && silent out
    expect 3 logdet header.npy -m $method && said 'header.npy: is truncated' && one_sentence
done
for type in '>f8' '<i4'; do # read by all but memdet
    make other.npy 90 markov "$type" fortran
    expect 3 logdet other.npy -m memdet && said "other.npy: is not a .npy of float32 or float64 in this machine's byte order"
    expect 0 logdet other.npy -m slq --kind spd
done
make other.npy 90 markov '>f8' c
expect 0 logdet other.npy --kind spd && known 1 "$(chain 90)"
expect 3 logdet other.npy --mem 40K && said 'other.npy: does not fit into 40960 bytes of memory' && one_sentence
expect 5 logdet markov.npy -m direct --mem 40K && said '--method memdet works within' && one_sentence
expect 5 logdet markov.npy -m memdet --mem 1K && said '1024 bytes of memory are too few' && one_sentence

# ---- output and scratch that fail
expect 4 logdet large.npy --kind spd --plot none/p && said 'none/p: cannot be created' && one_sentence
expect 4 logdet large.npy --mem 500K --scratch none/s && said 'none/s: cannot be created: No such file' && one_sentence
expect 4 logdet large.npy --mem 500K --scratch out && said 'out: is not a folder' && one_sentence
if [ "$(id -u)" -ne 0 ]; then # root may write anywhere
    mkdir closed && chmod 500 closed
    expect 4 logdet large.npy --mem 500K --scratch closed && said 'closed: cannot be written' && one_sentence
fi
(ulimit -f 100 && "$command" logdet large.npy --mem 500K --scratch full >out 2>err)
[ $? -eq 4 ] || fail 'a file limit is not noticed'
said 'full: there is no room for the scratch file' && one_sentence
rm -rf full
expect 0 logdet large.npy --mem 500K --scratch s && cmp -s out memory || known 1 "$(chain 400)"
absent s && no_litter

# ---- an interrupt and kill -9 leave a folder that is resumed to the same digits; env: background jobs ignore SIGINT
make huge.npy 1100 markov '<f8' c
expect 0 logdet huge.npy --mem 1M -j 1 && known 1 "$(chain 1100)" && cp out whole
for signal in INT KILL; do
    env --default-signal=INT "$command" logdet huge.npy --mem 1M -j 1 --scratch s >out 2>err </dev/null &
    for wait in $(seq 1 2000); do [ -e s/memdet.manifest ] && break || sleep 0.001; done
    kill -$signal $!
    wait $!
    got=$?
    [ -e s/memdet.manifest ] || { cmp -s out whole || fail "nothing is left after SIG$signal"; continue; }
    if [ $signal = INT ]; then
        equal $got 130 && said 's holds what was done, and the same command with --resume goes on' && one_sentence
    fi
    silent out
    expect 4 logdet huge.npy --mem 1M --scratch s && said 's: holds an unfinished run; go on with --resume'
    expect 3 logdet huge.npy --mem 2M --scratch s --resume && said 's: is damaged, or of another matrix or a run with other'
    expect 0 logdet huge.npy --mem 1M -j 1 --scratch s --resume --json
    [ "$(json memdet resumed)" -ge 1 ] || fail 'nothing was resumed'
    equal "$(json logabsdet)" "$(cut -d' ' -f1 whole)"
    absent s
done

signalled INT logdet huge.npy --mem 800K -j 1 --progress
equal $got 130 && said 'interrupted; nothing was written' && silent out

# ---- memory: a budget of less than a quarter of the file; what the program takes for nothing is that of a small file
if [ "$plain" = yes ]; then
    make huge.npy 1600 markov '<f8' c
    nothing=$("$peak" peak "$command" logdet markov.npy --kind spd -j 1 2>err) || fail 'markov.npy failed'
    most=$("$peak" peak "$command" logdet huge.npy --kind spd -j 1 --mem 5M 2>err) || fail 'huge.npy failed'
    echo "peak memory $most KB, of a small file $nothing KB"
    [ $((most - nothing)) -le 5120 ] || fail "$((most - nothing)) KB were taken, not 5120"
fi

cd .. && rm -rf "$work"
echo "$checks runs of the command, ${held:-0} of --json held against its schema, $failures failures"
[ $failures -eq 0 ] && [ $checks -gt 120 ] && [ "${held:-0}" -gt 3 ]
