#!/bin/sh
# Exit codes: the table of the manual is that of the README, and what verbs return.  COMMAND CLI_SOURCES WORK
set -u
command=$1 sources=$2 work=$3
. "$(dirname "$0")/support.sh"

# ---- two tables, line by line: code, meaning
sed -n '/^\.SH EXIT STATUS/,/^\.PP/p' "$sources/randlapack.1" | awk '
    /^\.TP/ { if (code != "") print code ":" text; code = text = ""; next }
    /^\.PP/ { print code ":" text }
    /^\.(SH|PP)/ { next }
    code == "" { gsub(/^\.[BRI]+ |"/, ""); code = $0; next }
    { gsub(/^\.IR? /, ""); gsub(/\\-/, "-"); text = text " " $0 }' | sed 's/ \([;,]\)/\1/; s/128 +  */128 + /' >manual
sed -n 's/^| \([0-9][0-9 +N]*\) | \(.*\) |$/\1: \2/p' "$sources/README.md" >readme
cmp -s manual readme || fail "the manual and the README differ: $(diff manual readme)"
cut -d: -f1 manual >codes
equal "$(tr '\n' ' ' <codes)" '0 1 2 3 4 5 128 + N '

# ---- each of them, by every verb
list 12 1 1 2 3 4 5 6 7 8 9 10 11 12 >b.mtx
list 2 2 2 1 1 2 >A.mtx
list 2 1 1 1 >c.mtx
list 2 2 nan nan nan nan >nan.mtx
list 12 1 nan nan nan nan nan nan nan nan nan nan nan nan >n.mtx
printf '\010\000\000\000\000\000\000\000{"w":{}}' >model.safetensors
cases() { # VERB GOOD... : what ends with 0; of which F, a file that is read, is replaced, and O is what writes
    verb=$1 numerical=$2 && shift 2
    expect 0 help "$verb"
    for code in 0 1 2 3 4 5 '128 . N'; do grep -qE "(^| )$code [a-z]" out || fail "the help of $verb lacks $code"; done
    expect 2 "$verb" --nonsense && one_of_two
    expect 2 "$verb" "$@" --quiet --json && one_of_two
    expect 0 "$verb" "$@" -q && silent err
    expect 3 "$verb" $(for word; do case $word in *.mtx) echo none.mtx ;; *) echo "$word" ;; esac; done) && one_sentence && silent out
    [ -z "$numerical" ] || { expect 1 "$verb" $numerical && one_sentence; }
}
one_of_two() { [ "$(wc -l <err)" -eq 2 ] && said "Try 'randlapack help" || fail 'not a sentence and where help is'; }
cases lstsq 'nan.mtx c.mtx' A.mtx c.mtx
cases svd 'nan.mtx -k 1' A.mtx -k 1
cases eig 'nan.mtx -k 1' A.mtx -k 1
cases id 'nan.mtx -k 1' A.mtx -k 1
cases qr 'nan.mtx' A.mtx
cases logdet 'nan.mtx' A.mtx
cases decompress 'n.mtx --to 24' b.mtx --to 24
cases law 'empirical --values nan.mtx' empirical --values b.mtx
cases nnerror 'b.mtx n.mtx' b.mtx b.mtx --ratio 1
expect 2 weights --nonsense && one_of_two
expect 3 weights none.npy && one_sentence
expect 3 weights b.mtx && one_sentence
for line in 'lstsq A.mtx c.mtx -o' 'svd A.mtx -k 1 -o' 'eig A.mtx -k 1 -o' 'id A.mtx -k 1 -o' 'qr A.mtx -o' 'decompress b.mtx --to 24 -o' \
    'law mp --ratio 1 --plot' 'logdet A.mtx --kind spd --plot' 'nnerror b.mtx b.mtx --plot' 'weights model.safetensors --csv'; do
    expect 4 $line none/x && one_sentence && silent out && said 'none/x: cannot be created'
done
expect 5 logdet A.mtx -m direct --mem 1K && one_sentence

cd .. && rm -rf "$work"
echo "$checks runs, $failures failures"
[ $failures -eq 0 ] && [ $checks -gt 55 ]
