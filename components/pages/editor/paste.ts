/**
 * What is pasted from Word, a web page or a spreadsheet, made ready for the schema: it keeps what a page knows and
 * nothing else. The HTML is parsed in a document of its own, in which nothing runs or loads.
 */
import { DOMParser, type Schema, type Slice } from "prosemirror-model";
import { deepestList } from "../../../classroom/model/page_schema.ts";

/** Reads HTML of the clipboard. */
export class ClipboardParser extends DOMParser {
  constructor(schema: Schema) {
    super(schema, DOMParser.fromSchema(schema).rules);
  }

  override parseSlice(
    dom: globalThis.Node,
    options?: Parameters<DOMParser["parseSlice"]>[1],
  ): Slice {
    if (dom instanceof Element || dom instanceof DocumentFragment) tidy(dom);
    return super.parseSlice(dom, options);
  }
}

/**
 * HTML without its styles. Those of elements are kept as data: the policy of our pages forbids them in whatever is parsed, and then
 * nobody could read that something is bold.
 */
export const withoutStyles = (html: string): string =>
  html.replace(/<style\b[^]*?<\/style\s*>/gi, "").replace(
    /(<[a-z][^>]*?\s)style(?=\s*=)/gi,
    "$1data-style",
  );

/** What an element's style says. */
const styleOf = (it: Element): string => it.getAttribute("data-style") ?? "";

/** What is bold or slanted by its style alone is so by an element; and Google Docs copies all in a `<b>` that is not bold. */
function markStyles(root: ParentNode): void {
  const marks: [tag: string, own: string, is: RegExp, isNot: RegExp][] = [
    [
      "strong",
      "b, strong",
      /(^|[;\s])font-weight:\s*(bold|[6-9]\d\d)/i,
      /(^|[;\s])font-weight:\s*(normal|[1-4]\d\d)/i,
    ],
    [
      "em",
      "i, em",
      /(^|[;\s])font-style:\s*italic/i,
      /(^|[;\s])font-style:\s*normal/i,
    ],
  ];
  for (const it of [...root.querySelectorAll("[data-style]")]) {
    for (const [tag, own, is, isNot] of marks) {
      if (it.matches(own)) {
        if (isNot.test(styleOf(it))) it.replaceWith(...it.childNodes);
      } else if (
        it.matches("span, font, a, p, td, li") && is.test(styleOf(it))
      ) {
        const mark = it.ownerDocument.createElement(tag);
        mark.append(...it.childNodes);
        it.append(mark);
      }
    }
  }
}

/** Says with a page's elements what programs say in their own ways. */
export function tidy(root: ParentNode & globalThis.Node): void {
  for (
    const it of root.querySelectorAll(
      "style, script, title, head, meta, link, colgroup, col, template, object, iframe, noscript, xml, button, input:not([type=checkbox])",
    )
  ) it.remove();
  makeWordLists(root);
  markStyles(root);
  nestLists(root);
  markTasks(root);
  flattenCells(root);
  fillRows(root);
  limitDepth(root);
}

/** How deep a line of Word's is in a list, and what list it is; null where it is in none. */
function wordItem(line: Element): { level: number; ordered: boolean } | null {
  const style = styleOf(line);
  const level = /mso-list:[^;]*\blevel(\d+)/.exec(style)?.[1];
  if (!level) return null;
  const sign = signOf(line)?.textContent?.trim() ?? "";
  return {
    level: Number(level),
    ordered: /^\(?(\d+|[a-z]{1,4})[.)]/i.test(sign),
  };
}

/** The sign that Word writes before an item. */
function signOf(line: Element): Element | null {
  return [...line.querySelectorAll("span[data-style]")].find((it) =>
    /mso-list:\s*Ignore/i.test(styleOf(it))
  ) ?? null;
}

/** Word's lists are lines that say how deep they are in one. */
function makeWordLists(root: ParentNode): void {
  /** The open lists, the outermost first. */
  let open: { list: Element; level: number }[] = [];
  let last: Element | null = null;
  for (const line of [...root.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
    const item = wordItem(line);
    if (!item) continue;
    if (last === null || (last as Element).nextElementSibling !== line) {
      open = [];
    }
    open = open.filter(({ level }) => level <= item.level);
    const { ownerDocument } = line;
    const made = ownerDocument.createElement("li");
    if (open.at(-1)?.level !== item.level) {
      const list = ownerDocument.createElement(item.ordered ? "ol" : "ul");
      const within = open.at(-1)?.list.lastElementChild;
      if (within) within.append(list);
      else line.before(list);
      open.push({ list, level: item.level });
    }
    const { list } = open.at(-1)!;
    signOf(line)?.remove();
    const text = ownerDocument.createElement("p");
    text.append(...line.childNodes);
    made.append(text);
    list.append(made);
    line.remove();
    last = open[0].list;
  }
}

/** Google Docs and old pages have a list in a list, beside the item that it belongs into. */
function nestLists(root: ParentNode): void {
  for (
    const list of [
      ...root.querySelectorAll("ul > ul, ul > ol, ol > ol, ol > ul"),
    ]
  ) {
    const before = list.previousElementSibling;
    if (before?.localName === "li") before.append(list);
    else {
      const item = list.ownerDocument.createElement("li");
      list.before(item);
      item.append(list);
    }
  }
}

/** A box to tick at the beginning of an item makes it a task. */
function markTasks(root: ParentNode): void {
  for (
    const box of [
      ...root.querySelectorAll<HTMLInputElement>("li input[type=checkbox]"),
    ]
  ) {
    const item = box.closest("li")!;
    item.dataset.checked ??= String(box.hasAttribute("checked"));
  }
  for (const box of [...root.querySelectorAll("input")]) box.remove();
  for (const item of root.querySelectorAll<HTMLElement>("li[role=checkbox]")) {
    item.dataset.checked = String(item.ariaChecked === "true");
  }
}

/** A cell holds one paragraph's worth: what were several are lines of it. Tables in tables are text. */
function flattenCells(root: ParentNode): void {
  const blocks =
    "p, div, h1, h2, h3, h4, h5, h6, ul, ol, li, pre, blockquote, table, tbody, thead, tfoot, tr, td, th, hr, section, article, dl, dt, dd, figure";
  for (const cell of [...root.querySelectorAll("td, th")]) {
    if (cell.parentElement?.closest("td, th")) continue;
    for (let block; (block = cell.querySelector(blocks));) {
      const line = block.ownerDocument.createElement("br");
      if (hasTextBefore(cell, block)) block.before(line);
      const next = block.nextSibling;
      const ended = next?.textContent?.trim() && next.nodeName !== "BR" &&
        !(next instanceof Element && next.matches(blocks));
      if (ended) block.after(line.cloneNode());
      block.replaceWith(...block.childNodes);
    }
  }
}

/**
 * A cell over several columns or rows is one, with empty ones in the place of the others: so all rows are as long as each
 * other. Tables that would have more than {@link mostCells} together stay as they are.
 */
function fillRows(root: ParentNode): void {
  let room = mostCells;
  for (const table of root.querySelectorAll("table")) {
    const rows = [...table.querySelectorAll("tr")];
    const spread = rows.flatMap((row, y) =>
      [...row.children].map((cell) =>
        spanOf(cell, "colspan") *
        Math.min(spanOf(cell, "rowspan"), rows.length - y)
      )
    );
    if (spread.reduce((sum, it) => sum + it, 0) > room) continue;
    const grid: (Element | undefined)[][] = rows.map(() => []);
    for (const [y, row] of rows.entries()) {
      let x = 0;
      for (const cell of [...row.children]) {
        while (grid[y][x]) x++;
        const width = spanOf(cell, "colspan");
        const height = spanOf(cell, "rowspan");
        for (const line of grid.slice(y, y + height)) {
          for (let n = 0; n < width; n++) line[x + n] ??= emptyLike(cell);
        }
        grid[y][x] = cell;
        x += width;
      }
    }
    const width = Math.max(0, ...grid.map(({ length }) => length));
    if (rows.length * width > room) continue;
    room -= rows.length * width;
    for (const [y, row] of rows.entries()) {
      if (grid[y].length === 0) continue;
      const last = grid[y].at(-1)!;
      row.replaceChildren(
        ...Array.from(
          { length: width },
          (_, x) => grid[y][x] ?? emptyLike(last),
        ),
      );
    }
  }
}

/** Over more columns or rows no cell goes. */
const mostSpan = 100;

/** So many cells have room for a few words each in a page. */
const mostCells = 5_000;

const spanOf = (cell: Element, name: "colspan" | "rowspan"): number =>
  Math.min(
    Math.max(Math.floor(Number(cell.getAttribute(name))) || 1, 1),
    mostSpan,
  );

const emptyLike = (cell: Element): Element =>
  cell.ownerDocument.createElement(cell.localName);

/** Whether something stands in a cell before one of its blocks, on the same line. */
function hasTextBefore(cell: Element, block: Element): boolean {
  const range = cell.ownerDocument.createRange();
  range.setStart(cell, 0);
  range.setEndBefore(block);
  const before = range.cloneContents();
  const isBroken = (before.lastElementChild?.localName === "br") &&
    !before.lastElementChild.nextSibling?.textContent?.trim();
  return (before.textContent ?? "").trim() !== "" && !isBroken;
}

/** What is in more lists than a page has is put into the deepest that it has. */
function limitDepth(root: ParentNode): void {
  const deeper = Array(deepestList + 1).fill("li").join(" ");
  for (let item; (item = root.querySelector(deeper));) {
    const list = item.parentElement!;
    const outer = list.closest("li");
    if (!outer) return;
    outer.after(...list.childNodes);
    list.remove();
  }
}
