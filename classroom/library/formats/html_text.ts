/**
 * Converts HTML of other programs to Markdown or plain text (R-3, CHAT-2). Removes all tags, and reports lost content.
 * Needs no DOM.
 */
import type { Element, ElementContent, Parents, Root, RootContent } from "hast";
import { type Handle, type State, toMdast } from "hast-util-to-mdast";
import { Parser } from "htmlparser2";
import { MathMLToLaTeX } from "mathml-to-latex";
import type { Nodes, PhrasingContent } from "mdast";
import type { Omission, RemarkReason } from "./parsed_items.ts";
import { splitFormulas } from "../../../formats/markdown/math_formulas.ts";
import {
  type ScriptSign,
  toScriptTex,
  toScriptText,
} from "../../../formats/superscripts.ts";
import { onOneLine } from "./lines.ts";
import {
  type Formula,
  markdownOf,
} from "../../../formats/markdown/markdown_text.ts";

interface HtmlText {
  text: string;
  leftOut: RemarkReason<Omission>[];
}

/** Markdown; a choice, one line of text with formulas in TeX; or plain text, as it is typed. */
export type TextForm = "markdown" | "choice" | "plain";

export function htmlToText(
  html: string,
  form: TextForm = "markdown",
): HtmlText {
  const leftOut: RemarkReason<Omission>[] = [];
  const tree = parseHtml(html);
  const handlers = handlersFor((reason, values = {}) => {
    leftOut.push({ reason, values });
  });
  const written = toMdast(tree, {
    handlers,
    nodeHandlers: { text: (_, { value }) => splitFormulas(value) },
    checked: "☑",
    unchecked: "☐",
  });
  const words = letters(wordsOf(written));
  for (const text of textsOf(tree.children, /^math$/)) {
    if (!words.includes(letters(text))) {
      leftOut.push({ reason: "line-left-out", values: { text: text.trim() } });
    }
  }
  const text = form === "markdown"
    ? markdownOf(written, { lineBreak: "\n" })
    : form === "plain"
    ? wordsOf(written, "plain")
    : onOneLine(wordsOf(written, "value"));
  return { text: text.replaceAll("\u00A0", " ").trim(), leftOut };
}

/**
 * Converts lines and paragraphs to HTML; with `mayHaveTags`, a text with known tags stays. `a<b and c>d` has no tag.
 */
export function textToHtml(text: string, mayHaveTags: boolean): string {
  let hasTags = false;
  const html = text.trim().replace(/<[^<>]*>?|&/g, (match) => {
    if (mayHaveTags && (match === "&" || tag.test(match))) {
      hasTags ||= match !== "&";
      return match;
    }
    return match.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  });
  return hasTags
    ? html
    : `<p>${html.replace(/\n\s*\n/g, "</p><p>").replaceAll("\n", "<br>")}</p>`;
}

const tag =
  /^<\/?(?:a|abbr|audio|b|big|blockquote|br|caption|center|cite|code|col|colgroup|dd|del|dfn|div|dl|dt|em|embed|figcaption|figure|font|h[1-6]|hr|i|iframe|img|ins|kbd|li|mark|m[a-z]+|object|ol|p|picture|pre|q|rp|rt|ruby|s|samp|script|section|small|source|span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|video)(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+)|\s+(?:allowfullscreen|autoplay|controls|hidden|loop|muted|nowrap|reversed))*\s*\/?>$/i;

/** Maximum depth of nested elements; deeper ones become text. */
const maxDepth = 40;
const inlineForm = /^(?:b|strong|i|em|u|s|del|ins|font|span|small|big|mark)$/;
const blockForm =
  /^(?:p|div|[ou]l|dl|table|h[1-6]|blockquote|pre|section|figure)$/;
const hidden = new Set(
  "script style head title template noscript rp".split(" "),
);

function parseHtml(html: string): Root {
  const root: Root = { type: "root", children: [] };
  const open: Parents[] = [root];
  let hides = 0;
  const parser = new Parser({
    onopentag(tagName, { class: className, ...properties }) {
      if (hidden.has(tagName)) hides++;
      const parent = open.at(-1)!;
      if (hides > 0 || open.length > maxDepth) return open.push(parent);
      const element: Element = {
        type: "element",
        tagName,
        properties: {
          ...properties,
          ...(className && { className: className.split(/\s+/) }),
        },
        children: [],
      };
      // Markdown tables have no captions, so a caption becomes a paragraph above the table.
      if (tagName === "caption" && open.length > 1) {
        element.tagName = "p";
        open.at(-2)!.children.splice(-1, 0, element);
      } else parent.children.push(element);
      open.push(element);
    },
    ontext(value) {
      if (hides > 0) return;
      const { children } = open.at(-1)!;
      const last = children.at(-1);
      // The parser splits text, but a formula must be whole.
      if (last?.type === "text") last.value += value;
      else children.push({ type: "text", value });
    },
    onclosetag(tagName) {
      if (hidden.has(tagName)) hides--;
      const element = open.pop();
      // Google Docs wraps all copied paragraphs in one `<b>`, which is no emphasis.
      const isAround = element?.type === "element" &&
        inlineForm.test(element.tagName) &&
        element.children.some((child) =>
          child.type === "element" && blockForm.test(child.tagName)
        );
      if (isAround) element.tagName = "div";
    },
  });
  parser.end(html);
  return root;
}

type ReportOmission = (
  reason: Omission,
  values?: Record<string, string>,
) => void;

function handlersFor(reportOmission: ReportOmission): Record<string, Handle> {
  let links = 0;
  const inside: Handle = (state, node) => state.all(node);
  const media: Handle = (state, node) => {
    reportOmission("media-left-out");
    return state.all(node);
  };
  return {
    a(state, node) {
      links++;
      const children = state.all(node);
      // Links do not nest.
      if (--links > 0) return children;
      const href = String(node.properties.href ?? "").trim();
      if (/^(?:https?:\/\/|mailto:)/i.test(href) && words(node).trim()) {
        return {
          type: "link",
          url: href,
          children: children as PhrasingContent[],
        };
      }
      if (href && !href.startsWith("#")) {
        reportOmission("field-left-out", { name: href });
      }
      return children;
    },
    img(_, { properties }) {
      const src = String(properties.src ?? "");
      const alt = String(properties.alt ?? "").trim();
      const name = src.startsWith("data:") ? "" : src.split("/").at(-1) ?? "";
      reportOmission("picture-left-out", { name: decodeName(name) });
      return alt ? { type: "text", value: `[${alt}]` } : undefined;
    },
    math(_, node) {
      const value = texOf(node);
      if (value === null) {
        reportOmission("formula-left-out", { text: words(node) });
      }
      return value === null
        ? undefined
        : formula(`\\(${value}\\)`, words(node));
    },
    sup: (state, node) => raised(state, node, "^", reportOmission),
    sub: (state, node) => raised(state, node, "_", reportOmission),
    rt: (state, node) => [
      { type: "text", value: "(" },
      ...state.all(node),
      { type: "text", value: ")" },
    ],
    ...Object.fromEntries(
      "menu datalist dialog optgroup option noembed noframes address u"
        .split(" ").map((name) => [name, inside]),
    ),
    ...Object.fromEntries(
      "audio video iframe object embed canvas svg applet".split(" ")
        .map((name) => [name, media]),
    ),
  };
}

/** Converts superscripts and subscripts to Unicode signs or a formula; "1st" keeps its letters. */
function raised(
  state: State,
  node: Element,
  sign: ScriptSign,
  reportOmission: ReportOmission,
) {
  const text = words(node).trim().replaceAll("−", "-");
  const isText = (content: ElementContent): boolean =>
    content.type === "text" ||
    content.type === "element" &&
      /^(?:b|i|em|strong|span|small|var|font)$/.test(content.tagName) &&
      content.children.every(isText);
  if (!node.children.every(isText)) {
    reportOmission("field-left-out", { name: `<${node.tagName}>` });
    return state.all(node);
  }
  const higher = toScriptText(text, sign);
  if (text === "" || higher === text) return state.all(node);
  if (higher !== null) return formula(higher, text);
  return formula(
    `\\(${toScriptTex(text, sign)}\\)`,
    text,
    `${sign}(${text})`,
  );
}

function formula(value: string, words: string, plain = value): Formula {
  return { type: "inlineMath", value, words, plain };
}

/** Returns the annotated TeX of MathML, or converts it; null if anything would be lost. */
function texOf(math: Element): string | null {
  const noted = findElement(
    math,
    (element) =>
      element.tagName === "annotation" &&
      /tex/i.test(String(element.properties.encoding)),
  );
  let tex = noted && words(noted).trim();
  if (!tex) {
    try {
      tex = MathMLToLaTeX.convert(xmlOf(math)).trim();
    } catch {
      // The package throws on unknown elements.
      return null;
    }
    const cachedLetters = letters(tex);
    if (
      !(letters(words(math)).match(/[a-z\d]/gi) ?? []).every((letter) =>
        cachedLetters.includes(letter)
      )
    ) return null;
  }
  return tex && tex.length < 1000 && !/\\[()]/.test(tex)
    ? tex.replace(/\s+/g, " ")
    : null;
}

function findElement(
  node: Element,
  is: (it: Element) => boolean,
): Element | undefined {
  if (is(node)) return node;
  for (const child of node.children) {
    const match = child.type === "element" && findElement(child, is);
    if (match) return match;
  }
}

function xmlOf(node: ElementContent): string {
  if (node.type === "text") {
    return node.value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  }
  if (node.type !== "element" || /^annotation/.test(node.tagName)) return "";
  const name = node.tagName.replace(/^\w+:/, "");
  const attributes = Object.entries(node.properties).map(([key, value]) =>
    /^[a-z]+$/.test(key)
      ? ` ${key}="${String(value).replace(/[&<"]/g, "")}"`
      : ""
  ).join("");
  return `<${name}${attributes}>${node.children.map(xmlOf).join("")}</${name}>`;
}

function words(node: Element): string {
  return [...textsOf(node.children, annotations)].join("");
}

const annotations = /^annotation/;

function* textsOf(
  nodes: readonly (ElementContent | RootContent)[],
  excluded: RegExp,
): Generator<string> {
  for (const node of nodes) {
    if (node.type === "text") yield node.value;
    if (node.type === "element" && !excluded.test(node.tagName)) {
      yield* textsOf(node.children, excluded);
    }
  }
}

/** The text of a tree, with formulas in words, in plain text, or as they are. */
function wordsOf(
  node: Nodes,
  formulas: "words" | "plain" | "value" = "words",
): string {
  if (node.type === "inlineMath") return node[formulas] ?? node.value;
  if (node.type === "break") return "\n";
  if ("value" in node) return node.value;
  if (!("children" in node)) return "";
  const between = node.type === "tableRow"
    ? " "
    : node.children.some(({ type }) => flow.test(type))
    ? "\n"
    : "";
  return node.children.map((child) => wordsOf(child, formulas)).join(between);
}

const flow =
  /^(?:paragraph|heading|blockquote|code|list|listItem|table|tableRow|thematicBreak)$/;

function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, "");
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
