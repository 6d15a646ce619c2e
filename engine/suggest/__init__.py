"""Which frames an artist should color next, and why: foretold from the film's gray alone, before anything is colored.

`looking` follows the motion once between neighboring samples of the shot, `reaching` tells for every two of them how
wrong one would probably be colored from the other, `choosing` picks the frames from which all others come out best,
`measured` corrects that by what a run has shown, `reasons` puts it in words. `advice` is the whole of it.
"""
