# parity.awk PROTOTYPES INTERFACES: what C has and Fortran has not, or has otherwise.
#
# A prototype needs an interface of its name with as many arguments, each passed alike: numbers by value, of the same
# kind; pointers to the same type, or as an address.  A routine in several precisions needs a generic name, its own
# without the letter, that holds for each of them a procedure of that precision: the interface itself, or a short form
# where the two could not be told apart.
function alike(c, f) {
    if (c == f) return 1
    if (c !~ /^[*]/ || f !~ /^[*]/) return 0
    return c == "*" || f == "*" || f == "**" && c == "**"
}
function complain(text) {
    print text
    bad = 1
}

# randblas_d of randblas_dskge; nothing for a name that cannot have a letter.
function initial(name) {
    return match(name, /^(randblas|randlapack_mpi|randlapack|rmt)_[sdcz]/) ? substr(name, 1, RLENGTH) : ""
}

# randblas_dskge and randblas_sskge are randblas_skge in several precisions.
function gather(name,   start, base) {
    start = initial(name)
    if (!start) return
    base = substr(start, 1, length(start) - 1) substr(name, length(start) + 1)
    members[base] = members[base] " " name
    precisions[base]++
}

function compare(name, mine,   c, f, n, m, k) {
    n = split(prototype[name], c, " ")
    m = split(mine, f, " ")
    if (n != m) return "has " m - 1 " arguments in place of " n - 1
    for (k = 1; k <= n; k++)
        if (!alike(c[k], f[k]))
            return (k == 1 ? "has result " : "has as argument " k - 1 " ") f[k] " in place of " c[k]
    return ""
}

FILENAME == ARGV[1] && $1 == "=" { value[$2] = $3; next }
FILENAME == ARGV[1] {
    name = $1
    sub(/^[^ ]* /, "")
    prototype[name] = $0
    gather(name)
    next
}
$1 == "+" { generic[$2, initial($3)] = 1; next }
$1 == "=" { here[$2] = $3; next }
{
    name = $1
    sub(/^[^ ]* /, "")
    if (!(name in prototype)) next # a second interface of a routine, which takes addresses
    bound[name] = 1
    text = compare(name, $0)
    if (text) complain(name " " text)
}
END {
    for (name in prototype) {
        routines++
        if (!(name in bound)) complain(name " has no interface")
    }
    for (base in members) {
        if (precisions[base] < 2) continue
        generics++
        n = split(members[base], list, " ")
        for (k = 1; k <= n; k++)
            if (!((base, initial(list[k])) in generic)) complain(base " does not stand for " list[k])
    }
    for (name in value) {
        enumerators++
        other = name
        # Fortran does not tell RANDBLAS_GAUSSIAN from randblas_gaussian.
        if (!(other in here)) sub(/^RANDBLAS_/, "RANDBLAS_FAMILY_", other)
        if (!(other in here)) complain(name " is missing")
        else if (here[other] != value[name]) complain(name " is " here[other] " in place of " value[name])
    }
    if (!bad) print routines " prototypes, " generics " generic names, " enumerators " enumerators: none is missing"
    exit bad || !routines || !generics || !enumerators
}
