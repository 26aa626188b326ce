/** Converts formulas in pasted HTML: MathML, superscripts and subscripts become TeX, or plain characters. */
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import {
  type ScriptSign,
  toScriptTex,
  toScriptText,
} from "../../../formats/superscripts.ts";

export function convertFormulas(root: ParentNode): void {
  // Besides MathML, KaTeX and MathJax write each formula a second time for the eye.
  for (const copy of root.querySelectorAll(".katex-html, mjx-math")) {
    copy.remove();
  }
  for (const math of [...root.querySelectorAll("math")]) {
    const tex = texOfMath(math);
    if (tex === "") math.remove();
    else math.replaceWith(formulaIn(math.ownerDocument, tex));
  }
  for (
    const element of [...root.querySelectorAll("sup, sub, span[data-style]")]
  ) {
    const raise = raiseOf(element);
    const text = element.textContent?.trim() ?? "";
    // A raised link is the number of a footnote.
    if (raise === null || text === "" || element.querySelector("a, img")) {
      continue;
    }
    const higher = toScriptText(text, raise);
    if (higher !== null) element.replaceWith(higher);
    // A link cannot contain a formula.
    else if (!element.closest("a")) {
      element.replaceWith(
        formulaIn(element.ownerDocument, toScriptTex(text, raise)),
      );
    }
  }
}

function raiseOf(element: Element): ScriptSign | null {
  if (element.localName === "sup") return "^";
  if (element.localName === "sub") return "_";
  const [, place] = /(?:^|[;\s])vertical-align:\s*(super|sub)\b/i
    .exec(element.getAttribute("data-style") ?? "") ?? [];
  return place ? place.toLowerCase() === "super" ? "^" : "_" : null;
}

/** A formula as the schema reads it. One that is too long becomes text. */
function formulaIn(document: Document, tex: string): Element | Text {
  if (tex.length > pageBounds.formula) return document.createTextNode(tex);
  const span = document.createElement("span");
  span.dataset.tex = tex;
  span.textContent = tex;
  return span;
}

/** Deepest nesting of elements that is read. */
const maxDepth = 60;

/** The TeX in the formula's annotation; without one, TeX made from its elements. */
function texOfMath(math: Element): string {
  const noted = [...math.querySelectorAll("annotation")]
    .find((it) => /tex/i.test(it.getAttribute("encoding") ?? ""));
  const tex = noted?.textContent?.trim() || texOf(math, 0);
  return tex.replace(/\s+/g, " ").trim();
}

const named =
  /^(?:arc)?(?:sin|cos|tan|cot|sec|csc)h?$|^(?:log|ln|lg|lim|max|min|sup|inf|det|gcd|exp|dim|ker|deg|arg)$/;
const accents: Readonly<Record<string, string>> = {
  "¯": "overline",
  "‾": "overline",
  "→": "vec",
  "⃗": "vec",
  "^": "hat",
  "ˆ": "hat",
  "~": "tilde",
  "˜": "tilde",
  "˙": "dot",
  "¨": "ddot",
  "⏞": "overbrace",
};

function texOf(element: Element, depth: number): string {
  if (depth > maxDepth) return element.textContent ?? "";
  const children = [...element.children].filter(({ localName }) =>
    !/^annotation/.test(localName)
  );
  const parts = () => children.map((child) => texOf(child, depth + 1));
  const part = (index: number) =>
    children[index] ? texOf(children[index], depth + 1) : "";
  const text = (element.textContent ?? "").trim();
  switch (element.localName.replace(/^\w+:/, "")) {
    case "mi":
      return named.test(text)
        ? `\\${text} `
        : [...text].length > 1
        ? `\\mathrm{${escaped(text)}}`
        : escaped(text);
    case "mo":
      // Removes invisible operators, such as the one between f and (x).
      return named.test(text)
        ? `\\${text} `
        : escaped(text.replace(/[\u2061-\u2064]/g, ""));
    case "mn":
      return escaped(text);
    case "ms":
    case "mtext":
      return text === ""
        ? "\\ "
        : `\\text{${escaped(element.textContent ?? "")}}`;
    case "mspace":
      return "\\ ";
    case "mfrac":
      return `\\frac{${part(0)}}{${part(1)}}`;
    case "msqrt":
      return `\\sqrt{${parts().join("")}}`;
    case "mroot":
      return `\\sqrt[${part(1)}]{${part(0)}}`;
    case "msup":
      return `${grouped(part(0))}^{${part(1)}}`;
    case "msub":
      return `${grouped(part(0))}_{${part(1)}}`;
    case "msubsup":
      return `${grouped(part(0))}_{${part(1)}}^{${part(2)}}`;
    case "munder":
      return underOver(part(0), part(1), "");
    case "mover": {
      const accent = accents[(children[1]?.textContent ?? "").trim()];
      return accent
        ? `\\${accent}{${part(0)}}`
        : underOver(part(0), "", part(1));
    }
    case "munderover":
      return underOver(part(0), part(1), part(2));
    case "mfenced": {
      const sign = (name: string, usual: string) =>
        escaped(element.getAttribute(name) ?? usual) || ".";
      return `\\left${sign("open", "(")}${parts().join(",")}\\right${
        sign("close", ")")
      }`;
    }
    case "mtable":
      return `\\begin{matrix}${parts().join("\\\\")}\\end{matrix}`;
    case "mtr":
      return parts().join("&");
    case "mphantom":
    case "none":
    case "mprescripts":
      return "";
    default:
      return children.length > 0 ? parts().join("") : escaped(text);
  }
}

/** Writes what is below and above an operator as limits; for other bases as `\underset` and `\overset`. */
function underOver(base: string, under: string, over: string): string {
  if (/^(?:[∑∏∫⋃⋂∮]|\\(?:lim|max|min|sup|inf) ?)$/u.test(base)) {
    return base.trim() + (under && `_{${under}}`) + (over && `^{${over}}`);
  }
  const low = under ? `\\underset{${under}}{${base}}` : base;
  return over ? `\\overset{${over}}{${low}}` : low;
}

function grouped(base: string): string {
  return [...base].length === 1 ? base : `{${base}}`;
}

function escaped(text: string): string {
  return text.replace(/\\/g, "\\backslash ").replace(/[{}%#&_$]/g, "\\$&")
    .replace(/[\^~]/g, "\\text{$&}");
}
