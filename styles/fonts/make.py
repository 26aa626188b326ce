"""
Makes the fonts of the pages from Atkinson Hyperlegible Next: figures of one width, a zero without a stroke, which a
code or an address would show as Ø, and only the weights that the styles use. Each file is a third smaller than its
original.

    npm pack @fontsource-variable/atkinson-hyperlegible-next@5.3.0 && tar xf *.tgz
    pip install fonttools==4.68.0 brotli
    python styles/fonts/make.py package/files styles/fonts
"""

import copy
import io
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib import instancer

WEIGHTS = (400, 750)
NAMES = {1: "Homeroom Text", 3: "HomeroomText", 4: "Homeroom Text", 6: "HomeroomText", 16: "Homeroom Text"}


def reload(font):
    """Decompiles all tables again, as the tools below change only what they have read."""
    font.flavor = None
    data = io.BytesIO()
    font.save(data)
    data.seek(0)
    return TTFont(data)


def open_zero(font):
    """Draws the zero as a ring. Its inner edges, on both sides of the stroke, become one, of the outer edge's form."""
    glyphs, variations = font["glyf"], font["gvar"].variations
    [variation] = variations["zero"]
    metrics = variation.coordinates[-4:]
    outlines = []
    for weight in WEIGHTS:
        glyph = instancer.instantiateVariableFont(copy.deepcopy(font), {"wght": weight})["glyf"]["zero"]
        assert glyph.numberOfContours == 3
        count = glyph.endPtsOfContours[0] + 1
        outer, inner = list(glyph.coordinates)[:count], list(glyph.coordinates)[count:]
        outlines.append(outer + [fit(point, outer, inner) for point in outer[::-1]])
    flags = list(glyph.flags)[:count]
    zero, bold = glyphs["zero"], outlines[1]
    zero.coordinates = GlyphCoordinates(outlines[0])
    zero.flags = bytearray(flags + flags[::-1])
    zero.endPtsOfContours = [count - 1, 2 * count - 1]
    zero.numberOfContours = 2
    zero.recalcBounds(glyphs)
    shifts = [(x - x0, y - y0) for (x, y), (x0, y0) in zip(bold, outlines[0])]
    variations["zero"] = [TupleVariation({"wght": (0, 1, 1)}, shifts + metrics)]


def fit(point, outer, inner):
    """Moves a point from the bounds of the outer edge to those of the inner ones."""
    bounds = [(min(edge), max(edge)) for points in (outer, inner) for edge in zip(*points)]
    (x0, x1), (y0, y1), (left, right), (low, high) = bounds
    x, y = point
    return (
        round(left + (x - x0) * (right - left) / (x1 - x0)),
        round(low + (y - y0) * (high - low) / (y1 - y0)),
    )


def use_tabular_figures(font):
    for table in font["cmap"].tables:
        for code, name in list(table.cmap.items()):
            if ord("0") <= code <= ord("9") and not name.endswith(".tf"):
                table.cmap[code] = f"{name}.tf"


def make(source, target):
    font = TTFont(source)
    characters = list(font.getBestCmap())
    font = reload(instancer.instantiateVariableFont(reload(font), {"wght": WEIGHTS}))
    if ord("0") in characters:
        open_zero(font)
        use_tabular_figures(font)
    font = reload(font)
    options = subset.Options(layout_features=["ccmp", "locl", "kern", "mark", "mkmk"])
    options.name_IDs = [0, 13, 14, *NAMES]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    for record in font["name"].names:
        record.string = NAMES.get(record.nameID, record.toUnicode())
    font.flavor = "woff2"
    font.save(target)


source, target = sys.argv[1:]
for part in ["latin-wght-normal", "latin-wght-italic", "latin-ext-wght-normal"]:
    make(f"{source}/atkinson-hyperlegible-next-{part}.woff2", f"{target}/{part}.woff2")
