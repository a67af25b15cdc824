; Zed: what stands in brackets is indented. It folds by what is indented.

(_ "{" "}" @end) @indent
(_ "[" "]" @end) @indent
(_ "(" ")" @end) @indent
