#!/bin/sh
# The program itself: exit codes, sentences, what lands where.  COMMAND JSON_GET CLI_SOURCES WORK
set -u
command=$1 json_get=$2 sources=$3 work=$4
corpus=$sources/fuzz/corpus
. "$(dirname "$0")/support.sh"

# ---- a problem with a known answer: x = (2, -1), b = A x + r, r = (1, -1, -1, 1), A^T r = 0
printf '%s array real general\n4 2\n1\n1\n1\n1\n0\n1\n2\n3\n' "$mtx" >A.mtx
printf '%s coordinate integer general\n4 2 7\n1 1 1\n2 1 1\n3 1 1\n4 1 1\n2 2 1\n3 2 2\n4 2 3\n' "$mtx" >S.mtx
printf '%s array real general\n4 1\n3\n0\n-1\n0\n' "$mtx" >b.mtx
printf '%s array integer general\n4 2\n3\n0\n-1\n0\n6\n0\n-2\n0\n' "$mtx" >B.mtx
printf '%s coordinate pattern symmetric\n2 2 2\n1 1\n2 2\n' "$mtx" >I.mtx

# ---- help, version, usage
expect 0 --version && printed randlapack && silent err
expect 0 --help && printed lstsq && silent err
expect 0 help && printed lstsq
expect 0 help lstsq && printed '--sketch-rows' && cp out help
expect 0 lstsq --help && cmp -s out help || fail "lstsq --help is not help lstsq"
expect 2 && said 'a verb is missing' && silent out
expect 2 nonsense && said "unknown verb 'nonsense'"
expect 2 --nonsense && said "unknown option '--nonsense'"
expect 2 help nonsense && said "unknown verb 'nonsense'"
expect 2 help lstsq more && said "'more'"
expect 2 lstsq && said 'needs two files' && silent out
expect 2 lstsq A.mtx b.mtx --nonsense && said "'--nonsense'" && silent out
expect 2 lstsq A.mtx b.mtx --sketch-rows 1 && said 'less than the 2 columns' && one_sentence

# ---- the manual and the help text name the same options
sed 's/\\-/-/g' "$sources/randlapack-lstsq.1" | grep -o -- '--[a-z][a-z-]*' | sort -u >in_manual
sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' help | sort -u >in_help
cmp -s in_manual in_help || fail "options of the manual and of the help text differ: $(diff in_manual in_help | tr '\n' ' ')"
[ "$(wc -l <in_help)" -ge 10 ] || fail "the help text has lost its options"

# ---- solving
for A in A.mtx S.mtx; do
    expect 0 lstsq $A b.mtx
    near "$(sed -n 1p out)" 2 && near "$(sed -n 2p out)" -1
    [ "$(wc -l <out)" -eq 2 ] || fail "x is not two lines"
    said '2.000000e+00  ||b - A x||'
done
expect 0 lstsq -q A.mtx b.mtx && silent err
expect 0 lstsq --single A.mtx b.mtx --quiet && near "$(sed -n 2p out)" -1 1e-5
expect 0 lstsq A.mtx B.mtx -q
near "$(awk 'NR == 2 { print $1 }' out)" -1 && near "$(awk 'NR == 2 { print $2 }' out)" -2
awk -v head="$mtx" 'BEGIN { # 400 x 3, x = (1, 2, 3)
    print head, "array real general\n400 3" >"tall.mtx"; print head, "array real general\n400 1" >"tall_b.mtx"
    for (j = 1; j <= 3; j++) for (i = 1; i <= 400; i++) print i * i * j % 97 >"tall.mtx"
    for (i = 1; i <= 400; i++) print i * i % 97 + 2 * (2 * i * i % 97) + 3 * (3 * i * i % 97) >"tall_b.mtx"
}'
for family in sparse-sign count-sketch sparse-stack less-uniform gaussian uniform rademacher srht srft row-sample; do
    expect 0 lstsq tall.mtx tall_b.mtx -q -s $family -d 50 --seed 7 && near "$(sed -n 3p out)" 3 1e-10
    expect 0 lstsq --json tall.mtx tall_b.mtx -s $family -d 50
    equal "$(json sketch rows)" 50
done
expect 2 lstsq tall.mtx tall_b.mtx -d 50 --sketch-nnz 60 && said 'does not fit' && one_sentence && silent out

# ---- weights: rows counted so often; x of a column of ones is the weighted mean
near_x() { # VALUE ...: x of one right-hand side, on stdout
    [ "$(wc -l <out)" -eq $# ] || fail "x is not $# lines"
    row=0
    for value; do row=$((row + 1)) && near "$(sed -n ${row}p out)" "$value" "${tolerance:-1e-12}"; done
}
list 4 1 1 1 1 1 >one.mtx
list 4 1 1 2 0 4 >w.mtx
printf '%s coordinate real general\n4 1 4\n1 1 1\n2 1 2\n4 1 1.5\n4 1 2.5\n' "$mtx" >w_sparse.mtx
z4='\000\000\000\000'
npy '|i1' '(4,)' '\001\002\000\004' >w_i1.npy
npy '|u1' '(4, 1)' '\001\002\000\004' >w_u1.npy
npy '>i4' '(4,)' '\000\000\000\001\000\000\000\002\000\000\000\000\000\000\000\004' >w_i4.npy
npy '<f4' '(4,)' "\\000\\000\\200\\077\\000\\000\\000\\100$z4\\000\\000\\200\\100" >w_f4.npy
npy '<f8' '(4,)' "$z4\\000\\000\\360\\077$z4\\000\\000\\000\\100$z4$z4$z4\\000\\000\\020\\100" >w_f8.npy
for file in w.mtx w_sparse.mtx w_i1.npy w_u1.npy w_i4.npy w_f4.npy w_f8.npy; do
    expect 0 lstsq one.mtx b.mtx -w $file && near_x 0.42857142857142857
    said '2.777460e+00  ||W^1/2 (b - A x)||' && said "from $file"
    expect 0 lstsq one.mtx b.mtx -w $file --single -q && tolerance=1e-6 near_x 0.42857142857142857
done
npy '|b1' '(4,)' '\001\000\001\001' >w_b1.npy
expect 0 lstsq one.mtx b.mtx -q -w w_b1.npy && near_x 0.66666666666666667
list 7 2 1 1 1 1 1 1 1 0 1 1 3 3 3 3 >repeated.mtx
list 7 1 3 0 0 0 0 0 0 >repeated_b.mtx
expect 0 lstsq repeated.mtx repeated_b.mtx -q && cp out repeated
for A in A.mtx S.mtx; do
    for how in '-m precond' '-m sketch-solve' '-m iterative' '-m fossils' '-p svd' '--solver cg'; do
        expect 0 lstsq $A b.mtx -q -w w.mtx $how && near_x $(cat repeated)
    done
    expect 0 lstsq $A B.mtx -q -w w.mtx
    near "$(awk 'NR == 2 { print $2 / $1 }' out)" 2 && near "$(awk 'NR == 1 { print $1 }' out)" "$(head -n 1 repeated)"
done
expect 0 lstsq A.mtx b.mtx --weights w_f4.npy --json
equal "$(json weights file)" w_f4.npy
equal "$(json weights type)" float32
equal "$(json weights rows)" 4
bad_weights() { # FILE SENTENCE
    expect 3 lstsq A.mtx b.mtx -w "$1" -o bad.npy && said "randlapack: $1: " && said "$2" && one_sentence && silent out
    absent bad.npy
}
list 3 1 1 1 1 >w_short.mtx
list 5 1 1 1 1 1 1 >w_long.mtx
list 1 4 1 1 1 1 >w_row.mtx
list 4 1 1 -1e-9 1 1 >w_negative.mtx
list 4 1 1 1 nan 1 >w_nan.mtx
list 4 1 1 1 1 inf >w_inf.mtx
npy '<f8' '(4,)' "$z4$z4$z4$z4$z4\\000\\000\\370\\177$z4$z4" >w_nan.npy
npy '|i1' '(4,)' '\001\002\377\004' >w_negative.npy
list 4 1 1e60 1e60 1e60 1e60 >w_big.mtx
bad_weights w_short.mtx 'has 3 weights, but the matrix in A.mtx has 4 rows'
bad_weights w_long.mtx 'has 5 weights'
bad_weights w_row.mtx 'has 4 columns; weights are a single one'
bad_weights B.mtx 'has 2 columns'
bad_weights w_negative.mtx 'weight 2 is -1e-09; weights are finite and not negative'
bad_weights w_negative.npy 'weight 3 is -1;'
bad_weights w_nan.mtx 'weight 3 is nan;'
bad_weights w_nan.npy 'weight 3 is nan;'
bad_weights w_inf.mtx 'weight 4 is inf;'
bad_weights missing.npy 'No such file'
bad_weights . 'is a directory'
bad_weights help 'neither a .npy nor a Matrix Market file'
expect 0 lstsq A.mtx b.mtx -q -w w_big.mtx && near_x 2 -1
expect 3 lstsq A.mtx b.mtx --single -w w_big.mtx && said 'weight 1 is inf;' && one_sentence
list 4 1 0 0 0 0 >w_zero.mtx
expect 1 lstsq A.mtx b.mtx -q -w w_zero.mtx && said 'rank deficient' && one_sentence && near_x 0 0

# ---- ridge: x = A^T b / (4 + lambda) where the columns of A are orthogonal and of squared norm 4
list 4 2 1 1 1 1 1 -1 1 -1 >H.mtx
printf '%s coordinate integer general\n4 2 8\n1 1 1\n1 2 1\n2 1 1\n2 2 -1\n3 1 1\n3 2 1\n4 1 1\n4 2 -1\n' "$mtx" >HS.mtx
for A in H.mtx HS.mtx; do
    expect 0 lstsq $A b.mtx -r 1 && near_x 0.4 0.4 && said 'ridge        1'
    expect 0 lstsq $A b.mtx -q --ridge 0 && near_x 0.5 0.5
    expect 0 lstsq $A b.mtx -q -r 1e4 -p svd && near_x 1.99920031987205e-4 1.99920031987205e-4
    expect 0 lstsq $A b.mtx -q -r 6 --solver lsmr -m precond && near_x 0.2 0.2
    expect 0 lstsq $A b.mtx -q -r 6 --single && tolerance=1e-6 near_x 0.2 0.2
    expect 0 lstsq $A B.mtx -q -r 6 && near "$(awk 'NR == 2 { print $2 }' out)" 0.4
done
expect 0 lstsq one.mtx b.mtx -q -r 3 -w w.mtx && near_x 0.3
expect 0 lstsq H.mtx b.mtx --ridge 1 --json
equal "$(json ridge)" 1.0
equal "$(json weights)" null

# ---- wide: the least norm; with a ridge, x = A^T (A A^T + lambda W^-1)^-1 b
list 2 4 1 0 1 1 1 2 1 3 >wide.mtx
printf '%s coordinate integer general\n2 4 8\n' "$mtx" >wide_sparse.mtx
printf '%s\n' '1 1 1' '1 2 1' '1 3 1' '1 4 1' '2 2 1' '2 3 2' '2 4 1' '2 4 2' >>wide_sparse.mtx
list 2 1 4 6 >wide_b.mtx
list 2 2 4 6 8 12 >wide_B.mtx
list 2 1 2 1 >wide_w.mtx
list 2 1 0 1 >wide_w0.mtx
for A in wide.mtx wide_sparse.mtx; do
    expect 0 lstsq $A wide_b.mtx && near_x 1 1 1 1 && said 'min-norm'
    expect 0 lstsq $A wide_b.mtx -q -t 1e-9 -i 50 -d 3 -s gaussian && tolerance=1e-7 near_x 1 1 1 1
    expect 0 lstsq $A wide_b.mtx -q --single && tolerance=1e-5 near_x 1 1 1 1
    expect 0 lstsq $A wide_b.mtx -q -w wide_w.mtx && near_x 1 1 1 1
    expect 0 lstsq $A wide_b.mtx -q -r 1 && near_x 0.61538461538461538 0.76923076923076923 0.92307692307692308 \
        1.07692307692307692
    expect 0 lstsq $A wide_b.mtx -q -r 1 -w wide_w.mtx && near_x 0.76190476190476190 0.85714285714285714 \
        0.95238095238095238 1.04761904761904762
    expect 1 lstsq $A wide_b.mtx -q -w wide_w0.mtx && said 'rank deficient' && near_x 0 0.42857142857142857 \
        0.85714285714285714 1.28571428571428571
    expect 0 lstsq $A wide_B.mtx -q -o x.npy
    expect 0 lstsq $A wide_B.mtx --json -m auto
    equal "$(json x | tr -d '][' | tr , '\n' | awk '{ d += ($1 - 2 + NR % 2)^2 } END { print NR, d < 1e-24 }')" '8 1'
    equal "$(json method)" min-norm
    equal "$(json preconditioner)" svd
    equal "$(json solver)" cg
    near "$(json backward_error)" 0 1e-15
    expect 0 lstsq $A wide_b.mtx --json -r 1
    equal "$(json method)" saddle-point
    equal "$(json forward_error)" null
    equal "$(json normal_residual)" null
    for wrong in '-m precond' '-m sketch-solve' '-m iterative' '-m fossils' '-p svd' '-p none' '--solver lsqr'; do
        expect 2 lstsq $A wide_b.mtx $wrong -o bad.npy && said 'at least as many rows as columns' && one_sentence
        absent bad.npy
    done
    expect 2 lstsq $A wide_b.mtx -d 1 && said 'less than the 2 rows' && one_sentence
done
list 0 3 >none.mtx && list 0 1 >none_b.mtx
expect 0 lstsq none.mtx none_b.mtx -q && near_x 0 0 0
expect 0 lstsq none.mtx none_b.mtx -q -r 1 -w none_b.mtx && near_x 0 0 0

# ---- methods, preconditioners and solvers: one solution, dense and sparse, that of QR of A itself
awk -v head="$mtx" 'BEGIN { # 400 x 3, dense and sparse with split entries; the residual of b is not zero
    print head, "coordinate integer general\n400 3 2400" >"tall_sparse.mtx"
    for (i = 1; i <= 400; i++) for (j = 1; j <= 3; j++) print i, j, 90 "\n" i, j, i * i * j % 97 - 90 >"tall_sparse.mtx"
    print head, "array integer general\n400 2" >"tall_r.mtx"
    for (i = 1; i <= 800; i++) print i * i * i % 1000 >"tall_r.mtx"
}'
expect 0 lstsq tall.mtx tall_r.mtx -q -p none && cp out tall_x
agree() { # TOLERANCE: the numbers of out with those of tall_x, relative
    paste out tall_x | awk -v t="$1" '{ for (j = 1; j <= 2; j++) d += ($j - $(j + 2))^2; s += $3^2 + $4^2 }
        END { exit !(NR == 3 && d <= t^2 * s) }' || fail "not the solution"
}
excess() { # BOUND: on ||A (x - x*)|| / ||b - A x*||, x in out and x* in tall_x
    paste out tall_x | awk -v t="$1" '{ for (c = 1; c <= 2; c++) { x[NR, c] = $c; least[NR, c] = $(c + 2) } }
        END {
            for (c = 1; c <= 2; c++) {
                for (i = 1; i <= 400; i++) {
                    r = (i + 400 * (c - 1))^3 % 1000
                    for (j = d = 0; ++j <= 3; r -= a * least[j, c]) d += (a = i * i * j % 97) * (x[j, c] - least[j, c])
                    rr += r^2; dd += d^2
                }
                if (dd > t^2 * rr) exit 1
                rr = dd = 0
            }
            exit NR != 3
        }' || fail "not within the bound on the excess"
}
for A in tall.mtx tall_sparse.mtx; do
    for how in '-m precond' '-m iterative' '-m fossils' '-p sketch' '-p cholesky' '-p none' '-p svd' '--solver lsmr' \
        '--solver cg' '-p svd --solver cg' '-p cholesky --solver lsmr -m precond' '-d 40 -s srht' '-r 1e-20'; do
        expect 0 lstsq $A tall_r.mtx -q -j 1 $how && agree 1e-12
    done
    expect 0 lstsq $A tall_r.mtx -q -j 1 -m precond -t 0.1 -p sketch && excess 0.12 # 0.1, and sqrt(n/d) more in norms
    expect 0 lstsq $A tall_r.mtx -q -j 1 -m sketch-solve && excess 0.4 # 80 rows: twice the mean, sqrt(3/76)
    expect 0 lstsq $A tall_r.mtx -q -j 1 --single -p svd && agree 1e-5
done
taken() { # METHOD PRECONDITIONER SOLVER
    equal "$(json method) $(json preconditioner) $(json solver)" "$*"
}
asked() { expect 0 lstsq "$@" tall_r.mtx --json -j 1; }
asked tall.mtx -p svd --solver lsmr && taken precond svd lsmr
asked tall.mtx -p sketch && taken precond sketch lsqr
asked tall.mtx -p cholesky --solver cg && taken precond cholesky cg
asked tall_sparse.mtx -p cholesky && taken precond sketch lsqr
asked tall.mtx -p none && taken precond none lsqr
equal "$(json sketch rows)" 400
asked tall.mtx -m iterative -d 90 && taken iterative sketch momentum
asked tall.mtx -m fossils && taken fossils svd cg
near "$(json backward_error)" 0 2e-16
near "$(json forward_error)" 0 1e-12
near "$(json normal_residual)" 0 1e-14
asked tall.mtx -m sketch-solve && taken sketch-solve sketch null
equal "$(json backward_error) $(json forward_error) $(json normal_residual)" 'null null null'
asked tall.mtx -t 0.5 && taken sketch-solve sketch null # a choice that only auto makes
asked tall.mtx -t 0.5 --solver lsqr && taken precond sketch lsqr
asked tall.mtx -t 0.5 -m precond && equal "$(json method)" precond
expect 0 lstsq tall.mtx tall_r.mtx -o x.npy -m sketch-solve && printed 'backward     unknown'
expect 0 lstsq tall.mtx tall_r.mtx -o x.npy -m fossils && printed 'method       fossils, preconditioner svd, solver cg'
expect 1 lstsq A.mtx b.mtx -q -p sketch -d 2 -i 1 && said 'stopped at its limit' && one_sentence
expect 2 lstsq A.mtx b.mtx -m fossils -r 1 -o bad.npy && said '--ridge does not go with --method fossils' && silent out
absent bad.npy

# ---- output files: the summary goes to stdout, and the file is good as input
expect 0 lstsq -o x.npy -- A.mtx B.mtx && silent err && printed 'x            x.npy'
expect 0 lstsq I.mtx x.npy -q && near "$(awk 'NR == 1 { print $2 }' out)" 4
expect 0 lstsq --output=x.npy A.mtx b.mtx -q && silent out && silent err
expect 0 lstsq I.mtx x.npy -q && near "$(sed -n 2p out)" -1
no_litter

# ---- JSON
expect 0 lstsq S.mtx A.mtx --json --seed 18446744073709551615 --threads 1 && silent err
equal "$(json command)" lstsq
equal "$(json info)" 0
equal "$(json status)" success
equal "$(json A rows)" 4
equal "$(json A sparse)" true
equal "$(json A entries)" 7
equal "$(json b type)" real
equal "$(json sketch seed)" 18446744073709551615
equal "$(json sketch family)" sparse-sign
equal "$(json rank)" 2
equal "$(json threads)" 1
near "$(json x | tr -d '][' | cut -d, -f1)" 1
near "$(json x | tr -d '][' | cut -d, -f2)" 0
expect 0 lstsq A.mtx b.mtx --json -o x.npy
equal "$(json output)" x.npy
equal "$(json x)" 'no such member'
near "$(json residual_norm)" 2
near "$(json normal_residual)" 0
near "$(json seconds total)" 0 60
cp A.mtx "$(printf 'A\377.mtx')"
expect 0 lstsq "$(printf 'A\377.mtx')" b.mtx --json
equal "$(json A file)" 'A?.mtx'

# ---- numerical outcomes: 1, with x if there is one
printf '%s array real general\n3 2\n1\n1\n1\n2\n2\n2\n' "$mtx" >deficient.mtx
printf '%s array real general\n3 1\n1\n1\n1\n' "$mtx" >ones.mtx
printf '%s array real general\n3 1\n1\nnan\n1\n' "$mtx" >nan.mtx
rm -f x.npy
expect 1 lstsq deficient.mtx ones.mtx -q -o x.npy && said 'rank deficient' && one_sentence
[ -s x.npy ] || fail "the solution of a rank-deficient problem is not written"
expect 1 lstsq deficient.mtx ones.mtx --json
equal "$(json info)" 2
equal "$(json rank)" 1
equal "$(json forward_error)" null
for how in '-m precond' '-m sketch-solve' '-m iterative' '-m fossils' '-p none' '-p cholesky' '-p svd'; do
    expect 1 lstsq deficient.mtx ones.mtx -q $how && said 'rank deficient' && near_x 0.2 0.4 # of least norm
done
expect 0 lstsq deficient.mtx ones.mtx -q -r 1 && near_x 0.1875 0.375
rm -f x.npy
expect 1 lstsq deficient.mtx nan.mtx -q -o x.npy && said 'NaN or Inf' && one_sentence && absent x.npy
expect 1 lstsq nan.mtx ones.mtx --json -o x.npy && said 'NaN or Inf' && absent x.npy
equal "$(json info)" 4
equal "$(json output)" 'no such member'

# ---- bad input: 3, one sentence that begins with the file
bad() { # FILE SENTENCE
    expect 3 lstsq "$1" b.mtx -o bad.npy && said "randlapack: $1: " && said "$2" && one_sentence && silent out
    absent bad.npy
}
: >empty.npy
head -c 100 "$corpus/npy/type_le_f8.npy" >cut.npy
head -n 5 A.mtx >cut.mtx
bad missing.npy 'No such file'
bad . 'is a directory'
bad empty.npy 'is empty'
bad help 'neither a .npy nor a Matrix Market file'
bad cut.npy 'is truncated'
bad cut.mtx 'declares more entries'
for file in "$corpus"/npy/bad_* "$corpus"/mtx/bad_*; do
    expect 3 lstsq "$file" b.mtx && said "randlapack: $file: " && one_sentence && silent out
    expect 3 lstsq A.mtx "$file" && said "randlapack: $file: " && one_sentence
done
if [ "$(id -u)" -ne 0 ]; then # root may read anything
    cp A.mtx unreadable.mtx && chmod 0 unreadable.mtx
    bad unreadable.mtx 'Permission denied'
fi
expect 3 lstsq A.mtx ones.mtx && said 'randlapack: ones.mtx: has 3 rows, but the matrix in A.mtx has 4' && one_sentence

# ---- output that fails: 4, and everything is as it was
mkdir folder
expect 4 lstsq A.mtx b.mtx -o folder && said 'folder: is a directory' && one_sentence && silent out
expect 4 lstsq wide.mtx wide_b.mtx -w missing.npy -o folder && said 'folder: is a directory' && one_sentence
expect 4 lstsq wide.mtx wide_b.mtx -r 1 -w wide_w.mtx -q -o /dev/full && said '/dev/full: cannot be written'
expect 4 lstsq A.mtx b.mtx -o none/x.npy && said 'No such file' && one_sentence
expect 4 lstsq A.mtx b.mtx -q -o /dev/full && said '/dev/full: cannot be written: No space left' && one_sentence
"$command" lstsq A.mtx b.mtx -q >/dev/full 2>err
[ $? -eq 4 ] || fail "a full standard output is not noticed"
said 'standard output: cannot be written: No space left'
"$command" --help >/dev/full 2>err
[ $? -eq 4 ] || fail "a full standard output is not noticed by --help"
printf '%s coordinate pattern general\n2000 2000 2000\n' "$mtx" >large.mtx
awk 'BEGIN { for (i = 1; i <= 2000; i++) print i, i }' >>large.mtx
printf '%s array real general\n2000 1\n' "$mtx" >large_b.mtx
yes 1 | head -n 2000 >>large_b.mtx
echo old >old.npy
(ulimit -f 4 && "$command" lstsq large.mtx large_b.mtx -q -s count-sketch -o old.npy 2>err)
[ $? -eq 4 ] || fail "a file limit is not noticed"
said 'old.npy: cannot be written: File too large'
equal "$(cat old.npy)" old
no_litter

# ---- signals: a long reading is stopped
{
    printf '%s array real general\n3000000 1\n' "$mtx"
    yes 1.5 | head -n 3000000
} >long.mtx
interrupted() { # SIGNAL CODE
    signalled "$1" lstsq long.mtx long.mtx -o stopped.npy
    [ $got -eq "$2" ] || fail "exit $got, not $2, after SIG$1"
    said 'interrupted; nothing was written' && absent stopped.npy
    no_litter
}
interrupted INT 130
interrupted TERM 143

# ---- the bar: on a terminal only
expect 0 lstsq long.mtx long.mtx -o x.npy && silent err
if command -v script >/dev/null; then
    script -qec "'$command' lstsq long.mtx long.mtx -o x.npy" /dev/null </dev/null >terminal 2>&1
    # Which phase is drawn is a matter of speed: the bar shows itself after a tenth of a second.
    grep -q '\(reading\|sketch\|factor\|iterate\) *\[.*%' terminal || fail "there is no bar on a terminal"
    script -qec "'$command' lstsq -q long.mtx long.mtx -o x.npy" /dev/null </dev/null >terminal 2>&1
    [ ! -s terminal ] || fail "--quiet is not quiet on a terminal"
fi

cd .. && rm -rf "$work"
echo "$checks runs of the command, ${held:-0} of --json held against its schema, $failures failures"
[ $failures -eq 0 ] && [ $checks -gt 290 ] && [ "${held:-0}" -gt 3 ]
