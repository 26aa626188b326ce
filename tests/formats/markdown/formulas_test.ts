import assert from "node:assert/strict";
import type { ComponentChild, VNode } from "preact";
import { drawFormula } from "../../../components/markdown/drawn_formula.tsx";
import { parseMaths } from "../../../formats/markdown/maths_tree.ts";
import { writeOutUnits } from "../../../formats/markdown/tex_units.ts";
import { languages } from "texts/languages.ts";
import { runInLanguage } from "../../../locales/current.ts";

Deno.test("numbers and units of siunitx are drawn as formulas (C-4)", () => {
  const table: [tex: string, plain: string][] = [
    ["\\SI{5}{\\metre}", "{5}\\,\\mathrm{m}"],
    ["v=\\qty{5}{m/s}", "v={5}\\,\\mathrm{m}/\\mathrm{s}"],
    ["\\qty{3}{\\metre\\per\\second}", "{3}\\,\\mathrm{m}\\,\\mathrm{s}^{-1}"],
    [
      "\\SI[per-mode=symbol]{9.81}{\\m\\per\\s\\squared}",
      "{9.81}\\,\\mathrm{m}\\,\\mathrm{s}^{-2}",
    ],
    [
      "\\unit{\\kilo\\gram\\metre\\per\\second\\tothe{2}}",
      "\\mathrm{kg}\\,\\mathrm{m}\\,\\mathrm{s}^{-2}",
    ],
    ["\\unit{\\square\\metre}", "\\mathrm{m}^{2}"],
    ["\\si{m.s^{-2}}", "\\mathrm{m}\\,\\mathrm{s}^{-2}"],
    ["\\si{kg/m^3}", "\\mathrm{kg}/\\mathrm{m}^{3}"],
    ["\\SI{5}{N\\cdot m}", "{5}\\,\\mathrm{N}\\,\\mathrm{m}"],
    ["\\SI{4.7}{\\kilo\\ohm}", "{4.7}\\,\\mathrm{kΩ}"],
    ["\\SI{2}{\\micro\\litre}", "{2}\\,\\mathrm{µL}"],
    ["\\SI{25}{\\degreeCelsius}", "{25}\\,{}^{\\circ}\\mathrm{C}"],
    ["25\\celsius", "25{{}^{\\circ}\\mathrm{C}}"],
    ["\\SI{25}{°C}", "{25}\\,\\mathrm{°C}"],
    ["\\SI{50}{€}", "{50}\\,\\mathrm{€}"],
    ["\\SI{100}{\\percent}", "{100}\\,\\%"],
    ["\\SI{90}{\\degree}", "{90}{}^{\\circ}"],
    ["\\ang{30}", "{30}^{\\circ}"],
    ["\\ang{30;15;10.5}", "{30}^{\\circ}{15}'{10.5}''"],
    ["\\ang{;;1}", "{1}''"],
    ["\\num{1e3}", "{1\\times 10^{3}}"],
    ["\\num{e-3}", "{10^{-3}}"],
    ["\\num{6.022e+23}", "{6.022\\times 10^{23}}"],
    ["\\num{12345.67890}", "{12\\,345.678\\,90}"],
    ["\\num{-.5}", "{-0.5}"],
    ["\\num{3,14}", "{3{,}14}"],
    ["\\num{5 \\pm 1}", "{5\\pm 1}"],
    ["\\num{2 x 3}", "{2}\\times {3}"],
    ["\\num{\\pi}", "{\\pi}"],
    ["\\SI{x}{\\metre}", "{x}\\,\\mathrm{m}"],
    ["\\SIrange{1}{2}{m}", "{1}\\,\\mathrm{m}\\text{–}{2}\\,\\mathrm{m}"],
    ["\\qtylist{1;2}{\\cm}", "{1}\\,\\mathrm{cm},\\ {2}\\,\\mathrm{cm}"],
    ["\\numlist{1;2;3}", "{1},\\ {2},\\ {3}"],
    ["\\require{mhchem}\\ce{H2O}", "\\ce{H2O}"],
    ["\\sisetup{per-mode=symbol}\\si{m}", "\\mathrm{m}"],
    // The commands of other packages stay.
    ["\\qty{\\frac12}", "\\qty{\\frac12}"],
    ["\\ce{2H2 + O2 -> 2H2O}", "\\ce{2H2 + O2 -> 2H2O}"],
    ["\\frac{1}{2}\\%", "\\frac{1}{2}\\%"],
  ];
  for (const [tex, plain] of table) {
    assert.equal(writeOutUnits(tex), plain, tex);
    assert.ok(parseMaths(tex, false), `${tex} is not drawn`);
  }
});

Deno.test("a unit that is not known, or has no end, leaves its formula as written (C-4)", () => {
  for (
    const tex of [
      "\\SI{5}{\\parrot}",
      "\\SI{5}",
      "\\num{\\num{",
      "\\unit{m}\\unit{^2}",
      "\\ang{1;2;3;4}",
      "\\constructor{a}",
    ]
  ) {
    assert.equal(writeOutUnits(tex), tex);
    assert.equal(parseMaths(tex, false), null, tex);
  }
});

Deno.test("chemistry within chemistry is drawn at most three levels deep (C-4)", () => {
  const nested = (levels: number) =>
    `${"\\ce{A ".repeat(levels)}${"}".repeat(levels)}`;
  assert.ok(parseMaths(nested(3), false));
  assert.equal(parseMaths(nested(4), false), null);
  assert.equal(parseMaths(nested(1000), false), null);
  const beside = "\\ce{H2} \\{ \\ce{O2} \\} ".repeat(5);
  assert.ok(parseMaths(beside, false));
});

/** The words of drawn elements, without loading a page. */
function textOf(drawn: ComponentChild): string {
  if (Array.isArray(drawn)) return drawn.map(textOf).join("");
  if (drawn === null || typeof drawn !== "object") return String(drawn ?? "");
  return textOf((drawn as VNode<{ children?: ComponentChild }>).props.children);
}

Deno.test("a formula that cannot be drawn shows its TeX with a word, in each language (C-4)", () => {
  for (
    const tex of ["\\chemfig{A-B}", "\\SI{5}{\\parrot}", "\\newcommand\\a{b}"]
  ) {
    const said = ["en", "zh-TW"].map((tag) =>
      runInLanguage(
        languages.find((it) => it.tag === tag)!,
        () => textOf(drawFormula(tex, false)),
      )
    );
    assert.deepEqual(said, [
      `${tex} (this formula can’t be drawn)`,
      `${tex} （這個公式無法顯示）`,
    ]);
  }
  assert.equal(textOf(drawFormula("\\unit{m}", false)), "m");
});
