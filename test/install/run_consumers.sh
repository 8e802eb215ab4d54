#!/bin/sh
# Install into a temporary prefix, move it elsewhere, and let outside projects build against it and run:
# find_package from C, C++ and Fortran, shared and static; pkg-config, shared and static.
#
# Environment: CMAKE, BUILD (the build tree), LIBDIR, FORTRAN and MPI (ON or OFF), MPICC, and the usual CC, CXX, FC and flags.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -n "${CXX:-}" ] || unset CXX CXXFLAGS
[ -n "${FC:-}" ] || unset FC FFLAGS

"$CMAKE" --install "$BUILD" --prefix "$work/first" >"$work/install.log"
mv "$work/first" "$work/moved"
prefix=$work/moved
# A process of MPI without mpirun, perhaps as root and without a network.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_btl=self OMPI_MCA_plm=isolated
for text in "$BUILD" "$work/first"; do
    if grep -rlF -e "$text" "$prefix/$LIBDIR/cmake" "$prefix/$LIBDIR/pkgconfig" "$prefix/include"; then
        echo "these files name $text"
        exit 1
    fi
done

# The command beside its library, what completes its line, a schema for each verb.
if [ -x "$prefix/bin/randlapack" ]; then
    "$prefix/bin/randlapack" completion bash | cmp - "$prefix/share/bash-completion/completions/randlapack"
    for verb in $("$prefix/bin/randlapack" help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'); do
        [ -s "$prefix/share/randlapack/schema/$verb.json" ] || { echo "the schema of $verb is not installed" && exit 1; }
        [ -s "$prefix/share/man/man1/randlapack-$verb.1" ] || { echo "the manual of $verb is not installed" && exit 1; }
    done
fi

run() { # PROGRAM; MPI keeps what it has, which is no leak of ours
    case $1 in
    *mpi*) ASAN_OPTIONS=detect_leaks=0 "$1" ;;
    *) "$1" ;;
    esac
}

for static in OFF ON; do
    "$CMAKE" -S "$here/consumer" -B "$work/consumer_$static" -DCMAKE_PREFIX_PATH="$prefix" \
        -Drandlapack_USE_STATIC=$static -DCONSUMER_FORTRAN="$FORTRAN" -DCONSUMER_MPI="$MPI" -DCMAKE_BUILD_TYPE=Release >"$work/log" 2>&1 &&
        "$CMAKE" --build "$work/consumer_$static" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    programs=0
    for program in "$work/consumer_$static"/consumer_*; do
        run "$program"
        programs=$((programs + 1))
        # Static means that no shared librandlapack is asked for; shared means that one is.
        needed=$(readelf -d "$program" | grep -c 'NEEDED.*librandlapack' || true)
        case $static-$needed in
        OFF-0 | ON-[1-9]) echo "$program: linked the wrong way"; exit 1 ;;
        esac
    done
    echo "find_package, static $static: $programs programs"
done

PKG_CONFIG_PATH=$prefix/$LIBDIR/pkgconfig
export PKG_CONFIG_PATH
unset PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR || true
strict="-std=c11 -Wall -Wextra -Wpedantic -Werror"
# shellcheck disable=SC2046,SC2086
$CC $strict ${CFLAGS:-} $(pkg-config --cflags randlapack) "$here/consumer/consumer.c" -o "$work/pc_shared" \
    $(pkg-config --libs randlapack)
LD_LIBRARY_PATH=$prefix/$LIBDIR "$work/pc_shared"
# The linker prefers a shared library, so the archive is named.
# shellcheck disable=SC2046,SC2086
$CC $strict ${CFLAGS:-} $(pkg-config --cflags randlapack) "$here/consumer/consumer.c" -o "$work/pc_static" \
    $(pkg-config --static --libs randlapack | sed 's/-lrandlapack/-l:librandlapack.a/')
"$work/pc_static"
echo "pkg-config: shared and static"
[ "$MPI" = ON ] || exit 0
# shellcheck disable=SC2046,SC2086
"$MPICC" $strict ${CFLAGS:-} $(pkg-config --cflags randlapack_mpi) "$here/consumer/consumer_mpi.c" -o "$work/pc_mpi" \
    $(pkg-config --libs randlapack_mpi) -lm
LD_LIBRARY_PATH=$prefix/$LIBDIR run "$work/pc_mpi"
echo "pkg-config: randlapack_mpi"
