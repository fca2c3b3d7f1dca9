"""Colours that every eye can tell apart, words that can be read."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from analysis.figures.heat_figure import RAMP
from analysis.figures.style import DARK_PALETTE, PALETTE, luminance, readable

# Machado, Oliveira & Fernandes (2009), severity 1: what is left of a colour in linear light.
BLIND = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lab(rgb):
    """CIE L*a*b* of linear sRGB, white D65."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(rgb, 0, 1)
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def linear(colour):
    return np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)])


@pytest.mark.parametrize("palette", [PALETTE, DARK_PALETTE], ids=["light", "dark"])
@pytest.mark.parametrize("kind", [None, *BLIND])
def test_colours_stay_apart_for_every_eye(kind, palette):
    matrix = np.array(BLIND[kind]) if kind else np.eye(3)
    seen = [lab(matrix @ linear(colour)) for colour in palette]
    apart = [np.linalg.norm(a - b) for k, a in enumerate(seen) for b in seen[k + 1 :]]
    assert min(apart) > 10  # a difference of 2 is just seen side by side
    assert min(np.linalg.norm(seen[k] - seen[k + 1]) for k in range(3)) > 20  # the first ones are used the most


def test_words_can_be_read_and_the_heat_ramp_darkens_steadily():

    for colour in PALETTE:
        assert 1.05 / (luminance(to_rgb(readable(colour))) + 0.05) >= 4.5
    greys = [luminance(to_rgb(colour)) for colour in RAMP]
    assert all(a - b > 0.01 for a, b in zip(greys, greys[1:], strict=False))
