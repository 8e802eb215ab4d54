# Writes the fenced blocks of a page to out/NNN.c, .cpp or .sh, and what they are to print to out/NNN.c.text and so on; out/NNN.*.line says where they stand.
function begin(language) {
    if (language == "c" || language == "cpp" || language == "sh") {
        file = last = sprintf("%s/%03d.%s", out, ++count, language)
        printf "%d\n", NR > (file ".line")
        close(file ".line")
    } else {
        file = language == "text" && last ? last ".text" : ""
        last = ""
    }
    inside = 1
}
/^```/ {
    if (inside) {
        if (file) close(file)
        inside = 0
        file = ""
    } else {
        begin(substr($0, 4))
        if (file) printf "" > file
    }
    next
}
inside && file { print > file }
END {
    if (inside) {
        print FILENAME ": a block does not end" > "/dev/stderr"
        exit 1
    }
}
