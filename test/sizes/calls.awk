# From the public headers, one after another: a C function for each routine that takes sizes, which calls it with the
# arguments of a `call` (sizes_impl.h), and a table of them.  A type that is not known here is an error, so that no
# routine is left out unseen.
#
#   cat HEADERS | awk -f calls.awk >calls.c

function trim(s) { sub(/^ +/, "", s); sub(/ +$/, "", s); return s }

function slot(name, kind,    at) { # the next size: its name, and s for a size or l for a leading dimension
    at = slots++
    slot_names = slot_names (at ? " " : "") name
    slot_kinds = slot_kinds kind
    return "c->n[" at "]"
}

function kind_of(name) { return name ~ /^ld/ ? "l" : "s" }

# The fields of a struct that are sizes, each a slot, and its control.
function fields_of(type, owner,    text, parts, count, i, list) {
    text = structs[type]
    count = split(text, parts, ";")
    list = ""
    for (i = 1; i <= count; i++) {
        parts[i] = trim(parts[i])
        if (parts[i] == "randblas_control control") list = list ", .control = c->control"
        if (parts[i] ~ /^int64_t [a-z0-9_]+$/) {
            sub(/^int64_t /, "", parts[i])
            list = list ", ." parts[i] " = " slot(owner "." parts[i], owner == "options" ? "o" : kind_of(parts[i]))
        }
    }
    return list
}

# An operator or a routine of entries: rows, columns, leading dimension.
function operator(list, type, owner,    rows, cols, ld) {
    rows = slot(owner ".rows", "s"); cols = slot(owner ".cols", "s"); ld = slot(owner ".ld", "l")
    return list "(c, " operators++ ", " rows ", " cols ", " ld ")"
}

function array(type) { # the next, and the letter of its elements
    types = types (type ~ /int64_t/ ? "i" : type ~ /int32_t/ ? "w" : type ~ /float/ ? "s" : type ~ /double|void/ ? "d" : "-")
    return "c->array[" arrays++ "]"
}

function argument(type, name) {
    if (type == "int64_t") {
        if (kind_of(name) == "l" && arrays) lds = lds " [" arrays - 1 "] = 1 + " slots ","
        return slot(name, kind_of(name))
    }
    if (type ~ /^(const )?(double|float|int64_t|int32_t|void) \*$/) return array(type)
    if (type ~ /^(const )?randblas_[ds]linop \*$/) return operator(substr(type, index(type, "linop") - 1, 1) "_linop", type, name)
    if (type ~ /^const randlapack_[ds]entries \*$/) return operator(substr(type, index(type, "entries") - 1, 1) "_entries", type, name)
    if (type ~ /spectral_function/ && routine ~ /(slq|quadrature_create)$/) return array(type)
    if (type ~ /^const (randblas|randlapack|rmt)_[a-z_]+_(options|input) \*$/ || type ~ /_[ds]kernel \*$/) {
        gsub(/const | \*/, "", type)
        return "&(" type "){" substr((fixed[type] == "" ? "" : ", " fixed[type]) fields_of(type, type ~ /options/ ? "options" : name), 3) "}"
    }
    if (type ~ /^const (randblas|randlapack|rmt)_[a-z_]+ \*(const \*)?$/) {
        gsub(/const | \*/, "", type); gsub(/\*/, "", type)
        return "c->" trim(type)
    }
    if (type ~ /_(report|errors|comparison|metrics|bulk|phase|model) \*$/) return "c->report"
    if (type ~ /^(randblas|randlapack|rmt)_[a-z_]+ \*\*$/) { sub(/\*\*$/, "*", type); return "&(" type "){0}" }
    if (type == "randblas_state *") return "&(randblas_state){{0}, {0}}"
    if (type == "randlapack_dstream *" || type == "randlapack_sstream *") { gsub(/ \*/, "", type); return "c->" type }
    if (type ~ /^(randblas|randlapack|rmt)_[a-z_]+ \*$/) return array(type)
    if (type == "double" || type == "float") return (name in numbers) ? numbers[name] : "0.5"
    if (type ~ /^int(32_t)?$/) return "0"
    if (type == "randblas_layout") return "c->layout"
    if (type in constants) return constants[type]
    if (type ~ /_fn$/) return "refuse_" type
    if (type ~ /^(randblas|randlapack|rmt)_[a-z_]+$/) return "(" type ")1"
    print "calls.awk: " routine ": no argument of type " type > "/dev/stderr"
    failed = 1
}

function prototype(text,    open, list, parts, count, i, type, name, args) {
    sub(/^.*RANDBLAS_API /, "", text)
    open = index(text, "(")
    routine = trim(substr(text, 1, open - 1))
    list = substr(text, open + 1); sub(/\) *$/, "", list)
    result = routine; sub(/ ?\*?[a-z0-9_]+$/, "", result)
    sub(/^.*[ *]/, "", routine)
    # constructors copy their arguments; complex precisions share the sources
    if (result !~ /^int(64_t)?$/ || routine ~ /^randblas_[cz]/ || list !~ /int64_t|linop|entries|options/) return
    slots = arrays = operators = 0; slot_names = slot_kinds = lds = args = types = ""
    count = split(list, parts, ",")
    for (i = 1; i <= count; i++) {
        parts[i] = trim(parts[i])
        name = parts[i]; sub(/^.*[ *]/, "", name)
        type = trim(substr(parts[i], 1, length(parts[i]) - length(name)))
        if (name ~ /\[[0-9]+\]$/) type = type " *"
        if (routine ~ /kernel_columns$/ && name == "context") type = "const " substr(routine, 1, 18) " *"
        args = args (i > 1 ? ", " : "") argument(type, name)
    }
    if (!slots) return
    if (routine ~ /surrogate_sample$/) lds = lds " [2] = 1 + 5," # weights are beside the rows
    printf "static int call_%s(const call *c)\n{\n    return (int)%s(%s);\n}\n", routine, routine, args
    table = table sprintf("    {\"%s\", call_%s, %d, %d, \"%s\", \"%s\", \"%s\", {%s}},\n", routine, routine, slots, arrays, slot_names, slot_kinds, types, lds == "" ? "0" : lds)
    calls++
}

BEGIN {
    constants["randblas_side"] = "RANDBLAS_LEFT"; constants["randblas_op"] = "c->op"
    constants["randblas_uplo"] = "RANDBLAS_UPPER"; constants["randblas_diag"] = "RANDBLAS_NON_UNIT"
    numbers["ratio"] = "2"; numbers["sigma2"] = numbers["deviation"] = "1"; numbers["confidence"] = "0.9"; numbers["shape"] = 99
    numbers["beta"] = "2"; numbers["a"] = numbers["b"] = "3"
    fixed["rmt_dmemdet_input"] = ".format = RMT_MEMDET_CALLBACK, .block = refuse_rmt_dblock_fn"
    fixed["rmt_smemdet_input"] = ".format = RMT_MEMDET_CALLBACK, .block = refuse_rmt_sblock_fn"
    fixed["randlapack_dkernel"] = fixed["randlapack_skernel"] = \
        ".family = 1, .layout = c->layout, .bandwidth = 1, .points = c->array[8], .targets = c->array[9]"
    print "/* Made by calls.awk from the public headers. */\n#include \"sizes_impl.h\"\n"
}

/^#/ || /\\$/ { next } # no macros
{ all = all " " $0 }

END {
    while (match(all, /\/\*([^*]|\*+[^*\/])*\*+\//)) all = substr(all, 1, RSTART - 1) substr(all, RSTART + RLENGTH)
    gsub(/ +/, " ", all)
    rest = all
    while (match(rest, /typedef struct [a-z_0-9]+ \{[^}]*\}/)) {
        text = substr(rest, RSTART, RLENGTH); rest = substr(rest, RSTART + RLENGTH)
        name = text; sub(/typedef struct /, "", name); sub(/ \{.*/, "", name)
        sub(/^[^{]*\{/, "", text); sub(/\}$/, "", text)
        structs[name] = text
    }
    count = split(all, statements, ";")
    for (k = 1; k <= count; k++)
        if (statements[k] ~ /RANDBLAS_API/) prototype(statements[k])
    printf "const routine routines[] = {\n%s};\nconst int nroutines = %d;\n", table, calls
    exit failed
}
