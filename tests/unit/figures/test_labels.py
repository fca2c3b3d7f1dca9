"""Names of terms: where they stand, where they break, whether the face has their characters."""

import numpy as np
import pytest

from analysis import StudyError, plot_timeline
from analysis.figures.fonts import check_characters
from analysis.figures.labels import in_lines, spread


def test_spread_moves_as_little_as_possible():
    assert spread([5, 1], [1, 1], 0, 10) == [5, 1]
    assert spread([3, 3], [2, 2], 0, 10) == [2, 4]
    assert spread([0, 0, 9], [2, 2, 2], 0, 10) == [1, 3, 9]
    rng = np.random.default_rng(1)
    for _ in range(50):
        wanted, sizes = rng.uniform(0, 10, 6), rng.uniform(0.2, 2, 6)
        placed = np.array(spread(wanted, sizes, 0, 14))
        order = np.argsort(placed)
        gaps = np.diff(placed[order]) - (sizes[order][1:] + sizes[order][:-1]) / 2
        assert gaps.min() > -1e-9 and placed[order[0]] >= sizes[order[0]] / 2 - 1e-9


def test_long_names_break_where_they_should():
    assert in_lines("“不忘初心、牢记使命”主题教育", 8) == "“不忘初心、\n牢记使命”主题教育"
    assert all(line[0] not in "、”" for line in in_lines("甲乙丙丁戊己、”庚辛壬癸", 5).split("\n"))


def test_a_character_that_the_face_lacks_is_refused(rates):
    check_characters(["四下基层 “枫桥经验” −0.5 ≥ † ζ δ → ← –"])
    with pytest.raises(StudyError, match=r"U\+1F600"):
        plot_timeline(rates({"六稳😀": [1, 2]}))
