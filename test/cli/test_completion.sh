#!/usr/bin/env bash
# Completion of the command line: what the scripts offer is what the help texts name.  COMMAND SCRIPTS WORK
set -u
command=$1 scripts=$2 work=$3
. "$(dirname "$0")/support.sh"

expect 0 completion bash && silent err && cmp -s out "$scripts/randlapack" || fail 'the script of the build is another one'
expect 0 completion zsh && silent err && cmp -s out "$scripts/_randlapack" || fail 'the script of the build is another one'
expect 2 completion && said 'takes one word' && silent out
expect 2 completion bash more && silent out
expect 2 completion fish && said "unknown shell 'fish'; there are bash, zsh" && silent out
expect 0 help && printed 'completion bash | zsh'

source "$scripts/randlapack"
# offer WORD ...: what is offered for the last word, one a line, in the file out
offer() {
    checks=$((checks + 1))
    COMP_WORDS=(randlapack "$@") COMP_CWORD=$#
    _randlapack
    printf '%s\n' "${COMPREPLY[@]}" >out
}
offered() { equal "$(sort out | tr '\n' ' ')" "$(printf '%s\n' "$@" | sort | tr '\n' ' ')"; }

mkdir folder && : >file.npy && : >'with blank.npy'
"$command" help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' >verbs
[ "$(wc -l <verbs)" -ge 10 ] || fail 'the verbs are lost'
offer '' && offered $(cat verbs) help completion --help --version
offer s && offered svd
offer help l && offered lstsq law logdet
offer completion '' && offered bash zsh
offer --v && offered --version

# every option of every verb, and nothing after one whose argument only the user knows
while read -r verb; do
    "$command" help "$verb" | sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' >options
    offer "$verb" -- && offered $(cat options)
    offer "$verb" --threads '' && offered ''
    offer "$verb" -j '' && offered ''
    grep -q -- "^        $verb) _arguments" "$scripts/_randlapack" || fail "zsh does not know $verb"
    sed -n "/^        $verb) _arguments/,/;;/p" "$scripts/_randlapack" | grep -o -- "[',{]--[a-z-]*" | cut -c2- | sort -u >known
    equal "$(tr '\n' ' ' <known)" "$(sort -u options | tr '\n' ' ')"
done <verbs

# words: the first and the last are taken by the command, which then misses its files
while read -r verb; do
    "$command" help "$verb" | sed -n 's/^ *\(-., \)\{0,1\}--\([a-z-]*\) [A-Z].*/\2/p' >options
    while read -r option; do
        offer "$verb" "--$option" '' && cp out words
        case $(cat words) in '' | *file.npy* | folder) continue ;; esac
        found=$((${found:-0} + 1))
        while read -r word; do
            expect 2 "$verb" "--$option=$word" && ! grep -q unknown err || fail "--$option $word is offered, but not taken"
        done <<<"$(sed -n '1p;$p' words)"
        offer "$verb" "--$option" = && cmp -s out words || fail "--$option= has other words"
        word=$(head -n 1 words)
        offer "$verb" "--$option" = "$word" && grep -qx "$word" out || fail "--$option=$word is not completed"
    done <options
done <verbs
[ "${found:-0}" -ge 17 ] || fail "only ${found:-0} options have words"

# files, folders and laws
offer svd f && offered file.npy folder
offer svd -o f && offered folder
offer lstsq --output=f && offered ''
offer lstsq -o f && offered file.npy folder
offer law s && offered semicircle sample-covariance
offer law semicircle --pl && offered --plot
offer weights with && offered 'with blank.npy'
! command -v zsh >/dev/null || zsh -n "$scripts/_randlapack" || fail 'zsh does not understand its script'

echo "$checks runs, $failures failures"
[ $failures -eq 0 ]
