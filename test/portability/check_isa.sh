#!/bin/sh
# The library runs on any x86-64: wide registers (ymm, zmm) and fused multiply-adds are in the kernels' copies for AVX2
# and AVX-512 alone, those of AVX-512 in its copies alone, and in those they are.
#
#   check_isa.sh OBJDUMP FILE      a file with the path of an object a line
set -eu
objdump=$1 list=$2

# OBJECTS on standard input: how many there are and have ymm, zmm and fused multiply-adds.
count() {
    xargs -r "$objdump" -d --no-show-raw-insn | awk '
        /file format/ { n++ }
        /%ymm/ { ymm++ }
        /%zmm/ { zmm++ }
        /\tvfn?m/ { fma++ }
        END { print n + 0, ymm + 0, zmm + 0, fma + 0 }'
}

base=$(grep -vE '_(avx2|avx512)(_[sd])?\.dir/' "$list" | count)
avx2=$(grep -E '_avx2(_[sd])?\.dir/' "$list" | count)
avx512=$(grep -E '_avx512(_[sd])?\.dir/' "$list" | count)
printf 'objects, ymm, zmm, fma\nany     %s\navx2    %s\navx512  %s\n' "$base" "$avx2" "$avx512"
fail() { echo "$1"; exit 1; }
# shellcheck disable=SC2086
{
    set -- $base
    [ "$1" -gt 0 ] && [ "$2 $3 $4" = "0 0 0" ] || fail "code for any processor uses more"
    set -- $avx2
    [ "$2" -gt 0 ] && [ "$4" -gt 0 ] || fail "no copies for AVX2"
    [ "$3" -eq 0 ] || fail "AVX-512 in the copies for AVX2"
    set -- $avx512
    [ "$3" -gt 0 ] && [ "$4" -gt 0 ] || fail "no copies for AVX-512"
}
