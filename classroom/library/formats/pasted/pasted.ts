/**
 * Questions as somebody pastes them. Lines are put together to blocks, one for each question; in a block the marks
 * that follow each other from the first on are its choices. `docs/pasted-quizzes.md` has the rules. What is not certain
 * stays in the text and is named by its line. Pure; what it looks at grows with the length of the text.
 */
import { plainAnswer } from "../../../model/resources/questions.ts";
import {
  type Draft,
  failedAt,
  type Finding,
  type Found,
  itemAt,
  leftOutAt,
  quizAt,
  type TrueFalse,
} from "../found.ts";
import { longestLine, overBounds, plainLines, textLines } from "../lines.ts";
import { type CsvRow, csvRows } from "../../../model/tables/csv.ts";
import { askedColumns, askedPairs } from "../asked_columns.ts";
import { isAnki, readAnki } from "../anki.ts";
import { isBlackboard, readBlackboard } from "../blackboard.ts";
import { readQuizTable } from "../quiz_csv.ts";
import { isQuizHead } from "../sheet_columns.ts";
import { isText2qti, readText2qti } from "../text2qti.ts";
import {
  asksAll,
  isTrueFalse,
  marked,
  meansTwo,
  namedChoices,
  numberAnswer,
  readAcceptedTexts,
  stemOf,
  trueOrFalse,
} from "./answers.ts";
import {
  type ChoiceMark,
  choiceMarksOf,
  isOfPage,
  linesIn,
  marksIn,
  type PastedLine,
  placeOf,
  plainSigns,
  withoutBold,
  withoutButton,
} from "./grammar.ts";
import { withUsualMarks } from "./loose_marks.ts";
import {
  headlessTable,
  keyFrom,
  keyLetters,
  keyPairs,
  keyTexts,
  rowIn,
  tabbed,
} from "./tables.ts";

/** So many marks, cells and lines are looked at: each costs more than the letters that it is written with. */
export const mostPieces = 60_000;

const piece = /[\t(（①-⑩]|[A-Za-z甲乙丙丁][.)、．]/gu;

/** The lines of one question. */
interface Block {
  head: PastedLine;
  /** What it and others are about, the head, and what is below it. */
  lines: PastedLine[];
  asksWhether: boolean;
  /** What is below the question is its choices, without any mark. */
  isList?: boolean;
}

/** A question that was put together. */
interface Pasted {
  line: number;
  number?: number;
  text: string;
  choices: { text: string; right: boolean }[];
  /** How the choices are marked. */
  family?: string;
  answer?: string;
  /** The answer stands in front of the number. */
  isInFront?: boolean;
  answerLine?: number;
  explanation?: string;
  points?: number;
  asksWhether: boolean;
}

/** Whether a text is in a program's own format, which only looks like others. */
export function isOwnText(text: string): boolean {
  return isAnki(text) || isBlackboard(text) || isText2qti(text);
}

/** Reads them, one after the other. */
export function* readPasted(text: string, words: TrueFalse): Finding {
  if (isAnki(text)) return yield* readAnki(text);
  if (isBlackboard(text)) return yield* readBlackboard(text, words);
  if (isText2qti(text)) return yield* readText2qti(text);
  const given = withUsualMarks(plainLines(text));
  const table = headlessTable(given);
  if (table) yield table.remark;
  const columns = table ? askedColumns(table.rows) : askedPairs(given);
  if (columns) yield { what: "columns", line: 1, columns };
  if (table?.rest === null) return;
  const whole = tabbed(table?.rest ?? given);
  const rows = tableRows(whole);
  if (rows) return yield* readQuizTable(rows, words);
  const lines: PastedLine[] = [];
  yield* lexed(whole, lines);
  const key = keyFrom(lines);
  const { name, blocks } = yield* blocksOf(lines.slice(0, key));
  const found: Pasted[] = [];
  for (const block of blocks) yield* questionOf(block, found);
  yield* keyOf(lines.slice(key), found);
  if (name) yield quizAt(1, name);
  for (const one of found) yield* itemOf(one, words);
}

/** Before the headings of a pasted table stand at most so many rows. */
const furthestHead = 4;

/** The rows of a table with headings; null: there are none. Cells over several lines are quoted by spreadsheets. */
function tableRows(text: string): Iterable<CsvRow | { open: number }> | null {
  let hasBreak = false, isTable = false, count = 0;
  for (const row of csvRows(text, "\t")) {
    if ("open" in row || count++ >= furthestHead) break;
    hasBreak ||= row.cells.some((cell) => cell.includes("\n"));
    isTable ||= isQuizHead(row.cells);
  }
  if (isTable && hasBreak) return csvRows(text, "\t");
  // One that is drawn may have a title above it.
  const lines = text.split("\n", furthestHead);
  return lines.some((it) => isQuizHead(it.split("\t", 50)))
    ? rowsOf(text)
    : null;
}

function* rowsOf(text: string) {
  for (const { line, text: row } of textLines(text)) {
    if (row.trim() !== "") yield { line, cells: row.split("\t", 50) };
  }
}

const whetherHeading = /^\W{0,9}true\s{0,9}(?:\/|or)\s{0,9}false\W{0,9}$/i;

/** The lines, and what is between fences as it is. */
function* lexed(whole: string, lines: PastedLine[]): Finding {
  const isFence = (raw: string) => /^\s{0,3}(?:```|~~~)/.test(raw);
  let fences = 0, isOpen = false, pieces = 0;
  /** How often a line asks whether something is true: a heading does so once. */
  let asking = 0;
  for (const { text } of textLines(whole)) {
    if (isFence(text)) fences++;
    if (text.length < 40 && whetherHeading.test(text)) asking++;
  }
  for (const { line, text: raw } of textLines(whole)) {
    if (line % 100 === 0) yield;
    const over = overBounds({ line, text: raw });
    if (over) yield failedAt(line, over.reason, { most: over.most });
    if (over?.isEnd) return;
    if (over) continue;
    const turns = isFence(raw) && fences-- > (isOpen ? 0 : 1);
    if (isOpen || turns) lines.push({ line, raw, is: "code", text: raw });
    else if (isOfPage(raw)) {
      yield leftOutAt(line, "line-left-out", { text: raw.trim() });
      lines.push({ line, raw, is: "blank", text: "" });
    } else {
      pieces += raw.match(piece)?.length ?? 0;
      const whole = withoutButton(raw);
      if (whole !== null) {
        const text = raw.slice(whole.length).trim();
        yield leftOutAt(line, "line-left-out", { text });
      }
      const kept = whole ?? raw;
      const isBelow = lines.at(-1)?.is === "text" ||
        lines.length > 0 && asking > 1;
      lines.push(...rowIn(kept, line) ?? linesIn(kept, line, isBelow));
    }
    if (turns) isOpen = !isOpen;
    if (pieces > mostPieces) {
      yield failedAt(line, "too-many-pieces", { most: mostPieces });
      return;
    }
  }
}

const notRead =
  /^(?:match\b|matching\b)|配合[題题]|配對|连线|連連看|[连連]一[连連]/iu;
/** `cat — meow`, `cat ____` */
const pairOfWords = /\S\s*(?:[-–—=→]|\.{3})\s*\S|_{2,}/u;
const passage =
  /^\(?(?:questions?\s*)?\d{1,3}\s*[-–~～至到]\s*\d{1,3}\s*[題题]?\s*(?:[為为]|是)?\s*(?:[題题][組组]|[閱阅][讀读])|^[(]?(?:請|请)?[閱阅][讀读](?:下|以下|短文)|^read\s+(?:the|this)\s+(?:passage|text|story|article)|^(?:use|look at)\s+the\s.*\bto answer|^questions?\s+\d{1,3}\s*(?:-|–|to|and|through)\s*\d{1,3}/iu;

/** Puts lines together to blocks; the name stands before the first question. */
function* blocksOf(
  lines: PastedLine[],
): Generator<Found | undefined, { name: string | null; blocks: Block[] }> {
  const isNumbered = numbered(lines);
  const choices = choiceLines(lines, isNumbered);
  const blocks: Block[] = [];
  let name: string | null = null;
  let block = null as Block | null;
  let gap = false, asksWhether = false;
  /** What cannot be read stands below this heading. */
  let closed: string | null = null;
  let read: PastedLine[] = [];
  const begin = (head: PastedLine): Block => {
    if (read.length > 0) read.push({ ...read[0], is: "blank", text: "" });
    block = {
      head,
      lines: [...read, head],
      asksWhether: asksWhether || head.asksWhether === true,
    };
    read = [];
    blocks.push(block);
    return block;
  };
  for (let at = 0; at < lines.length; at++) {
    if (at % 100 === 0) yield;
    const it = lines[at];
    const wasGap: boolean = gap;
    gap = it.is === "blank";
    const now = block as Block | null;
    if (it.is === "blank") {
      now?.lines.push(it);
      if (read.length > 0) read.push(it);
    } else if (it.is === "heading" || closed !== null) {
      if (it.is === "heading") {
        asksWhether = /是非|判[斷断]|true\s*(?:\/|or)\s*false/iu.test(it.text);
        block = null;
        closed = notRead.test(it.text) ? it.text : null;
      }
      if (closed !== null) {
        yield failedAt(it.line, "kind-unknown", { kind: closed });
      } else if (name === null && blocks.length === 0) name = it.text;
      else yield leave(it);
    } else if (it.style !== undefined) {
      begin(it);
    } else if (
      it.is === "text" && (!now || wasGap || /^\D{0,12}\d/.test(it.text)) &&
      passage.test(plainSigns(it.text))
    ) {
      block = null;
      read.push(it);
      yield leftOutAt(it.line, "passage-with-one", { text: it.text });
    } else if (read.length > 0 && it.is === "text" && !choices.has(it)) {
      read.push(it);
    } else if (
      now &&
      (isNumbered || it.is !== "text" || choices.has(it) ||
        !startsAnew(now, it, wasGap))
    ) {
      now.lines.push(it);
    } else if (choices.has(it) || it.is === "answer") {
      yield failedAt(it.line, "no-question-above", { text: it.raw.trim() });
    } else if (
      it.is === "text" && name === null && blocks.length === 0 &&
      !isLabelOfNext.test(it.text) && isTitle(lines, at, isNumbered)
    ) name = it.text.replaceAll("\t", " ");
    else if (isNumbered || it.is !== "text" && it.is !== "code") {
      yield leave(it);
    } else at += runFrom(lines, at, choices, begin) - 1;
  }
  for (const it of read) if (it.is !== "blank") yield leave(it);
  return { name, blocks };
}

/** Which lines with numbers are questions: whether there are any. Of the others the number is a part of the text. */
function numbered(lines: PastedLine[]): boolean {
  const areChoices = numbersAreChoices(lines);
  const hasDigits = lines.some(({ style = "一" }) => style !== "一");
  let own: string | null = null, last = 0, isAny = false;
  const below = new Map<string, number>();
  for (const it of lines) {
    if (it.is === "heading") own = null;
    const { style, number = last + 1 } = it;
    if (style === undefined) continue;
    let isOne = style === "Q";
    if (style === "一" && hasDigits) {
      Object.assign(it, { is: "heading", text: it.raw.trim() });
      own = null;
    } else if (style !== "Q" && !areChoices) {
      isOne = own === null || style === own;
      // A row of another style, from 1 on, is within the question.
      const isBelow = number === 1 || below.get(style) === number;
      if (!isOne && isBelow) below.set(style, number + 1);
      else isOne ||= number === last + 1;
    }
    if (isOne) {
      own ??= style;
      last = number;
      below.clear();
      isAny = true;
    } else {
      delete it.style;
      if (it.is === "text") it.text = it.whole ?? it.text;
    }
  }
  return isAny;
}

/** Whether a line begins with a mark. */
function beginsAt(
  it: PastedLine | undefined,
  place?: number,
  family?: string,
): boolean {
  return it?.is === "text" &&
    choiceMarksOf(it).some((it) =>
      it.starts && it.place === (place ?? it.place) &&
      it.family === (family ?? it.family)
    );
}

/** Whether numbers are those of choices: each row of them begins at 1 right below a line without one. */
function numbersAreChoices(lines: readonly PastedLine[]): boolean {
  const own = lines.filter(({ style }) => style !== undefined);
  const firsts = own.filter(({ number }) => number === 1).length;
  const asking = own.filter(({ text }) => /[?？]$/u.test(text)).length;
  return firsts > 0 && own.length > firsts && asking * 2 < own.length &&
    lines.every((it, at) =>
      it.style === undefined
        ? !beginsAt(it)
        // Choices may stand behind it.
        : it.style !== "Q" &&
          choiceMarksOf(it).every(({ place }) => place < 1) &&
          (it.number !== 1 ||
            lines[at - 1]?.is === "text" && lines[at - 1].style === undefined)
    );
}

/** The lines that begin with a choice's mark: never one that has a number. */
function choiceLines(
  lines: readonly PastedLine[],
  isNumbered: boolean,
): Set<PastedLine> {
  return new Set(lines.filter((it, at) => {
    if (it.is !== "text" || it.style !== undefined && isNumbered) return false;
    const marks = choiceMarksOf(it);
    return marks.some(({ family, place, starts }) =>
      starts && (/ $/.test(family)
        // `A Amy` is one where `B Ben` is below it.
        ? beginsAt(lines[at - 1], place - 1, family) ||
          beginsAt(lines[at + 1], place + 1, family)
        // `(C) Who? (A) Amy (B) Ben` is a question.
        : place === 0 ||
          !marks.some((it) => it.family === family && it.place === 0))
    );
  }));
}

/** What a line of text before all questions is. */
function isTitle(
  lines: readonly PastedLine[],
  at: number,
  isNumbered: boolean,
): boolean {
  const { text, isTitle } = lines[at];
  if (/__|\t.*\S:|:.*\t|^[^\p{L}\p{N}]*$/u.test(plainSigns(text))) return false;
  if (isTitle || isNumbered) return true;
  // Alone in its paragraph, and the next has choices.
  const [gap, , below] = lines.slice(at + 1).filter(({ is }, n, all) =>
    n === 0 || is !== "blank" || all[n - 1].is !== "blank"
  );
  return gap?.is === "blank" && !/[?？.。:：!！_]$/u.test(text) &&
    beginsAt(below, 0);
}

/** Whether a line without a number begins a question, where none has one. */
function startsAnew(now: Block, { text }: PastedLine, gap: boolean): boolean {
  const last = now.lines.findLast(({ is }) => is !== "blank")!;
  const label = now.lines.findLast(({ is }) =>
    is === "answer" || is === "explanation"
  );
  // A label with nothing behind it waits for what is below.
  if (label && label === last && label.text === "") return false;
  if (gap) return true;
  if (label) return label.is === "answer" || asks(text);
  return last.is === "text" && last !== now.head && !/^\p{Ll}/u.test(text);
}

/** Lines of text that follow each other: a question with its choices, one over some lines, or one a line. */
function runFrom(
  lines: readonly PastedLine[],
  from: number,
  choices: ReadonlySet<PastedLine>,
  begin: (head: PastedLine) => Block,
): number {
  const isIn = (it?: PastedLine) =>
    it?.is === "text"
      ? !choices.has(it)
      : it?.is === "points" || it?.is === "code";
  let to = from;
  while (isIn(lines[to])) to++;
  const run = lines.slice(from, to);
  const [first, ...rest] = run;
  const texts = rest.filter(({ is }) => is === "text").map(({ text }) => text);
  const next = lines[to];
  const isList = texts.length > 1 && (texts.some((it) => marked(it).right) ||
    texts.every((it) => trueOrFalse(marked(it).text) !== undefined) ||
    /[?？:：_]$/u.test(first.text.replace(/\s\*$/, "")) && !texts.some(asks) &&
      (!next || next.is === "blank" || next.is === "answer") ||
    next?.is === "answer" && namedChoices(next.text, texts) !== null);
  if (isList || run.some(({ is }) => is === "code")) {
    const block = begin(first);
    block.isList = isList;
    block.lines.push(...rest);
    return run.length;
  }
  // A question that goes over some lines ends with its choices or its answer; else each line is one.
  const joins = next !== undefined && next.is !== "blank" &&
    next.is !== "heading";
  let open: Block | null = null;
  for (const it of run) {
    if (open || it.is === "points") (open ?? begin(it)).lines.push(it);
    else open = begin(it);
    if (!joins && it.is === "text" || asks(it.text)) open = null;
  }
  return run.length;
}

/** A line that is part of nothing. */
function leave({ line, raw }: PastedLine): Found {
  return leftOutAt(line, "line-left-out", { text: raw.trim() });
}

function asks(text: string): boolean {
  return /[?？]["”’」』)）]*$/u.test(text);
}

/** Lines joined to a text; some that are empty are one. */
function joined(lines: readonly PastedLine[]): string {
  // No text has a nought in it.
  return lines.map(({ is, text }) => is === "blank" ? "\0" : text).join("\n")
    .replace(/\n(?:\0\n)+/g, "\n\n").replaceAll("\0", "").trim();
}

/** Marks that are often none: a letter without a sign behind it, `i`, bullets, numbers. */
const loose = / $|^\(?i\)?$|^\(?I\)?$|^bullet|^1|^▲/;
const between = /^(?:or|and|和|與|与|或|及|、|,)$/iu;

/**
 * A list of marks that follow each other, from the first on. `isAnswered`: a letter is said to be right, so that texts
 * that ask are choices as well.
 */
function sequenceOf(
  marks: readonly ChoiceMark[],
  text: string,
  isAnswered: boolean,
): { chosen: ChoiceMark[]; doubt?: ChoiceMark } {
  const lists: ChoiceMark[][] = [];
  const byFamily = Map.groupBy(
    marks,
    ({ family }) => family.replace(/^bullet.*/, "bullet"),
  );
  for (const [family, all] of byFamily) {
    // In columns `A` and `C` stand before `B` and `D`: a tab says so, or that each is there once.
    const columns = [all.filter(({ isApart }) => isApart), all]
      .find((marks, n) => {
        const places = marks.map(({ place }) => place);
        return marks.length > 2 + n && places.some((it, at) => it !== at) &&
          places.toSorted((a, b) => a - b).every((it, at) => it === at);
      });
    const runs: ChoiceMark[][] = [];
    for (const it of all) {
      if (it.place === 0) runs.push([it]);
      else if (it.place === runs.at(-1)?.length) runs.at(-1)!.push(it);
    }
    const [longest] = runs.toSorted((a, b) => b.length - a.length);
    if (family === "bullet") lists.push(all);
    else if (columns) lists.push(columns.toSorted((a, b) => a.place - b.place));
    else if (longest && (longest[0].starts || !/ $/.test(family))) {
      lists.push(longest);
    }
  }
  const rank = ([{ family }]: ChoiceMark[]) =>
    /^\(?[Aa]\)?\s?$/.test(family) ? 2 : family.startsWith("bullet") ? 0 : 1;
  let best = null as ChoiceMark[] | null;
  let doubt: ChoiceMark | undefined;
  for (const list of lists.toSorted(([a], [b]) => a.at - b.at)) {
    const [first] = list;
    const isInline = list.every(({ starts }) => !starts);
    const byText = list.toSorted((a, b) => a.at - b.at);
    const all = byText.map((it, n) =>
      text.slice(it.end, byText[n + 1]?.at).trim()
    );
    const above = text.slice(0, first.at);
    const isOne = list.length === 1 &&
      (best !== null || !first.starts || / $/.test(first.family));
    // `點（A）和點（B）`
    const isNamed = isInline && list.length === 2 && first.family !== "①" &&
      (first.family.startsWith("(1") || /[\p{L}\d]$/u.test(above));
    if (
      isOne || isNamed || all.some((it) => it === "" || between.test(it))
    ) continue;
    const isAsked = isAnswered || /which|哪|何/iu.test(above);
    if (list.length > 1 && all.every(asks) && !isAsked) {
      doubt ??= first;
    } else if (
      !best || best.length === 1 || rank(list) > rank(best) ||
      rank(list) === rank(best) && first.at > best.at(-1)!.at
    ) best = list;
  }
  if (best) {
    const { length, 0: { family } } = best;
    // It would be the next one, and is none of them.
    doubt = marks.find((it) => it.family === family && it.place === length);
    return { chosen: best, doubt };
  }
  // `②乙 ③丙` without a first, or a mark that begins a line.
  const strays = marks.filter(({ family, starts }) =>
    !loose.test(family) && (starts || !/^[Aa甲]$/.test(family))
  );
  const known = new Set(
    strays.map(({ family, place }) => `${family} ${place}`),
  );
  doubt ??= strays.find(({ starts }) => starts) ??
    strays.find(({ family, place }) =>
      known.has(`${family} ${place + 1}`) && !known.has(`${family} 0`)
    );
  return { chosen: [], doubt };
}

/** Gives a question its answer; the last one that is said is taken. */
function* answered(one: Pasted, line: number, given: string): Finding {
  // `C	PTS:	1	REF:	p. 12`, as ExamView writes it.
  const cut = /\t\s*\p{L}{2,12}:/u.exec(given)?.index ?? given.length;
  const answer = given.slice(0, cut);
  if (cut < given.length) {
    yield leftOutAt(line, "line-left-out", { text: given.slice(cut).trim() });
  }
  const other = one.answer;
  if (other !== undefined && other !== answer) {
    yield leftOutAt(line, "answers-differ", { text: answer, other });
  }
  Object.assign(one, { answer, answerLine: line, isInFront: false });
}

/** Respondus writes it above a question. */
const isLabelOfNext = /^(?:title|type)\s*:/i;

/** `... That is right.` below a choice says what is to be said of it; Respondus writes `@` and `~`. */
const isFeedback = /^\s*(?:\.{3}|…{1,2}|[@~])[ \t]+\S/u;

/** A block's question, put together. */
function* questionOf(block: Block, found: Pasted[]): Finding {
  const { head, lines: [{ line }], asksWhether } = block;
  const { number, front: answer } = head;
  const one: Pasted = { line, number, text: "", choices: [], asksWhether };
  if (answer !== undefined) Object.assign(one, { answer, isInFront: true });
  const explains: PastedLine[] = [];
  const body: PastedLine[] = [];
  found.push(one);
  let target: "body" | "answer" | "explanation" | "after" = "body";
  let gap = false;
  // `Q: …`, and below it `A: …`: where there is no `B` it is no choice.
  const isAsked = /^\W*(?:Q|問|问)\s*[.:：)]/iu.test(head.raw) &&
    !block.lines.some(({ raw }) => /^\W*B\s*[:.)]/u.test(plainSigns(raw)));
  for (const it of block.lines) {
    if (it.is === "blank") {
      gap = true;
      if (target === "body") body.push(it);
      continue;
    }
    if (it.is === "points") {
      // Behind a gap they may be those of the next one.
      if (one.points !== undefined || gap) yield leave(it);
      else one.points = it.points;
      continue;
    }
    if (it.is === "text" && it !== head && isFeedback.test(it.raw)) {
      const hasChoice = body.some((it) =>
        it.is === "text" && choiceMarksOf(it).some(({ starts }) => starts)
      );
      if (hasChoice) {
        yield leftOutAt(it.line, "feedback-left-out");
        continue;
      }
      yield leftOutAt(it.line, "not-certain", { text: it.text });
    }
    if (it.is === "explanation") {
      if (it.text !== "") explains.push(it);
      target = "explanation";
    } else if (it.is === "answer" && it.text === "") target = "answer";
    else if (it.is === "answer" || target === "answer") {
      // `Answer:` and below it `B) Paris`.
      yield* answered(one, it.line, it.text);
      target = "after";
    } else if (target === "explanation") {
      const isItem = it.is === "code" || /^[-–—•*\d]/.test(it.text);
      if (gap && explains.length > 0 && !isItem) yield leave(it);
      else explains.push({ ...it, text: isItem ? it.raw : it.raw.trim() });
    } else if (
      isAsked && it !== head && body.length > 0 &&
      /^\W*A\s*[:.)]/u.test(plainSigns(it.raw))
    ) {
      yield* answered(one, it.line, it.text.replace(/^\W*A\s*[:：.)]\s*/u, ""));
      target = "after";
    } else if (
      target === "after" && choiceMarksOf(it).every(({ starts }) => !starts)
    ) {
      yield leave(it);
    } else if (it !== head || it.text !== "") body.push(it);
    gap &&= isLabelOfNext.test(it.text);
  }
  if (explains.length > 0) one.explanation = joined(explains);
  yield* bodyOf(block, body, one);
}

/** The text and the choices of a question. */
function* bodyOf(
  block: Block,
  body: PastedLine[],
  one: Pasted,
): Finding {
  while (body.at(-1)?.is === "blank") body.pop();
  // `B` alone, below the choices.
  const [above, last] = body.slice(-2);
  const alone = body.length > 2 && last.is === "text" && last !== block.head &&
    /^\(?([A-J])\)?$/u.exec(plainSigns(last.text))?.[1];
  // A mark with nothing behind it waits for its text.
  const waits = alone &&
    choiceMarksOf(above).some(({ starts, end }) =>
      starts && end >= above.text.length
    );
  if (alone && !waits) yield* answered(one, body.pop()!.line, alone);
  const marks: ChoiceMark[] = [];
  /** Where each line begins. */
  const from: number[] = [];
  let text = "";
  for (const [row, it] of body.entries()) {
    from.push(text.length);
    const low = it.is === "text" ? plainSigns(it.text) : "";
    marks.push(...marksIn(low, text.length, block.head.style, row));
    text += `${it.text}\n`;
  }
  const isAnswered = one.answer !== undefined &&
    namesChoices.test(one.answer.trim());
  const { chosen, doubt } = sequenceOf(marks, text, isAnswered);
  if (doubt) {
    const it = body[doubt.row];
    yield leftOutAt(it.line, "not-certain", { text: it.text });
  }
  const byText = chosen.toSorted((a, b) => a.at - b.at);
  const first = byText[0]?.at ?? text.length;
  one.text = joined(
    body.filter((_, n) => from[n] < first).map((it, n) => ({
      ...it,
      text: it.text.slice(0, first - from[n]).trimEnd(),
    })),
  );
  if (chosen.length === 0) return yield* listOf(block, body, one);
  if (/[(（]$/u.test(one.text)) {
    yield leftOutAt(one.line, "not-certain", { text: text.trim() });
  }
  one.family = chosen[0].family;
  const families = new Set(chosen.map(({ family }) => family));
  // What all of them begin with says nothing.
  const saysRight = (family: string) =>
    family === "bullet*" && families.size > 1 ||
    family === "bullet●" && families.has("bullet○");
  const begun = new Set(
    marks.filter(({ starts, family }) => starts && !loose.test(family))
      .map(({ row }) => row),
  );
  const cut = byText.map((mark) => ({
    mark,
    text: "",
    right: false,
    isBold: false,
  }));
  for (const [n, it] of cut.entries()) {
    const { mark } = it;
    const to = byText[n + 1]?.at ?? text.length;
    let gap = false, isOut = false;
    for (let row = mark.row; row < body.length && from[row] < to; row++) {
      const { is, line, text: whole, isBold = false } = body[row];
      const begins = Math.max(mark.end, from[row]);
      const part = text.slice(begins, Math.min(to, from[row] + whole.length));
      isOut ||= row > mark.row && begun.has(row);
      if (is === "blank") gap = it.text !== "";
      else if (isOut) {
        yield failedAt(line, "no-question-above", { text: whole });
      } else if (gap && part.trim() !== "" && is !== "code") {
        yield leave(body[row]);
      } else if (is === "code") it.text += `\n${whole}`;
      else it.text = wrapped(it.text, part.trim());
      if (begins === mark.end) it.isBold = isBold;
    }
    const said = marked(it.text.trim());
    it.isBold ||= /^(?:\*\*[^*]+\*\*|__[^_]+__)$/.test(said.text);
    it.text = withoutBold(said.text);
    it.right = said.right || mark.right || saysRight(mark.family);
  }
  // `A) red, B) green`
  const isApart = cut.length > 1 &&
    cut.slice(0, -1).every(({ text }) => /[;；,，]$/u.test(text));
  if (isApart) {
    for (const it of cut) it.text = it.text.replace(/[;；,，]$/u, "");
  }
  const all = cut.toSorted((a, b) => a.mark.place - b.mark.place);
  if (!all.some(({ right }) => right) && !all.every(({ isBold }) => isBold)) {
    for (const it of all) it.right = it.isBold;
  }
  one.choices = all;
  // `a) 2 + 2 = b) 3 + 3 =` may be two questions.
  if (all.every(({ text, right }) => !right && /[=＝]$/u.test(text))) {
    yield leftOutAt(one.line, "not-certain", { text: all[0].text });
  }
  // `(a) 3 (b) 4 (c) 5 [b]`
  const end = all.at(-1)!;
  const [, rest, sign] =
    /^(.*\S)\s+[([]\s*([A-Ja-j])\s*[)\]]$/su.exec(plainSigns(end.text)) ?? [];
  if (
    rest !== undefined && one.answer === undefined &&
    !all.some(({ right }) => right) && placeOf(sign) < all.length
  ) {
    end.text = end.text.slice(0, rest.length);
    one.answer = sign;
  }
}

/** Lines that go over: words of Chinese are joined without a space. */
function wrapped(text: string, more: string): string {
  const isWhole = /[\p{Lo}，。、；：？！」』）]$/u.test(text) &&
    /^[\p{Lo}，。、；：？！「『（]/u.test(more);
  return text === "" || more === "" || isWhole
    ? text + more
    : `${text} ${more}`;
}

/** `Which one? * (2 points)` */
const asksFor = /[?？]\s*\*?\s*(?:[(（][^()（）]*[)）])?$/u;
const isShort = /^.{0,59}[^.。:：?？]$/u;

/** Lines without marks are choices where one of them is said to be right, or where they are true and false. */
function* listOf(
  block: Block,
  body: readonly PastedLine[],
  one: Pasted,
): Finding {
  const [first, ...rest] = body.filter(({ is }) => is !== "blank");
  const all = rest.map(({ text }) => marked(text));
  if (
    all.length < 2 || one.text.length > longestLine ||
    body.some(({ is }) => is === "code")
  ) return;
  const two = all.slice(-2).map(({ text }) => trueOrFalse(text));
  if (two.includes(true) && two.includes(false)) {
    one.text = joined([first, ...rest.slice(0, -2)]);
    one.choices = all.slice(-2);
    return;
  }
  const isMarked = new Set(all.map(({ right }) => right)).size === 2;
  const texts = all.map(({ text }) => text);
  const isNamed = one.answer !== undefined && !/^\d/.test(one.answer) &&
    (/[?？:：_]["”’」』)）]*$/u.test(first.text) ||
      texts.some((it) => plainAnswer(it) === plainAnswer(one.answer!))) &&
    namedChoices(one.answer, texts) !== null;
  if (!block.isList && !isMarked && !isNamed) {
    const last = rest.slice(-2);
    const mayBeChoices = one.answer === undefined &&
      asksFor.test(first.text) && last.every(({ text }) => isShort.test(text));
    if (!mayBeChoices) return;
    const [{ line, text }] = last;
    return yield leftOutAt(line, "not-certain", { text });
  }
  one.text = first.text.replace(/(?<=[?？:：])\s\*$/u, "");
  one.choices = all;
}

/** Gives the questions the answers of a key. */
function* keyOf(
  lines: readonly PastedLine[],
  found: readonly Pasted[],
): Finding {
  const numbers = found.map((one, at) => one.number ?? at + 1);
  const entries: { number: number; answer: string; line: number }[] = [];
  for (const it of lines) {
    yield;
    const { line } = it;
    const text = it.is === "answer" ? it.text : it.raw;
    if (it.is === "blank" || text === "") continue;
    const letters = keyLetters(text);
    const pairs = letters.length > 1 && letters.length === found.length
      ? letters.map((it, at) => [numbers[at], it] as const)
      : keyPairs(text) ?? (it.is === "heading" ? null : keyTexts(text));
    if (!pairs) yield leave(it);
    for (const [number, answer] of pairs ?? []) {
      entries.push({ number, answer, line });
    }
  }
  // Numbers that begin anew in each part of a test do so in its key as well.
  const isSame = entries.length === found.length &&
    entries.every(({ number }, at) => number === numbers[at]);
  const byNumber = Map.groupBy(found.entries(), ([at]) => numbers[at]);
  for (const [at, { number, answer, line }] of entries.entries()) {
    yield;
    const text = `${number}. ${answer}`;
    const [one, other] = isSame
      ? [found[at]]
      : byNumber.get(number)?.map(([, one]) => one) ?? [];
    if (!one) yield failedAt(line, "no-question-above", { text });
    else if (other) yield leftOutAt(line, "key-unclear", { text });
    else yield* answered(one, line, answer);
  }
}

/** `B) Paris.` */
const lettered =
  /^(?:option|choice|選項|选项)?\s*[(（]?\s*(?:[A-Za-zＡ-Ｚ甲乙丙丁戊]|\d{1,2})\s*(?:[.):、．：）]|\s[-–—]\s)+\s*(.*[^.。\s])/iu;
/** `Answer: B`, and in any language `Antwort: B`. */
const label =
  /(?:answer|答案|正解|解答)\s*[:：]\s*\S.*|[\p{L}]+\s*[:：]\s*[(（]?[A-J][)）]?$/iu;

const namesChoices =
  /^[([（【]?\s*[A-D](?:\s?[,、&]?\s?[A-D])*\s*[)\]）】]?[.。]?$/u;

/** A question as one to keep: its kind and what is right, and what of it cannot be told. */
function* itemOf(one: Pasted, words: TrueFalse): Finding {
  const { line, explanation, isInFront = false } = one;
  const isPaired = one.answer === undefined && one.choices.length > 1 &&
    one.choices.every(({ text, right }) => !right && pairOfWords.test(text));
  if ((one.choices.length === 0 || isPaired) && notRead.test(one.text)) {
    for (const n of one.text.split("\n").keys()) {
      yield failedAt(line + n, "kind-unknown", { kind: one.text });
    }
    return;
  }
  const plain = (it: string) => it.replaceAll("\t", " ").trim();
  const asksWhether = one.asksWhether || isTrueFalse(one.text);
  let choices = one.choices.map((it) => plain(it.text));
  const stem = stemOf(plain(one.text), choices.length, one.answer, asksWhether);
  let answer = one.answer ?? stem.answer;
  const points = one.points ?? stem.points;
  const item: Draft = {
    text: stem.text,
    ...(explanation && { explanation }),
    ...(points !== undefined && { points }),
  };
  for (
    const doubt of [
      stem.doubt,
      // `（3）` before the question may be the right one of `(1)`, `(2)`, `(3)`.
      one.family === "(1)" && answer === undefined
        ? numberFirst.exec(plainSigns(stem.text))?.[0]
        : undefined,
      ...choices.map((it) => label.exec(it)?.[0]),
    ]
  ) {
    if (doubt) yield leftOutAt(line, "answer-seen", { text: doubt });
  }
  const whether = answer === undefined ? undefined : trueOrFalse(answer);
  const at = one.answerLine ?? line;
  let right = one.choices.flatMap(({ right }, n) => right ? [n] : []);
  if (choices.length === 0 && (whether !== undefined || asksWhether)) {
    choices = [words.yes, words.no];
    right = whether === undefined ? [] : [whether ? 0 : 1];
    if (answer !== undefined && whether === undefined) {
      yield leftOutAt(at, "answer-unknown", { text: answer });
    }
  } else if (choices.length > 0 && answer !== undefined) {
    const same = choices.map(trueOrFalse).indexOf(whether);
    const places = (isInFront
      ? frontPlaces(answer, one)
      : letteredPlaces(answer, one) ?? namedChoices(answer, choices)) ??
      (whether !== undefined && choices.length === 2 && same >= 0
        ? [same]
        : null);
    if (!places) {
      yield leftOutAt(at, "answer-unknown", { text: answer });
    } else {
      const said = lettered.exec(answer)?.[1];
      const other = right.length > 0 && String(right) !== String(places)
        ? right.map((it) =>
          choices[it]
        ).join(", ")
        // `B) Paris` where B is another.
        : said && /[\p{L}\p{N}]/u.test(said) && places.length === 1 &&
            !choices.includes(answer) &&
            plainAnswer(said) !== plainAnswer(choices[places[0]])
        ? choices[places[0]]
        : null;
      if (other !== null) {
        yield leftOutAt(at, "answers-differ", { text: answer, other });
      }
      if (meansTwo(answer, choices) && !isInFront) {
        yield leftOutAt(at, "answer-two-ways", { text: answer });
      }
      right = places;
    }
  } else if (isInFront) {
    // It names a choice, and there is none.
    yield leftOutAt(line, "answer-unknown", { text: answer! });
    answer = undefined;
  }
  if (choices.length > 0) {
    const [, inBrackets = ""] = bracketed.exec(stem.text.slice(-200)) ?? [];
    const isSeen = right.length === 0 &&
      choices.some((it) => plainAnswer(it) === plainAnswer(inBrackets));
    if (isSeen) yield leftOutAt(line, "answer-seen", { text: inBrackets });
    return yield itemAt(line, {
      kind: right.length > 1 || asksAll.test(stem.text) ? "multiple" : "single",
      ...item,
      choices,
      ...(right.length > 0 && { correct: right }),
    });
  }
  // A letter names a choice, and there is none.
  if (answer !== undefined && namesChoices.test(answer.trim())) {
    yield leftOutAt(at, "answer-unknown", { text: answer });
    answer = undefined;
  }
  const number = answer === undefined ? null : numberAnswer(answer);
  const accepted = answer === undefined ? [] : readAcceptedTexts(answer);
  yield itemAt(line, {
    kind: number ? "number" : "text",
    ...item,
    ...(number ?? (accepted.length > 0 && { correct: accepted })),
  });
}

const numberFirst = /^\(\s*[1-9]\s*\)/u;
/** `Who swims? (a fish)` */
const bracketed = /[([（【]\s*([^()（）[\]【】]+?)\s*[)）\]】]$/u;

/** The choices that letters name where letters mark them, also where a choice is a letter itself. */
function letteredPlaces(answer: string, one: Pasted): number[] | null {
  const isLettered = /^\(?a\)?\s?$/i.test(one.family ?? "");
  return isLettered && lettersAlone.test(plainSigns(answer))
    ? frontPlaces(answer.toUpperCase().replace(/[^A-ZＡ-Ｚ]/gu, ""), one)
    : null;
}

const lettersAlone = /^\s*[([]?\s*[A-J](?:\s*[,、&]\s*[A-J])*\s*[)\].]?\s*$/iu;

/** The choices that an answer in front of the question names: by a sign of theirs, never by a number of letters. */
function frontPlaces(
  front: string,
  { family = "", choices }: Pasted,
): number[] | null {
  if (/[\d①-⑩]/u.test(front) !== /[1①]/.test(family)) return null;
  const signs = [...plainSigns(front).replace(/[\s,、]/gu, "")];
  const places = signs.map(placeOf);
  return places.every((it) => it >= 0 && it < choices.length)
    ? [...new Set(places)].sort()
    : null;
}
