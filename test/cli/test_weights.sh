#!/bin/sh
# The verb weights: formats, layers, known spectra, reports, smoothing, hostile files.
# COMMAND JSON_GET WEIGHTS_MAKE DATA CLI_SOURCES WORK
set -u
command=$1 json_get=$2 make=$3 data=$4 sources=$5 work=$6
. "$(dirname "$0")/support.sh"

# weights ARGUMENT ...: succeeds
weights() { expect 0 weights "$@"; }
# layer PLACE KEY ...: of the JSON that was printed
layer() { json layers "$@"; }
# safetensors HEADER BYTES: a file with such a header, of less than 256 bytes
safetensors() {
    printf "\\$(printf %o ${#1})\0\0\0\0\0\0\0%s" "$1" && printf "$2"
}
well_formed() {
    grep -q '</html>' "$1" && ! grep -qE '(src|href)=.[^#]|https?://[^w]|@import|url\(' "$1" || fail "$1 asks for more"
    if command -v xmllint >/dev/null; then xmllint --noout "$1" 2>err || fail "$1 is not well-formed"; fi
}

# ---- the manual and the help text name the same options
expect 0 help weights && cp out help
sed 's/\\-/-/g' "$sources/randlapack-weights.1" | grep -o -- '--[a-z][a-z-]*' | sort -u >in_manual
sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' help | sort -u >in_help
cmp -s in_manual in_help || fail "options of the manual and of the help text differ: $(diff in_manual in_help | tr '\n' ' ')"

# ---- spectra that are known
"$make" model.safetensors power:F64:300x200:power gauss:F32:200x150:gauss spikes:F32:200x100:spikes low:F64:80x60:low \
    bias:F32:200:gauss scale:F32::one small:F32:9x300:gauss count:I8:40x40:gauss empty:F32:0x40:zero
weights model.safetensors --json
equal "$(layer 0 name)" power && near "$(layer 0 power_law alpha)" 3 0.1 && equal "$(layer 0 eigenvalues)" 200
near "$(layer 0 metrics lambda_max)" 20 1e-9 && near "$(layer 0 power_law xmin)" 1 0.3 # (1/(2 n))^(-1/2)
equal "$(layer 1 phase)" random-like && near "$(layer 1 bulk sigma)" 1 0.03 && equal "$(layer 1 bulk spikes)" 0
equal "$(layer 2 bulk spikes)" 3 && equal "$(layer 2 phase)" bulk+spikes
equal "$(layer 3 phase)" rank-collapse && equal "$(layer 3 metrics rank)" 2 && equal "$(layer 3 metrics rank_loss)" 58
equal "$(json left_out vectors)" 2 && equal "$(json left_out small)" 1 && equal "$(json left_out type)" 1
equal "$(json left_out empty)" 1 && equal "$(json summary layers)" 4 && equal "$(json tensors)" 9
weights model.safetensors && printed 'left out     2 biases and norms, 1 without elements, 1 not floating point, 1 too small' && silent err
equal "$(grep -c '^[a-z]* *dense' out)" 4
weights model.safetensors -q && silent out && silent err

# ---- the same numbers in every type and format, on any number of threads
"$make" f64.safetensors w:F64:60x40:spikes && "$make" f32.safetensors w:F32:60x40:spikes
"$make" f16.safetensors w:F16:60x40:spikes && "$make" bf16.safetensors w:BF16:60x40:spikes
for type in f64 f32 f16 bf16; do
    weights $type.safetensors --json
    [ $type = f64 ] && exact=$(layer 0 metrics lambda_max)
    near "$(layer 0 metrics lambda_max)" "$exact" "$(awk -v x="$exact" -v t=$type 'BEGIN {
        print x * (t == "f64" ? 1e-12 : t == "f32" ? 1e-6 : t == "f16" ? 2e-3 : 2e-2) }')"
done
weights model.safetensors --csv one.csv -q -j 1 && weights model.safetensors --csv two.csv -q -j 2
cut -d, -f1-10 one.csv >one && cut -d, -f1-10 two.csv >two && cmp -s one two || fail 'threads change what is found'
{ printf '\223NUMPY\001\000\166\000' && printf '%-118s' "{'descr': '<f8', 'fortran_order': False, 'shape': (60, 40), }" &&
    tail -c 19200 f64.safetensors; } >w.npy
weights w.npy --json && equal "$(layer 0 metrics lambda_max)" "$exact" && equal "$(layer 0 name)" w.npy && equal "$(json format)" npy
if command -v zip >/dev/null && "$command" weights none.npz 2>&1 | grep -qv libzip; then
    cp w.npy a.npy && zip -q both.npz w.npy a.npy && weights both.npz --json && equal "$(layer 0 name)" w
    equal "$(json format)" npz && equal "$(layer 1 metrics lambda_max)" "$exact"
fi
printf '{"weight_map":{"w":"f64.safetensors","v":"v.safetensors"}}' >model.safetensors.index.json
"$make" v.safetensors v:F32:50x50:gauss && weights model.safetensors.index.json --json && equal "$(json summary layers)" 2
weights f64.safetensors --single --json && near "$(layer 0 metrics lambda_max)" "$exact" 1e-3
weights f64.safetensors --method svd --json && near "$(layer 0 metrics lambda_max)" "$exact" 1e-9

# ---- how layers are cut
"$make" cut.safetensors conv.weight:F32:24x16x3x3:gauss h.10.q_proj.weight:F32:64x64:gauss h.2.wte:F32:64x64:gauss
weights cut.safetensors --json && equal "$(layer 0 matrices)" 9 && equal "$(layer 0 eigenvalues)" 144
equal "$(layer 1 name)" h.2.wte && equal "$(layer 1 kind)" embedding && near "$(layer 0 bulk sigma)" 1 0.1
weights cut.safetensors --conv slice --json && equal "$(json summary layers)" 11 && equal "$(layer 8 name)" 'conv.weight[8]'
weights cut.safetensors --conv unfold --json && equal "$(layer 0 cols)" 144 && equal "$(layer 0 rows)" 24
weights cut.safetensors --channels last --min-size 1 --json && equal "$(layer 0 rows)" 3 && equal "$(layer 0 matrices)" 384
weights cut.safetensors --heads 4 --json && equal "$(json summary layers)" 6 && equal "$(layer 3 kind)" head
weights cut.safetensors --filter 'h.*' --filter none --json && equal "$(json summary layers)" 2 && equal "$(json left_out filter)" 1
weights cut.safetensors --min-size 65 --json && equal "$(json summary layers)" 1

# ---- the bundled network: alpha of WeightWatcher 0.7.5.5 (analyze(conv2d_norm=False)), to its last digits
weights "$data/age_gender_model.safetensors" --least 1e-5 --json --html report.html --csv table.csv
near "$(layer 0 power_law alpha)" 2.3950744117508966 && near "$(layer 9 power_law alpha)" 4.420328378061563
near "$(layer 16 power_law alpha)" 3.1726280263484115 && equal "$(json summary layers)" 17 && equal "$(json csv)" table.csv
well_formed report.html && equal "$(grep -c '<svg' report.html)" 20 && equal "$(wc -l <table.csv)" 18
awk -F, 'NF != 77 { exit 1 }' table.csv || fail 'the table has not as many cells in each row'
weights "$data/age_gender_model.safetensors" --replicates 20 --json --filter '*separable_conv/pointwise*'
near "$(layer 0 power_law p_value)" 0.5 0.5 && equal "$(json summary layers)" 1

# ---- the tail of a layer alone, and the law of high temperature
"$make" tall.safetensors w:F32:400x300:power && weights tall.safetensors --json && alpha=$(layer 0 power_law alpha)
equal "$(layer 0 htmp kappa)" null && weights tall.safetensors --largest 200 --json && near "$(layer 0 power_law alpha)" "$alpha" 0.05
weights model.safetensors --htmp --json && near "$(layer 1 htmp gamma)" 0.75 0.15 && equal "$(layer 1 htmp inverse)" 0
equal "$(layer 0 htmp inverse)" 1 && equal "$(layer 3 info)" 0
weights model.safetensors --htmp --filter low && printed " HTMP  gamma    kappa"

# ---- names that are markup, quotes or no text
"$make" 'odd.safetensors' '<b>&amp;\"x\u001b[31m:F32:40x40:gauss' 'ä,\u0000é:F32:40x40:gauss' 2>err
expect 3 weights odd.safetensors # NUL is in no name
"$make" odd.safetensors '<b>&amp;\"x\u001b[31m\n:F32:40x40:gauss' 'ä,\ufffe:F32:40x40:gauss'
weights odd.safetensors --html odd.html --csv odd.csv && well_formed odd.html && equal "$(wc -l <odd.csv)" 3
grep -q "$(printf '\033')" out odd.html odd.csv && fail 'an escape sequence came through'
grep -q '&lt;b&gt;&amp;amp;&#34;x' odd.html || fail 'markup is not escaped'

# ---- two checkpoints
"$make" before.safetensors a:F32:60x40:gauss b:F64:80x50:power && "$make" after.safetensors a:F32:60x40:spikes b:F64:80x50:power c:F32:40x40:gauss
weights after.safetensors --compare before.safetensors --json --html moved.html
near "$(layer 1 change divergence)" 0 && near "$(layer 1 change drift)" 0 && near "$(layer 1 change cosine)" 1
equal "$(layer 2 change)" null && [ "$(layer 0 change divergence | cut -c1-3)" != 0.0 ] && well_formed moved.html
weights after.safetensors --compare after.safetensors && printed 'moved from   after.safetensors' && printed ' moved  drift'
expect 3 weights after.safetensors --compare f64.safetensors && said 'has no layer of the same name'

# ---- smoothing and sharpening: other tensors byte for byte, types kept
"$make" net.safetensors first:F32:50:gauss w:F16:80x60:spikes x:BF16:24x16x3x3:gauss keep:I8:33:gauss y:F64:70x70:low
weights net.safetensors --smooth smooth.safetensors --keep 0.25 --json && equal "$(json written_layers)" 3
equal "$(wc -c <net.safetensors)" "$(wc -c <smooth.safetensors)"
weights net.safetensors --json --filter w && largest=$(layer 0 metrics log_spectral_norm) && weights smooth.safetensors --json --filter w
near "$(layer 0 metrics log_spectral_norm)" "$largest" 1e-3 && near "$(layer 0 metrics lambda_min)" 0 0.01 # F16 rounds
weights smooth.safetensors --compare net.safetensors --json --filter y && near "$(layer 0 change relative)" 0 1e-12
weights net.safetensors --smooth one.safetensors --keep spikes -q --filter w && weights one.safetensors --compare net.safetensors --json
near "$(layer 1 change relative)" 0 && near "$(layer 2 change relative)" 0 && equal "$(layer 0 name)" w
equal "$(cmp -l net.safetensors one.safetensors | wc -l | awk '{ print ($1 > 5000 && $1 <= 9600) }')" 1
for rule in detx tail; do weights net.safetensors --smooth $rule.safetensors --keep $rule && printed "smoothed     $rule.safetensors"; done
"$make" gauss.safetensors w:F32:80x60:gauss && weights gauss.safetensors --sharpen sharp.safetensors && printed '0 traps removed'
cmp -s gauss.safetensors sharp.safetensors || fail 'a layer without traps was changed'
cp net.safetensors self.safetensors && weights self.safetensors --smooth self.safetensors -q && ! cmp -s net.safetensors self.safetensors ||
    fail 'not written over itself'
expect 3 weights w.npy --smooth s.safetensors && said 'is not one safetensors file' && absent s.safetensors
expect 3 weights model.safetensors.index.json --sharpen s.safetensors && absent s.safetensors

# ---- layers that cannot be analysed do not hold up others
"$make" bad.safetensors a:F32:40x30:nan b:F32:40x30:zero c:F32:40x30:one d:F32:40x30:gauss
expect 1 weights bad.safetensors --json --html bad.html --csv bad.csv && said "1 of 4 layers could not be analysed; 'a'" && one_sentence
equal "$(layer 0 power_law alpha)" null && equal "$(layer 3 info)" 0 && well_formed bad.html
near "$(layer 1 metrics lambda_max)" 0 && equal "$(layer 2 phase)" rank-collapse && equal "$(layer 1 warning)" 'no fit'
expect 1 weights bad.safetensors && printed 'NaN or Inf' && expect 1 weights bad.safetensors --smooth out.safetensors -q
"$make" one_row.safetensors w:F32:1x40:gauss v:F64:40x1:gauss && weights one_row.safetensors --min-size 1

# ---- hostile files, files that are none
expect 3 weights none.safetensors && said 'none.safetensors: cannot be opened' && one_sentence && silent out
: >empty && expect 3 weights empty && said 'is empty' && expect 3 weights . && said 'directory'
"$make" nothing.safetensors && expect 3 weights nothing.safetensors && said 'has no layer to look at among its 0 tensors'
"$make" vector.safetensors b:F32:40:gauss && expect 3 weights vector.safetensors && said 'among its 1 tensor'
expect 3 weights model.safetensors --filter 'nobody*'
safetensors '{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]}}' '%024d' >x
expect 3 weights x && said "tensor 'b' overlaps with another"
safetensors '{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,16]}}' '%016d' >x && expect 3 weights x && one_sentence
safetensors '{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}' '%016d' >x
expect 3 weights x && said 'no JSON object'
printf '\377\377\377\377\377\377\377\177{}' >x && expect 3 weights x && said 'claims a header'
head -c 1000 model.safetensors >x && expect 3 weights x && one_sentence
printf '\211HDF\r\n\032\n' >x && expect 3 weights x && said 'HDF5 file (Keras), which is not read; convert it to safetensors'
printf '\010\003x' >x.onnx && expect 3 weights x.onnx && said 'ONNX'
printf '{"weight_map":{"w":"f64.safetensors","z":"f64.safetensors"}}' >x.json && expect 3 weights x.json && said "names tensor 'z'"
printf '{"weight_map":{"w":"../f64.safetensors"}}' >x.json && expect 3 weights x.json && said 'not in its own folder'

# ---- what is refused
for arguments in '' 'a b' 'm --conv flat' 'm --channels middle' 'm --heads 0' 'm --heads x' 'm --min-size 0' 'm --method qr' \
    'm --largest 0' 'm --least -1' 'm --level 1' 'm --replicates -1' 'm --replicates 1e3' 'm --keep detx' 'm --smooth a --sharpen b' \
    'm --smooth a --keep 1' 'm --smooth a --keep all' 'm --sharpen a --keep detx' \
    'm --largest 5 --method svd' 'm --largest 5 --smooth a' 'm --smooth a --conv slice' 'm --json -q' 'm --none' 'm -j 0'; do
    expect 2 weights $arguments && silent out
done
expect 4 weights model.safetensors --html none/x.html && said 'No such file' && one_sentence
expect 4 weights model.safetensors --csv /dev/full && said '/dev/full: cannot be written'
expect 4 weights gauss.safetensors --smooth /dev/full && said 'cannot be written'

# ---- an interrupt leaves nothing
signalled INT weights model.safetensors --replicates 1000000 --html large.html --smooth large_out.safetensors
equal "$got" 130 && said 'interrupted; nothing was written' && absent large.html && absent large_out.safetensors
no_litter

cd .. && rm -rf "$work"
echo "$checks runs of the command, ${held:-0} of --json held against its schema, $failures failures"
[ $failures -eq 0 ] && [ $checks -gt 80 ] && [ "${held:-0}" -gt 3 ]
