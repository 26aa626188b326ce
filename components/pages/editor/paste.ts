/**
 * Prepares HTML pasted from Word, web pages or spreadsheets. It is parsed in a separate document, in which nothing
 * runs or loads.
 */
import { DOMParser, type Schema, type Slice } from "prosemirror-model";
import { maxListDepth } from "../../../classroom/model/page_schema.ts";
import { markCode } from "./paste_code.ts";
import { convertFormulas } from "./paste_formulas.ts";
import { normalise } from "../../../formats/normalise.ts";

export class ClipboardParser extends DOMParser {
  constructor(schema: Schema) {
    super(schema, DOMParser.fromSchema(schema).rules);
  }

  override parseSlice(
    dom: globalThis.Node,
    options?: Parameters<DOMParser["parseSlice"]>[1],
  ): Slice {
    if (dom instanceof Element || dom instanceof DocumentFragment) {
      normalizePastedHtml(dom);
    }
    return super.parseSlice(dom, options);
  }
}

/**
 * Removes style sheets, and renames `style` attributes, which our content security policy would block in parsed
 * HTML.
 */
export const removeStyles = (html: string): string =>
  html.replace(/<style\b[^]*?<\/style\s*>/gi, "").replace(
    /(<[a-z][^>]*?\s)style(?=\s*=)/gi,
    "$1data-style",
  );

const styleOf = (it: Element): string => it.getAttribute("data-style") ?? "";

/**
 * Turns bold and italic styles into elements, and removes such elements if their style says otherwise, as Google
 * Docs' `<b>` around everything.
 */
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
  for (const element of [...root.querySelectorAll("[data-style]")]) {
    for (const [tag, selector, is, isNot] of marks) {
      if (element.matches(selector)) {
        if (isNot.test(styleOf(element))) {
          element.replaceWith(...element.childNodes);
        }
      } else if (
        element.matches("span, font, a, p, td, li") && is.test(styleOf(element))
      ) {
        const mark = element.ownerDocument.createElement(tag);
        mark.append(...element.childNodes);
        element.append(mark);
      }
    }
  }
}

/** Rewrites HTML of known programs into elements that a page has. */
function normalizePastedHtml(root: ParentNode & globalThis.Node): void {
  for (
    const element of root.querySelectorAll(
      "style, script, title, head, meta, link, .EOP, colgroup, col, template, object, iframe, noscript, xml, button, input:not([type=checkbox])",
    )
  ) element.remove();
  markCode(root);
  convertFormulas(root);
  makeWordLists(root);
  joinListsByLevel(root);
  markStyles(root);
  nestLists(root);
  splitAtNumbers(root);
  markTasks(root);
  flattenCells(root);
  fillRows(root);
  limitDepth(root);
}

/** `number` is null for a bullet. */
interface WordItem {
  level: number;
  number: number | null;
}

function parseWordListItem(line: Element): WordItem | null {
  const level = /mso-list:[^;]*\blevel(\d+)/.exec(styleOf(line))?.[1];
  if (!level) return null;
  const sign = signOf(line)?.textContent?.trim() ?? "";
  return { level: Number(level), number: parseListNumber(sign) };
}

/** The number of a list sign, in digits, letters, Roman or Chinese numerals; null: it is not a number. */
function parseListNumber(sign: string): number | null {
  const [, numeral] =
    /^[(（【]?第?(?:\d+\.)*([\p{L}\p{N}]{1,8}?)(?:[.)、】．:章節节條条題题]|$)/u
      .exec(normalise(sign, "NFKC")) ?? [];
  // A single letter without punctuation may be a bullet of a symbol font.
  if (numeral === undefined || /^\p{Script=Latin}+$/u.test(sign)) return null;
  if (/^\d+$/.test(numeral)) return Number(numeral);
  const roman = romanNumber(numeral.toLowerCase());
  if (roman !== null) return roman;
  if (/^[a-z]$/i.test(numeral)) return numeral.toLowerCase().charCodeAt(0) - 96;
  const stem = "甲乙丙丁戊己庚辛壬癸".indexOf(numeral) + 1;
  return stem > 0 && numeral.length === 1 ? stem : chineseNumber(numeral);
}

/** Reads `i` to `xxxix`. Other letters are no Roman numbers here, but letters of the alphabet. */
function romanNumber(text: string): number | null {
  const [, tens, ones] = /^(x{0,3})(ix|iv|v?i{0,3})$/.exec(text) ?? [];
  if (!text || tens === undefined) return null;
  const values = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
  return tens.length * 10 + values.indexOf(ones);
}

/** Reads Chinese numerals up to 99, in everyday and in formal characters. */
function chineseNumber(text: string): number | null {
  const plain = [...text].map((char) => {
    const index = "〇壹貳參肆伍陸柒捌玖拾".indexOf(char);
    return index < 0 ? char : "〇一二三四五六七八九十"[index];
  }).join("");
  const [, tens, ten, ones] =
    /^([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)$/.exec(plain) ?? [];
  if (!plain || tens === undefined || (!ten && tens && ones)) return null;
  const digit = (it: string) => "〇一二三四五六七八九".indexOf(it || "〇");
  return ten ? (digit(tens) || 1) * 10 + digit(ones) : digit(tens || ones);
}

/** The element with the list sign that Word writes before an item. */
function signOf(line: Element): Element | null {
  return [...line.querySelectorAll("span[data-style]")].find((span) =>
    /mso-list:\s*Ignore/i.test(styleOf(span))
  ) ?? null;
}

/** Makes lists of Word's list items, which are paragraphs with a level. */
function makeWordLists(root: ParentNode): void {
  let open: { list: Element; level: number }[] = [];
  let last: Element | null = null;
  for (const line of [...root.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
    const item = parseWordListItem(line);
    if (!item) continue;
    if (last === null || (last as Element).nextElementSibling !== line) {
      open = [];
    }
    open = open.filter(({ level }) => level <= item.level);
    // An item that does not continue the open list begins a new one on its level.
    if (
      open.at(-1)?.level === item.level &&
      !continuesList(open.at(-1)!.list, item)
    ) {
      open.pop();
    }
    const { ownerDocument } = line;
    const listItem = ownerDocument.createElement("li");
    if (open.at(-1)?.level !== item.level) {
      const list = ownerDocument.createElement(
        item.number === null ? "ul" : "ol",
      );
      if (item.number !== null) list.setAttribute("start", String(item.number));
      const within = open.at(-1)?.list.lastElementChild;
      if (within) within.append(list);
      else line.before(list);
      open.push({ list, level: item.level });
    }
    const { list } = open.at(-1)!;
    signOf(line)?.remove();
    const text = ownerDocument.createElement("p");
    text.append(...line.childNodes);
    listItem.append(text);
    list.append(listItem);
    line.remove();
    last = open[0].list;
  }
}

/** Whether an item continues a list: of the same kind, and not number 1. */
function continuesList(list: Element, { number }: WordItem): boolean {
  return (list.localName === "ol") === (number !== null) && number !== 1;
}

/** Joins the lists of Word Online, which puts each item into a list of its own, with its level. */
function joinListsByLevel(root: ParentNode): void {
  const says = "[data-aria-level]";
  for (const box of [...root.querySelectorAll("div")]) {
    const children = [...box.children];
    const isWrapper = children.length > 0 && !box.closest("li") &&
      children.every((child) =>
        child.matches("ul, ol") && child.querySelector(`:scope > ${says}`)
      );
    if (isWrapper) box.replaceWith(...children);
  }
  let open: { list: Element; level: number }[] = [];
  let last: Element | null = null, previousList: Element | null = null;
  for (const item of [...root.querySelectorAll(`li${says}`)]) {
    const ownList = item.parentElement!;
    if (ownList.closest("li") || !ownList.matches("ul, ol")) continue;
    const level = Number(item.getAttribute("data-aria-level")) || 1;
    const start = ownList.getAttribute("start") ??
      item.getAttribute("data-aria-posinset");
    const begins = ownList !== previousList && start === "1";
    previousList = ownList;
    if (ownList.previousElementSibling !== last) open = [];
    open = open.filter((it) => it.level <= level);
    const openList = open.at(-1);
    const isSameList = openList?.level === level &&
      openList.list.localName === ownList.localName && !begins;
    if (!isSameList) {
      if (openList?.level === level) open.pop();
      const list = item.ownerDocument.createElement(ownList.localName);
      if (start !== null) list.setAttribute("start", start);
      const within = open.at(-1)?.list.lastElementChild;
      if (within) within.append(list);
      else ownList.before(list);
      open.push({ list, level });
    }
    open.at(-1)!.list.append(item);
    if (ownList.childElementCount === 0) ownList.remove();
    last = open[0].list;
  }
}

/** Moves nested lists into the item before them. Google Docs and old pages write them next to it. */
function nestLists(root: ParentNode): void {
  for (
    const list of [
      ...root.querySelectorAll("ul > ul, ul > ol, ol > ol, ol > ul"),
    ]
  ) {
    const previous = list.previousElementSibling;
    if (previous?.localName === "li") previous.append(list);
    else {
      const item = list.ownerDocument.createElement("li");
      list.before(item);
      item.append(list);
    }
  }
}

/** Begins another list where an item's number does not follow the one before it, as a page's lists count. */
export function splitAtNumbers(root: ParentNode): void {
  for (const list of root.querySelectorAll("ol")) {
    let part: Element = list;
    const start = Number(list.getAttribute("start") ?? 1);
    let next = Number.isInteger(start) ? start : 1;
    for (const item of [...list.children]) {
      if (item.localName !== "li") continue;
      const written = item.getAttribute("value") ?? "";
      const number = /^\d{1,9}$/.test(written) ? Number(written) : next;
      if (number !== next && item === list.firstElementChild) {
        list.setAttribute("start", String(number));
      } else if (number !== next) {
        const following = list.ownerDocument.createElement("ol");
        following.setAttribute("start", String(number));
        part.after(following);
        part = following;
      }
      if (part !== list) part.append(item);
      next = number + 1;
    }
  }
}

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

/** Makes blocks in cells lines, and nested tables text: a cell holds a single paragraph. */
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
 * Splits cells that span columns or rows, and adds empty cells, so that all rows have the same length, within
 * {@link maxCells}.
 */
function fillRows(root: ParentNode): void {
  let room = maxCells;
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

/** Wider spans count as this many cells. */
const maxSpan = 100;

/** Cells of all pasted tables together: a page has room for a few words in each. */
const maxCells = 5_000;

const spanOf = (cell: Element, name: "colspan" | "rowspan"): number =>
  Math.min(
    Math.max(Math.floor(Number(cell.getAttribute(name))) || 1, 1),
    maxSpan,
  );

const emptyLike = (cell: Element): Element =>
  cell.ownerDocument.createElement(cell.localName);

/** Whether text precedes a block in its cell, on the same line. */
function hasTextBefore(cell: Element, block: Element): boolean {
  const range = cell.ownerDocument.createRange();
  range.setStart(cell, 0);
  range.setEndBefore(block);
  const content = range.cloneContents();
  const isBroken = (content.lastElementChild?.localName === "br") &&
    !content.lastElementChild.nextSibling?.textContent?.trim();
  return (content.textContent ?? "").trim() !== "" && !isBroken;
}

function limitDepth(root: ParentNode): void {
  const deeper = Array(maxListDepth + 1).fill("li").join(" ");
  for (let item; (item = root.querySelector(deeper));) {
    const list = item.parentElement!;
    const outer = list.closest("li");
    if (!outer) return;
    outer.after(...list.childNodes);
    list.remove();
  }
}
