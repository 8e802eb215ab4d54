#!/bin/sh
# Install into a temporary prefix, move it elsewhere, and let outside projects build against it and run:
# find_package from C, C++ and Fortran, shared and static, from C++20 shared, and with the other family of compilers
# from C and C++20; pkg-config from C, C++20 and Fortran, and with the other family from C, shared; from C static.
#
# And what was moved finds its own libraries, and leaves nothing undefined.
#
# Environment: CMAKE, BUILD (the build tree), LIBDIR, CLI, FORTRAN, CXX20 and MPI (ON or OFF), MPICC, OTHER_CC and OTHER_CXX
# (empty: none), and the usual CC, CXX, FC and flags.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -n "${CXX:-}" ] && cxx=ON || { cxx=OFF && unset CXX CXXFLAGS; }
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

# Of the moved tree alone: its libraries need nothing that they do not name, and find one another without help.
for file in "$prefix/$LIBDIR"/lib*.so "$prefix"/bin/*; do
    [ -f "$file" ] || continue # no command
    ldd -r "$file" >"$work/ldd" 2>&1
    grep librandlapack "$work/ldd" | grep -v "=> $prefix/" && { echo "$file: not from the moved tree"; exit 1; }
    case ${CFLAGS:-} in *-fsanitize*) continue ;; esac # whose names come with the program
    grep -E 'undefined|not found' "$work/ldd" && { echo "$file: something is undefined"; exit 1; }
done

# The command beside its library, what completes its line, a schema for each verb.
if [ "$CLI" = ON ]; then
    "$prefix/bin/randlapack" law mp --ratio 0.25 | grep -q '0.25 to 2.25'
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

# Static means that no shared librandlapack is asked for; shared means that one is.
linked_right() { # PROGRAM STATIC
    needed=$(readelf -d "$1" | grep -c 'NEEDED.*librandlapack' || true)
    case $2-$needed in
    OFF-0 | ON-[1-9]) echo "$1: linked the wrong way"; exit 1 ;;
    esac
}

find_package() { # FOLDER STATIC FORTRAN CXX CXX20 MPI
    "$CMAKE" -S "$here/consumer" -B "$work/$1" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Debug \
        -Drandlapack_USE_STATIC="$2" -DCONSUMER_FORTRAN="$3" -DCONSUMER_CXX="$4" -DCONSUMER_CXX20="$5" \
        -DCONSUMER_MPI="$6" \
        >"$work/log" 2>&1 &&
        "$CMAKE" --build "$work/$1" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    programs=0
    for program in "$work/$1"/consumer_*; do
        run "$program"
        linked_right "$program" "$2"
        programs=$((programs + 1))
    done
    echo "find_package, $1, static $2: $programs programs"
}

find_package own_shared OFF "$FORTRAN" "$cxx" "$CXX20" "$MPI"
find_package own_static ON "$FORTRAN" "$cxx" OFF "$MPI"
if [ -n "$OTHER_CC" ] && [ -n "$OTHER_CXX" ]; then
    (CC=$OTHER_CC CXX=$OTHER_CXX && export CC CXX && find_package other_shared OFF OFF OFF "$CXX20" OFF)
fi

PKG_CONFIG_PATH=$prefix/$LIBDIR/pkgconfig
export PKG_CONFIG_PATH
unset PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR || true
warnings="-Wall -Wextra -Wpedantic -Werror"

by_pkg_config() { # PACKAGE COMPILER FLAGS SOURCE; the shared library
    # shellcheck disable=SC2046,SC2086
    "$2" $3 $(pkg-config --cflags "$1") "$here/consumer/$4" -o "$work/pc" $(pkg-config --libs "$1")
    LD_LIBRARY_PATH=$prefix/$LIBDIR run "$work/pc"
    echo "pkg-config: $(basename "$2"), $4"
}
by_pkg_config randlapack "$CC" "-std=c11 $warnings ${CFLAGS:-}" consumer.c
[ "$CXX20" != ON ] || by_pkg_config randlapack "$CXX" "-std=c++20 $warnings ${CXXFLAGS:-}" consumer_cxx20.cc
[ "$FORTRAN" != ON ] || by_pkg_config randlapack_fortran "$FC" "-std=f2018 ${FFLAGS:-}" consumer.f90
[ -z "$OTHER_CC" ] || by_pkg_config randlapack "$OTHER_CC" "-std=c11 $warnings" consumer.c
# The linker prefers a shared library, so the archive is named.
# shellcheck disable=SC2046,SC2086
$CC -std=c11 $warnings ${CFLAGS:-} $(pkg-config --cflags randlapack) "$here/consumer/consumer.c" -o "$work/pc_static" \
    $(pkg-config --static --libs randlapack | sed 's/-lrandlapack/-l:librandlapack.a/')
"$work/pc_static"
echo "pkg-config: static"
[ "$MPI" = ON ] || exit 0
# shellcheck disable=SC2046,SC2086
"$MPICC" -std=c11 $warnings ${CFLAGS:-} $(pkg-config --cflags randlapack_mpi) "$here/consumer/consumer_mpi.c" \
    -o "$work/pc_mpi" $(pkg-config --libs randlapack_mpi) -lm
LD_LIBRARY_PATH=$prefix/$LIBDIR run "$work/pc_mpi"
echo "pkg-config: randlapack_mpi"
