#!/bin/sh
# What programs were compiled against is still there.  The list in the tree names the soname and has one line for each
# public function, struct, enumeration and type, as the compiler sees it: sizes, orders and values are all in it.
#
#   check_abi.sh LIST SHARED HEADER...      compares; CC and INCLUDES are the compiler and its -I, NAMES a pattern
#   ACCEPT=1 check_abi.sh LIST SHARED HEADER...      writes the list, after the changes were read
set -eu
list=$1 shared=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
LC_ALL=C
export LC_ALL

soname() { readelf -d "$shared" | sed -n 's/.*SONAME.*\[\(.*\)\].*/\1/p'; }

# A declaration a line, one space where there is white space; those that name nothing of ours are the system's.
declarations() {
    for header in "$@"; do printf '#include "%s"\n' "$(realpath "$header")"; done >"$work/all.c"
    # shellcheck disable=SC2086
    $CC -std=c11 -E -P $INCLUDES "$work/all.c" >"$work/all.i"
    awk -v names="${NAMES:-(randblas|randlapack|rmt)_}" '
        {
            gsub(/__attribute__ *\(\(visibility\("default"\)\)\)/, "")
            for (i = 1; i <= length($0); i++) {
                letter = substr($0, i, 1)
                depth += (letter == "{") - (letter == "}")
                text = text letter
                if (letter != ";" || depth > 0) continue
                gsub(/[ \t]+/, " ", text)
                gsub(/ ?[(] ?/, "(", text)
                gsub(/ ([,;)])/, "\\1", text)
                sub(/^ /, "", text)
                if (tolower(text) ~ names) print text
                text = ""
            }
            text = text " "
        }' "$work/all.i" | sort -u
}

soname >"$work/now"
declarations "$@" >>"$work/now"
if [ -n "${ACCEPT:-}" ]; then
    diff "$list" "$work/now" || true
    cp "$work/now" "$list"
    exit 0
fi
[ "$(wc -l <"$work/now")" -gt 10 ] || { echo "the headers were not understood"; exit 1; }
diff "$list" "$work/now" >"$work/changes" && { echo "$(soname): $(($(wc -l <"$list") - 1)) declarations as listed"; exit 0; }
sed -n 's/^< /gone or changed: /p; s/^> /new: /p' "$work/changes"
cat <<END
The interface is not what $list says.
A line that is new: accept it with
    ACCEPT=1 CC="$CC" INCLUDES="$INCLUDES" sh $0 $list $shared $*
One that is gone or changed breaks programs: raise the minor version (from 1.0 on the major one) in CMakeLists.txt first,
unless all that happened is a field at the end of an options or report struct, which its size tells.
END
exit 1
