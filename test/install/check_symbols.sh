#!/bin/sh
# The shared library exports the public prototypes and no name outside the three prefixes; the static library defines
# no global name outside them.
#
#   check_symbols.sh NM SHARED STATIC HEADER...
set -eu
nm=$1 shared=$2 static=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

report() { # what, file of names
    if [ -s "$2" ]; then
        echo "$1:"
        sed 's/^/    /' "$2"
        failed=1
    fi
}

# The linker's own marks, which some linkers export, are nobody's names.
"$nm" -D --defined-only "$shared" | awk '{ print $NF }' | sed 's/@.*//' | sort -u |
    grep -v -x -E '_init|_fini|__bss_start|_edata|_end' >"$work/exported"
# So are those of the address sanitizer, where the library is built with it.
"$nm" -g --defined-only "$static" | awk 'NF == 3 && $3 !~ /^__odr_asan/ { print $3 }' | sort -u >"$work/archive"
cat "$@" | sed '/^#/d' | tr '\n' ' ' | tr ';' '\n' |
    sed -n 's/.*RANDBLAS_API [^(]*[ *]\([a-z0-9_]*\)(.*/\1/p' | sort -u >"$work/public"
[ "$(wc -l <"$work/public")" -eq "$(cat "$@" | grep -c '^RANDBLAS_API')" ] || {
    echo "not every prototype was understood"
    exit 1
}

grep -v -E '^(randblas|randlapack|rmt)_' "$work/exported" >"$work/foreign" || true
report "exported names outside the prefixes" "$work/foreign"
grep -v -E '^(randblas|randlapack|rmt)_' "$work/archive" >"$work/foreign" || true
report "global names of the archive outside the prefixes" "$work/foreign"
comm -13 "$work/exported" "$work/public" >"$work/missing"
report "public prototypes that are not exported" "$work/missing"
comm -23 "$work/exported" "$work/public" >"$work/extra"
report "exported names without a public prototype" "$work/extra"
[ "$failed" -eq 0 ] && echo "$(wc -l <"$work/public") public names, nothing else exported"
exit "$failed"
