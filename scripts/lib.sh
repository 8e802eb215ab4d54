# What the scripts share; to be sourced.  Leaves the shell in the project's root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
jobs=$(nproc 2>/dev/null || echo 2)

# What a fresh Debian machine needs, in one place.  OpenBLAS in its OpenMP variant shares the library's thread pool.
packages_build=(build-essential cmake pkg-config gfortran libopenblas-openmp-dev liblapacke-dev librandom123-dev
                libjansson-dev libzip-dev libcmocka-dev openmpi-bin libopenmpi-dev libscalapack-openmpi-dev)
packages_demo=(gnuplot-nox)
packages_check=(git clang clang-format clang-tidy libclang-rt-14-dev libomp-14-dev valgrind doxygen graphviz)

# need PACKAGE ... : install those that are missing, as root or through sudo.
need() {
    command -v dpkg-query >/dev/null || return 0 # not Debian: trust the machine
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then return 0; fi
    echo "installing: ${missing[*]}"
    local root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || { echo "neither root nor sudo: install them yourself" >&2; return 1; }
        root=(sudo)
    fi
    "${root[@]}" apt-get update -q
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# step TITLE COMMAND ... : a heading, the command, and its time; ends the script when the command fails.
step() {
    local title=$1 start=$SECONDS code
    shift
    printf '\n==== %s\n' "$title"
    set +e
    (set -e; "$@") # not in a condition: bash would then ignore failures inside
    code=$?
    set -e
    if ((code != 0)); then
        printf '==== FAILED: %s\n' "$title" >&2
        exit "$code"
    fi
    printf '==== %s: %d s\n' "$title" $((SECONDS - start))
}

# build PRESET [target ...] : configure and build these targets, or all; the output is shown when it fails.
build() {
    local preset=$1 log
    log=out/build-$1.log
    shift
    mkdir -p out
    if ! { cmake --preset "$preset" && cmake --build --preset "$preset" -j "$jobs" --target "${@:-all}"; } \
        >"$log" 2>&1; then
        grep -E -A 12 '(error|Error|warning):|CMake Error|undefined reference' "$log" | head -n 100
        tail -n 5 "$log"
        return 1
    fi
}
