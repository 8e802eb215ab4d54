#!/bin/sh
# The verbs that factor one matrix: what they find, what lands where, what they refuse.  COMMAND JSON_GET CHECK CLI_SOURCES WORK
set -u
command=$1 json_get=$2 check=$3 sources=$4 work=$5
. "$(dirname "$0")/support.sh"

factors() { "$check" "$@" || echo 1e300; }
below() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a != "" && b != "" && a + 0 <= b + 0) }' || fail "$1 is not below $2"; }
lines() { [ "$(wc -l <out)" -eq "$1" ] || fail "stdout has not $1 lines"; }
files() { # FOLDER NAME ...: these and no others
    folder=$1 && shift
    equal "$(ls -A "$folder" | tr '\n' ' ')" "$(printf '%s\n' "$@" | sort | tr '\n' ' ')"
}
nothing() { absent bad && no_litter; } # is left of a run with -o bad

# ---- matrices with known factors: columns of discrete cosine transforms, values 2^-k of either sign
awk -v head="$mtx" 'function u(n, k, i) { return sqrt(2 / n) * cos(atan2(0, -1) * (i + 0.5) * k / n) }
function entry(m, n, rank, sign, i, j,    k, v) {
    for (k = 1; k <= rank; k++) v += (sign && k % 2 == 0 ? -1 : 1) * 2^-k * u(m, k, i) * u(n, k, j)
    return v * large
}
function dense(file, m, n, rank, sign,    i, j) {
    print head, "array real general\n" m, n >file
    for (j = 0; j < n; j++) for (i = 0; i < m; i++) printf "%.17g\n", entry(m, n, rank, sign, i, j) >file
}
function parts(file, m, n, rank, sign,    i, j) { # each entry in two parts
    print head, "coordinate real general\n" m, n, 2 * m * n >file
    for (i = m - 1; i >= 0; i--) for (j = 0; j < n; j++)
        printf "%d %d %.17g\n%d %d 1\n", i + 1, j + 1, entry(m, n, rank, sign, i, j) - 1, i + 1, j + 1 >file
}
BEGIN {
    large = 1
    dense("tall.mtx", 60, 25, 12, 0); dense("wide.mtx", 25, 60, 12, 0); parts("split.mtx", 60, 25, 12, 0)
    dense("five.mtx", 60, 25, 5, 0); dense("sym.mtx", 30, 30, 12, 1); parts("sym_split.mtx", 30, 30, 12, 1)
    dense("sym_five.mtx", 30, 30, 5, 1)
    large = 1e200; dense("large.mtx", 30, 30, 12, 1); large = 1e-200; dense("small.mtx", 30, 30, 12, 1); large = 1
    for (i = 1; i <= 4; i++) for (j = 1; j <= 3; j++) zeros = zeros "0\n"
    printf "%s array real general\n4 3\n%s", head, zeros >"zero.mtx"
    printf "%s array real general\n3 3\n%s", head, substr(zeros, 1, 18) >"zero_sym.mtx"
    print head, "coordinate real symmetric\n500 500 500" >"path.mtx" # eigenvalues 2 cos(k pi / 501)
    for (i = 1; i < 500; i++) print i + 1, i, 1 >"path.mtx"
    print 1, 1, 0 >"path.mtx"
}'
list 3 2 1 2 nan 4 5 6 >nan.mtx
list 3 2 1 2 inf 4 5 6 >inf.mtx
list 2 2 1 nan nan 1 >nan_sym.mtx
list 0 3 >none.mtx
list 0 0 >none_sym.mtx
list 1 1 -3 >one.mtx
z4='\000\000\000\000'
npy '<f4' '(2, 2)' "\\000\\000\\100\\100$z4$z4\\000\\000\\000\\300" >float.npy # diag(3, -2)

# ---- what all of them refuse and how they report it
common() { # VERB MATRIX PRINTED OPTIONS
    v=$1 A=$2 printed=$3 && shift 3
    expect 0 help $v && printed '--tolerance' && printed "$printed" && silent err && cp out help
    expect 0 $v --help && cmp -s out help || fail "$v --help is not help $v"
    sed 's/\\-/-/g' "$sources/randlapack-$v.1" | grep -o -- '--[a-z][a-z-]*' | sort -u >in_manual
    sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' help | sort -u >in_help
    cmp -s in_manual in_help || fail "manual and help of $v differ: $(diff in_manual in_help | tr '\n' ' ')"
    grep -q "randlapack.*-$v (1)" "$sources/randlapack.1" || fail "randlapack.1 does not name $v"
    expect 2 $v && said 'needs one file, A, but 0 are given' && silent out
    expect 2 $v $A $A -k 1 && said 'but 2 are given'
    expect 2 $v $A -k 1 --nonsense && said "'--nonsense'" && silent out
    for value in 0 -1 x 1.5 '' 99999999999999999999; do
        expect 2 $v $A -o bad -k "$value" && said '--rank takes an integer of at least 1' && nothing
    done
    for value in 0 -1 1 2 nan x ''; do
        expect 2 $v $A -o bad -t "$value" && said '--tolerance takes a number between 0 and 1' && nothing
    done
    expect 2 $v $A -k 1 --seed -1 && said '--seed takes'
    expect 2 $v $A -k 1 -j 0 && said '--threads takes'
    expect 2 $v $A -k 1 --json --quiet && said 'exclude each other'
    expect 2 $v $A -k 1 --single --double && said 'exclude each other'
    expect 2 $v $A -k 1 --force && said '--force needs --output'
    expect 2 $v $A -k 61 -o bad "$@" && said '--rank 61 is more than' && one_sentence && silent out && nothing
    expect 3 $v missing.npy -k 1 -o bad && said 'missing.npy: cannot be opened: No such file' && one_sentence && nothing
    expect 3 $v help -k 1 -o bad && said 'neither a .npy nor' && one_sentence && nothing
    : >file && mkdir -p other && echo >other/mine
    expect 4 $v $A -k 1 -o file && said 'file: exists and is not a folder' && one_sentence && silent out
    expect 4 $v $A -k 1 -f -o file && said 'exists and is not a folder'
    expect 4 $v $A -k 1 -o other && said 'other: exists; --force replaces it' && one_sentence
    expect 4 $v $A -k 1 -f -o other && said "holds 'mine', which no verb writes" && [ -f other/mine ] || fail "--force"
    ln -s nowhere dangling && expect 4 $v $A -k 1 -o dangling && said 'dangling: is a link to nothing' && absent nowhere
    expect 4 $v missing.npy -k 1 -o none/bad && said 'none/bad: cannot be created: No such file' && one_sentence
    expect 4 $v $A -k 1 -o '' && said 'cannot be created'
    (ulimit -f 1 && "$command" $v $A -k 2 -q -o bad "$@" 2>err)
    [ $? -eq 4 ] || fail "a file limit is not noticed by $v"
    said 'bad: cannot be written: File too large' && nothing
    "$command" $v $A -k 1 -q >/dev/full 2>err
    [ $? -eq 4 ] || fail "a full standard output is not noticed by $v"
    expect 0 $v $A -k 2 -q -o made/ "$@" && silent out && silent err
    expect 0 $v $A -k 2 -o made -f "$@" && printed 'folder       made:' && silent err
    cp -r made before && (ulimit -f 1 && "$command" $v $A -k 2 --seed 9 -q -o made -f "$@" 2>err)
    [ $? -eq 4 ] && said 'made: cannot be written: File too large' && diff -r made before >out || fail "$v spoils a folder"
    no_litter; ln -s made link && expect 0 $v $A -k 2 -q -o link -f "$@" && [ -L link ] || fail "a link is replaced"
    rm -rf other file link made before dangling && no_litter
    expect 0 $v $A -k 2 --json -j 1 --seed 18446744073709551615 "$@" && silent err
    equal "$(json command) $(json info) $(json rank_asked) $(json threads)" "$v 0 2 1"
    equal "$(json seed)" 18446744073709551615
    equal "$(json precision) $(json tolerance)" 'double null'
    near "$(json seconds total)" 0 60
    cp out first && expect 0 $v $A -k 2 --json -j 1 --seed 18446744073709551615 "$@"
    sed '/"seconds"/,/}/d' first >a && sed '/"seconds"/,/}/d' out >b && cmp -s a b || fail "$v is not reproducible"
    expect 0 $v float.npy -k 1 --json "$@" && equal "$(json precision)" single
    expect 0 $v float.npy -k 1 --json --double "$@" && equal "$(json precision)" double
    expect 0 $v $A -k 1 --json --single "$@" && equal "$(json precision)" single
}
not_finite() { # VERB MATRIX OPTIONS
    expect 1 "$@" -q -o bad && said 'NaN or Inf' && one_sentence && silent out && nothing
    expect 1 "$@" --json -o bad && equal "$(json info)" 4 && equal "$(json output)" 'no such member' && nothing
}

# ---- svd
svd_error() { factors "$1" s/U.npy s/s.npy:d s/V.npy:t; } # MATRIX, of the folder s
common svd tall.mtx 'krylov'
expect 2 svd tall.mtx && said 'needs --rank or --tolerance'
expect 2 svd tall.mtx -k 2 -m nonsense && said "unknown method 'nonsense'; there are auto, subspace, krylov"
for value in 0 -1 x; do expect 2 svd tall.mtx -k 2 -e $value && said '--excess takes'; done
expect 2 svd tall.mtx -k 2 --power-passes -1 && said '--power-passes takes'
expect 2 svd tall.mtx -k 2 --oversampling 9999999 && said '--oversampling takes at most'
expect 2 svd tall.mtx -k 2 -m krylov --power-passes 1 && said '--power-passes does not go with method krylov'
expect 2 svd tall.mtx -k 2 -e 1e-6 --oversampling 1 && said '--oversampling does not go with method krylov'
expect 2 svd tall.mtx -k 2 -m subspace -e 1e-6 && said '--excess does not go with method subspace'
expect 2 svd tall.mtx -t 0.1 -m krylov && said 'needs --rank with method krylov'
for A in tall.mtx wide.mtx split.mtx; do
    for how in '' '-m krylov' '-m subspace --power-passes 4' '-e 1e-8' '--oversampling 0 --power-passes 9'; do
        expect 0 svd $A -k 4 $how && said 'rank         4 above' && lines 4
        near "$(sed -n 4p out)" 0.0625 1e-4 && near "$(sed -n 1p out)" 0.5 1e-9
        expect 0 svd $A -k 4 -q -f -o s $how && files s U.npy s.npy V.npy
        near "$(svd_error $A)" 0.0625 1e-6 # sqrt(sum_{k>4} / sum) = 2^-4 to 2^-24
        below "$(factors orth s/U.npy)" 1e-13 && below "$(factors orth s/V.npy)" 1e-13
    done
    expect 0 svd $A -t 0.1 -f -o s --json
    equal "$(json rank) $(json arrays s) $(json rank_asked) $(json method)" '4 [4] null subspace'
    below "$(json relative_error)" 0.1 && near "$(svd_error $A)" "$(json relative_error)" 1e-4
    expect 1 svd $A -t 0.001 -k 3 -f -o s && said 'svd: ' && one_sentence && near "$(svd_error $A)" 0.125 1e-3
    expect 0 svd $A -k 4 --single -q -f -o s && equal "$(factors show s/U.npy | head -n 1 | cut -d' ' -f3)" float32
done
expect 0 svd tall.mtx -k 3 -e 1e-7 --json
equal "$(json method) $(json reason) $(json products)" "krylov for an excess below 1e-3 $(json products)"
near "$(json s | tr -d '][' | cut -d, -f3)" 0.125 1e-7 && near "$(json passes)" 4 3
expect 0 svd five.mtx -k 20 --json && equal "$(json rank)" 5 && below "$(json relative_error)" 1e-7
expect 0 svd five.mtx -k 20 -q -f -o s && below "$(svd_error five.mtx)" 1e-14 && below "$(factors orth s/U.npy)" 1e-13
expect 0 svd five.mtx -t 1e-6 -q && lines 5
expect 0 svd zero.mtx -k 2 --json && equal "$(json rank) $(json s) $(json relative_error)" '0 [0.0,0.0] 0.0'
expect 0 svd zero.mtx -t 0.5 -q && lines 0
expect 0 svd one.mtx -k 1 -q && near "$(cat out)" 3
expect 0 svd none.mtx -t 0.5 -q && silent out
expect 0 svd float.npy -k 2 -q && near "$(head -n 1 out)" 3 1e-6 && near "$(tail -n 1 out)" 2 1e-6
not_finite svd nan.mtx -k 1
not_finite svd inf.mtx -t 0.1

# ---- eig
eig_error() { factors "$1" e/Q.npy e/w.npy:d e/Q.npy:t; }
common eig sym.mtx 'excess'
expect 2 eig sym.mtx && said 'needs --rank or --tolerance'
expect 2 eig sym.mtx -k 1 -e 0 && said '--excess takes'
for A in sym.mtx sym_split.mtx; do
    expect 0 eig $A -k 4 -e 1e-8 -f -o e && files e Q.npy w.npy && near "$(eig_error $A)" 0.0625 1e-6
    below "$(factors orth e/Q.npy)" 1e-13
    expect 0 eig $A -k 4 -q && near "$(sed -n 2p out)" -0.25 1e-6 && near "$(sed -n 3p out)" 0.125 1e-6 && lines 4
    expect 0 eig $A -t 0.1 --json -f -o e && equal "$(json rank) $(json arrays w)" '4 [4]'
    near "$(json relative_error)" 0.0625 1e-6 && near "$(eig_error $A)" 0.0625 1e-6 && below "$(json residual)" 1e-6
    expect 1 eig $A -t 1e-3 -k 3 -q && said 'eig: ' && one_sentence && lines 3
done
expect 0 eig path.mtx -k 2 -q && near "$(awk 'NR == 1 { print $1^2 }' out)" 3.7 0.3 # not yet apart: an excess of 1e-3
expect 0 eig path.mtx -t 0.5 --json # sum over half of the spectrum: the ranks 16, 32, ... are tried
near "$(json relative_error)" 0.5 0.01 && below 100 "$(json rank)" && below "$(json rank)" 250
expect 0 eig sym_five.mtx -k 20 --json && equal "$(json rank)" 5
expect 0 eig zero_sym.mtx -k 2 -q && equal "$(tr '\n' ' ' <out)" '0 0 '
expect 0 eig zero_sym.mtx -t 0.5 -q && silent out
expect 0 eig one.mtx -k 1 -q && near "$(cat out)" -3
expect 0 eig none_sym.mtx -t 0.5 -q && silent out
expect 0 eig float.npy -k 2 -q && near "$(head -n 1 out)" 3 1e-6 && near "$(tail -n 1 out)" -2 1e-6
not_finite eig nan_sym.mtx -k 1
list 2 2 inf 1 1 1 >inf_sym.mtx && not_finite eig inf_sym.mtx -t 0.1
not_symmetric() { # FILE SENTENCE
    expect 3 eig "$1" -k 1 -o bad && said "randlapack: $1: is not symmetric: $2" && one_sentence && silent out && nothing
}
list 3 3 1 2 3 2 4 5 3.5 5 6 >almost.mtx
printf '%s coordinate real general\n3 3 3\n1 1 1\n3 2 4\n2 3 5\n' "$mtx" >pair.mtx
printf '%s coordinate real general\n3 3 2\n1 1 1\n1 3 4\n' "$mtx" >alone.mtx
printf '%s coordinate real skew-symmetric\n3 3 1\n3 1 4\n' "$mtx" >skew.mtx
npy '<f4' '(2, 2)' "$z4\\000\\000\\200\\077$z4$z4" >upper.npy # [0 1; 0 0] by rows
not_symmetric tall.mtx 'it has 60 rows and 25 columns'
not_symmetric almost.mtx 'entry (3, 1) is 3, entry (1, 3) is 3.5'
not_symmetric pair.mtx 'entry (2, 3) is 5, entry (3, 2) is 4'
not_symmetric alone.mtx 'entry (1, 3) is 4, entry (3, 1) is 0'
not_symmetric skew.mtx 'entry (1, 3) is -4, entry (3, 1) is 4'
not_symmetric upper.npy 'entry (2, 1) is 0, entry (1, 2) is 1'
printf '%s coordinate real general\n2 2 4\n1 2 1\n2 1 0.5\n1 2 -0.5\n1 1 7\n' "$mtx" >sums.mtx
expect 0 eig sums.mtx -k 1 -q
list 2 2 1 2 2.00000000000000045 1 >rounded.mtx && expect 0 eig rounded.mtx -k 1 -q && near "$(cat out)" 3

# ---- id
id_error() { # KIND MATRIX
    case $1 in
    column) factors "$2" i/J.npy:c i/Z.npy ;;
    row) factors "$2" i/W.npy i/I.npy:r ;;
    two-sided) factors "$2" i/W.npy i/I.npy,i/J.npy:s i/Z.npy ;;
    cur) factors "$2" i/J.npy:c i/U.npy i/I.npy:r ;;
    esac
}
common id tall.mtx 'two-sided'
expect 2 id tall.mtx && said 'needs --rank or --tolerance'
expect 2 id tall.mtx -k 2 --kind nonsense && said "unknown kind 'nonsense'; there are column, row, two-sided, cur"
expect 2 id tall.mtx -k 2 --pivoting nonsense && said "unknown pivoting 'nonsense'; there are qr, lu"
expect 2 id tall.mtx -k 2 --oversampling x && said '--oversampling takes'
expect 2 id tall.mtx -k 2 --power-passes -2 && said '--power-passes takes'
for kind in column row two-sided cur; do
    for how in '--pivoting lu' '--single' '--oversampling 0 --power-passes 2'; do
        expect 0 id tall.mtx -k 5 --kind $kind $how -q -f -o i && below "$(id_error $kind tall.mtx)" 0.12 # best: 0.03
    done
    for A in tall.mtx wide.mtx split.mtx; do
        expect 0 id $A -k 5 --kind $kind -q -f -o i && below "$(id_error $kind $A)" 0.12
        expect 0 id $A -t 0.1 --kind $kind --json -f -o i && below "$(id_error $kind $A)" 0.1
        equal "$(json kind)" $kind && below "$(json relative_error)" 0.1 && below "$(json rank)" 8
    done
    case $kind in
    column) files i J.npy Z.npy ;;
    row) files i I.npy W.npy ;;
    two-sided) files i I.npy J.npy W.npy Z.npy ;;
    cur) files i I.npy J.npy U.npy ;;
    esac
    expect 1 id wide.mtx -t 1e-4 -k 3 --kind $kind -q -f -o i && said 'id: ' && one_sentence
    below "$(id_error $kind wide.mtx)" 0.5
    expect 0 id five.mtx -k 20 --kind $kind --json -f -o i && equal "$(json rank)" 5
    below "$(id_error $kind five.mtx)" 1e-6
    expect 0 id zero.mtx -k 2 --kind $kind --json -f -o i && equal "$(json rank)" 0
    equal "$(id_error $kind zero.mtx)" 0.000e+00
    not_finite id nan.mtx -k 1 --kind $kind
done
expect 0 id tall.mtx -k 3 --kind two-sided && lines 3 && said 'kind         two-sided'
expect 0 id tall.mtx -k 3 --kind cur --json && equal "$(json I | tr -dc , | wc -c) $(json J | tr -dc , | wc -c)" '2 2'
expect 0 id tall.mtx -k 3 -q -f -o i && equal "$(factors show i/J.npy | head -n 1)" '3 1 int64'
expect 0 id float.npy -k 2 -q && equal "$(sort -n out | tr '\n' ' ')" '0 1 '
expect 0 id none.mtx -t 0.5 -q && silent out
expect 0 id one.mtx -k 1 -q && equal "$(cat out)" 0

# ---- qr
qr_error() { factors "$1:p,q/P.npy" q/Q.npy q/R.npy; }
common qr tall.mtx 'cqrrpt'
expect 2 qr tall.mtx -m nonsense && said "unknown method 'nonsense'; there are auto, cqrrpt, bqrrp"
expect 2 qr wide.mtx -m cqrrpt -o bad && said 'at least as many rows as columns, but the matrix in wide.mtx is 25 x 60' && nothing
for A in tall.mtx wide.mtx split.mtx sym.mtx five.mtx; do
    for how in '' '-m bqrrp'; do
        expect 0 qr $A $how -q -f -o q && files q P.npy Q.npy R.npy
        below "$(qr_error $A)" 1e-14 && below "$(factors orth q/Q.npy)" 1e-13
        expect 0 qr $A $how -k 4 -f -o q --json && equal "$(json rank) $(json arrays Q | cut -d, -f2)" '4 4]'
        near "$(qr_error $A)" "$(json relative_error)" 1e-4 && below "$(json relative_error)" 0.2 # best: 0.06
        expect 0 qr $A $how -t 0.3 -f -o q --json && below 1 "$(json rank)" && below "$(json rank)" 4
        near "$(qr_error $A)" "$(json relative_error)" 1e-4
    done
    expect 0 qr $A --single -q -f -o q && below "$(qr_error $A)" 1e-5 && below "$(factors orth q/Q.npy)" 1e-5
    expect 0 qr $A -q --r-only -f -o r && files r P.npy R.npy && expect 0 qr $A -q -f -o q
    cmp -s q/R.npy r/R.npy && cmp -s q/P.npy r/P.npy || fail "--r-only changes R"
done
factors show q/R.npy | awk 'NR > 1 { for (j = 1; j < NR - 1; j++) if ($j != 0) exit 1 }' || fail "R is not triangular"
equal "$(factors show q/P.npy | head -n 1)" '25 1 int64'
expect 0 qr five.mtx --json && equal "$(json rank) $(json numerical_rank) $(json method)" '5 5 cqrrpt'
equal "$(json P | tr -d '][' | tr , '\n' | sort -n | tr '\n' ' ')" "$(seq 0 24 | tr '\n' ' ')"
expect 0 qr five.mtx -m bqrrp && lines 25 && said 'as asked, Q by Householder reflectors'
equal "$(awk 'NF == 2' out | wc -l)" 5
for A in tall.mtx wide.mtx sym.mtx; do # bqrrp does not factor what is not asked for
    expect 0 qr $A -m bqrrp -k 4 --json && equal "$(json rank) $(json numerical_rank)" '4 4'
    expect 0 qr $A -m bqrrp -k 9 -t 0.3 -f -o q --json && below "$(json rank)" 4 && below "$(json numerical_rank)" 9
    near "$(qr_error $A)" "$(json relative_error)" 1e-4
    expect 0 qr $A -m bqrrp -t 0.3 --json && below "$(json rank)" 4 && below "$(json numerical_rank)" 10
    below 4 "$(json numerical_rank)"
    expect 0 qr $A -m bqrrp -t 1e-2 -f -o q --json && near "$(qr_error $A)" "$(json relative_error)" 1e-4
    found=$(json rank)
    expect 0 qr $A -m bqrrp --json # all of it, with pivots that may differ a little
    near "$found" "$(json diagonal | tr -d '][' | tr , '\n' | awk 'NR == 1 { f = $1 } ($1 / f)^2 > 1e-4 { n++ } END { print n }')" 1.5
done
expect 0 qr sym.mtx --json && equal "$(json method) $(json condition)" 'bqrrp null'
expect 0 qr zero.mtx --json && equal "$(json rank) $(json diagonal) $(json relative_error)" '0 [] 0.0'
expect 0 qr zero_sym.mtx -f -o q && files q P.npy Q.npy R.npy
expect 0 qr one.mtx -q && equal "$(awk '{ print $1, $2 * $2 }' out)" '0 9'
expect 0 qr none.mtx -q && lines 3
expect 0 qr none_sym.mtx -q && silent out
expect 0 qr float.npy -q -f -o q && equal "$(factors show q/R.npy | head -n 1)" '2 2 float32' && below "$(qr_error float.npy)" 1e-6
not_finite qr nan.mtx
not_finite qr inf.mtx -m bqrrp

# ---- squares of these entries overflow or vanish
for A in large.mtx small.mtx; do
    for v in svd eig id qr; do
        expect 0 $v $A -k 4 --json && equal "$(json rank)" 4 && below 0.0624 "$(json relative_error)"
        below "$(json relative_error)" 0.13
        expect 0 $v $A -t 0.1 --json && below "$(json relative_error)" 0.1
    done
done

cd .. && rm -rf "$work"
echo "$checks runs of the command, ${held:-0} of --json held against its schema, $failures failures"
[ $failures -eq 0 ] && [ $checks -gt 380 ] && [ "${held:-0}" -gt 3 ]
