# Errors of random features that bench_features compares: out/rmt/features*.tsv -> out/rmt/features.svg.  Run from the root.
set terminal svg size 900,420 font "sans-serif,13" background "white"
set output "out/rmt/features.svg"
set logscale y
set format y "10^{%L}"
set xlabel "features / training points"
set ylabel "mean squared error"
set grid
set key outside right
table = "out/rmt/features.tsv"
theory = "out/rmt/features_theory.tsv"
array ridge = ["0.1", "1e-5"]
# column of the simulation of ridge r and error e (0 training, 1 test); its standard error is the next
drawn(r, e) = 4 + 6 * (r - 1) + 3 * e
plot for [r = 1:2] for [e = 0:1] theory using 1:2 * r + e with lines lw 2 lc r dt 2 - e \
        title "ridge " . ridge[r] . (e ? ", test" : ", training"), \
     for [r = 1:2] for [e = 0:1] table using 1:drawn(r, e):(2 * column(drawn(r, e) + 1)) \
        with yerrorbars pt (e ? 7 : 6) ps 0.5 lc r notitle
