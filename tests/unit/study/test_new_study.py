"""A study in a folder of its own: what is written, what is refused, and that nothing of anybody's is written over."""

import json

import polars as pl
import pytest

from analysis import Corpus, Lexicon, NotPossible, StudyError, attempt, build_features, new_study, suitable_settings
from analysis.cli import main
from tests.support.places import ROOT

TEXT = "干部到村里去，把“四下基层”带到田边，问题在田边解决。"


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    for month in range(1, 5):
        (folder / f"2014-0{month}-01.txt").write_text(f"{TEXT}第{month}户人家种了{month * 17}亩地。", "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "english.txt").write_text("An English text of some length, that nobody can count here. " * 5)
    return folder


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_holds_what_its_readme_says(tmp_path, texts):
    study = new_study(tmp_path / "study", texts, terms=["四下基层", "田埂议事"], start="2014", end="2015")
    assert study.added == ("田埂议事",) and Lexicon.read(study.folder / "lexicon").check().height <= 2
    assert "田埂议事" in Lexicon.read(study.folder / "lexicon").labels
    notes = pl.read_csv(study.folder / "reading-notes.csv").filter(list="rejected")
    assert sorted(notes["file"]) == ["empty.txt", "english.txt"]
    notebook = json.loads((study.folder / "your-own-texts.ipynb").read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
    filled = next("".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    names = {}
    exec(f"from pathlib import Path\n{filled}", names)
    assert names["PATH"] == [str(texts)] and names["TERMS"] == ["四下基层", "田埂议事"]
    assert (names["START"], names["END"]) == ("2014", "2015")
    assert "composed for this study" not in json.dumps(notebook, ensure_ascii=False)
    told = (study.folder / "README.md").read_text("utf-8")
    assert str(texts) in told and "records: 6 in = 4 documents + 2 rejected + 0 merged" in told


def test_the_shipped_cell_of_parameters_names_the_same(tmp_path, texts):
    shipped = json.loads((ROOT / "notebooks" / "05-your-own-texts.ipynb").read_text("utf-8"))
    study = new_study(tmp_path / "study", texts)
    written = json.loads((study.folder / "your-own-texts.ipynb").read_text("utf-8"))

    def named(notebook):
        (cell,) = [cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", [])]
        return [line.split(" = ")[0] for line in cell["source"]]

    assert named(shipped) == named(written) == ["PATH", "TERMS", "START, END", "GENRE", "LANGUAGE", "LEXICON", "OUT"]


def test_a_folder_in_use_is_refused_and_with_force_nothing_changed_by_hand_is_written_over(tmp_path, texts):
    study = new_study(tmp_path / "study", texts)
    before = contents(study.folder)
    with pytest.raises(StudyError, match="exists and is not empty"):
        new_study(study.folder, texts)
    assert contents(study.folder) == before
    notebook, terms = study.folder / "your-own-texts.ipynb", study.folder / "lexicon" / "terms.csv"
    notebook.write_text("mine", "utf-8")
    terms.write_text(terms.read_text("utf-8") + "田边,,,,,,,,,,\n", "utf-8")
    (study.folder / "thesis.docx").write_bytes(b"years of work")
    for _ in range(2):  # what was kept once is kept again
        again = new_study(study.folder, texts, terms=["没有的词"], force=True)
        assert set(again.kept) == {"your-own-texts.ipynb", "lexicon/terms.csv"}
        assert again.missing == ("没有的词",) and "田边" in again.features.terms
        assert notebook.read_text("utf-8") == "mine" and (study.folder / "thesis.docx").read_bytes() == b"years of work"
        assert "田边" in terms.read_text("utf-8")


def test_a_folder_of_somebody_else_keeps_its_files(tmp_path, texts):
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "README.md").write_text("theirs", "utf-8")
    (folder / "study.json").write_text("{}", "utf-8")
    study = new_study(folder, texts, force=True)
    assert {"README.md", "study.json"} <= set(study.kept)
    assert (folder / "README.md").read_text("utf-8") == "theirs" and (folder / "study.json").read_text("utf-8") == "{}"


@pytest.mark.parametrize(
    "prepare, said",
    [
        (lambda place: place / "missing", "no file or folder"),
        (lambda place: (place / "none").mkdir() or place / "none", "holds no page that can be read"),
        (lambda place: [(place / "en.txt").write_text("English text only, of some length. " * 9), place / "en.txt"][1], "not Chinese"),
        (lambda place: place, "would lie inside the input"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_study_is_refused_and_nothing_is_made(tmp_path, prepare, said):
    given = prepare(tmp_path)
    with pytest.raises(StudyError, match=said):
        new_study(tmp_path / "study", given)
    assert not (tmp_path / "study").exists()


def test_the_command_tells_what_was_left_out_and_what_to_do_next(tmp_path, texts, capsys):
    with pytest.raises(SystemExit) as ended:
        main(
            ["new", f"{tmp_path}/study", str(texts), "--terms", "四下基层，田埂议事", "--from", "2014", "--to", "2015"]
        )
    told = capsys.readouterr().err
    assert ended.value.code == 1  # done, with pages left out
    assert "left out: english.txt: not Chinese" in told and "added to its lexicon: 田埂议事" in told
    assert "jupyter lab your-own-texts.ipynb" in told
    with pytest.raises(SystemExit) as ended:
        main(["new", str(tmp_path / "study"), str(texts)])
    assert ended.value.code == 2 and "--force" in capsys.readouterr().err


def features_of(tmp_path, texts, dates):
    frame = pl.DataFrame({"id": [str(at) for at in range(len(texts))], "date": dates, "text": texts})
    corpus = Corpus.from_frame(frame, mark_duplicates=False)
    return build_features(corpus, Lexicon.read(), tmp_path / "features")


@pytest.mark.parametrize(
    "characters, a_year, years, expected",
    [
        (20, 30, 4, ("documents", "1y", "document")),
        (20, 29, 4, ("documents", "1y", "document")),  # two years would leave two points
        (20, 15, 8, ("documents", "2y", "document")),
        (700, 6, 15, ("documents", "5y", "sentence")),
        (5_200, 1, 30, ("characters", "5y", "paragraph")),
        (5_200, 5, 6, ("characters", "1y", "paragraph")),
    ],
)
def test_settings_follow_length_number_and_dates(tmp_path, characters, a_year, years, expected):
    line = "干部到村里去修好了水渠。\n" * 2
    text = line * (characters // len(line) + 1)
    dates = [f"{1990 + year}-{at % 12 + 1:02}-01" for year in range(years) for at in range(a_year)]
    settings = suitable_settings(features_of(tmp_path, [text] * len(dates), dates))
    assert (settings.unit, settings.every, settings.context) == expected
    assert len(settings.reasons) == 3 + (len(dates) < 100)


def test_where_every_document_holds_the_terms_of_its_time_mentions_are_counted(tmp_path):
    """Thirty reports of 400 characters: 群众路线 in each, 科学发展观 in each of the first fifteen, twice."""
    texts = ["修好了水渠。" * 60 + "走群众路线。" + "落实科学发展观。" * 2 * (at < 15) for at in range(30)]
    dates = [f"{1990 + at}-03-01" for at in range(30)]
    settings = suitable_settings(features_of(tmp_path / "full", texts, dates))
    assert (settings.unit, settings.every) == ("characters", "5y")
    assert "stands in 100% of all" in settings.reasons[0]
    # the same terms in every second document leave their share room to move
    sparse = [text if at % 2 else "修好了水渠。" * 60 for at, text in enumerate(texts)]
    assert suitable_settings(features_of(tmp_path / "sparse", sparse, dates)).unit == "documents"


def test_where_no_slice_has_enough_the_shortest_of_the_fullest_is_taken(tmp_path):
    """Four documents a year in 2009 to 2020: of two years 8, of five 20; of ten the typical one has 4, 2020 alone."""
    dates = [f"{year}-0{at}-01" for year in range(2009, 2021) for at in range(1, 5)]
    settings = suitable_settings(features_of(tmp_path, ["修好了水渠。"] * len(dates), dates))
    # by five years: 4 (2009), 20, 20, 4 (2020): the typical one has 4; by two years: 4, 8, 8, 8, 8, 8, 4
    assert settings.every == "2y" and "holds 8 of the 48" in settings.reasons[1]


def test_terms_are_asked_for_in_either_script_and_with_their_own_marks(tmp_path, texts):
    study = new_study(tmp_path / "study", texts, terms=["四下基層", "田埂議事", "不忘初心，牢记使命"])
    assert study.added == ("田埂议事",)
    assert set(study.unfound) == {"田埂议事", "不忘初心，牢记使命"}
    notebook = (study.folder / "your-own-texts.ipynb").read_text("utf-8")
    assert "TERMS = ['四下基层', '田埂议事'" in notebook


@pytest.mark.parametrize(
    "out, paths, terms, said",
    [
        ("study", Corpus.from_frame(pl.DataFrame({"text": [TEXT]})), (), "the path of a file or folder is asked for, and Corpus"),
        ("study", [{"text": TEXT}], (), "and dict was given"),
        (None, ".", (), "and NoneType was given"),
        ("study", ".", [6], "terms are texts, such as '六保', and 6 is int"),
    ],
)  # fmt: skip
def test_what_is_no_path_and_no_term_is_told(tmp_path, monkeypatch, out, paths, terms, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudyError, match=said):
        new_study(out, paths, terms=terms)


def test_one_term_may_be_a_text(tmp_path, texts):
    assert new_study(tmp_path / "study", texts, terms="田埂议事").added == ("田埂议事",)
    lexicon = Lexicon.read()
    for own in (lexicon.with_missing("田埂议事"), lexicon.with_terms("田埂议事")):
        assert set(own.labels) - set(lexicon.labels) == {"田埂议事"}


def test_settings_are_of_features(tmp_path):
    with pytest.raises(StudyError, match="Count it first: build_features"):
        suitable_settings(Corpus.from_frame(pl.DataFrame({"text": [TEXT]})))  # pyright: ignore[reportArgumentType]


def test_several_terms_in_one_text_are_refused_and_nothing_is_made(tmp_path, texts):
    with pytest.raises(StudyError, match=r"names 2 terms of the lexicon\.\n  Ask for each by itself: 四下基层, 六保"):
        new_study(tmp_path / "study", texts, terms=["四下基层、六保"])
    assert not (tmp_path / "study").exists()


def test_a_term_put_into_the_notebook_is_counted_although_the_lexicon_lacks_it():
    lexicon = Lexicon.read().with_missing(["田边", "六保"])
    assert lexicon.find("带到田边。")["term"].to_list() == ["田边"]
    assert Lexicon.read().with_missing(["六保"]).labels == Lexicon.read().labels


def test_long_documents_without_paragraphs_meet_in_sentences(tmp_path):
    text = "干部到村里去修好了水渠。" * 500
    settings = suitable_settings(features_of(tmp_path, [text] * 3, ["2001", "2002", "2003"]))
    assert settings.context == "sentence" and "without paragraphs" in repr(settings)


def test_what_is_the_matter_is_said(tmp_path):
    settings = suitable_settings(features_of(tmp_path, ["修好了水渠。", "搬来了长凳。"], [None, "2014-01-01"]))
    first, second, third = settings.problems
    assert first.startswith("1 of 2 documents have no date") and "2 documents are few" in second
    assert "none of these documents holds a formulation" in third


def test_what_could_not_be_made_is_called_by_what_it_is():
    def plot_ego():
        raise StudyError("no edge.")

    assert repr(attempt(plot_ego)) == "— no figure: no edge."


def test_a_reason_is_passed_on_and_a_fault_is_not_hidden():
    def refused(_):
        raise StudyError("no document has a date.")

    reason = attempt(refused, 1)
    assert attempt(len, reason) is reason and attempt(dict, a=reason) is reason
    assert reason.to_frame().select("a").head(3) is reason
    assert isinstance(reason, NotPossible) and not hasattr(reason, "_repr_html_")
    with pytest.raises(ZeroDivisionError):
        attempt(lambda: 1 / 0)
