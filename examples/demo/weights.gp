# What least squares learnt, as images: the coefficient of each pixel.
load 'examples/demo/style.gp'
unset grid
unset key
unset tics
unset colorbox
set border 0
set palette defined (-1 '#2166ac', -0.35 '#92c5de', 0 '#f7f7f7', 0.35 '#f4a582', 1 '#b2182b')
set size ratio -1
do for [format in "svg png"] {
    if (format eq 'svg') { set terminal svg size 860,460 font 'Helvetica,14' background '#ffffff' }
    else { set terminal pngcairo size 1290,690 font 'Helvetica,15' fontscale 1.3 }
    set output sprintf('%s/weights.%s', folder, format)
    set multiplot layout 1,2 margins 0.03,0.97,0.04,0.90 spacing 0.06
    do for [problem in "label pixel"] {
        side = problem eq 'label' ? 28 : 21
        file = sprintf('%s/%s_weights.txt', folder, problem)
        set xrange [*:*]
        set yrange [*:*]
        stats file using (abs($3)) nooutput
        # A few pixels at the rim are lit in a handful of images and would wash out the rest.
        limit = problem eq 'label' ? 4 * STATS_mean : 0.35 * STATS_max
        set cbrange [-limit:limit]
        set xrange [-0.5:side - 0.5]
        set yrange [side - 0.5:-0.5]
        set title (problem eq 'label' ? 'label: a one (blue) or a two (red)' : 'pixel: weights of its surroundings') \
            textcolor rgb '#303030'
        set object 1 rectangle from -0.5,-0.5 to side - 0.5,side - 0.5 behind fillcolor rgb '#e9e9e9' fillstyle solid noborder
        plot file using 1:2:($3) with image pixels
    }
    unset multiplot
    unset output
}
