"""The pathway's rules: pure, standard library only, no input or output, `now` is always a parameter."""
