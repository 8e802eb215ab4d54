# What bench_flodance leaves: the extrapolated rest of log-determinants beyond a tenth of the points, with its interval.
set terminal svg size 900,400 background 'white'
set output folder.'/flodance.svg'
set multiplot layout 1,3
set xlabel 'points'
set key off
do for [name in 'matern tangent conjugate'] {
    file = folder.'/'.name.'.tsv'
    if (system('test -f '.file.' && echo 1') eq '1') {
        set title name.': what logdet is below the baseline'
        plot file using 1:($2-$3):($2+$3) with filledcurves fc rgb '#c0d0f0', file using 1:2 with lines lw 2 lc rgb '#2040a0'
    }
}
unset multiplot
