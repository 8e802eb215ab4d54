# The spectrum of a social network, and how near the leading eigenvalues come.
load 'examples/demo/style.gp'
set key samplen 1.5 spacing 1.15 textcolor rgb '#303030'
spectrum = sprintf('%s/graph_spectrum.txt', folder)
errors = sprintf('%s/graph.tsv', folder)
bin = 0.02
do for [format in "svg png"] {
    if (format eq 'svg') { set terminal svg size 1040,460 font 'Helvetica,14' background '#ffffff' }
    else { set terminal pngcairo size 1560,690 font 'Helvetica,14' fontscale 1.25 }
    set output sprintf('%s/graph.%s', folder, format)
    set multiplot layout 1,2 margins 0.085,0.985,0.15,0.90 spacing 0.09
    set title 'all 22470 eigenvalues by LAPACK, and the leading 12' textcolor rgb '#303030'
    set xlabel 'eigenvalue of D^{–1/2} A D^{–1/2}'
    set ylabel 'eigenvalues in a bin of 0.02'
    set logscale y
    set yrange [0.7:4000]
    set xrange [-0.55:1.05]
    set key top right
    set boxwidth bin
    set style fill solid 0.35 noborder
    plot spectrum using (bin * (floor($1 / bin) + 0.5)):(1.0) smooth frequency with boxes lc rgb '#8c8c8c' title 'LAPACK', \
         errors using 2:(1.0) with points pt 13 ps 1.3 lc rgb '#d55e00' title 'found by eig'
    set title 'error of the k-th' textcolor rgb '#303030'
    set xlabel 'k'
    set ylabel '| w_k – exact |' offset 1,0
    set xrange [0.5:12.5]
    set yrange [1e-14:1]
    set format y '10^{%L}'
    set key bottom right
    set xtics 1
    set style fill empty
    plot for [r = 1:3] errors using 1:(column(r + 2) > 1e-14 ? column(r + 2) : 1e-14) with linespoints pt point[r] ps 1.1 lw 1.3 \
         lc rgb colour[r] title sprintf('--excess 1e-%d', 2 * r + 1)
    unset format
    unset logscale y
    set xtics autofreq
    unset multiplot
    unset output
}
