#!/bin/sh
# Colours and the bar: on a terminal that has them, and nowhere else.  COMMAND MAKE_WEIGHTS WORK
set -u
command=$1 make=$2 work=$3
. "$(dirname "$0")/support.sh"
escape=$(printf '\033')

"$make" net.safetensors w:F32:200x100:gauss v:F32:300x200:power || exit 1
"$make" many.safetensors $(for i in 1 2 3 4 5 6 7 8; do echo "w$i:F32:600x400:gauss"; done) || exit 1 # half a second
# terminal WORD ...: run the command with a terminal for output, into the file out
terminal() {
    checks=$((checks + 1))
    script -qc "$command $*" /dev/null >out 2>err </dev/null
}
coloured() { grep -q "$escape\[3[123]m" out; }
TERM=xterm && export TERM
unset NO_COLOR

terminal lstsq && coloured || fail 'a complaint has no colour'
terminal nonsense && coloured || fail 'a complaint has no colour'
terminal weights net.safetensors && coloured && grep -q "$escape\[33munder-trained$escape\[0m" out || fail 'a warning has no colour'
terminal weights many.safetensors -j 1 && grep -q "layers .*\[$escape\[32m#" out || fail 'there is no bar'
NO_COLOR=1 terminal lstsq && ! coloured && printed 'randlapack: lstsq: needs two files' || fail 'NO_COLOR has colours'
NO_COLOR=1 terminal weights many.safetensors -j 1 && ! coloured && grep -q 'layers .*\[#' out || fail 'NO_COLOR has no bar'
NO_COLOR='' terminal lstsq && coloured || fail 'an empty NO_COLOR counts'
TERM=dumb terminal weights many.safetensors -j 1 && ! grep -q "$escape" out && ! grep -q '#' out || fail 'TERM=dumb has colours or a bar'
TERM='' terminal lstsq && ! coloured || fail 'a terminal of no kind has colours'
terminal weights net.safetensors -q && [ ! -s out ] || fail 'quiet is not'
expect 2 lstsq && ! grep -q "$escape" err || fail 'colours in a file'
expect 0 weights net.safetensors --progress && ! grep -q "$escape" out err || fail 'colours in a file'

cd .. && rm -rf "$work"
echo "$checks runs, $failures failures"
[ $failures -eq 0 ]
