# The preprocessed modules.  For each binding, as prototypes.awk has it, NAME RESULT ARGUMENT ... ; an address that is
# passed by value is *.  For each generic name + GENERIC SPECIFIC; for each enumerator = NAME VALUE.
BEGIN {
    split("c_int i4 c_int32_t i4 c_int64_t i8 c_size_t i8 c_float r4 c_double r8 c_char any c_ptr * c_funptr *" \
          " c_float_complex any c_double_complex any", words, " ")
    for (k = 1; k in words; k += 2) code[words[k]] = words[k + 1]
}

# real(c_double), intent(in) :: a(ld, *), b(*)
function declare(text,   sides, attributes, type, n, k) {
    k = index(text, "::")
    attributes = substr(text, 1, k - 1)
    text = substr(text, k + 2)
    match(attributes, /\([^)]*\)/)
    type = substr(attributes, RSTART + 1, RLENGTH - 2)
    if (type in code) type = code[type]
    if (attributes !~ /, *value/ && type != "*") type = "*" type
    else if (attributes !~ /, *value/) type = "**"
    sub(/\*any$/, "*", type)
    while (gsub(/\([^()]*\)/, "", text)) continue
    n = split(text, names, ",")
    for (k = 1; k <= n; k++) {
        gsub(/ /, "", names[k])
        kind[names[k]] = type
    }
}

function finish(   line, n, k, type) {
    type = result == "" ? "none" : kind[result]
    if (type != "**") sub(/^\*/, "", type) # a result is never passed by reference
    line = name " " (type == "**" ? "*" : type)
    n = split(list, arguments, ",")
    for (k = 1; k <= n; k++) {
        gsub(/ /, "", arguments[k])
        line = line " " kind[arguments[k]]
    }
    print line
    name = ""
    split("", kind)
}

{ $0 = tolower($0) }
/^ *!/ { next }
{ sub(/ !.*/, "") }
/& *$/ { sub(/& *$/, ""); held = held $0; next }
{ $0 = held $0; held = "" }
/^ *interface [a-z]/ { generic = $2; next }
/^ *end interface/ { generic = ""; next }
generic && /^ *procedure *::/ {
    sub(/.*::/, "")
    n = split($0, names, ",")
    for (k = 1; k <= n; k++) {
        gsub(/ /, "", names[k])
        print "+", generic, names[k]
    }
    next
}
/^ *(function|subroutine) .*bind\(c/ {
    match($0, /(function|subroutine) [a-z0-9_]+/)
    name = substr($0, RSTART, RLENGTH)
    sub(/.* /, "", name)
    list = $0
    sub(/^[^(]*\(/, "", list)
    sub(/\).*/, "", list)
    result = ""
    if (match($0, /result\([a-z0-9_]+\)/)) result = substr($0, RSTART + 7, RLENGTH - 8)
    next
}
name && /^ *end (function|subroutine)/ { finish(); next }
name && /::/ { declare($0); next }
/^ *enum, *bind/ { value = -1; next }
/^ *integer\(c_int\), parameter ::/ { sub(/.*::/, "enumerator ::") }
/^ *enumerator *::/ {
    sub(/.*::/, "")
    n = split($0, names, ",")
    for (k = 1; k <= n; k++) {
        parts = split(names[k], pair, "=")
        gsub(/ /, "", pair[1])
        value = parts > 1 ? pair[2] + 0 : value + 1
        print "=", toupper(pair[1]), value
    }
}
