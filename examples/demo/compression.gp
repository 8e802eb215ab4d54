# Images above their approximations, and the pixels from which the others follow.
load 'examples/demo/style.gp'
set datafile separator "\t"
unset grid
unset key
unset colorbox
set border 0
set size ratio -1
set palette defined (0 '#ffffff', 1 '#000000')
do for [format in "svg png"] {
    if (format eq 'svg') { set terminal svg size 1040,347 font 'Helvetica,14' background '#ffffff' }
    else { set terminal pngcairo size 1560,520 font 'Helvetica,14' fontscale 1.25 }
    set output sprintf('%s/compression.%s', folder, format)
    set multiplot
    set lmargin at screen 0.180
    set rmargin at screen 0.735
    set tmargin at screen 0.88
    set bmargin at screen 0.045
    set title 'ones and twos, and what a few numbers keep of them (error)' textcolor rgb '#303030'
    set xrange [-0.5:*]
    set yrange [*:*] reverse
    set cbrange [0:255]
    unset xtics
    set ytics scale 0 textcolor rgb '#303030'
    plot sprintf('%s/compression.txt', folder) using 1:2:3 with image pixels, \
         sprintf('%s/compression_labels.txt', folder) using (0):1:ytic(2) with dots lc rgb '#ffffff'
    set lmargin at screen 0.775
    set rmargin at screen 0.985
    set bmargin at screen 0.25
    set title '80 pixels of ID, mean image'
    set xrange [-0.5:27.5]
    set yrange [-0.5:27.5] reverse
    set cbrange [0:300]
    unset ytics
    set object 1 rectangle from -0.5,-0.5 to 27.5,27.5 behind fillstyle empty border lc rgb '#b0b0b0'
    plot sprintf('%s/compression_mean.txt', folder) using 1:2:3 with image pixels, \
         sprintf('%s/compression_pixels.txt', folder) using 1:2 with points pt 7 ps 0.6 lc rgb '#d55e00'
    unset object 1
    unset multiplot
    unset output
}
