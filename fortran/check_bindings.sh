#!/bin/sh
# Every prototype of the public headers has a binding of the same name and number of arguments in the Fortran modules,
# and every enumerator has the same value.
#
#   check_bindings.sh FORTRAN_COMPILER SOURCE_DIR
set -eu
compiler=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A communicator of C has no counterpart: randlapack_mpi_create_fortran stands for it.
cat "$source"/randblas/*.h "$source"/randlapack/*.h "$source"/rmt/*.h "$source"/mpi/*.h | grep -v 'MPI_Comm comm,' >"$work/headers"
for module in randblas randlapack rmt randlapack_mpi; do
    (cd "$source/fortran" && "$compiler" -cpp -E -P "$module.f90")
done >"$work/modules"

# name, number of arguments
sed '/^#/d' "$work/headers" | tr '\n' ' ' | sed 's|/\*[^*]*\*\+\([^/*][^*]*\*\+\)*/||g' | tr ';' '\n' |
    sed -n 's/.*RANDBLAS_API .*[ *]\([a-z0-9_]*\)(\(.*\)).*/\1 \2/p' |
    awk '{ name = $1; $1 = ""; n = gsub(/,/, ",") + 1; if ($0 ~ /^ *void *$/) n = 0; print name, n }' |
    sort >"$work/c"
sed 's/^ *!.*//' "$work/modules" | awk '/& *$/ { sub(/& *$/, ""); printf "%s", $0; next } { print }' |
    sed -n 's/^ *\(function\|subroutine\) \([a-z0-9_]*\)(\([^)]*\)).*bind(c).*/\2 \3/p' |
    awk '{ name = $1; $1 = ""; n = gsub(/,/, ",") + 1; if ($0 ~ /^ *$/) n = 0; print name, n }' |
    sort >"$work/fortran"
count=$(wc -l <"$work/c")
[ "$count" -eq "$(grep -c '^RANDBLAS_API' "$work/headers")" ] || { echo "not every prototype was understood"; exit 1; }
missing=$(comm -23 "$work/c" "$work/fortran")

# RANDBLAS_NAME value; families carry another name in Fortran
sed -n 's/.*X(\(RANDBLAS_[A-Z_]*\), \(-*[0-9]*\),.*/\1 \2/p' "$work/headers" >"$work/c_enums"
grep -o 'RANDBLAS_[A-Z_]* = [0-9]\+' "$work/headers" | sed 's/ = / /' >>"$work/c_enums"
grep -o 'RANDBLAS_[A-Z_]* = -\?[0-9]\+' "$work/modules" | sed 's/ = / /' >"$work/fortran_enums"
sed -n 's/RANDBLAS_FAMILY_/RANDBLAS_/p' "$work/fortran_enums" >>"$work/fortran_enums"
sort -u "$work/c_enums" >"$work/c_sorted"
sort -u "$work/fortran_enums" >"$work/fortran_sorted"
values=$(comm -23 "$work/c_sorted" "$work/fortran_sorted")

if [ -n "$missing$values" ]; then
    echo "without a matching binding:"
    echo "$missing"
    echo "$values"
    exit 1
fi
echo "$count prototypes and $(wc -l <"$work/c_sorted") enumerators have their bindings"
