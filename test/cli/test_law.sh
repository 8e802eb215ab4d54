#!/bin/sh
# The verb law: known values of every family, what it refuses, files, plots.  COMMAND JSON_GET CLI_SOURCES WORK
set -u
command=$1 json_get=$2 sources=$3 work=$4
. "$(dirname "$0")/support.sh"

# second LINE: the number behind the point in a line of the output
second() { sed -n "$1p" out | cut -d' ' -f2; }
# law ARGUMENT ...: succeeds, without a summary
law() { expect 0 law -q "$@"; }

# ---- the manual and the help text name the same options
expect 0 help law && cp out help
sed 's/\\-/-/g' "$sources/randlapack-law.1" | grep -o -- '--[a-z][a-z-]*' | sort -u >in_manual
sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' help | sort -u >in_help
cmp -s in_manual in_help || fail "options of the manual and of the help text differ: $(diff in_manual in_help | tr '\n' ' ')"

# ---- values that are known
law semicircle --radius 3 --pdf -3,0,3 && near "$(second 2)" 0.2122065907891938 && near "$(second 1)" 0
law semicircle --cdf 0 && near "$(second 1)" 0.5
law mp --ratio 0.5 --pdf 1 && near "$(second 1)" 0.4210843993477924 # sqrt(7/4)/pi
law mp --ratio 2 --cdf 0,-1e-9 && near "$(second 1)" 0.5 && near "$(second 2)" 0
law mp --ratio 0.5 --variance 4 --moments 2 && near "$(sed -n 2p out)" 24
law mp --ratio 0.25 --cumulants 3 && near "$(sed -n 3p out)" 0.0625
law kesten-mckay --degree 2 --cdf 1 && near "$(second 1)" 0.6666666666666666 # the arcsine law on (-2, 2)
law wachter -a 1 -b 1 --quantile 0.25 && near "$(second 1)" 0.1464466094067262
law meixner -a 0 -b 1 -c 1 --pdf 0 && near "$(second 1)" 0.3183098861837907
law htmp --gamma 0.5 --kappa 2 --moments 2 && near "$(sed -n 2p out)" 2
law inverse-htmp --gamma 0.1 --kappa 4 --moments 1 && near "$(sed -n 1p out)" 1.1764705882352942 # 20/17
law tracy-widom --beta 2 --cdf -1.7710868074 && near "$(second 1)" 0.5150 1e-3
law semicircle --stieltjes 0 --imaginary 1 && near "$(second 1)" 0 && near "$(cut -d' ' -f3 out)" 0.6180339887498949
law semicircle --hilbert 1 && near "$(second 1)" -0.1591549430918953
law semicircle --r-transform 0.25 && near "$(second 1)" 0.25
law mp --ratio 0.5 --s-transform 0.5 && near "$(second 1)" 0.8
law semicircle --jacobi 2 && equal "$(cat out)" '0 1
0 1'

# ---- points: a list, a grid, files
law mp --ratio 0.5 --cdf 0:3:4 && cp out grid && law mp --ratio 0.5 --cdf 0,1,2,3 && cmp -s out grid || fail 'a grid is no list'
list 4 1 0 1 2 3 >x.mtx && law mp --ratio 0.5 --cdf x.mtx && cmp -s out grid || fail 'a file is no list'
law mp --ratio 0.5 --cdf x.mtx -o cdf.npy && silent out && law mp --ratio 0.5 --quantile cdf.npy && equal "$(wc -l <out)" 8
law semicircle --cdf -inf,inf && equal "$(cat out)" '-inf 0
inf 1'

# ---- samples: the same seed, the same numbers; distance and fit
law mp --ratio 0.4 --variance 2 --eigenvalues 300 -o ev.npy
law mp --ratio 0.4 --variance 2 --eigenvalues 300 -o again.npy -j 1 && cmp -s ev.npy again.npy || fail 'threads change numbers'
expect 0 law mp --ratio 0.4 --variance 2 --compare ev.npy --json
near "$(json distance)" 0 0.02 && equal "$(json query)" null && equal "$(json sample_size)" 300
expect 0 law mp --fit ev.npy --json --cdf 1 --plot bulk
near "$(json parameters ratio)" 0.4 0.05 && near "$(json parameters variance)" 2 0.1
grep -q 'plot \$sample with boxes' bulk || fail 'the plot has no histogram'
expect 0 law empirical --values ev.npy --json --moments 1 && near "$(json mean)" 2 0.1 && equal "$(json atom_count)" 300
law semicircle --sample 1000 --seed 1 -o s.npy && expect 0 law semicircle --compare s.npy --json && near "$(json distance)" 0 0.06
law wachter -a 2 -b 3 --matrix 20 --single -o M.npy && expect 0 eig M.npy -k 1 -q -o eig
if command -v gnuplot >/dev/null; then
    for arguments in 'tracy-widom' 'mp --ratio 3' "empirical --values ev.npy" 'inverse-htmp --gamma 0.5 --kappa 1'; do
        law $arguments --plot "it's" && gnuplot "it's" && grep -q '</svg>' "it's.svg" || fail "no picture of $arguments"
    done
fi

list 3 1 1 3 10 >population.mtx
expect 0 law sample-covariance --values population.mtx --ratio 0.01 --json && near "$(json mean)" 4.666666666666667
equal "$(json intervals | tr -cd '[' | wc -c)" 4 && equal "$(json sample_size)" null
list 1 1 1 >one.mtx && law sample-covariance --values one.mtx --ratio 0.5 --pdf 1 && near "$(second 1)" 0.4210843993477924
law sample-covariance --values one.mtx --ratio 0.4 --compare ev.npy --plot covariance && grep -q 'plot \$sample' covariance || fail 'no histogram'

# ---- summaries
expect 0 law mp --ratio 2 && printed 'atom         0 of mass 0.5' && printed 'moments      mean 1, variance 2' && silent err
expect 0 law mp --ratio 2 --pdf 1 && said 'law          mp' && equal "$(wc -l <out)" 1
expect 0 law semicircle --stieltjes 0:1:3 --json && equal "$(json values | tr -cd '[' | wc -c)" 4 && equal "$(json seed)" null
expect 0 law semicircle --sample 2 --json --seed 18446744073709551615 && equal "$(json seed)" 18446744073709551615

# ---- what is refused
for arguments in '' 'mp semicircle --ratio 1' 'gauss' 'mp' 'meixner -a 1 -b 1' 'mp --ratio 1 --kappa 2' 'mp --ratio x' \
    'mp --ratio nan' 'mp --ratio 1 --pdf 1 --cdf 1' 'mp --ratio 1 --moments 0' 'mp --ratio 1 --moments 1.5' 'empirical' \
    'mp --ratio 1 --values ev.npy' 'tracy-widom --fit ev.npy' 'mp --ratio 1 --fit ev.npy' 'mp --fit ev.npy --compare ev.npy' \
    'mp --ratio 1 --pdf 1 --imaginary 1' 'mp --ratio 1 -o x.npy' 'mp --ratio 1 --json -q' 'mp --ratio 0' 'wachter -a 0.1 -b 0.2' \
    'tracy-widom --beta 3' 'tracy-widom --eigenvalues 5' 'meixner -a 1 -b 1 -c 1 --eigenvalues 5' \
    'empirical --values ev.npy --bandwidth -1' 'sample-covariance --ratio 1' 'sample-covariance --values ev.npy' \
    'sample-covariance --values one.mtx --ratio 0' 'sample-covariance --fit ev.npy'; do
    expect 2 law $arguments && silent out
done
expect 2 law wachter -a 0.1 -b 0.2 && said 'is outside the range of wachter'
expect 3 law mp --ratio 1 --pdf none.npy && said 'none.npy: cannot be opened' && one_sentence
expect 3 law mp --ratio 1 --pdf 1:2:0 && said '1:2:0: cannot be opened'
expect 3 law mp --ratio 1 --pdf 1,,2 && expect 3 law mp --ratio 1 --pdf '' && expect 3 law mp --ratio 1 --pdf nan
npy '<f8' '(0,)' '' >empty.npy
expect 3 law mp --ratio 1 --compare empty.npy && expect 3 law mp --fit empty.npy && expect 3 law empirical --values empty.npy
law mp --ratio 1 --pdf empty.npy && silent out
list 2 1 1 -1 >negative.mtx
expect 3 law sample-covariance --ratio 1 --values negative.mtx && said 'negative' && expect 3 law sample-covariance --ratio 1 --values empty.npy
npy '<f8' '(2,)' '\0\0\0\0\0\0\370\177\0\0\0\0\0\0\360\77' >nan.npy
expect 1 law mp --fit nan.npy && expect 1 law mp --ratio 1 --compare nan.npy && expect 1 law empirical --values nan.npy
law mp --ratio 0.5 --pdf nan.npy && equal "$(sed -n 1p out)" 'nan nan'
expect 4 law mp --ratio 1 --pdf 1 -o none/x.npy && said 'No such file' && one_sentence
expect 4 law mp --ratio 1 --plot /dev/full && said '/dev/full: cannot be written'
expect 5 law semicircle --matrix 4000000000 && silent out
no_litter

cd .. && rm -rf "$work"
echo "$checks runs of the command, ${held:-0} of --json held against its schema, $failures failures"
[ $failures -eq 0 ] && [ $checks -gt 85 ] && [ "${held:-0}" -gt 3 ]
