/**
 * Writes a syntax tree as Markdown (C-4) that keeps its words and form in Homeroom and in other programs. In Homeroom
 * `\[…\]`, `\(…\)` and `$…$` are formulas.
 */
import type { List, ListItem, Nodes, Text } from "mdast";
import { gfmStrikethroughToMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemToMarkdown } from "mdast-util-gfm-task-list-item";
import {
  type ConstructName,
  defaultHandlers,
  type Options,
  toMarkdown,
} from "mdast-util-to-markdown";
import { cjkCharacter } from "../cjk.ts";
import { figurePattern, termLinePattern } from "./figure_pattern.ts";

declare module "mdast" {
  interface PhrasingContentMap {
    inlineMath: Formula;
  }
  interface RootContentMap {
    inlineMath: Formula;
  }
}

/** A formula with its delimiters. */
export interface Formula {
  type: "inlineMath";
  value: string;
  /** The text of the formula, and its form in plain text. */
  words?: string;
  plain?: string;
}

export function markdownOf(
  tree: Nodes,
  { lineBreak = "\\\n" }: { lineBreak?: string } = {},
): string {
  const extension: Options = {
    handlers: {
      break: (node, parent, state, info) => {
        const written = defaultHandlers.break(node, parent, state, info);
        if (!written.includes("\n")) return written;
        if (info.before !== "\n") return lineBreak;
        if (lineBreak !== "\n") return written;
        // A second line end begins a paragraph; within emphasis, a link or a list it would end that.
        const mayBegin = parent?.type === "paragraph" &&
          !state.stack.includes("listItem");
        return mayBegin ? "\n" : "";
      },
    },
  };
  const tidy = tidyTree(tree);
  const isFree = !JSON.stringify(tidy).includes(besideCjk);
  const written = toMarkdown(isFree ? markCjk(tidy) : tidy, {
    ...options,
    extensions: [...options.extensions!, extension],
  }).trimEnd();
  const [first] = childrenOf(tidy);
  const marked = /^(?:list|heading|blockquote)$/.test(first?.type ?? "")
    ? written.replace(
      loneTermAfterSign,
      (_, sign, letter) => `${sign}&#x${hexOf(letter)};`,
    )
    : written;
  return isFree ? marked.replaceAll(besideCjk, "") : marked;
}

/** An address with one of these signs, which Markdown would read. The beginning of the address is then escaped. */
const signs = "\\S{0,120}?[*_~`$\\\\[\\]<&]";

const destination: ConstructName[] = ["destinationLiteral", "destinationRaw"];

const figureAfterSign = new RegExp(`^(?:[-+*>]|#+) +(?=${figurePattern})`, "u");
const hexOf = (letter: string): string =>
  letter.codePointAt(0)!.toString(16).toUpperCase();

/** The only line, which people type as an answer: `- x`. Its letter is written as a reference. */
const loneTermAfterSign = new RegExp(
  `^([-+*>#] +)(?=${termLinePattern})(\\p{L})(?=[^\\n]*$)`,
  "u",
);
const headingWithoutLetter = /^#+ [^\p{L}\n]*$/u;

/** Writes a blank as a reference, so that a sign before figures begins a list, quote or heading. */
function markSign(written: string): string {
  const marked = written.replace(figureAfterSign, "$&&#x20;");
  return headingWithoutLetter.test(marked) ? `${marked}&#x20;` : marked;
}

const options: Options = {
  bullet: "-",
  rule: "-",
  resourceLink: true,
  extensions: [
    gfmStrikethroughToMarkdown(),
    gfmTableToMarkdown({ tablePipeAlign: false, tableCellPadding: true }),
    gfmTaskListItemToMarkdown(),
    {
      handlers: {
        inlineMath: ({ value }: Formula, _, state) =>
          escapeFormula(value, state.stack.includes("tableCell")),
        // A gap such as `____` is no emphasis.
        text: ({ value }, _, state, info) =>
          state.safe(value, {
            ...info,
            // Readers differ on escaped brackets and backticks in a link's text.
            encode: state.stack.includes("label") ? ["[", "]", "`"] : [],
          }).replace(
            /(?<=[ ])(?:\\_){2,}(?=[.,;:?!)]*(?:[ ]|$))/g,
            (gap) => gap.replaceAll("\\", ""),
          ),
        // People's lists, quotes and headings have words: `- 3` and `> 3` are read as typed.
        listItem: (node, parent, state, info) => {
          const written = defaultHandlers.listItem(
            node,
            parent,
            state,
            info,
          );
          return parent && "children" in parent &&
                parent.children[0] === node ||
              state.stack.includes("blockquote")
            ? markSign(written)
            : written;
        },
        blockquote: (node, parent, state, info) =>
          markSign(
            defaultHandlers.blockquote(node, parent, state, info),
          ),
        heading: (node, parent, state, info) =>
          markSign(
            defaultHandlers.heading(node, parent, state, info)
              .replace(/(\s#*)?\\#$/, (_, hashes) =>
                hashes ? `${hashes}&#x23;` : "#"),
          ),
        root: (node, parent, state, info) => {
          // `\[` and `\(` would begin a formula, so closing brackets are escaped instead.
          state.unsafe = state.unsafe.filter((pattern) =>
            !(pattern.character === "[" &&
              !String(pattern.inConstruct).includes("label")) &&
            !(pattern.character === "(" && pattern.before === "\\]")
          );
          return defaultHandlers.root(node, parent, state, info);
        },
      },
      unsafe: [
        { character: "]", after: "[(:[]", inConstruct: "phrasing" },
        { atBreak: true, before: "\\[[ xX]", character: "]" },
        { character: "$", inConstruct: "phrasing" },
        { character: "~", inConstruct: "phrasing" },
        {
          before: "(?:https?|ftp|HTTPS?|FTP)",
          character: ":",
          after: `(?=//${signs})`,
          inConstruct: "phrasing",
          notInConstruct: destination,
        },
        {
          before: "[wW]{3}",
          character: ".",
          after: `(?=${signs})`,
          inConstruct: "phrasing",
          notInConstruct: destination,
        },
      ],
    },
  ],
};

/** After these signs a space changes nothing in TeX, but prevents HTML, links and addresses. */
const beginnings = /<(?=[a-z/!?])|\](?=[([])|:(?=\/\/)|www(?=\.)|\w@(?=\w)/gi;

/** Writes a formula so that a Markdown parser without formulas finds no HTML, link or address in it. */
function escapeFormula(formula: string, isInCell: boolean): string {
  const line = formula
    // Removes TeX comments: on one line they would hide what follows.
    .replace(/(\\[^])|%[^\r\n]*[\r\n]/g, "$1")
    .replace(/\s+/g, (it) => /[\r\n]/.test(it) ? " " : it)
    .replace(beginnings, "$& ");
  if (!isInCell) return line;
  // A bar would end the cell.
  const bars: Record<string, string> = { "|": "\\vert{}", "\\|": "\\Vert{}" };
  return line.replace(/\\[^]|\|/g, (it) => bars[it] ?? it);
}

/**
 * A rare sign, written next to emphasis in Chinese, Japanese and Korean and removed at the end. Without it the library
 * would write character references.
 */
const besideCjk = "⹎";

const spans = new Set(["strong", "emphasis", "delete", "link"]);

/** Merges nested and adjacent emphasis, and moves blanks, breaks and final punctuation out of it. */
function tidyTree<T extends Nodes>(node: T, within: readonly string[] = []): T {
  if (!("children" in node)) return node;
  const inner = [...within, node.type];
  const isBlock = /^(?:paragraph|heading|tableCell)$/.test(node.type);
  const children: Nodes[] = [];
  for (const child of node.children as Nodes[]) {
    // A heading is one line; of more, Markdown makes an underlined heading, which people's texts have not.
    const tidy = child.type === "break" && inner.includes("heading")
      ? { type: "text", value: " " } as const
      : tidyTree(child, inner);
    const isEmpty = /^(?:paragraph|heading|blockquote|list)$/.test(tidy.type) &&
        childrenOf(tidy).length === 0 ||
      "value" in tidy && tidy.type !== "code" && tidy.value === "";
    if (isEmpty) continue;
    if (tidy.type === "inlineCode") {
      // Blanks at its ends are no code. Some signs would end the link or cell.
      const isText = inner.includes("link") && /[[\]`]/.test(tidy.value) ||
        inner.includes("tableCell") && tidy.value.includes("|");
      const core: Nodes[] = [{ type: "text", value: tidy.value }];
      children.push(...edge(core, "shift", blank));
      const trailingNodes = edge(core, "pop", blank);
      for (const { value } of core as Text[]) {
        children.push({ type: isText ? "text" : "inlineCode", value });
      }
      children.push(...trailingNodes);
    } else if (!spans.has(tidy.type)) children.push(tidy);
    else if (inner.includes(tidy.type)) children.push(...childrenOf(tidy));
    else {
      const core = [...childrenOf(tidy)];
      children.push(...edge(core, "shift", blank));
      const trailingNodes = edge(
        core,
        "pop",
        // At the end of a block punctuation may stay inside, as nothing follows.
        tidy.type === "link" || isBlock && child === node.children.at(-1)
          ? blank
          : blankOrStop,
      );
      const last = children.at(-1);
      if (
        core.length > 0 && last?.type === tidy.type && last.type !== "link"
      ) {
        childrenOf(last).push(...core);
      } else if (core.length > 0) {
        children.push({ ...tidy, children: core } as Nodes);
      }
      children.push(...trailingNodes);
    }
  }
  if (!spans.has(node.type)) {
    edge(children, "shift", blank);
    edge(children, "pop", blank);
  }
  const whole = { ...node, children: joinTexts(children) };
  return whole.type === "list" ? tidyItems(whole) as T : whole;
}

/**
 * An item that begins with a list becomes that list's items, since `- 3. a` is read as the words "3. a". Empty
 * items without number, whose sign is read as itself, are left out.
 */
function tidyItems(list: List): List {
  const items = list.children.flatMap((item) => {
    const [first, ...rest] = item.children;
    if (first?.type !== "list") return [item];
    const items = [...first.children];
    const last = items.pop() ?? { ...item, children: [] };
    const children = [...last.children, ...rest];
    return [...items, { ...last, children, spread: children.length > 1 }];
  });
  // A line with the only number is text, also what follows the number.
  const [first] = items.length === 1 ? items[0].children : [];
  const ordered = list.ordered && (!first || first.type === "paragraph");
  const isShown = (item: ListItem) =>
    ordered || item.children.length > 0 || typeof item.checked === "boolean";
  return { ...list, ordered, children: items.filter(isShown) };
}

const blank = /\s/, blankOrStop = /[\s.,:;!?，。：；！？、]/u;

/** The matching characters at one end of a text, in linear time. */
function edgeOf(text: string, take: "shift" | "pop", pattern: RegExp): string {
  let length = 0;
  const characterAt = (n: number) =>
    text[take === "shift" ? n : text.length - 1 - n];
  while (length < text.length && pattern.test(characterAt(length))) length++;
  return take === "shift"
    ? text.slice(0, length)
    : text.slice(text.length - length);
}

/** Takes breaks and matching characters from one end, and returns them. */
function edge(nodes: Nodes[], take: "shift" | "pop", pattern: RegExp): Nodes[] {
  const children: Nodes[] = [];
  for (let node; (node = nodes.at(take === "shift" ? 0 : -1));) {
    const text = node.type === "text" &&
        edgeOf(node.value, take, pattern) || undefined;
    if (node.type !== "break" && text === undefined) break;
    nodes[take]();
    children[take === "shift" ? "push" : "unshift"](
      text === undefined ? node : { type: "text", value: text },
    );
    if (node.type !== "text" || text === node.value) continue;
    const value = take === "shift"
      ? node.value.slice(text!.length)
      : node.value.slice(0, -text!.length);
    nodes[take === "shift" ? "unshift" : "push"]({ ...node, value });
    break;
  }
  return children;
}

/** Joins adjacent text or code, so that unsafe signs are found across pieces. */
function joinTexts(nodes: readonly Nodes[]): Nodes[] {
  const joinedNodes: Nodes[] = [];
  for (const node of nodes) {
    const last = joinedNodes.at(-1);
    const isSame = last?.type === node.type &&
      (node.type === "text" || node.type === "inlineCode");
    if (isSame) {
      joinedNodes[joinedNodes.length - 1] = {
        ...node,
        value: (last as typeof node).value + node.value,
      };
    } else joinedNodes.push(node);
  }
  return joinedNodes;
}

/**
 * Inserts {@link besideCjk} between emphasis and text if a Chinese, Japanese or Korean character touches the border.
 */
function markCjk<T extends Nodes>(node: T): T {
  if (!("children" in node)) return node;
  const children = (node.children as Nodes[]).map(
    (child, index, siblings): Nodes => {
      if (child.type !== "text") return markCjk(child);
      const [previous, next] = [siblings[index - 1], siblings[index + 1]];
      const begins = isEmphasis(previous) &&
        (isCjk(firstOf(child)) || isCjk(lastOf(previous)));
      const ends = isEmphasis(next) &&
        (isCjk(lastOf(child)) || isCjk(firstOf(next)));
      const value = (begins ? besideCjk : "") + child.value +
        (ends ? besideCjk : "");
      return { ...child, value };
    },
  );
  return { ...node, children };
}

function isEmphasis(node: Nodes | undefined): node is Nodes {
  return node !== undefined && spans.has(node.type) && node.type !== "link";
}

/** The first character, also within emphasis; "" if the node is no text. */
function firstOf(node: Nodes): string {
  if (node.type === "text") return [...node.value.slice(0, 2)][0] ?? "";
  const [first] = childrenOf(node);
  return first && isEmphasis(node) ? firstOf(first) : "";
}

function lastOf(node: Nodes): string {
  if (node.type === "text") return [...node.value.slice(-4)].at(-1) ?? "";
  const last = childrenOf(node).at(-1);
  return last && isEmphasis(node) ? lastOf(last) : "";
}

const aCjk = new RegExp(
  `^(?:${cjkCharacter}|[\\ufe00-\\ufe0e\\u{e0100}-\\u{e01ef}])`,
  "u",
);
const isCjk = (character: string): boolean => aCjk.test(character);

function childrenOf(node: Nodes): Nodes[] {
  return "children" in node ? node.children as Nodes[] : [];
}
