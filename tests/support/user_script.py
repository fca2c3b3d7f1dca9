"""A script as a user writes it, type-checked in tests/project/test_types.py: the comments say what has to be found."""

from typing import assert_type

import analysis
from analysis import Cooccurrence, Corpus, Features, Lexicon, Timeline, build_features, cooccurrence, timeline

corpus = Corpus.read("my-pages", mark_duplicates=False)
assert_type(corpus, Corpus)
features = build_features(corpus, Lexicon.read(), "my-features")
assert_type(features, Features)
lines = timeline(features, ["四下基层"], every="1y", level=0.9)
assert_type(lines, Timeline)
assert_type(lines.bootstrap(draws=200, seed=1), Timeline)
network = cooccurrence(features, start="2016", context="sentence").test(0.05).backbone()
assert_type(network, Cooccurrence)
print(lines.frame.height, network.edges().height, network.communities().columns, lines.parameters["level"])
analysis.save_figure(analysis.plot_timeline(lines, labels="both"), "figure")

timeline(features, "四下基层", evry="1y")  # wrong: no parameter of this name
Corpus.read(clean=True)  # wrong: no path
cooccurrence(features, "2016")  # wrong: start is a keyword
lines.rates()  # wrong: a Timeline has no such method
_ = analysis.timelin  # wrong: no such public name
features.between(start=2016)  # wrong: a date or text, no number
