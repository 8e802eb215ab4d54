#!/bin/sh
# svd --one-pass: what it finds, what it refuses, and that memory stays within --mem.  COMMAND JSON_GET CHECK WORK PLAIN
set -u
command=$1 json_get=$2 check=$3 work=$4 plain=$5
. "$(dirname "$0")/support.sh"

values() { # within 1e-6 of 2^-t, t = 1 ..
    awk '{ d = $1 * 2^NR - 1; if (d > 1e-6 || d < -1e-6) exit 1 } END { exit NR != 10 }' out ||
        fail "not the ten values 1/2, 1/4, ..."
}

# ---- what it finds, in both orders and precisions
for order in c fortran; do
    "$check" make A.npy 900 70 $order || fail "no file"
    expect 0 svd A.npy -k 10 --one-pass && values && grep -q '^method  *one pass, as asked' err || fail "no method"
    expect 0 svd A.npy -k 10 --one-pass --mem 4M && values
    expect 0 svd A.npy -k 30 -t 1e-2 --one-pass --json
    equal "$(json method)" 'one pass' && equal "$(json passes)" 1.0
    awk -v r="$(json rank)" 'BEGIN { exit !(r >= 7 && r <= 8) }' || fail "rank $(json rank) for a tolerance of 1e-2"
    expect 0 svd A.npy -k 10 --one-pass --single -o single_$order && [ -s single_$order/U.npy ] || fail "no folder"
    expect 1 svd A.npy -k 3 -t 1e-3 --one-pass && said 'before the tolerance was met'
done

# ---- what it refuses
expect 2 svd A.npy -k 2 --mem 1M && said '--mem needs --one-pass' && silent out
expect 2 svd A.npy -k 2 --one-pass -m krylov && said '--method does not go with --one-pass'
expect 2 svd A.npy -k 2 --one-pass -e 1e-2 && said '--excess does not go with --one-pass'
expect 2 svd A.npy -k 2 --one-pass --power-passes 1 && said '--power-passes does not go with --one-pass'
for size in '' 0 -1 x 1T 1MM nan; do
    expect 2 svd A.npy -k 2 --one-pass --mem "$size" && said '--mem takes a number of bytes'
done
expect 2 svd A.npy -k 71 --one-pass && said 'is more than the matrix'
expect 5 svd A.npy -k 10 --one-pass --mem 100K -o bad && said 'the memory limit that was set is too small' && absent bad
list 2 2 1 2 3 4 >A.mtx
expect 3 svd A.mtx -k 1 --one-pass && said 'is not a .npy file'
head -c 5000 A.npy >short.npy
expect 3 svd short.npy -k 1 --one-pass && said 'short.npy: is truncated' && one_sentence
expect 3 svd none.npy -k 1 --one-pass && said 'No such file'
npy '<f8' '(2, 1)' '\000\000\000\000\000\000\370\177\000\000\000\000\000\000\360\077' >nan.npy
expect 1 svd nan.npy -k 1 --one-pass -o bad && said 'NaN or Inf' && absent bad
no_litter

# ---- a file of four times the memory; what the program takes for nothing is that of a small file
if [ "$plain" = yes ]; then
    "$check" make small.npy 20 15 c && "$check" make large.npy 8192 1024 c || fail "no file"
    nothing=$("$check" peak "$command" svd small.npy -k 10 --one-pass --mem 16M -o small) || fail "small.npy failed"
    most=$("$check" peak "$command" svd large.npy -k 10 --one-pass --mem 16M -o large 2>err) || fail "large.npy failed"
    echo "peak memory $most KB, of a small file $nothing KB"
    [ $((most - nothing)) -le 16384 ] || fail "$((most - nothing)) KB were taken, not 16384"
    expect 0 svd large.npy -k 10 --one-pass --mem 16M && values
    rm -f large.npy
fi

echo "$checks runs, ${held:-0} of --json held against its schema, $failures failures"
[ $failures -eq 0 ]
