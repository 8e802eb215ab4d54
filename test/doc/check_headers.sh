#!/bin/sh
# Every block of code in the comments of the public headers of the three layers compiles, warnings being errors: each becomes the body of a
# function, whose parameters header_blocks.txt has.  A header with a block but no line there, or the other way, fails.
#     check_headers.sh LIST SOURCE WORK
# with CC, CFLAGS, INCLUDES.
set -eu
list=$1 source=$2 work=$3
rm -rf "$work"
mkdir -p "$work"
cd "$source"
grep -l '@code' randblas/*.h randlapack/*.h rmt/*.h | sort >"$work/with"
sed -n '/^#/d; s/ *|.*//p' "$list" | sort >"$work/listed"
diff "$work/with" "$work/listed" >"$work/diff" || { echo "headers with blocks and lines of $list differ:" && cat "$work/diff" && exit 1; }
grep "^[a-z]" "$list" >"$work/lines"
{
    echo '#include <rmt.h>'
    number=0
    while IFS='|' read -r header parameters; do
        number=$((number + 1))
        echo "int block_$number($parameters);"
        echo "int block_$number($parameters)"
        echo "{"
        awk -v file="$header" '/@code/ { open = 1; next } /@endcode/ { open = 0 }
            open { printf "#line %d \"%s\"\n", FNR, file; sub(/^ \* ?/, ""); print }' ${header% }
        echo "return info; }"
    done <"$work/lines"
} >"$work/blocks.c"
echo "$(grep -c '^int block_.*);$' "$work/blocks.c") blocks"
"$CC" $CFLAGS -std=c11 $INCLUDES -Wall -Wextra -Werror -Wno-unused-but-set-variable -c "$work/blocks.c" -o "$work/blocks.o"
