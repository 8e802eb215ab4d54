# Error over time of the methods that bench_glm compares: out/glm/*.tsv -> out/glm/convergence.svg.  Run from the root.
set terminal svg size 1000,420 font "sans-serif,13" background "white"
set output "out/glm/convergence.svg"
set logscale y
set format y "10^{%L}"
set xlabel "seconds"
set ylabel "(f - f*) / |f*|"
set yrange [1e-14:]
set grid
set multiplot layout 1,2
do for [problem in "mnist tall"] {
    set title problem
    plot for [method in "newton sketch uniform leverage"] \
        "out/glm/" . problem . "-" . method . ".tsv" with linespoints pointtype 7 pointsize 0.6 title method
}
unset multiplot
