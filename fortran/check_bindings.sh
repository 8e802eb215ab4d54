#!/bin/sh
# Every prototype of the installed headers has a binding of the same name in the Fortran modules, whose arguments are
# passed as in C; every routine in several precisions has a generic name; every enumerator has the same value
# (parity.awk).  And what is missing would be seen: the same comparison with one interface, one generic name, one
# argument or one value less has to fail.
#
#   check_bindings.sh FORTRAN_COMPILER SOURCE_DIR
set -eu
compiler=$1 source=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A communicator of C has no counterpart: randlapack_mpi_create_fortran stands for it.
cat "$source"/randblas/*.h "$source"/randlapack/*.h "$source"/rmt/*.h "$source"/mpi/*.h | grep -v 'MPI_Comm comm,' >"$work/headers"
for module in randblas randlapack rmt randlapack_mpi; do
    (cd "$source/fortran" && "$compiler" -cpp -E -P "$module.f90")
done | awk -f "$here/interfaces.awk" >"$work/fortran"

sed '/^#/d' "$work/headers" | tr '\n' ' ' | sed 's|/\*[^*]*\*\+\([^/*][^*]*\*\+\)*/||g' | tr ';' '\n' |
    awk -f "$here/prototypes.awk" >"$work/c"
sed -n 's/.*X(\(RANDBLAS_[A-Z_]*\), \(-*[0-9]*\),.*/= \1 \2/p' "$work/headers" >>"$work/c" # the list of result codes
[ "$(grep -vc '^=' "$work/c")" -eq "$(grep -c '^RANDBLAS_API' "$work/headers")" ] || {
    echo "not every prototype was understood"
    exit 1
}
awk -f "$here/parity.awk" "$work/c" "$work/fortran"

seen() { # WHAT, a sed command that takes it out of the modules
    sed "$2" "$work/fortran" >"$work/less"
    if cmp -s "$work/fortran" "$work/less" || awk -f "$here/parity.awk" "$work/c" "$work/less" >/dev/null; then
        echo "$1 is not missed"
        exit 1
    fi
}
seen "an interface" '/^randlapack_dlsq /d'
seen "an argument" 's/^\(randblas_dskge .*\) i8$/\1/'
seen "the kind of an argument" '/^randlapack_srsvd /s/r4/r8/'
seen "a value passed by reference" '/^rmt_dmp_support /s/ r8/ *r8/'
seen "a generic name" '/^+ randblas_skop randblas_z/d'
seen "an enumerator" 's/^= RANDBLAS_SUCCESS 0/= RANDBLAS_SUCCESS 1/'
