"""What a student gets wrong in the first week: each mistake is told with what to do instead."""

from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import networkx as nx
import polars as pl
import pytest

import analysis
from analysis import (
    Corpus,
    Features,
    Lexicon,
    StudyError,
    build_features,
    concordance,
    cooccurrence,
    drift,
    timeline,
    verdicts,
)
from analysis.core.checked_calls import CallError, checked
from analysis.core.sealed_json import sealed
from tests.support.toy import toy

PAGES = pl.DataFrame({"id": ["a", "b"], "date": ["2019-08-01", "2020-05-22"], "text": ["到村里去。", "六保要落实。"]})
CORPUS, LEXICON = Corpus.from_frame(PAGES), Lexicon.read()
FEATURES = toy(
    [(f"{year}-{month:02d}-01", [[["六保", "六稳"]]]) for year in (2019, 2020) for month in range(1, 13)],
    manifest={"lexicon": {"terms": ["六保", "六稳", "共同富裕"]}},
)
LINE = timeline(FEATURES, "六保")
FOLDER = Path(mkdtemp())
FILE = FOLDER / "page.txt"
FILE.write_text("六保要落实。", "utf-8")

MISTAKES = {
    "arguments swapped": (lambda: timeline("六保", FEATURES), r"other way round.\n  Write timeline\(features, terms\)"),
    "one swapped by name": (lambda: drift(term=FEATURES, features="六保"), "other way round"),
    "corpus and lexicon swapped": (
        lambda: build_features(LEXICON, CORPUS, FOLDER),
        r"Write build_features\(corpus, lexicon\)",
    ),
    "a path for features": (
        lambda: timeline("data/broadcast", "六保"),
        r"Open it first: Features.open\('data/broadcast'\)",
    ),
    "a Path for features": (lambda: cooccurrence(Path("counts")), r"Features.open\('counts'\)"),
    "a path for a lexicon": (lambda: build_features(CORPUS, "data/lexicon", FOLDER), r"Lexicon.read\('data/lexicon'\)"),
    "a path for a corpus": (lambda: concordance("pages", "六保"), r"Corpus.read\('pages'\)"),
    "a corpus for features": (lambda: timeline(CORPUS, "六保"), r"Count it first: build_features\(corpus"),
    "features for a corpus": (
        lambda: concordance(FEATURES, "六保"),
        "takes Corpus as corpus, and was given a Features",
    ),
    "a list of dicts for a corpus": (
        lambda: build_features([{"text": "六保"}], LEXICON, FOLDER),
        "given a list of dicts",
    ),
    "a list of dicts for a table": (
        lambda: Corpus.from_frame([{"text": "六保"}]),
        r"Make a table of it: pl.DataFrame\(rows\)",
    ),
    "a table for features": (lambda: timeline(PAGES, "六保"), "given a table"),
    "nothing for features": (lambda: timeline(None, "六保"), "given None"),
    "a file for the folder of features": (lambda: Features.open(FILE), "is a file; features are a folder"),
    "a folder without features": (lambda: Features.open(FOLDER), "holds no features.json"),
    "a file for the folder of a lexicon": (lambda: Lexicon.read(FILE), "is a file; a lexicon is a folder"),
    "a folder for a table": (lambda: analysis.write_csv(PAGES, FOLDER), "It is a folder; name a file"),
    "a folder for a table to read": (lambda: analysis.read_csv(FOLDER), "no table at"),
    "no such folder": (lambda: Corpus.read("no-such-folder"), "there is no file or folder"),
    "a concordance of an unknown term": (
        lambda: concordance(CORPUS, "五保户政策"),
        "stands nowhere in these 2 documents",
    ),
    "one term where a list is": (
        lambda: drift(FEATURES, ["六保", "六稳"]),
        r"one term, and was given a list of 2.\n  Ask for each",
    ),
    "a number for a term": (
        lambda: timeline(FEATURES, 6),
        "takes texts as terms, such as '六保', and was given an int",
    ),
    "a number among terms": (lambda: timeline(FEATURES, ["六保", 6]), "and 6 is an int"),
    "a dict of terms": (lambda: timeline(FEATURES, {"六保": 1}), "given a dict"),
    "two terms in one text": (lambda: timeline(FEATURES, "六保、六稳"), "Did you mean: 六稳, 六保"),
    "traditional script": (lambda: timeline(FEATURES, "脫貧攻堅"), "脱贫攻坚 in simplified characters; ask for that"),
    "no term": (lambda: timeline(FEATURES, []), "terms is an empty list"),
    "a word for a number": (
        lambda: concordance(CORPUS, "六保", width="wide"),
        "takes a whole number as width, and was given 'wide'",
    ),
    "a number for a word": (
        lambda: timeline(FEATURES, "六保", kinds=5),
        "takes several of: text as kinds, and was given 5",
    ),
    "nothing for a number": (lambda: verdicts(FEATURES, "六保", q=None), "takes a number as q, and was given None"),
    "a frame for a truth": (lambda: timeline(FEATURES, "六保", duplicates=PAGES), "True or False as duplicates"),
    "start after end": (
        lambda: timeline(FEATURES, start="2020", end="2019"),
        "end is the day after the last one counted",
    ),
    "start is end": (lambda: cooccurrence(FEATURES, start="2020", end="2020"), "is not before"),
    "a day as a number": (lambda: timeline(FEATURES, start=20190101), "is not a date. Give a date, or text such as"),
    "slices that do not exist": (
        lambda: timeline(FEATURES, every="fortnight"),
        "no slice 'fortnight'; there are: '1y'",
    ),
    "slices misspelt": (lambda: timeline(FEATURES, every="monthy"), "Did you mean: month"),
    "an unknown keyword": (lambda: timeline(FEATURES, term="六保"), "no argument 'term'.*\n  Did you mean: terms"),
    "a keyword by its place": (
        lambda: timeline(FEATURES, "六保", "1y"),
        "takes 2 arguments without a name.*\n  Give the others",
    ),
    "a keyword twice": (lambda: timeline(FEATURES, features=FEATURES), "was given features twice"),
    "no argument at all": (lambda: timeline(), r"needs features. Get it with Features.open\(…\)"),
    "a list for a mapping": (lambda: analysis.side_by_side([FEATURES, FEATURES]), "a mapping of names to Features"),
    "paths in a mapping": (lambda: analysis.side_by_side({"a": "x"}), "given a str among its values"),
    "paths for several features": (lambda: timeline(["a", "b"]), "given a list that holds a str"),
    "one corpus joined": (lambda: Features.join(FEATURES), r"Write Features.join\(\[first, second\]\)"),
    "paths joined": (lambda: Features.join(["a"]), "given str among them"),
    "features for a result": (lambda: analysis.heat(FEATURES), r"Get it with timeline\(features, terms\)"),
    "another result": (
        lambda: analysis.ego(LINE, "六保"),
        r"given a Timeline.\n  Get it with cooccurrence\(features\)",
    ),
    "features for two networks": (lambda: analysis.edge_changes(FEATURES, FEATURES), "takes Cooccurrence as before"),
    "a text for a result": (lambda: analysis.neighbours("六保", "六稳"), r"Make it first: network_series\(features\)"),
    "another result drawn": (lambda: analysis.plot_network(LINE), "takes a Cooccurrence.*given Timeline"),
    "nothing drawn": (lambda: analysis.plot_timeline(None), "takes a Timeline"),
    "another result written": (lambda: analysis.write_graphml(LINE, FOLDER / "x.graphml"), "given Timeline"),
    "a table without columns": (lambda: Corpus.from_frame(pl.DataFrame()), "its columns are: none"),
    "a frame drawn without columns": (lambda: analysis.plot_timeline(pl.DataFrame()), "lacks the column 'term'"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_usual_mistake_is_told_with_its_remedy(name):
    mistake, message = MISTAKES[name]
    with pytest.raises(StudyError, match=message):
        mistake()


def test_features_of_an_older_schema_say_how_to_build_them_again(tmp_path):
    build_features(CORPUS, LEXICON, tmp_path)
    (tmp_path / "features.json").write_bytes(sealed({"schema": 1}))
    with pytest.raises(StudyError, match="are of version 1, this program reads version .*\n  Build them again"):
        Features.open(tmp_path)


def test_what_can_be_meant_is_done():
    whole = timeline(FEATURES, "六保", start="2019", end="2021").frame
    assert timeline(FEATURES, "六保", start=2019, end=date(2021, 1, 1)).frame.equals(whole)
    assert repr(timeline(FEATURES, start="2019", end="2021")).endswith(", 2019–2020>")
    assert timeline(FEATURES, ["六保", "六保"]).terms == ("六保",)
    assert timeline(FEATURES, pl.Series(["六保"])).frame.equals(LINE.frame)
    assert timeline(FEATURES, (one for one in ["六保"])).frame.equals(LINE.frame)
    assert drift(FEATURES, ["六保"], draws=9).frame.equals(drift(FEATURES, "六保", draws=9).frame)
    assert timeline(FEATURES, every="yearly", terms="六保").frame.equals(LINE.frame)
    assert timeline([FEATURES], "六保").frame["hits"].equals(LINE.frame["hits"])
    assert (
        concordance(CORPUS, ["六保", "五保户政策"]).frame.height == 1 and concordance(CORPUS, "六稳").frame.is_empty()
    )


def test_a_mistake_in_a_call_is_an_error_of_both_kinds():
    for wrong in (lambda: timeline(FEATURES, runs=3), lambda: timeline("x")):
        with pytest.raises(CallError) as told:
            wrong()
        assert isinstance(told.value, TypeError) and isinstance(told.value, StudyError)


def test_a_checked_function_is_still_itself_and_takes_what_it_does_not_know():
    @checked
    def drawn(result: "Timeline | None", ax=None, *more, **options):  # noqa: F821
        """Draw."""
        return result, ax, more, options

    assert drawn.__doc__ == "Draw." and drawn(None, 1, 2, colour="red") == (None, 1, (2,), {"colour": "red"})
    assert drawn(LINE)[0] is LINE and isinstance(drawn(nx.Graph())[0], nx.Graph)  # what acts as a result may be one
    with pytest.raises(CallError, match="drawn\\(\\) takes Timeline as result, and was given a table"):
        drawn(PAGES)


def test_a_warning_points_at_the_line_that_called():
    for ask in (lambda: timeline([FEATURES, FEATURES], "六保"), lambda: Features.join([FEATURES, FEATURES])):
        with pytest.warns(UserWarning, match="24 documents stand in two") as told:
            ask()
        assert told[0].filename == __file__
