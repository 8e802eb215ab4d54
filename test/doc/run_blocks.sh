#!/bin/sh
# Runs what the documentation shows.  Of each page, in order and in one scratch folder with examples/ of the tree in it:
#     ```c     compiled, warnings being errors; linked and run if it has a main
#     ```cpp   the same in C++20, where there is a compiler for it
#     ```sh    run by sh -e, the command being on the path
#     ```text  right after one of these: what it prints, words as they are, numbers to 5 %; lines that tell seconds are
#              not compared
# Fences without a language are only shown.  A run without blocks fails.
#     run_blocks.sh PAGE...
# with CC, CFLAGS, CXX (empty: none), CXXFLAGS, INCLUDES, LIBRARY (what to link), RUNPATH (its folder), COMMAND (folder of
# the command), SOURCE, WORK.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export LD_LIBRARY_PATH="$RUNPATH${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" PATH="$COMMAND:$PATH" LC_ALL=C

rm -rf "$WORK"
failed=0 total=0

fail() {
    echo "$page, line $(cat "$block.line"): $1" >&2
    failed=$((failed + 1))
}

# COMPILER AND FLAGS ...: $block with its warnings as errors, and what it prints if it has a main; else false.
run_program() {
    if grep -q 'int main' "$block"; then
        "$@" $INCLUDES -Wall -Wextra -Werror "$block" -o "$block.exe" $LIBRARY -lm || { fail "does not compile"; return 1; }
        (cd "$folder" && "$block.exe") >"$block.got" || { fail "exit code $?"; return 1; }
    else
        "$@" $INCLUDES -Wall -Wextra -Werror -c "$block" -o "$block.o" || fail "does not compile"
        return 1
    fi
}

# Compiles or runs $block, and compares.
run_block() {
    case $block in
    *.c) run_program $CC $CFLAGS -std=c11 || return 0 ;;
    *.cpp)
        [ -n "$CXX" ] || return 0
        run_program $CXX $CXXFLAGS -std=c++20 || return 0 ;;
    *.sh) (cd "$folder" && sh -e "$block") >"$block.got" || { fail "exit code $?"; return; } ;;
    esac
    if [ -f "$block.text" ]; then
        awk -f "$here/compare.awk" "$block.text" "$block.got" || fail "prints something else"
    fi
}

for page; do
    grep -qE '^```(c|cpp|sh)$' "$page" || continue
    folder=$WORK/$(echo "${page#"$SOURCE"/}" | tr / _)
    mkdir -p "$folder/.blocks"
    ln -s "$SOURCE/examples" "$folder/examples"
    awk -v out="$folder/.blocks" -f "$here/extract.awk" "$page"
    count=0
    for block in "$folder"/.blocks/*.c "$folder"/.blocks/*.cpp "$folder"/.blocks/*.sh; do
        [ -f "$block" ] && echo "$block"
    done | sort >"$folder/.blocks/list"
    while read -r block; do
        run_block </dev/null
        count=$((count + 1))
    done <"$folder/.blocks/list"
    total=$((total + count))
done
echo "$total blocks, $failed failed"
[ "$total" -gt 0 ] && [ "$failed" = 0 ]
