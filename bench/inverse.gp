# Relative bias of the estimated tr (A^T A)^-1 against the rows of the sketch, from the data of bench_inverse.
#
#   gnuplot -e "folder='out/inverse'" bench/inverse.gp        writes FOLDER/bias.svg
load 'examples/demo/style.gp'
set datafile separator "\t"
array file[3] = ["gaussian", "sparse_sign", "less"]
array label[3] = ["Gaussian", "sparse sign", "LESS"]
array shade[3] = [colour[1], colour[2], colour[4]]
array mark[3] = [point[1], point[2], point[4]]
array open[3] = [7, 4, 12]
array bigness[3] = [0.5, 1.0, 1.7]
shift(k) = 1 + 0.022 * (k - 2) # side by side, or the bars would hide one another
n = 20
data(k) = folder . '/' . file[k] . '.tsv'

set terminal svg size 1040,470 font 'Helvetica,14' background '#ffffff'
set output folder . '/bias.svg'
set multiplot layout 1,2 margins 0.08,0.985,0.15,0.90 spacing 0.09
set samples 400
set logscale x 2
set xrange [1.4:9]
set xtics (1.5, 2, 3, 4, 6, 8)
set xlabel 'rows of the sketch over columns of A, d/n'
set bars 0.6

set title 'as sketched: the mean is too large' textcolor rgb '#303030'
set ylabel 'relative bias of tr (AᵀA)⁻¹'
set yrange [0:2.5]
set key top right samplen 1.8 spacing 1.2 textcolor rgb '#303030'
plot (n + 1) / (n * x - n - 1) with lines lw 2 lc rgb '#000000' title 'theory: (n + 1)/(d - n - 1)', \
     for [k = 1:3] data(k) using 1:4 with points pt open[k] ps bigness[k] lw 1.8 lc rgb shade[k] title label[k]

set title 'debiased; bars are ± 3 standard errors' textcolor rgb '#303030'
unset ylabel
set yrange [-0.03:0.15]
plot 0 with lines lw 2 lc rgb '#000000' title 'Gaussian, factor d/(d - n - 1): no bias', \
     1 / (n * x - n - 1) with lines lw 2 dt 2 lc rgb '#000000' title 'the others, d/(d - n): 1/(d - n - 1)', \
     for [k = 1:3] data(k) using ($1 * shift(k)):2:(3 * $3) with yerrorbars \
         pt mark[k] ps 0.7 lw 1.4 lc rgb shade[k] title label[k]
unset multiplot
unset output
