# Extreme singular values of S U against the Marchenko-Pastur edges, as the sketch grows.
load 'examples/demo/style.gp'
set datafile separator "\t"
set key samplen 1.5 spacing 1.15 textcolor rgb '#303030'
set logscale x 2
set xrange [1.75:19]
set yrange [0:1.85]
set xtics (2, 3, 4, 6, 8, 12, 16)
set xlabel 'rows of the sketch over columns of U,  d / l'
set samples 400

do for [format in "svg png"] {
    if (format eq 'svg') { set terminal svg size 1040,460 font 'Helvetica,14' background '#ffffff' }
    else { set terminal pngcairo size 1560,690 font 'Helvetica,14' fontscale 1.25 }
    set output sprintf('%s/edges.%s', folder, format)
    set multiplot layout 1,2 margins 0.075,0.985,0.15,0.90 spacing 0.06
    do for [basis in "incoherent coherent"] {
        set title sprintf("%s basis", basis) textcolor rgb '#303030'
        if (basis eq 'incoherent') { set ylabel 'smallest and largest singular value of S U'; set key at graph 0.62,0.60 right maxrows 3 width -2 }
        else { unset ylabel; unset key }
        plot for [s = -1:1:2] 1 + s / sqrt(x) with lines lw 2 lc rgb '#000000' \
                 title (s < 0 ? '1 ∓ (l/d)^{1/2}' : ''), \
             for [k = 1:5] only(basis, k) . 'edges.tsv' using ($3 * 1.022 ** (k - 3)):4 with points \
                 pt point[k] ps 1.1 lc rgb colour[k] title name[k], \
             for [k = 1:5] only(basis, k) . 'edges.tsv' using ($3 * 1.022 ** (k - 3)):5 with points \
                 pt point[k] ps 1.1 lc rgb colour[k] notitle
    }
    unset multiplot
    unset output
}
