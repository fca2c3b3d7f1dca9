"""A figure for every result: it draws what its function returns, and says what it takes when given something else."""

import pytest

import analysis
from analysis import (
    Course,
    Features,
    StudyError,
    biography,
    carriers,
    change_points,
    compare_genres,
    cooccurrence,
    data_folder,
    drift,
    ego,
    first_uses,
    heat,
    lead_lag,
    list_order,
    movers,
    multiverse,
    network_series,
    silence,
    simulate_counts,
    threshold_panel,
    timeline,
    verdicts,
)

TERMS = ["六保", "六稳", "稳中求进", "三大攻坚战"]


@pytest.fixture(scope="module")
def results():
    """Each figure's name, the result that it is made for, and its other arguments."""
    press = Features.open(data_folder() / "press")
    counts = simulate_counts([Course("六保", rate=20), Course("六稳", rate=5)], years=3)
    network = cooccurrence(press, terms=TERMS, start="2019").test()
    years = network_series(press, terms=TERMS, start="2019")
    months = timeline(counts, every="1mo")
    return {
        "plot_timeline": (timeline(counts),),
        "plot_quoted_share": (timeline(press, ["六保"]),),
        "plot_changes": (months, change_points(counts, bank=1_000)),
        "plot_expansion": (timeline(counts), "六保", ["六稳"]),
        "plot_first_uses": (first_uses(press, TERMS),),
        "plot_heat": (heat(timeline(counts)),),
        "plot_coverage": (press,),
        "plot_drift": (drift(press, "脱贫攻坚", start="2019", nouns=500),),
        "plot_verdicts": (verdicts(counts, bank=1_000),),
        "plot_movers": (movers(press, "脱贫攻坚", "2019", "2020", nouns=500),),
        "plot_network": (network,),
        "plot_ego": (ego(network, "六保"), "六保"),
        "plot_network_series": (years,),
        "plot_threshold_panel": (threshold_panel(network),),
        "plot_communities": (years,),
        "plot_genres": (compare_genres(Features.open(data_folder() / "broadcast"), ["四个意识", "三严三实"]),),
        "plot_biography": (biography(press, "六保", members=["六稳"]),),
        "plot_silence": (silence(counts, "六保", "2015-06-01", "2015-07-01"),),
        "plot_order": (list_order(press, ["六稳", "六保"]),),
        "plot_carriers": (carriers(press, ["六稳", "六保"], by="weekday"),),
        "plot_lead_lag": (lead_lag(press, ["六稳", "六保", "三大攻坚战"], None, None, other=press),),
        "plot_specification_curve": (
            multiverse("more", lambda a: {"holds": a > 1, "estimate": float(a)}, {"a": (1, 2)}),
        ),
    }


NAMES = sorted(name for name in analysis.__all__ if name.startswith("plot_"))


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_draws_its_result_and_has_a_table(results, name, tmp_path):
    axes = getattr(analysis, name)(*results[name])
    saved = analysis.save_figure(axes, tmp_path / name, formats=["svg"])
    endings = ["-nodes.csv"] if "network" in name or name in ("plot_ego", "plot_threshold_panel") else []
    if name == "plot_biography":  # a page of several tables
        endings = [path.name.removeprefix(name) for path in saved[2:-1]]
        assert {"-phases.csv", "-prominence.csv", "-carriers.csv"} <= set(endings), endings
    assert [path.name.removeprefix(name) for path in saved] == [".svg", ".csv", *endings, ".txt"]
    filled = [bool(analysis.read_csv(path).height) for path in saved[1:-1]]
    assert all(filled) or name == "plot_biography" and filled[0]  # a part of which nothing can be said has no row


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_says_what_it_takes(results, name):
    with pytest.raises(StudyError, match=r"takes .*was given str"):
        getattr(analysis, name)("a word", *results[name][1:])


def test_another_result_is_told_which_column_it_lacks(results):
    with pytest.raises(StudyError, match="plot_heat takes a Heat.*lacks the column 'start'"):
        analysis.plot_heat(*results["plot_first_uses"])
