# compare.awk EXPECTED GOT: the same words, numbers to 5 %, or both below 1e-9, where rounding decides.
function plain(word) {
    gsub(/^[[(]+|[])%,;:]+$/, "", word)
    return word
}
function number(word) { return word ~ /^[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?$/ }
function abs(x) { return x < 0 ? -x : x }
function alike(a, b,   x, y) {
    if (a == b) return 1
    a = plain(a)
    b = plain(b)
    if (!number(a) || !number(b)) return 0
    x = a + 0
    y = b + 0
    if (abs(x) < 1e-9 && abs(y) < 1e-9) return 1
    return abs(x - y) <= 0.05 * (abs(x) > abs(y) ? abs(x) : abs(y))
}
function differ(i) {
    printf "expected: %s\ngot:      %s\n", expected[i], got[i] > "/dev/stderr"
    bad = 1
}
FILENAME == ARGV[1] { expected[++lines] = $0; next }
{ got[++printed] = $0 }
END {
    for (i = 1; i <= lines || i <= printed; i++) {
        if (expected[i] ~ /second/ && got[i] ~ /second/) continue
        words = split(expected[i], a)
        same = words == split(got[i], b)
        for (k = 1; k <= words && same; k++) same = alike(a[k], b[k])
        if (!same) differ(i)
    }
    exit bad
}
