"""The compiled kernel cuts and counts as the reference does, whatever the text."""

import os
import shutil
import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.core.paths import cache_folder
from analysis.lexicon.dictionary import Dictionary
from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.term import Term
from analysis.segment import double_array
from analysis.segment.match_rules import MatchRules
from analysis.segment.scan_kernel import scan
from analysis.segment.words import segment
from tests.support.reference_scan import jieba_words, scan_slowly

WORDS = [
    "干部",
    "基层",
    "群众路线",
    "工作",
    "到",
    "的",
    "一",
    "乾隆",
    "AT&T",
    "T恤",
    "1号店",
    "c++",
    "江南style",
    "γ射线",
    "卡拉OK",
]
TERMS = [
    "四下基层",
    "四个意识",
    "六稳",
    "六保",
    "六稳六保",
    "中国制造2025",
    "互联网+",
    "枫桥经验",
    "新时代枫桥经验",
    "中国梦想",
    "双减",
    "双减少",
    "不忘初心、牢记使命",
    "不忘初心",
    "牢记使命",
    "六稳、六保、六",
]
TORN = [
    "确",
    "保基本民生",
    "创",
    "新发展理念",
    "基层减负",
    "担",
    "河长制",
    "度",
    "新时代脱贫攻坚战",
    "略",
    "更",
    "高质量发展",
]
MARKS = list(
    "。！？；…⋯，、：“”‘’「」『』《》〉）】(+-.%&_# \t　\u200b\ufeff\"\"''＂＇,·・\xad\ufe01\U000e0101＋５ｂ"
) + ["\n", "\r\n", "\r", "\u2028", "\x85"]
LOOSE = [
    "十",
    "百",
    "二〇",
    "３",
    "2023",
    "a",
    "Z",
    "é",
    "ß",
    "あ",
    "한",
    "𠮷",
    "😀",
    "㐀",
    "\u9fd5",
    "\u9fd6",
    "\ud800",
    "\x00",
]

pieces = st.lists(st.sampled_from(WORDS + TERMS + TORN + MARKS + LOOSE), max_size=40).map("".join)
chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=60)
anything = st.text(st.characters(exclude_categories=()), max_size=60)
joined = st.lists(st.sampled_from(TERMS + TORN + MARKS), min_size=2, max_size=12).map("".join)
texts = pieces | joined | chinese | anything | st.tuples(pieces, anything, chinese).map("".join)


def rules() -> MatchRules:
    lexicon = Lexicon.read()
    own = [Term("田埂议事会"), Term("互联网+"), Term("中国制造2025"), Term("六稳、六保、六"), Term("六稳、六保")]
    return MatchRules.of(lexicon.with_terms([term for term in own if term.label not in lexicon.labels]))


RULES = rules()


def same(documents):
    expected = scan_slowly(documents, RULES)
    ways = [documents]
    if not any(
        "\ud800" <= mark <= "\udfff" for page in documents for part in page for mark in part
    ):  # no table holds these
        ways += [pl.DataFrame(documents, schema={"title": pl.String, "text": pl.String}, orient="row")]
    for way in ways:
        for name, left, right in zip(expected._fields, expected, scan(way, RULES)):
            assert left.dtype == right.dtype and np.array_equal(left, right), name


@settings(max_examples=400, deadline=None)
@given(texts)
@example("")
@example("\r\n\r\r\n")
@example("ABC1号店a1 4S店TT恤")
@example("十四个意识“四个意识”四“个”意识")
def test_the_kernel_cuts_as_jieba_does(text):
    assert segment(text) == jieba_words(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(texts, texts), max_size=3))
@example([("", "。。”！？ 一。\n\n　\n二")])
@example([("“六稳六保”", "落实“六保\n”任务")])
@example([(" \u3000", "\ufeff")])
@example([("确保基本民生", "创新发展理念，基层减负担。河长制度；新时代脱贫攻坚战略")])
@example([("不忘初心 牢记使命", "不忘初心，牢记 使命。不忘初心 、牢记使命·不忘初心・ 牢记使命")])
@example([('"六保"', '他说："好！"《为什么？》"六保"六保"。\n"六保＂。"六保。"')])
@example([('\U000e0100"四下基层', "四下\U000e0100基层")])
@example([("《", "《一。《二。》三。\n四》。《五？》")])
def test_the_kernel_counts_as_the_reference_does(documents):
    same(documents)


@pytest.mark.parametrize(
    "run", ["干部" * 20_000, "四下基层" * 10_000, "一" * 30_000, "a1" * 20_000, "，" * 30_000, "十四个意识" * 5_000]
)
def test_very_long_runs(run):
    assert segment(run) == jieba_words(run)
    same([(run, run + "。" + run[:100])])


def test_every_word_of_the_dictionary_is_cut_alike():
    words = list(Dictionary.jieba().words[::17])
    text = "，".join(words) + "".join(words)
    assert segment(text) == jieba_words(text)


def test_a_damaged_cache_is_built_anew(tmp_path, monkeypatch):
    monkeypatch.setenv("TIFA_CACHE", str(tmp_path))
    double_array.jieba_double_array.cache_clear()
    built = double_array.jieba_double_array()
    (file,) = tmp_path.glob("dictionary-*.bin")
    whole = file.read_bytes()
    for damage in (whole[:1000], b"", whole[:-1] + bytes([whole[-1] ^ 1])):
        file.write_bytes(damage)
        double_array.jieba_double_array.cache_clear()
        again = double_array.jieba_double_array()
        assert all(np.array_equal(left, right) for left, right in zip(built, again))
        assert file.read_bytes() == whole
    double_array.jieba_double_array.cache_clear()


def test_the_process_keeps_its_own_numba_cache(monkeypatch, tmp_path):
    import numba

    from analysis.core.compiling import compiled

    monkeypatch.setenv("TIFA_CACHE", str(tmp_path))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    before = numba.config.CACHE_DIR
    function = compiled(lambda x: x + 1)
    assert function(1) == 2
    assert before == numba.config.CACHE_DIR


def test_the_first_call_ever_compiles_each_function_once(tmp_path):
    program = """
from analysis.lexicon.lexicon import Lexicon
from analysis.segment import best_path, edge_kernel, mention_kernel, scan_kernel, sentence_kernel
from analysis.segment.match_rules import MatchRules
scan_kernel.scan([("", "四下基层到田头。")], MatchRules.of(Lexicon.read()))
for module in best_path, edge_kernel, mention_kernel, scan_kernel, sentence_kernel:
    for name, thing in vars(module).items():
        if hasattr(thing, "signatures"):
            print(name, len(thing.signatures))
"""
    # The dictionary need not be laid out again, nor machine code be fast: types decide how often a function is compiled.
    double_array.jieba_double_array()
    for file in cache_folder().glob("dictionary-*.bin"):
        shutil.copy(file, tmp_path)
    environment = {**os.environ, "TIFA_CACHE": str(tmp_path), "NUMBA_OPT": "0"}
    environment.pop("NUMBA_CACHE_DIR", None)
    output = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    times = dict(line.split() for line in output.stdout.splitlines())
    kernels = {
        "scan_all",
        "find_mentions",
        "tears_word",
        "takes_share",
        "path_of",
        "log_of",
        "longest_surface",
        "is_quoted",
        "mark_sentences",
        "encode",
        "find_best_path",
        "look_up_words",
        "sort_sentences",
        "sort_long_sentence",
        "count_documents",
    }
    assert times == dict.fromkeys(times, "1") and kernels <= times.keys()


def test_what_is_compiled_already_is_loaded_without_what_only_compiling_needs():
    program = (
        "import sys; from analysis.segment.words import segment; print(*segment('到田头')); "
        "print('scipy.linalg' in sys.modules)"
    )
    for _ in range(2):  # the first may have to compile
        output = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout.split()
    assert output == ["到", "田头", "False"]
