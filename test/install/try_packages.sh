#!/usr/bin/env bash
# A trial of the packages as root on a machine that is thrown away: see scripts/package.
#
#   try_packages.sh FILE.deb ...
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
cd "$work"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_plm=isolated OMPI_MCA_btl=self,vader
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl_vader_single_copy_mechanism=none OMP_NUM_THREADS=1
export DEBIAN_FRONTEND=noninteractive
packages=()
for file in "$@"; do packages+=("$(dpkg-deb -f "$file" Package)"); done

fail() { echo "$*"; exit 1; }
file_of() { for file in "${files[@]}"; do [ "$(dpkg-deb -f "$file" Package)" != "$1" ] || echo "$file"; done; }
files=("$@")

# Every name below the folders that packages write to, and the state of every package.
snapshot() {
    find /bin/ /etc /lib/ /opt /usr /var -xdev \( -path /var/cache/ldconfig -o -path '/var/lib/dpkg/*-old' \) -prune -o -print |
        grep -vE '^/(etc/ld.so.cache|var/log/|var/lib/dpkg/(lock|triggers/))' | sort
    dpkg-query -W -f='${Package} ${Version} ${Status}\n' | sort
}

install_all() {
    dpkg -i "${files[@]}" >dpkg.log 2>&1 || { cat dpkg.log; fail "dpkg -i"; }
    dpkg --audit | grep . && fail "dpkg --audit complains"
    dpkg --verify "${packages[@]}" | grep . && fail "dpkg --verify complains"
    echo "${#packages[@]} packages installed"
}

runtime=$(printf '%s\n' "${packages[@]}" | grep -xE 'librandlapack[0-9.]+')

# Nothing can be installed without what it needs, nor what is needed removed.
order_matters() {
    dpkg -i "$(file_of randlapack)" >dpkg.log 2>&1 && fail "randlapack was configured without $runtime"
    grep -q "depends on $runtime" dpkg.log || { cat dpkg.log; fail "for another reason"; }
    dpkg -P randlapack >dpkg.log 2>&1
    install_all
    dpkg -r "$runtime" >dpkg.log 2>&1 && fail "$runtime was removed from under the others"
    echo "dependencies hold, both ways"
}

consumers() { # C, C++, Fortran, MPI by find_package, shared and static; C by pkg-config
    local static program count=0
    for static in OFF ON; do
        { cmake -S "$here/consumer" -B "consumer_$static" -Drandlapack_USE_STATIC=$static -DCONSUMER_FORTRAN=ON \
            -DCONSUMER_MPI=ON && cmake --build "consumer_$static"; } >log 2>&1 || { cat log; fail "find_package, static $static"; }
        for program in "consumer_$static"/consumer_*; do
            "./$program"
            count=$((count + 1))
        done
    done
    # shellcheck disable=SC2046
    cc -std=c11 "$here/consumer/consumer.c" -o consumer_pc $(pkg-config --cflags --libs randlapack)
    ./consumer_pc
    echo "$((count + 1)) programs compiled and run"
}

command_works() {
    local root=/usr/share/doc/librandlapack-doc/examples/data
    randlapack law mp --ratio 0.25 | grep -q '0.25 to 2.25' || fail "randlapack law"
    randlapack svd $root/mnist-1-2-images.npy -k 3 -o one -q
    mpirun -n 2 randlapack svd $root/mnist-1-2-images.npy -k 3 -o two -q
    [ -s one/s.npy ] && [ -s two/s.npy ] || fail "no singular values"
    man -w randlapack randlapack-svd randlapack-mpi >/dev/null 2>&1 || [ -f /usr/share/man/man1/randlapack-mpi.1 ] ||
        fail "no manual"
    echo "the command works, alone and in two processes"
}

# The same binaries on each BLAS that is installed: libblas.so.3 is whichever the administrator chose.
each_blas() {
    local name blas loaded
    name=$(update-alternatives --get-selections | awk '$1 ~ /^libblas.so.3/ { print $1; exit }')
    [ -n "$name" ] || return 0
    for blas in $(update-alternatives --list "$name"); do
        update-alternatives --set "$name" "$blas" >/dev/null
        ldconfig
        loaded=$(ldd consumer_pc | awk '/libblas.so.3/ { print $3 }')
        [ "$(realpath "$loaded")" = "$(realpath "$blas")" ] || fail "$loaded was loaded for $blas"
        ./consumer_pc
        consumer_OFF/consumer_fortran
        echo "runs on $blas"
    done
    update-alternatives --auto "$name" >/dev/null
    ldconfig
}

runtime_alone() { # of all packages, a compiled program needs this one
    local others=()
    for package in "${packages[@]}"; do [ "$package" = "$runtime" ] || others+=("$package"); done
    dpkg -P "${others[@]}" >dpkg.log 2>&1 || { cat dpkg.log; fail "dpkg -P"; }
    ./consumer_pc
    consumer_OFF/consumer_c
    consumer_OFF/consumer_fortran
    echo "compiled programs run with $runtime alone"
    dpkg -P "$runtime" >dpkg.log 2>&1 || { cat dpkg.log; fail "dpkg -P $runtime"; }
    ./consumer_pc 2>/dev/null && fail "a program still runs"
    consumer_ON/consumer_c
    echo "without it the static one alone"
}

ldconfig
snapshot >before
order_matters
consumers
command_works
each_blas
runtime_alone
snapshot >after
diff before after || fail "that is left, or gone"
echo "removed; of $(wc -l <before) names none is left over and none is gone"
