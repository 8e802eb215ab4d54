# Colours that stay apart for every kind of eye (Okabe and Ito 2008), thin grey axes.
set encoding utf8
set border 3 lc rgb '#606060'
set tics nomirror out scale 0.6 textcolor rgb '#303030'
set grid back lc rgb '#e4e4e4' lt 1 lw 0.6
array name[5] = ["Gaussian", "sparse sign", "SRHT", "LESS", "row sampling"]
array colour[5] = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8c8c8c']
array point[5] = [7, 5, 9, 13, 6]
only(basis, k) = sprintf("< awk -F'\\t' '$1 == \"%s\" && $2 == \"%s\"' %s/", basis, name[k], folder)
