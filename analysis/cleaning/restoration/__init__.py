"""The byte-exact repair: in goes a page diagnosed as converted, out come its runs of shifted bytes as they were.

**The damage** (`damage_mechanism`). A site turned simplified text traditional, then put a reading behind each *key*,
a traditional character of its table, by looking for the key's two bytes of the code page (`gbk`). Found where they
are one character, they give an *intrusion*, which `pinyin_intrusions` undoes::

    實      8C 8D              →  8C 8D (shí)            decoded:  實(shí)

Found as the end of one character and the start of the next, they break the text::

    域實際  D3 F2 8C 8D EB 48  →  D3 F2 8C (qū) 8D EB 48  decoded:  域?qū)嶋H      (F2 8C is 驅, read qū)

The decoder takes 8C and the bracket for a character that does not exist and writes ``?``: an *orphan* reading. Of
實 it has only 8D left, so that all that follows is a byte late (嶋 is 8D EB) until a byte that can only end a
character (H) puts it back in step: a *run*. Some pairs made so vanish without a trace; where a site cut its text at
punctuation, a bare ``?`` stands for a byte that nothing names.

**The search.** A run is restored by a beam search over bytes: a *state* is one way to read the page so far (the byte
that waits for its second, the last two characters, the *score*), a *candidate* a whole text. What stands in the page
is fed to all states, piece by piece; each gives candidates for the next step, of which the likeliest are kept. The
score (a cost with its sign turned: a log probability, which only falls) is that of a small character model, so that
the best state reads most like Chinese.

**The proof.** A candidate counts only if it, damaged again with the page's own table, gives what stands in the page
(`proof`). In the end every clean line is damaged again and compared with the raw one (`certificate`): a line that
holds is exactly what the mechanism makes of the clean text. It does not prove that no other text would give it; the
margin to the next candidate that does says how sure the choice is.

Read in this order:

1. `damage_mechanism`, `gbk`: the damage forwards, and the code page.
2. `byte_runs`: the way in, `restore_runs`; one run from its ``?`` to the edit that restores it, with class and margin.
3. `run_search`: a run cut into pieces, the search called, the candidates read from its tree.
4. `beam_search`: the search's loop, with `lost_bytes` (what a ``?`` can stand for) and `vanished_pairs`; these are
   compiled. `search_arrays` explains every array that they read or write.
5. `code_page`, `model_alphabet`, `character_model`: what those arrays are made of.
6. `proof`, `certificate`.
"""
