#!/bin/sh
# The verb nnerror: known errors, the simulation, what it refuses, files, plots, interrupts.  COMMAND JSON_GET CLI_SOURCES WORK
set -u
command=$1 json_get=$2 sources=$3 work=$4
. "$(dirname "$0")/support.sh"
OMP_NUM_THREADS=1 && export OMP_NUM_THREADS

# entry ROW COLUMN: of what was printed
entry() { sed -n "$1p" out | cut -d' ' -f"$2"; }
errors() { expect 0 nnerror -q "$@"; }

# ---- the manual and the help text name the same options
expect 0 help nnerror && cp out help
sed 's/\\-/-/g' "$sources/randlapack-nnerror.1" | grep -o -- '--[a-z][a-z-]*' | sort -u >in_manual
sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' help | sort -u >in_help
cmp -s in_manual in_help || fail "options of the manual and of the help text differ: $(diff in_manual in_help | tr '\n' ' ')"
expect 0 help && printed nnerror

# ---- known values: phi(t) = t and orthonormal points, so that K = I; without ridge the training error is 1 - d/n
list 4 4 1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1 >I.mtx
list 4 1 1 -1 1 -1 >signs.mtx
linear='I.mtx signs.mtx --test 0 --uncentred --scale none --activation polynomial --coefficients 0,1'
errors $linear -r 0 --ratio 0.25,0.5,0.75,2 && equal "$(wc -l <out)" 4
near "$(entry 1 4)" 0.75 && near "$(entry 2 4)" 0.5 && near "$(entry 3 4)" 0.25 && near "$(entry 4 4)" 0
equal "$(entry 1 1)" 0 && equal "$(entry 2 2)" 0.5 && equal "$(entry 2 3)" 2 && equal "$(entry 2 5 | tr -d -)" nan
errors $linear -r 0 --ratio 1 && near "$(entry 1 4)" 0 # the threshold
# theta = gamma + theta/(d/n + theta): for d = n and gamma = 1/2, theta = 1, and the error is 1/3
errors $linear -r 0.5 --ratio 1 && near "$(entry 1 4)" 0.3333333333333333
errors $linear -r 0.5,0 --ratio 1,1e-9 && equal "$(wc -l <out)" 4 && equal "$(entry 2 3)" 1 && equal "$(entry 3 1)" 0
# a long step function of one dimension is sign: phi = sign and points +1 and -1 fit the signs exactly
list 2 1 3 -5 >x.mtx && list 2 1 1 -1 >y.mtx
errors x.mtx y.mtx --test 0 --uncentred --scale none --activation sign -r 0 --ratio 2 && near "$(entry 1 4)" 0

# ---- a random problem: theory against its simulation, and the same seed, the same numbers
expect 0 law semicircle --matrix 60 --seed 1 -q -o X.npy
expect 0 law semicircle --sample 60 --seed 2 -q -o y.npy
expect 0 nnerror X.npy y.npy --ridge 1e-3,0.3 --ratio 0.3,1,3 --simulate 3 --json
equal "$(json train_points)" 30 && equal "$(json test_points)" 30 && equal "$(json dimension)" 60 && equal "$(json runs)" 3
equal "$(json columns | tr -cd , | wc -c)" 8 && equal "$(json values | tr -cd '[' | wc -c)" 7 && equal "$(json centred)" true
errors X.npy y.npy -r 1e-3,0.3 --ratio 0.3,1,3 --simulate 3 -o table.npy && silent out && errors X.npy y.npy -r 1e-3,0.3 --ratio 0.3,1,3 --simulate 3 -o again.npy
cmp -s table.npy again.npy || fail 'the same seed gives other numbers'
errors X.npy y.npy -r 1e-3,0.3 --ratio 0.3,1,3 --simulate 40 && for row in 1 2 3 4 5 6; do
    for column in 4 5; do
        [ $column -eq 4 ] && mean=6 || mean=8
        awk -v t="$(entry $row $column)" -v m="$(entry $row $mean)" -v e="$(entry $row $((mean + 1)))" \
            'BEGIN { d = t - m; if (d < 0) d = -d; exit !(d < 6 * e + 0.15 * t) }' || fail "row $row: theory and simulation differ"
    done
done
errors X.npy y.npy --ratio 2 --seed 1 && cp out other && errors X.npy y.npy --ratio 2 && ! cmp -s out other || fail 'the seed chooses no points'
errors X.npy y.npy --ratio 2 --simulate 1 && equal "$(entry 1 7 | tr -d -)" nan # no standard error of one run
errors X.npy y.npy --ratio 2 --single -o single.npy && grep -q "'<f4'" single.npy || fail 'not single'
expect 0 nnerror X.npy y.npy --ratio 1,4 --simulate 5 && said 'points       30 to train, 30 to test' && said 'training error within 2 standard errors' &&
    equal "$(wc -l <out)" 4
expect 0 nnerror X.npy y.npy --ratio 1 -o table.npy && printed 'activation   relu' && silent err

# ---- which points: numbers of them, a file for the test, classes; scales
expect 0 nnerror X.npy y.npy --train 20 --test 10 --ratio 1 --json && equal "$(json train_points)" 20 && equal "$(json test_points)" 10
expect 0 nnerror X.npy y.npy --test 10 --ratio 1 --json && equal "$(json train_points)" 50 && equal "$(json test_points)" 10
expect 0 nnerror X.npy y.npy X.npy y.npy --ratio 1 --json && equal "$(json train_points)" 60 && equal "$(json test_points)" 60
expect 0 nnerror X.npy y.npy X.npy y.npy --train 7 --test 3 --ratio 1 --json && equal "$(json train_points)" 7 && equal "$(json test_points)" 3
list 6 1 4 4 9 9 9 7 >labels.mtx && list 6 2 1 2 -1 1 3 9 2 -2 1 1 5 9 >points.mtx
list 5 1 -1 -1 1 1 1 >two.mtx && list 5 2 1 2 -1 1 3 2 -2 1 1 5 >without.mtx
for name in abs sign step erf gaussian sin cos exp tanh sigmoid gelu tanh-slope sigmoid-slope gelu-slope; do
    errors points.mtx labels.mtx --activation $name --test 2 --ratio 0.5 -r 0.01 && awk -v t="$(entry 1 5)" 'BEGIN { exit !(t > 0) }' || fail "no error of $name"
done
errors points.mtx labels.mtx --classes 4,9 --test 0 --ratio 1,2 && cp out classes && errors without.mtx two.mtx --test 0 --ratio 1,2 && cmp -s out classes || fail 'classes are not signs'
errors points.mtx labels.mtx --test 0 --ratio 1 && ! cmp -s out classes || fail 'all classes are the same as two'
for how in mean each none; do errors points.mtx labels.mtx --scale $how --test 0 --ratio 1 -r 0.1 && cp out scaled.$how; done
cmp -s scaled.mean scaled.each && fail 'mean is each'
cmp -s scaled.mean scaled.none && fail 'mean is none'
npy '<f8' '(2, 1)' '\0\0\0\0\0\0\360\77\0\0\0\0\0\0\0\300' >long.npy # 1 and -2; scaled, a factor in X changes nothing
list 2 1 1e200 -2e200 >longer.mtx && list 2 1 1e-200 -2e-200 >shorter.mtx
errors long.npy y.mtx --test 0 --ratio 2 && cp out one
for file in longer shorter; do
    errors $file.mtx y.mtx --test 0 --ratio 2 && near "$(entry 1 4)" "$(sed -n 1p one | cut -d' ' -f4)" 1e-12
done
list 3 2 0 0 0 0 0 0 >zero.mtx && list 3 1 1 2 3 >three.mtx
errors zero.mtx three.mtx --test 0 --ratio 1 --simulate 2 && near "$(entry 1 4)" 4.666666666666667 && near "$(entry 1 6)" 4.666666666666667

# ---- plots
errors X.npy y.npy --simulate 3 --ratio 0.5,1,2 -r 0,0.1 --plot descent && grep -q 'set logscale y' descent && grep -q 'yerrorbars' descent || fail 'no plot'
if command -v gnuplot >/dev/null; then
    for arguments in '' '--simulate 2' '--test 0 --simulate 1 -r 0' '--ratio 1' "--activation polynomial --coefficients 1 -r 0"; do
        errors X.npy y.npy $arguments --plot "it's" && gnuplot "it's" 2>err && grep -q '</svg>' "it's.svg" || fail "no picture of $arguments"
    done
fi

# ---- what is refused
for arguments in '' 'X.npy' 'X.npy y.npy X.npy' 'X.npy y.npy --activation relux' 'X.npy y.npy --activation polynomial' 'X.npy y.npy --coefficients 1' \
    'X.npy y.npy -r -1' 'X.npy y.npy -r inf' 'X.npy y.npy --ratio 0' 'X.npy y.npy --ratio -1,1' 'X.npy y.npy --ratio 1e17' 'X.npy y.npy --train 0' \
    'X.npy y.npy --train 61' 'X.npy y.npy --test 60' 'X.npy y.npy --train 50 --test 11' 'X.npy y.npy --test -1' 'X.npy y.npy --classes 1' 'X.npy y.npy --classes 1,1' \
    'X.npy y.npy --simulate 0' 'X.npy y.npy --simulate 1.5' 'X.npy y.npy --scale all' 'X.npy y.npy --json -q' 'X.npy y.npy X.npy y.npy --test 61'; do
    expect 2 nnerror $arguments && silent out
done
expect 2 nnerror X.npy y.npy --activation relux && said 'unknown activation' && said 'gelu-slope'
expect 2 nnerror X.npy y.npy --train 61 && said '--train 61 is more than the 60 points that X.npy leaves' && one_sentence
expect 2 nnerror $linear,$(seq -s, 61) --ratio 1 && said 'at most 61 numbers'
expect 3 nnerror none.npy y.npy && said 'none.npy: cannot be opened' && one_sentence
expect 3 nnerror X.npy signs.mtx && said 'signs.mtx: has 4 targets, but X.npy has 60 points'
expect 3 nnerror X.npy X.npy && said 'one target a point'
expect 3 nnerror X.npy y.npy I.mtx signs.mtx && said 'I.mtx: has points of dimension 4, but X.npy of 60'
expect 3 nnerror points.mtx labels.mtx --classes 4,5 && said 'labels.mtx: has no target 5'
expect 3 nnerror X.npy y.npy --ratio none.npy
npy '<f8' '(0, 3)' '' >none.npy && npy '<f8' '(0,)' '' >empty.npy
expect 3 nnerror none.npy empty.npy && said 'none.npy: has no points to train'
expect 2 nnerror X.npy y.npy --ratio empty.npy && said 'has no numbers'
npy '<f8' '(2,)' '\0\0\0\0\0\0\370\177\0\0\0\0\0\0\360\77' >nan.npy
expect 1 nnerror nan.npy y.mtx && said 'nan.npy: holds NaN or Inf' && one_sentence
expect 1 nnerror x.mtx nan.npy && said 'nan.npy: holds NaN or Inf'
list 2 1 1e3 -1e3 >far.mtx
expect 1 nnerror far.mtx y.mtx --activation exp --scale none && said 'too long for this activation' && silent out
expect 4 nnerror X.npy y.npy -o none/x.npy && said 'No such file' && one_sentence
expect 4 nnerror X.npy y.npy --ratio 1 --plot /dev/full && said '/dev/full: cannot be written'
expect 5 nnerror X.npy y.npy --ratio 1e15 --simulate 1 && silent out

# ---- interrupts: nothing is written
for signal in INT TERM; do
    signalled $signal nnerror X.npy y.npy --ratio 20 --simulate 1000000 -o stopped.npy --plot stopped
    [ $got -eq $((128 + $([ $signal = INT ] && echo 2 || echo 15))) ] || fail "exit $got after $signal"
    said 'interrupted' && absent stopped.npy && absent stopped
done
no_litter

cd .. && rm -rf "$work"
echo "$checks runs of the command, ${held:-0} of --json held against its schema, $failures failures"
[ $failures -eq 0 ] && [ $checks -gt 85 ] && [ "${held:-0}" -gt 3 ]
