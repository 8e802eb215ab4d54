#!/bin/sh
# Every public name that a page mentions stands in a public header, every group of scripts/bench in that script, and
# every option of the command, in a table of commands, in its manual.
#     check_names.sh SOURCE PAGE...
set -eu
source=$1
shift
bad=0

complain() {
    echo "$1: there is no $2" >&2
    bad=1
}

names() { grep -ohE '\b(randblas|randlapack|rmt|RANDBLAS|RANDLAPACK|RMT)_[A-Za-z0-9_]+' "$@" | sort -u; }

known=$(mktemp)
trap 'rm -f "$known"' EXIT
names "$source"/randblas/*.h "$source"/randlapack/*.h "$source"/rmt/*.h "$source"/mpi/*.h >"$known"

for page; do
    for name in $(names "$page" | grep -vxFf "$known" || true); do
        complain "$page" "$name"
    done
    for group in $(grep -oE 'scripts/bench [a-z]+' "$page" | cut -d' ' -f2 | sort -u); do
        grep -q "\b$group\b" "$source/scripts/bench" || complain "$page" "scripts/bench $group"
    done
    for manual in "$source"/cli/randlapack-*.1; do
        verb=$(basename "$manual" .1 | cut -d- -f2)
        # `verb ... --option` in a cell of a table
        for option in $(grep '^|' "$page" | grep -oE "\`$verb [^\`]*\`" | grep -oE -- '--[a-z][a-z-]*' | sort -u); do
            grep -q -- "$(echo "$option" | sed 's/-/\\\\*-/g')" "$manual" ||
                complain "$page" "randlapack $verb $option"
        done
    done
done
for name in $(sed -n 's/^| *\(`[^|]*\)|.*/\1/p' "$source/randlapack/README.md" | grep -oE '\brandlapack_[a-z_]+\b' | sort -u); do
    grep -qw -- "$name" "$source/doc/choosing.md" || complain doc/choosing.md "$name"
done
exit $bad
