#!/bin/sh
# Matrices from a pipe are those of a file, and what needs a file says so.  COMMAND JSON_GET WORK
set -u
command=$1 json_get=$2 work=$3
. "$(dirname "$0")/support.sh"

# ---- the same matrices as .npy and Matrix Market: 12 x 12, symmetric and definite
awk -v head="$mtx" 'BEGIN {
    print head, "array real general\n12 12"
    for (j = 0; j < 12; j++) for (i = 0; i < 12; i++) print exp(-(i > j ? i - j : j - i) / 2) }' >A.mtx
list 12 1 1 2 3 4 5 6 7 8 9 10 11 12 >b.mtx
expect 0 lstsq A.mtx b.mtx -q -o x.npy
expect 0 law mp --ratio 0.5 --eigenvalues 12 -q -o e.npy
expect 0 law wachter -a 2 -b 3 --matrix 12 -q -o M.npy

# piped FILE ARGUMENT ...: run the command with FILE in a pipe on standard input; the digits of the same with FILE in place of "-"
piped() {
    file=$1 && shift
    checks=$((checks + 1))
    from_file=$(for word; do [ "$word" = - ] || [ "$word" = /dev/stdin ] && echo "$file" || echo "$word"; done)
    expect 0 $from_file && cp out whole
    cat "$file" | "$command" "$@" >out 2>err || fail "does not read from a pipe: randlapack $*"
    cmp -s out whole || fail "a pipe gives other digits: randlapack $*"
}
for stdin in - /dev/stdin; do
    piped A.mtx svd $stdin -k 3 -q
    piped M.npy svd $stdin -k 3 -q
done
piped M.npy eig - -k 3 -q
piped A.mtx qr - -q
piped A.mtx id - -k 3 -q
piped A.mtx lstsq - b.mtx -q
piped b.mtx lstsq A.mtx - -q
piped b.mtx lstsq A.mtx b.mtx -w - -q
piped x.npy lstsq A.mtx - -q
for method in '' '-m slq --kind spd' '-m direct --kind symmetric'; do piped A.mtx logdet - -q $method && piped M.npy logdet - -q $method; done
piped e.npy decompress - --to 24 -m smooth
sed '/seconds/,$d' whole >one && sed '/seconds/,$d' out | cmp -s - one || fail 'another law'
piped e.npy law empirical --values - --cdf 1 -q
piped e.npy law mp --fit - --cdf 1 -q
piped e.npy law mp --ratio 0.5 --pdf - -q
piped A.mtx nnerror - b.mtx -q --ratio 1
piped b.mtx nnerror A.mtx - -q --ratio 1

# ---- other ways to have no file: a redirection, a pipe with a name, a slow writer, more than the first piece of memory
expect 0 svd M.npy -k 3 -q && cp out whole
"$command" svd - -k 3 -q <M.npy >out 2>err && cmp -s out whole || fail 'a redirected file gives other digits'
mkfifo pipe
cat M.npy >pipe &
expect 0 svd pipe -k 3 -q && cmp -s out whole || fail 'a pipe with a name gives other digits'
{ head -c 300 M.npy && sleep 0.3 && tail -c +301 M.npy; } | "$command" svd - -k 3 -q >out 2>err && cmp -s out whole || fail 'does not wait'
{ npy '|i1' '(1500, 1500)' '' && head -c 2250000 /dev/zero; } >zero.npy
cat zero.npy | "$command" svd - -k 1 --json >out 2>err && equal "$(json A rows) $(json A file)" '1500 -' || fail 'a large pipe'
{ IFS= read -r first && "$command" law semicircle --pdf - -q >out 2>err; } <<end
a line
$(cat b.mtx)
end
equal "$(wc -l <out)" 12 # what is left of a file

# ---- bad: one sentence, 3
refused() { # SENTENCE ARGUMENT ...
    sentence=$1 && shift
    checks=$((checks + 1))
    "$command" "$@" >out 2>err
    equal $? 3 && said "$sentence" && one_sentence && silent out
}
refused '-: is empty' svd - -k 1 </dev/null
: | refused '-: is empty' svd - -k 1
head -c 200 M.npy | refused '-: is truncated' svd - -k 1
yes | refused '-: is neither a .npy nor a Matrix Market file' svd - -k 1 # and does not wait for the end
cat A.mtx | refused 'is standard input, which has been read already' lstsq - -
for needs_file in 'svd - -k 1 --one-pass' 'weights -' 'weights /dev/stdin' 'svd pipe -k 1 --one-pass'; do
    cat M.npy | refused 'is not a regular file, but what is done with it reads at any place' $needs_file
done
cat M.npy | refused 'is a pipe, but memdet reads a file where it lies' logdet - -m memdet
"$command" svd - -k 3 --one-pass -q <M.npy >out 2>err || fail 'a redirected file is not read in one pass'

# ---- a signal while nothing comes
mkfifo silent
for stop in INT/130 TERM/143; do
    sleep 30 >silent &
    sleeper=$!
    signalled ${stop%/*} svd silent -k 1 -o bad
    equal $got ${stop#*/} && said 'interrupted; nothing was written' && absent bad
    kill $sleeper
done

cd .. && rm -rf "$work"
echo "$checks runs, $failures failures"
[ $failures -eq 0 ] && [ $checks -gt 50 ]
