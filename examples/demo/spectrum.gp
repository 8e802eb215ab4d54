# All singular values of S U at d = 4 l, in order, on the quantiles of the Marchenko-Pastur law.
load 'examples/demo/style.gp'
set datafile separator "\t"
set key top left samplen 1.5 spacing 1.15 textcolor rgb '#303030'
set xrange [0:1]
set yrange [0:1.85]
set xlabel 'fraction of the singular values below'

do for [format in "svg png"] {
    if (format eq 'svg') { set terminal svg size 1040,460 font 'Helvetica,14' background '#ffffff' }
    else { set terminal pngcairo size 1560,690 font 'Helvetica,14' fontscale 1.25 }
    set output sprintf('%s/spectrum.%s', folder, format)
    set multiplot layout 1,2 margins 0.075,0.985,0.15,0.90 spacing 0.06
    do for [basis in "incoherent coherent"] {
        set title sprintf("%s basis, d = 4 l", basis) textcolor rgb '#303030'
        if (basis eq 'incoherent') { set ylabel 'singular values of S U'; set key top left Left reverse } else { unset ylabel; unset key }
        plot for [k = 1:5] only(basis, k) . 'spectrum.tsv' using 3:4 every 4::(k - 1) % 4 with points \
                 pt point[k] ps 0.9 lc rgb colour[k] title name[k], \
             folder . '/law.tsv' using 1:2 with lines lw 2 lc rgb '#000000' title 'Marchenko–Pastur'
    }
    unset multiplot
    unset output
}
