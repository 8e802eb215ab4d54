# The public headers, comments and directives taken out, one declaration a line.  For each prototype:
#     NAME RESULT ARGUMENT ...
# and for each enumerator, = NAME VALUE.  Numbers are named by letter and bytes; pointers are *TYPE, to void and to
# callbacks *.
BEGIN {
    split("int i4 int32_t i4 uint32_t i4 int64_t i8 uint64_t i8 size_t i8 float r4 double r8 void none char any",
          words, " ")
    for (k = 1; k in words; k += 2) code[words[k]] = words[k + 1]
}
function named(type) { return type in code ? code[type] : type }

# `const double *A`, `double edges[2]`, `randblas_op trans`: the last name is the argument's own.
function passing(text,   type, stars) {
    if (text ~ /_fn /) return "*"
    stars = gsub(/[*]/, " ", text) + gsub(/\[[^]]*\]/, "", text)
    gsub(/const /, " ", text)
    split(text, words, " ")
    type = named(words[1])
    if (stars && (type == "none" || type == "any")) return "*"
    return stars > 1 ? "**" : (stars ? "*" : "") type
}

function prototype(text,   name, open, list, n, k, line) {
    open = index(text, "(")
    name = substr(text, 1, open - 1)
    list = substr(text, open + 1)
    sub(/\)[^)]*$/, "", list)
    match(name, /[a-z0-9_]+$/)
    line = substr(name, RSTART) " " passing(name)
    n = list ~ /^ *void *$/ ? 0 : split(list, arguments, ",")
    for (k = 1; k <= n; k++) line = line " " passing(arguments[k])
    print line
}

function enumerators(text,   body, n, k, value, pair) {
    sub(/.*typedef enum /, "", text)
    match(text, /[a-z0-9_]+/)
    code[substr(text, RSTART, RLENGTH)] = "i4"
    body = text
    sub(/^[^{]*[{]/, "", body)
    sub(/[}].*/, "", body)
    n = split(body, list, ",")
    for (k = 1; k <= n; k++) {
        if (list[k] !~ /^ *[A-Z0-9_]+ *(= *-?[0-9]+ *)?$/) continue
        value++
        if (split(list[k], pair, "=") == 1 && k == 1) value = 0
        else if (pair[2] != "") value = pair[2] + 0
        gsub(/ /, "", pair[1])
        print "=", pair[1], value
        pair[2] = ""
    }
}

/typedef enum/ { enumerators($0) }
/RANDBLAS_API/ { sub(/.*RANDBLAS_API */, ""); prototype($0) }
