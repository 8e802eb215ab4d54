#!/bin/sh
# The verb decompress: known spectra, what it refuses, files, plots.  COMMAND JSON_GET CLI_SOURCES WORK
set -u
command=$1 json_get=$2 sources=$3 work=$4
. "$(dirname "$0")/support.sh"

# ---- the manual and the help text name the same options
expect 0 help decompress && cp out help
sed 's/\\-/-/g' "$sources/randlapack-decompress.1" | grep -o -- '--[a-z][a-z-]*' | sort -u >in_manual
sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' help | sort -u >in_help
cmp -s in_manual in_help || fail "options of the manual and of the help text differ: $(diff in_manual in_help | tr '\n' ' ')"

# ---- exact quantiles: the law is found, and decompressed in closed form
expect 0 law -q mp --ratio 0.02 --quantile 0.0025:0.9975:200 && { printf '%s array real general\n200 1\n' "$mtx"; cut -d' ' -f2 out; } >mp.mtx
expect 0 decompress mp.mtx --to 6400 --json -o whole.npy --count 100
equal "$(json method)" fit
equal "$(json model)" 'Gram matrix'
near "$(json mean)" 1 1e-6
near "$(json norm)" 3.24 1e-3 && near "$(json condition)" 81 0.1 && near "$(json frobenius)" "$(awk 'BEGIN { print sqrt(6400 * 1.64) }')" 0.01
near "$(json variance)" 0.64 1e-4 # 0.02 times 32
near "$(json intervals | tr -d '[]' | cut -d, -f1)" 0.04 1e-4
near "$(json intervals | tr -d '[]' | cut -d, -f2)" 3.24 1e-3
equal "$(json kind)" eigenvalues
expect 0 law mp --ratio 0.64 --compare whole.npy --json && near "$(json distance)" 0.005 1e-4 # half a step
expect 0 decompress mp.mtx --to 6400 && printed 'Gram matrix' && printed 'log det'
silent err
expect 0 decompress mp.mtx --to 6400 -q && silent out

# ---- two methods agree where both apply
expect 0 decompress mp.mtx --to 800 -m smooth --json && near "$(json mean)" 1 1e-3 && near "$(json variance)" 0.08 2e-3
equal "$(json method)" smooth
expect 0 decompress mp.mtx --to 800 --low 0 --high 5 --json && equal "$(json method)" smooth

# ---- two intervals: no free Meixner law; continued if the whole is near enough
{ printf '%s array real general\n240 240\n' "$mtx"; "$command" law -q semicircle --matrix 240 --seed 1 | awk '{ for (i = 1; i <= NF; i++) print $i + (i == NR ? (i % 2 ? 6 : -6) : 0) }'; } >two.mtx
expect 0 decompress two.mtx --kind rotated --block 200 --json && equal "$(json method)" curve && near "$(json variance)" 36.94 1
near "$(json mean)" 0 0.1
expect 1 decompress two.mtx --block 200 && said 'general position' # it does not look like the same matrix in other axes

# ---- against the truth
expect 0 law -q mp --ratio 0.64 --quantile 0.0005:0.9995:1000 && { printf '%s array real general\n1 1000\n' "$mtx"; cut -d' ' -f2 out; } >exact.mtx
expect 0 decompress mp.mtx --to 6400 --compare exact.mtx --json --plot p && near "$(json variation)" 0 0.02 && grep -q exact p
expect 0 decompress mp.mtx --to 3200 --compare exact.mtx --json && near "$(json variation)" 0.2 0.1
expect 0 decompress mp.mtx --to 6400 --compare exact.mtx && printed 'eigenvalues of the whole'
expect 3 decompress mp.mtx --to 6400 --compare absent.npy && one_sentence
# ---- so do the continuations
for method in glue curve; do
    expect 0 decompress mp.mtx --to 800 -m $method --json && near "$(json mean)" 1 1e-3 && near "$(json variance)" 0.08 1e-3
    equal "$(json method)" $method
    near "$(json intervals | tr -d '[]' | cut -d, -f1)" 0.514 1e-2 # (1 - sqrt 0.08)^2
done
expect 0 decompress mp.mtx --to 800 -m curve && printed 'continued, algebraic'
expect 0 decompress mp.mtx --to 800 -m glue && printed 'continued, rational'

# ---- a matrix, principal and rotated; the same seed gives the same block
expect 0 law -q semicircle --matrix 120 --seed 3 -o A.npy
expect 0 decompress A.npy --block 60 --json && equal "$(json kind)" principal && near "$(json variance)" 1 0.15
equal "$(json order)" 120
cp out first && expect 0 decompress A.npy --block 60 --json && sed '/"seconds"/,/}/d' out >again && sed '/"seconds"/,/}/d' first >once
cmp -s once again || fail 'the same seed gave another block'
expect 0 decompress A.npy --block 60 --seed 1 --json && sed '/"seconds"/,/}/d' out | cmp -s - once && fail 'another seed gave the same block'
expect 0 decompress A.npy --block 60 --kind rotated --to 1200 --json && equal "$(json kind)" rotated
near "$(json variance)" 10 1.5

# ---- a sparse matrix: 0 and 1 on the diagonal; its rotated block is that of a projector
{ echo '%%MatrixMarket matrix coordinate real symmetric' && echo '150 150 75' && seq 1 75 | sed 's/.*/& & 1/'; } >P.mtx
expect 0 decompress P.mtx --block 30 --json && equal "$(json kind)" rotated && near "$(json mean)" 0.5 0.02
expect 1 decompress P.mtx --block 40 --kind principal --to 150 && one_sentence

# ---- graphs: two thirds of the pairs, by a rule
awk 'BEGIN { n = 100; print "%%MatrixMarket matrix coordinate pattern symmetric"
    for (i = 2; i <= n; i++) for (j = 1; j < i; j++) if ((i * i + 7 * i * j + j * j) % 11 % 3) row[++c] = i " " j
    print n, n, c; for (k = 1; k <= c; k++) print row[k] }' >graph.mtx
edges=$(sed -n 2p graph.mtx | cut -d' ' -f3)
expect 0 decompress graph.mtx --graph normalised --block 50 -m smooth --json && near "$(json mean)" 1 0.05
equal "$(json graph)" normalised
expect 0 decompress graph.mtx -g laplacian --block 100 -m smooth --json && near "$(json mean)" "$(awk -v e="$edges" 'BEGIN { print e / 50 }')" 1
{ echo '%%MatrixMarket matrix coordinate real symmetric' && echo '9 9 1' && echo '2 1 -1'; } >negative.mtx
expect 3 decompress negative.mtx -g laplacian && said 'negative weight'
expect 3 decompress A.npy -g laplacian && said 'is dense'
expect 2 decompress graph.mtx -g other

# ---- a kernel: diagonal, so that nothing grows and the log-determinant is the block's times the ratio
{ echo '%%MatrixMarket matrix coordinate real symmetric' && echo '128 128 128' && seq 1 128 | awk '{ printf "%d %d %.9g\n", $1, $1, exp(3 * sin($1)) }'; } >K.mtx
total=$(seq 1 128 | awk '{ s += 3 * sin($1) } END { print s }')
expect 0 decompress K.mtx --block 128 --to 512 -m kernel --json --plot k -o k.npy && equal "$(json method)" kernel && equal "$(json kind)" principal
near "$(json logdet)" "$(awk -v t="$total" 'BEGIN { print 4 * t }')" "$(json logdet_error | awk '{ print 3 * $1 }')"
grep -q "log10 of the eigenvalue" k || fail 'no logarithmic axis'
expect 0 decompress K.mtx --to 512 -m kernel && printed 'standard error of log det' && silent err
expect 2 decompress K.mtx -m kernel --kind rotated && said 'does not go with'
expect 2 decompress K.mtx -m kernel --block 50 && said 'at least 64'
expect 2 decompress mp.mtx --to 800 -m kernel && said 'needs the matrix'
expect 1 decompress A.npy --block 100 -m kernel && one_sentence

# ---- files
expect 0 decompress mp.mtx --to 800 --plot p --single -o s.npy && grep -q 'block of order 200' p || fail 'no plot'
[ "$(wc -c <s.npy)" -eq $((128 + 4 * 800)) ] || fail 'not 800 numbers of float'
no_litter

# ---- refusals
list 4 1 1 2 3 4 >four.mtx && expect 3 decompress four.mtx --to 10 && said 'fewer than 8 values'
list 9 1 1 1 1 1 1 1 1 1 1 >ones.mtx && expect 1 decompress ones.mtx --to 90 && one_sentence
list 9 1 1 2 3 4 5 6 7 8 nan >nan.mtx && expect 1 decompress nan.mtx --to 90 && one_sentence
list 8 2 1 2 3 4 5 6 7 8 1 2 3 4 5 6 7 8 >wide.mtx && expect 3 decompress wide.mtx && one_sentence
expect 2 decompress mp.mtx && said '--to is needed'
expect 2 decompress mp.mtx --to 100 && said 'less than the order of the block'
expect 2 decompress mp.mtx --to 800 --block 50 && said '--block and --kind are for matrices'
expect 2 decompress A.npy --block 500
expect 2 decompress A.npy --kind other && said 'there are auto, principal, rotated'
expect 2 decompress A.npy --method other
expect 2 decompress A.npy --low 1 && said 'go together'
expect 2 decompress A.npy --low 1 --high 1 && said 'less than --high'
expect 2 decompress A.npy --low 0 --high 1 -m fit && said 'do not go with'
expect 2 decompress A.npy --low 0 --high 1 -m glue && said 'do not go with'
expect 1 decompress ones.mtx --to 90 -m curve && one_sentence
expect 1 decompress P.mtx --block 40 --kind principal --to 150 -m glue && one_sentence
expect 2 decompress && said 'needs one file'
expect 2 decompress mp.mtx --to 800 --low x --high 1 && said 'finite number'
expect 3 decompress absent.npy --to 10 && one_sentence
expect 4 decompress mp.mtx --to 800 -o absent/x.npy && absent absent

cd .. && rm -rf "$work"
echo "$checks runs of the command, ${held:-0} of --json held against its schema, $failures failures"
[ $failures -eq 0 ] && [ $checks -gt 35 ] && [ "${held:-0}" -gt 3 ]
