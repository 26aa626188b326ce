/**
 * Makes code blocks of pasted code (W-1). Editors copy lines as `<div>`s in one that keeps blanks (VS Code, Colab), or
 * a `<pre>` with breaks (JetBrains); pages of assistants put a label and buttons around it (ChatGPT, Gemini, Claude).
 */

import { Slice } from "prosemirror-model";
import { schema } from "./schema.ts";

/** The style, up to a length that patterns may search. */
const styleOf = (element: Element): string =>
  (element.getAttribute("data-style") ?? "").slice(0, 2000);

const keepsBlanks =
  /(?:^|[;\s])white-space(?:-collapse)?:\s*(?:pre(?:-wrap)?|preserve|break-spaces)\s*(?:!important)?\s*(?:;|$)/i;
const keepsLines = /(?:^|[;\s])white-space:\s*pre\s*(?:!important)?\s*(?:;|$)/i;
const fixedWidth =
  /(?:^|[;\s])font(?:-family)?:[^;]*(?:mono(?:space)?\b|consolas|menlo|monaco|courier|inconsolata|\bcode\b|\bhack\b)/i;

const lineNumbers =
  ".cm-gutters, .linenos, .lineno, .line-number, .line-numbers-rows, .linenumber, .react-syntax-highlighter-line-number, .hljs-ln-numbers, .blob-num, .rouge-gutter, td.gutter";
const lines = ["cm-line", "view-line", "hljs-ln-code", "blob-code"];
const blocks = new Set("div p li tr pre section article".split(" "));
const unread = "button, [role=button], svg, style, script, template, select";

const languages = new Set(
  "ada apl arduino asm assembly awk bash basic batch bat brainfuck c c# c++ cc clojure cmake cobol code coffeescript console cpp csharp css csv curl d dart delphi diff docker dockerfile elixir elm erlang f# fortran fsharp gherkin glsl go golang graphql groovy haskell hcl html http ini java javascript jinja js json json5 jsonc jsx julia kotlin kt latex less lisp lua makefile markdown mathematica matlab md mermaid mysql nginx nim none objective-c objectivec ocaml octave pascal perl php plain plaintext plpgsql postgresql powershell prolog properties protobuf ps1 pseudocode py python python3 r racket rb regex rs ruby rust sas sass scala scheme scratch scss sh shell smalltalk solidity sql stata svelte svg swift tcl terminal terraform tex text toml ts tsx txt typescript vb vb.net vbnet verilog vhdl vim visualbasic vue wasm wolfram xml yaml yml zig zsh"
    .split(" "),
);
const buttonWords =
  /copy(?: code)?|copied!?|edit|run(?: code)?|download|explain|wrap(?: lines)?|expand|collapse|preview|open in canvas|content_copy|複製(?:程式碼)?|已複製|編輯|下載|執行|复制(?:代码)?|已复制|编辑|下载|运行|kopieren|code kopieren|copier(?: le code)?|copiar(?: código)?/gi;

export function markCode(root: ParentNode & Node): void {
  for (const element of [...root.querySelectorAll(lineNumbers)]) {
    element.remove();
  }
  for (const element of findCode(root)) {
    // An earlier one has contained it.
    if (!root.contains(element)) continue;
    if (
      element.localName === "pre" &&
      element.querySelector(":not(code)") === null
    ) {
      removeLabel(element, root);
      continue;
    }
    const text = codeText(element.querySelector(".cm-content") ?? element);
    if (text.trim() === "") continue;
    // A word from an editor's line belongs into a sentence.
    const isBlock = element.localName !== "div" || /^\s|\n/.test(text);
    const code = element.ownerDocument.createElement(isBlock ? "pre" : "code");
    code.textContent = text.replace(/\n$/, "");
    element.replaceWith(code);
    if (isBlock) removeLabel(code, root);
  }
  for (const run of fixedWidthRuns(root)) {
    const text = run.map(codeText).join("");
    const [first, ...rest] = run;
    const code = first.ownerDocument!.createElement("pre");
    code.textContent = text.replace(/\n$/, "");
    first.replaceWith(code);
    for (const node of rest) node.remove();
  }
}

/** The elements that are code blocks, the outer ones first. */
function findCode(root: ParentNode): Element[] {
  const candidates = [
    ...root.querySelectorAll("pre, table, div[data-style], code"),
  ];
  return candidates.filter((element) => {
    switch (element.localName) {
      case "pre":
        return true;
      case "table":
        return element.querySelector(
          "td.blob-code, td.hljs-ln-code, td.code pre, td.rouge-code pre",
        ) !== null;
      case "div":
        return keepsLines.test(styleOf(element)) ||
          keepsBlanks.test(styleOf(element)) &&
            fixedWidth.test(styleOf(element));
      default:
        return isCodeBlock(element);
    }
  });
}

/** Whether a `<code>` outside a `<pre>` has lines: in a paragraph, its breaks are blanks. */
function isCodeBlock(code: Element): boolean {
  if (code.parentElement?.closest("pre, code")) return false;
  const hasLines = /\n/.test(code.textContent ?? "") ||
    code.querySelector("br, div") !== null;
  return hasLines &&
    (/\b(?:lang(?:uage)?-|hljs|whitespace-pre)/.test(
      code.getAttribute("class") ?? "",
    ) || keepsBlanks.test(styleOf(code)) ||
      code.closest("p, li, td, th, h1, h2, h3, h4, h5, h6") === null);
}

/** Neighbouring pieces of several lines that a browser has copied from within a code block. */
function fixedWidthRuns(root: ParentNode): ChildNode[][] {
  const isPiece = (node: ChildNode | null): node is ChildNode =>
    node !== null && (node.nodeType === 3 || node.nodeName === "BR" ||
      isElement(node) && node.localName === "span" &&
        keepsBlanks.test(styleOf(node)) && fixedWidth.test(styleOf(node)));
  const runs: ChildNode[][] = [];
  const usedNodes = new Set<ChildNode>();
  for (const first of root.querySelectorAll("span[data-style]")) {
    const isStart = first.textContent !== "" && isPiece(first) &&
      !usedNodes.has(first) &&
      first.closest("p, li, td, th, pre, code") === null;
    if (!isStart) continue;
    const run: ChildNode[] = [];
    for (
      let node: ChildNode | null = first;
      isPiece(node);
      node = node.nextSibling
    ) {
      usedNodes.add(node);
      run.push(node);
    }
    if (run.map(codeText).join("").trim().includes("\n")) runs.push(run);
  }
  return runs;
}

/** The text of code with its blanks. Blocks and breaks are lines; what is around a `<code>` is no code. */
function codeText(node: Node): string {
  const inner = isElement(node) && node.localName !== "code"
    ? codesWithin(node)
    : [];
  const parts = inner.length > 0
    ? inner.map((it) => writtenText(it).replace(/\n$/, "")).join("\n")
    : writtenText(node);
  return parts.replaceAll("\u00a0", " ");
}

/** The `<code>`s of a block, if all other text in it is in elements next to them, such as a label. */
function codesWithin(block: Element): Element[] {
  const codes = [...block.querySelectorAll("code")].filter((code) =>
    code.parentElement?.closest("code") === null
  );
  const ancestors = new Set<Node>();
  for (const code of codes) {
    for (
      let ancestor = code.parentElement;
      ancestor && !ancestors.has(ancestor);
      ancestor = ancestor === block ? null : ancestor.parentElement
    ) ancestors.add(ancestor);
  }
  const isApart = [...ancestors].every((ancestor) =>
    [...ancestor.childNodes].every((child) =>
      child.nodeType !== 3 || isLabel(child)
    )
  );
  return isApart ? codes : [];
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

function isLine(node: Node): boolean {
  return isElement(node) &&
    (blocks.has(node.localName) ||
      lines.some((name) => node.classList.contains(name)));
}

function writtenText(root: Node): string {
  let text = "", isEnded = false;
  const endLine = () => {
    if (text !== "" && !text.endsWith("\n")) isEnded = true;
  };
  const write = (piece: string) => {
    if (isEnded) text += "\n";
    isEnded = false;
    text += piece;
  };
  // Without recursion, as pasted elements may be deep.
  const steps: (Node | "end")[] = [root];
  for (let step; (step = steps.pop()) !== undefined;) {
    if (step === "end") endLine();
    else if (step.nodeType === 3) {
      const piece = (step.textContent ?? "").replace(/\r\n?/g, "\n");
      const parent = step.parentNode;
      // Blanks between the blocks of lines are the HTML's own.
      const isLayout = piece.trim() === "" && piece.includes("\n") && parent &&
        [step.previousSibling, step.nextSibling].some((it) => it && isLine(it));
      if (piece !== "" && !isLayout) write(piece);
    } else if (isElement(step) && !step.matches(unread)) {
      if (step.localName === "br") {
        write("\n");
        continue;
      }
      if (isLine(step)) {
        endLine();
        steps.push("end");
      }
      for (let child = step.lastChild; child; child = child.previousSibling) {
        steps.push(child);
      }
    }
  }
  return text;
}

/** Removes the language's name and the words of buttons that a page shows above its code. */
function removeLabel(code: Element, root: Node): void {
  let node: Node = code;
  // A label is near: pages have it a few boxes above.
  for (let steps = 0; steps < 12; steps++) {
    const previous = node.previousSibling;
    if (previous === null) {
      const parent: Node | null = node.parentNode;
      const isBox = parent !== null && parent !== root && isElement(parent) &&
        (parent.matches("div, section, figure, span") ||
          parent.localName.includes("-"));
      if (!isBox) return;
      node = parent;
      continue;
    }
    if (!isLabel(previous)) return;
    previous.parentNode!.removeChild(previous);
  }
}

function isLabel(node: Node): boolean {
  // Programs mark the copied part by comments.
  if (node.nodeType === 8) return true;
  const words = (node.textContent ?? "").trim();
  if (words.length > 80) return false;
  const isOther = isElement(node) &&
    (!node.matches("div, span, header, figcaption") ||
      node.querySelector("img") !== null);
  if (isOther) return false;
  const name = words.replace(buttonWords, "").replace(/\s+/g, " ").trim()
    .toLowerCase();
  return name === "" || languages.has(name);
}

/** Keeps a code block whole that is pasted into a line: open, its first line would join that line. */
export function closeCode({ content, openStart, openEnd }: Slice): Slice {
  const isLines = (node: typeof content.firstChild) =>
    node?.type === schema.nodes.code_block && node.textContent.includes("\n");
  return new Slice(
    content,
    isLines(content.firstChild) ? 0 : openStart,
    isLines(content.lastChild) ? 0 : openEnd,
  );
}
