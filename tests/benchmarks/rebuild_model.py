# long: the model and its compiled kernels, which share one table
"""The attacker's language model: 4-grams over published words, and a beam that puts a bag of words in order.

A model counts 1- to 4-grams of *published* words (what
stands between is a gap) in one hash table and scores with stupid backoff (Brants et al. 2007); a gap is filled with the text that
stood most often between the same three words, else the same two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from analysis.core.compiling import compiled, inner
from analysis.core.hashing import splitmix64_inner

from .rebuild_cut import END, START, Cut, Guess

BACKOFF = 0.4  # Brants et al. 2007, section 4
TOTAL = np.uint64(0xFFFF)  # the key under which the number of all words is counted
HEARD = 200  # places of a gap that are looked at
MOST = 120  # words of a set that is put in order; longer ones are lists and count as not rebuilt


class Model:
    """4-grams and gaps of the sentences of a `Cut` that are not left out."""

    def __init__(self, source: Cut, numbers: np.ndarray, names: list[str], left_out: Iterable[int] = ()):
        self.names, self.source = names, source
        kept = ~np.isin(source.document, np.fromiter(left_out, np.int64))
        sentence = np.repeat(np.arange(len(source.text)), np.diff(source.first))
        token = np.flatnonzero((numbers[source.word] > 0) & kept[sentence])
        # a stream: START, the words of a sentence, END, and so on; with the token of each place, -1 for the marks
        inside = sentence[token]
        change = np.flatnonzero(np.diff(inside, prepend=-1))
        self.stream = np.insert(numbers[source.word[token]], change, START)
        self.token = np.insert(token, change, -1)
        stops = np.append(np.flatnonzero(self.stream == START)[1:], len(self.stream))
        self.stream = np.insert(self.stream, stops, END).astype(np.uint64)
        self.token = np.insert(self.token, stops, -2)
        self.sentence_of = sentence
        size = 1 << int(np.ceil(np.log2(max(16.0, 4.2 * len(self.stream)))))
        self.keys, self.counts = np.zeros(size, np.uint64), np.zeros(size, np.int32)
        count_ngrams(self.stream, self.keys, self.counts)
        self._sorted: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def fill(self, guesses: Sequence[Guess]) -> list[str]:
        """The text of each guess, its gaps filled; slogans in their wording where it is known."""
        threes = [list(zip((START, START, *g), (START, *g), (*g, END))) for g, _ in (one[1:] for one in guesses)]
        narrow = self._gaps({pack(0, b, c) for three in threes for _, b, c in three}, 2)
        wide = self._gaps({pack(a, b, c) for three in threes for a, b, c in three}, 3)
        texts = []
        for three, guess in zip(threes, guesses):
            pieces = []
            for a, b, c in three:
                gap = wide.get(pack(a, b, c))
                pieces.append(narrow.get(pack(0, b, c), "") if gap is None else gap)
                pieces.append(guess.wordings.get(c, self.names[c]))
            texts.append("".join(pieces))
        return texts

    def _gaps(self, keys: set[int], width: int) -> dict[int, str]:
        """The commonest text in the gap of each key of two or three words, of at most `HEARD` that were heard."""
        wanted = np.array(sorted(keys), np.uint64)
        ordered, places = self._places(width)
        low, high = np.searchsorted(ordered, wanted), np.searchsorted(ordered, wanted, "right")
        said = {}
        for one, begin, stop in zip(wanted.tolist(), low.tolist(), high.tolist()):
            heard = Counter(map(self._gap, places[begin : stop : 1 + (stop - begin) // HEARD].tolist()))
            if heard:
                said[one] = min(heard, key=lambda text: (-heard[text], text))
        return said

    def _places(self, width: int) -> tuple[np.ndarray, np.ndarray]:
        """The keys of all places of the stream, sorted, and the places."""
        if width not in self._sorted:
            before = np.concatenate([[np.uint64(START)], self.stream[:-1]])
            key = (before << np.uint64(16)) | self.stream
            if width == 3:
                two = np.concatenate([[np.uint64(START)], before[:-1]])
                key |= np.where(before == START, np.uint64(START), two) << np.uint64(32)
            order = np.argsort(key, kind="stable")
            self._sorted[width] = key[order], order.astype(np.int32)
        return self._sorted[width]

    def _gap(self, place: int) -> str:
        """What stands in front of a place of the stream."""
        left, here = self.token[place - 1], self.token[place]
        text = self.source.text[self.sentence_of[here if here >= 0 else left]]
        begin = self.source.end[left] if left >= 0 else 0
        return text[begin : self.source.start[here]] if here >= 0 else text[begin:]

    def followers(self, words: np.ndarray, must: np.ndarray, near: int) -> tuple[np.ndarray, np.ndarray]:
        """Which words of a bag are tried behind each: the ``near`` likeliest, and those that must be there."""
        return likely_followers(np.asarray(words, np.uint64), must, near, self.keys, self.counts)

    def order(self, words, must=None, bonus=None, *, after=None, beam=80, longest=MOST, followers=None) -> list[int]:
        """The best chain of words of a bag: all those that must be there (all, if None), others where they raise the score.

        ``after`` gives for each word the place in ``words`` of one that has to stand before it, or -1.
        """
        words = np.array(words, np.uint64)
        must = np.ones(len(words), np.bool_) if must is None else np.array(must, np.bool_)
        if not len(words) or np.count_nonzero(must) > MOST:
            return []
        bonus = np.zeros(len(words)) if bonus is None else np.array(bonus, np.float64)
        after = np.full(len(words), -1) if after is None else np.array(after, np.int64)
        tried, many = self.followers(words, must, len(words)) if followers is None else followers
        found = best_chain(
            words, must, bonus, after, tried, many, beam, min(longest, len(words)), self.keys, self.counts
        )
        return words[found].astype(int).tolist()


def pack(a: int, b: int, c: int) -> int:
    """One key of three words."""
    return (a << 32) | (b << 16) | c


@inner
def slot(key, keys):
    """Where a key lies in the table, or would lie."""
    mask = np.uint64(len(keys) - 1)
    at = splitmix64_inner(key) & mask
    while keys[at] != np.uint64(0) and keys[at] != key:
        at = (at + np.uint64(1)) & mask
    return at


@compiled
def count_ngrams(stream, keys, counts):
    """Count 1- to 4-grams; in front of a sentence stand three `START`."""
    sixteen = np.uint64(16)
    history = np.uint64(0)
    all_words = slot(TOTAL, keys)
    keys[all_words] = TOTAL
    for word in stream:
        if word == np.uint64(1):
            history = (((np.uint64(1) << sixteen) | np.uint64(1)) << sixteen) | np.uint64(1)
            for width in range(1, 4):
                key = history & ((np.uint64(1) << np.uint64(16 * width)) - np.uint64(1))
                at = slot(key, keys)
                keys[at] = key
                counts[at] += 1
            continue
        history = (history << sixteen) | word
        counts[all_words] += 1
        for width in range(1, 5):
            key = history if width == 4 else history & ((np.uint64(1) << np.uint64(16 * width)) - np.uint64(1))
            at = slot(key, keys)
            keys[at] = key
            counts[at] += 1


@inner
def lift(history, word, keys, counts):
    """Log of how much likelier a word is after three others than by itself."""
    alone = max(counts[slot(word, keys)], 1)
    total = max(counts[slot(TOTAL, keys)], 1)
    score, best = np.log(0.064), 0
    for width in range(1, 4):  # of the history
        past = history & ((np.uint64(1) << np.uint64(16 * width)) - np.uint64(1))
        many = counts[slot((past << np.uint64(16)) | word, keys)]
        if many == 0:
            break
        best = width
        score = np.log(0.4) * (3 - best) + np.log(many / max(counts[slot(past, keys)], many)) - np.log(alone / total)
    return score


@compiled
def likely_followers(words, must, near, keys, counts):
    """For each word (and, last, for the start) the places of its ``near`` likeliest followers, and how many there are."""
    size = len(words)
    near = min(near, size)
    followers, many = np.zeros((size + 1, near + np.count_nonzero(must)), np.int64), np.zeros(size + 1, np.int64)
    alone = np.array([max(counts[slot(word, keys)], 1) for word in words])
    heard, scores = np.zeros(size, np.int64), np.zeros(size)
    for one in range(size + 1):
        history = words[one] if one < size else np.uint64(1)
        seen = 0
        for other in range(size):
            together = counts[slot((history << np.uint64(16)) | words[other], keys)] if near < size else 1
            if together:
                heard[seen], scores[seen] = other, -together / alone[other]
                seen += 1
        order = np.argsort(scores[:seen]) if seen > near else np.arange(seen)
        for k in order[:near]:
            followers[one, many[one]] = heard[k]
            many[one] += 1
        for other in range(size if near < size else 0):
            if must[other] and not np.any(followers[one, : many[one]] == other):
                followers[one, many[one]] = other
                many[one] += 1
    return followers, many


@compiled
def best_chain(words, must, bonus, after, followers, many, beam, longest, keys, counts):
    """Places of the words of the chain that scores best."""
    size = len(words)
    history = np.zeros(beam, np.uint64)
    history[0] = (((np.uint64(1) << np.uint64(16)) | np.uint64(1)) << np.uint64(16)) | np.uint64(1)
    score, mark, left = np.zeros(beam), np.zeros(beam, np.uint64), np.zeros(beam, np.int64)
    left[0] = np.count_nonzero(must)
    used, chain = np.zeros((beam, size), np.bool_), np.zeros((beam, longest), np.int64)
    new_used, new_chain = used.copy(), chain.copy()
    room = beam * followers.shape[1]
    options, parent, follower = np.zeros(room), np.zeros(room, np.int64), np.zeros(room, np.int64)
    best, best_score, best_length = np.zeros(longest, np.int64), -np.inf, 0
    alive = 1
    for step in range(longest):
        found = 0
        for one in range(alive):
            row = chain[one, step - 1] if step else size
            for k in range(many[row]):
                other = followers[row, k]
                if used[one, other] or (after[other] >= 0 and not used[one, after[other]]):
                    continue
                options[found] = score[one] + bonus[other] + lift(history[one], words[other], keys, counts)
                parent[found], follower[found] = one, other
                found += 1
        if not found:
            break
        order = np.argsort(-options[:found])
        kept = 0
        new_history, new_score = np.zeros(beam, np.uint64), np.zeros(beam)
        new_mark, new_left = np.zeros(beam, np.uint64), np.zeros(beam, np.int64)
        for at in order:
            one, other = parent[at], follower[at]
            now = mark[one] ^ splitmix64_inner(words[other])
            past = ((history[one] << np.uint64(16)) | words[other]) & np.uint64(0xFFFFFFFFFFFF)
            same = False
            for earlier in range(kept):
                same |= new_mark[earlier] == now and new_history[earlier] == past
            if same:
                continue
            new_history[kept], new_score[kept], new_mark[kept] = past, options[at], now
            new_left[kept] = left[one] - must[other]
            new_used[kept], new_chain[kept] = used[one], chain[one]
            new_used[kept, other], new_chain[kept, step] = True, other
            if new_left[kept] == 0:
                ended = options[at] + lift(past, np.uint64(2), keys, counts)
                if ended > best_score:
                    best_score, best_length = ended, step + 1
                    best[:] = new_chain[kept]
            kept += 1
            if kept == beam:
                break
        history, score, mark, left, alive = new_history, new_score, new_mark, new_left, kept
        used, new_used, chain, new_chain = new_used, used, new_chain, chain
    return best[:best_length]
