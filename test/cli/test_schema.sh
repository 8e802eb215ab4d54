#!/bin/sh
# The schemas of --json: there is one for each verb, and an output that differs is refused.  COMMAND CLI_SOURCES WORK
set -u
command=$1 sources=$2 work=$3
. "$(dirname "$0")/support.sh"

"$command" help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' | sort >verbs
ls "$SCHEMAS" | sed -n 's/\.json$//p' | grep -vx common | sort >described
cmp -s verbs described || fail "verbs and schemas differ: $(diff verbs described | tr '\n' ' ')"
grep -q 'share/randlapack/schema' "$sources/randlapack.1" || fail 'the manual does not say where the schemas are'

list 3 1 1 2 4 >x.mtx
expect 0 law mp --ratio 0.5 --compare x.mtx --json && cp out good
check() { "$JSON_SCHEMA" "${2:-$SCHEMAS}" <"$1" >out 2>err; }
check good || fail 'a summary is refused'
refused() { # SED_SCRIPT SENTENCE
    checks=$((checks + 1))
    sed "$1" good >bad && ! cmp -s bad good || fail "nothing changed: $1"
    check bad && fail "is not refused: $1"
    [ $? -le 1 ] && said "$2"
}
refused '/"mean"/d' 'lacks "mean"'
refused 's/"mean"/"means"/' 'lacks "mean"'
refused 's/"mean"/"more": 1, "mean"/' 'law.more: is not described'
refused 's/"ratio"/"rank"/' 'law.parameters.rank: is not described'
refused 's/"mean": .*/"mean": "1",/' 'law.mean: is not of type ["number","null"]'
refused 's/"sample_size": 3/"sample_size": 3.5/' 'law.sample_size: is not of type'
refused 's/"sample_size": 3/"sample_size": -3/' 'law.sample_size: is less than 0'
refused 's/"law": "mp"/"law": "mq"/' 'law.law: is none of'
refused 's/"version": "/&x/' 'law.version: does not match'
refused 's/"seed": null/"seed": "-1"/' 'law.seed: does not match'
refused 's/"values": null/"values": [1, "2"]/' 'law.values: is none of'
refused 's/"atoms": \[\]/"atoms": [[1, 2, 3]]/' 'law.atoms[0]: has another number of elements'
refused 's/"threads": [0-9]*/"threads": 0/' 'law.threads: is less than 1'
mkdir folder && sed 's/"title"/"titel"/' "$SCHEMAS/law.json" >folder/law.json
check good folder
equal $? 2 && said "keyword 'titel' is not known"
sed 's/"command": "law"/"command": "lore"/' good >bad && check bad
equal $? 2 && said 'lore.json'

echo "$checks runs, $failures failures"
[ $failures -eq 0 ] && [ "${held:-0}" -ge 1 ]
