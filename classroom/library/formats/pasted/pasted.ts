/**
 * Reads questions from pasted text. A question ends where the next one begins; its choices are a complete list of
 * marks, or lines without marks. Uncertain lines stay in the text and are reported. The rules are in
 * `docs/pasted-quizzes.md`. Pure; the work is linear in the length of the text.
 */
import { normalizeAnswer } from "../../../model/resources/questions.ts";
import {
  type Draft,
  makeDraft,
  makeFailure,
  makeOmission,
  makeQuizStart,
  type Omission,
  type ParsedItem,
  type ParsedItems,
  type TrueFalseWords,
} from "../parsed_items.ts";
import {
  checkLineBounds,
  maxLineLength,
  normalizePastedText,
  textLines,
} from "../lines.ts";
import type { DecimalSign } from "../../../model/typed_number.ts";
import { isAnki, readAnki } from "../anki.ts";
import { isBlackboard, readBlackboard } from "../blackboard.ts";
import { findDecimalSign } from "../decimal_sign.ts";
import { isText2qti, readText2qti } from "../text2qti.ts";
import {
  isAmbiguousChoice,
  readAcceptedTexts,
  readNamedChoices,
  readNumberAnswer,
  readTrueFalse,
  splitRightMark,
} from "./answers.ts";
import {
  type ChoiceMark,
  choiceMarkIndexInFamily,
  classifyLine,
  findChoiceMarks,
  isBoldText,
  isLooseMark,
  normalizeSigns,
  type PastedLine,
  stripBold,
} from "./grammar.ts";
import { readStem } from "./stem.ts";
import {
  findAnswerKey,
  parseAnswerKey,
  readPastedTable,
  removeDrawnBars,
} from "./tables.ts";

/** The limit of marks, tabs and brackets in a text, which take longer to read than words. */
export const maxCostlyMarks = 60_000;

const piece = /[\t(（①-⑩]|[A-Za-z甲乙丙丁][.)、．]/gu;

interface Pasted {
  line: number;
  head: PastedLine;
  body: PastedLine[];
  explains: PastedLine[];
  /** Where the next line of text goes. */
  open: "body" | "answer" | "explanation" | "nothing";
  last: PastedLine;
  hasGap: boolean;
  hasChoice: boolean;
  answer?: string;
  answerLine: number;
  /** The answer is next to the number of the question, so it is a sign such as `B` and no text. */
  isInFront: boolean;
  points?: number;
  asksWhether: boolean;
}

/** Plain text exports of Anki, Blackboard and text2qti, which are detected before any other format. */
const plainTextExports = [
  [isAnki, readAnki],
  [isBlackboard, readBlackboard],
  [isText2qti, readText2qti],
] as const;

export function isPlainTextExport(text: string): boolean {
  return plainTextExports.some(([isIn]) => isIn(text));
}

export function* readPasted(text: string, words: TrueFalseWords): ParsedItems {
  for (const [isIn, read] of plainTextExports) {
    if (isIn(text)) return yield* read(text, words);
  }
  const plain = normalizePastedText(text);
  const whole = removeDrawnBars(plain);
  if (yield* readPastedTable(whole, words)) return;
  const lines: PastedLine[] = [];
  yield* linesOf(whole, plain.split("\n"), lines);
  const key = findAnswerKey(lines);
  const { name, all } = yield* questionsOf(lines.slice(0, key));
  const numbers = all.map(({ head }, at) => head.number ?? at + 1);
  for (const it of yield* parseAnswerKey(lines.slice(key), numbers)) {
    yield* addAnswer(all[it.at], it.line, it.answer);
  }
  if (name) yield makeQuizStart(1, name);
  const sign = findDecimalSign(whole);
  for (const one of all) yield* toItem(one, words, sign);
}

/** @param typed the same lines with the bars of drawn tables */
function* linesOf(
  whole: string,
  typed: readonly string[],
  lines: PastedLine[],
): ParsedItems {
  const isFence = (raw: string) => /^\s{0,3}(?:```|~~~)/.test(raw);
  let fences = 0, isOpen = false, pieces = 0;
  for (const { text } of textLines(whole)) if (isFence(text)) fences++;
  for (const { line, text: raw } of textLines(whole)) {
    if (line % 100 === 0) yield;
    const over = checkLineBounds({ line, text: raw });
    if (over) yield makeFailure(line, over.reason, { most: over.most });
    if (over?.isEnd) return;
    if (over) continue;
    const turns = isFence(raw) && fences-- > (isOpen ? 0 : 1);
    if (isOpen || turns) lines.push({ line, raw, is: "code", text: raw });
    else {
      const drawn = typed[line - 1].trim();
      const isDrawn = /^\|.*\|$/u.test(drawn);
      for (const it of classifyLine(raw, line, lines.at(-1)?.is === "text")) {
        if (isDrawn) it.drawn = drawn;
        if (it.is === "page") yield reportLeftOut(it);
        else lines.push(it);
      }
    }
    if (turns) isOpen = !isOpen;
    pieces += raw.match(piece)?.length ?? 0;
    if (pieces > maxCostlyMarks) {
      return yield makeFailure(line, "too-many-pieces", {
        most: maxCostlyMarks,
      });
    }
  }
}

const unsupportedQuestion =
  /^(?:match\b|matching\b)|配合[題题]|配對|连线|連連看|[连連]一[连連]|克漏字/iu;

/** Groups lines into questions. The first text or heading above them is the name. */
function* questionsOf(
  lines: PastedLine[],
): Generator<ParsedItem | undefined, { name: string | null; all: Pasted[] }> {
  const isNumbered = yield* readNumberedKey(lines);
  const all: Pasted[] = [];
  let name: string | null = null, now: Pasted | null = null;
  let passage: PastedLine[] = [], asksWhether = false;
  /** The current heading, if its questions cannot be read. */
  let closed: string | null = null;
  const begin = (head: PastedLine): Pasted => {
    const gap: PastedLine = { ...head, is: "blank", text: "" };
    const above = passage.length === 0 ? [] : [...passage, gap];
    const { line } = above[0] ?? head;
    const one: Pasted = {
      line,
      head,
      body: head.text === "" ? above : [...above, head],
      explains: [],
      open: "body",
      last: head,
      hasGap: false,
      hasChoice: false,
      answer: head.front,
      answerLine: line,
      isInFront: head.front !== undefined,
      asksWhether: asksWhether || head.asksWhether === true,
    };
    passage = [];
    all.push(one);
    return one;
  };
  for (let at = 0; at < lines.length; at++) {
    if (at % 100 === 0) yield;
    const it = lines[at];
    const isChoice = () => startsChoice(lines, at);
    if (it.is === "heading") {
      asksWhether = /是非|判[斷断]|true\s*(?:\/|or)\s*false/iu.test(it.text);
      now = null;
      closed = unsupportedQuestion.test(it.text) ? it.text : null;
    }
    if (it.is === "blank") {
      if (passage.length > 0) passage.push(it);
      else if (now) {
        now.hasGap = true;
        if (now.open === "body") now.body.push(it);
      }
    } else if (closed !== null) {
      yield makeFailure(it.line, "kind-unknown", { kind: closed });
    } else if (it.style !== undefined) now = begin(it);
    else if (it.is === "passage" && isNumbered) {
      now = null;
      passage.push(it);
      yield makeOmission(it.line, "passage-with-one", { text: it.text });
    } else if (passage.length > 0 && it.is === "text") passage.push(it);
    else if (
      now &&
      (isNumbered || !isText(it) || isChoice() ||
        continuesQuestion(now, it, lines[at + 1]))
    ) yield* addLine(now, it, lines[at + 1]);
    else if (isChoice() || it.is === "answer") {
      yield makeFailure(it.line, "no-question-above", { text: it.raw.trim() });
    } else if (
      name === null && all.length === 0 &&
      (it.is === "heading" || isName(lines, at, isNumbered))
    ) name = it.text.replaceAll("\t", " ");
    else if (isNumbered || !isText(it)) yield reportLeftOut(it);
    else {
      now = begin(it);
      const end = at + runLength(lines, at);
      while (++at < end) yield* addLine(now, lines[at], lines[at + 1]);
      at--;
    }
  }
  for (const it of passage) if (it.is !== "blank") yield reportLeftOut(it);
  return { name, all };
}

function isText(it: PastedLine | undefined): boolean {
  return /^(?:text|code|passage)$/.test(it?.is ?? "");
}

/**
 * Keeps numbers in the style of the first one, until the next heading; others become text. Returns whether any question
 * has a number.
 */
function* readNumberedKey(
  lines: PastedLine[],
): Generator<ParsedItem | undefined, boolean> {
  const hasDigits = lines.some(({ style = "一" }) => style !== "一");
  let family: string | null = null, isAny = false, last = 0, below = 0;
  for (const [at, it] of lines.entries()) {
    const { style, number } = it;
    if (style === "一" && hasDigits) {
      Object.assign(it, { is: "heading", text: it.raw.trim() });
    }
    if (it.is === "heading") {
      family = null;
      last = 0;
      delete it.style;
    }
    if (it.style === undefined) continue;
    // A list in another style that begins with 1 is part of the question.
    const isBelow = number === 1 || number === below + 1;
    const isNext = (family ?? style) === style ||
      number === last + 1 && !isBelow;
    if (style === "Q" || isNext) {
      const above = lines[at - 1];
      if (number === 1 && last > 0 && isText(above) && !above.style) {
        yield makeOmission(above.line, "not-certain", { text: above.text });
      }
      family ??= style!;
      // The next number in another style may also be part of a list.
      if (family !== style && family !== "Q" && style !== "Q") {
        yield makeOmission(it.line, "not-certain", { text: it.raw.trim() });
      }
      last = number ?? last + 1;
      below = 0;
      isAny = true;
    } else {
      below = number ?? 0;
      delete it.style;
      if (it.is === "text") it.text = stripBold(it.raw.trim());
    }
  }
  return isAny;
}

/** The marks in a line, unless it begins a numbered question. */
function marksOf(it: PastedLine | undefined): ChoiceMark[] {
  return it?.is === "text" && it.style === undefined
    ? findChoiceMarks(it.text)
    : [];
}

function startsOf(it: PastedLine | undefined): ChoiceMark[] {
  return marksOf(it).filter(({ starts }) => starts);
}

/** Whether a line begins with a choice. A single letter counts only next to its neighbour. */
function startsChoice(lines: readonly PastedLine[], at: number): boolean {
  const marks = marksOf(lines[at]);
  return marks.filter(({ starts }) => starts).some(({ family, place }) => {
    const inline = marks.filter((it) => it.family === family && !it.starts)
      .map(({ place }) => place);
    const isNext = [-1, 1].some((step) =>
      startsOf(lines[at + step]).some((it) =>
        it.family === family && it.place === place + step
      )
    );
    // `(C) Who? (A) Amy (B) Ben` is a question.
    const isFront = place > 0 && inline.includes(0) && inline.includes(1);
    return / $/.test(family) ? isNext || inline.includes(1) : !isFront;
  });
}

function isName(
  lines: readonly PastedLine[],
  at: number,
  isNumbered: boolean,
): boolean {
  const { text, isTitle, is } = lines[at];
  const isForm = /__|\t.*\S[:：]|[:：].*\t|^[^\p{L}\p{N}]*$/u.test(text);
  if (is !== "text" || isForm || findChoiceMarks(text).length > 1) return false;
  if (isTitle || isNumbered) return true;
  // A paragraph of its own above a question with choices.
  const more = lines.slice(at + 1, at + 8);
  const below = more.findIndex(({ is }) => is !== "blank");
  return below > 0 && !/[?？.。:：!！_]$/u.test(text) &&
    startsOf(more[below + 1]).length > 0;
}

/** Whether text without a number continues the question above. */
function continuesQuestion(
  { last, hasGap, hasChoice, explains }: Pasted,
  { text }: PastedLine,
  next: PastedLine | undefined,
): boolean {
  const isLabel = last.is === "answer" || last.is === "explanation";
  if (isLabel && last.text === "") return true;
  if (hasGap || last.is === "answer") return false;
  if (explains.length > 0) return !asksQuestion(text);
  // A wrapped choice: the next choice follows, or a sentence continues.
  return hasChoice && (startsOf(next)[0]?.place > 0 || /^\p{Ll}/u.test(text));
}

/** The most lines that are searched for the end of a question without a number: each line may begin one. */
const maxRunLines = 40;

/** Counts the lines of a question without a number. */
function runLength(lines: readonly PastedLine[], at: number): number {
  let to = at;
  const isPoints = (n: number) => lines[n]?.is === "points";
  while (
    to - at < maxRunLines &&
    (isPoints(to) || isText(lines[to]) && !startsChoice(lines, to))
  ) to++;
  const run = lines.slice(at, to), next = lines[to];
  const texts = run.filter(isText).map(({ text }) => text);
  const answer = next?.is === "answer" ? next.text : undefined;
  const isWhole = run.some(({ is }) => is === "code") ||
    indexOfUnletteredChoice(texts, answer) !== null;
  // Only choices or an answer below join several lines to one question.
  const isOpen = !/^(?:blank|heading)$/.test(next?.is ?? "blank") &&
    run.length < maxRunLines;
  const asking = run.findIndex(({ text }) => asksQuestion(text));
  let end = !isOpen ? 1 : asking < 0 ? run.length : asking + 1;
  while (isPoints(at + end)) end++;
  return isWhole ? run.length : end;
}

/**
 * Finds choices without letters or numbers: the lines after the first, if some but not all have the sign of a right
 * answer or if one is the answer; or the last two, if they are true and false. Returns the index of the first choice;
 * `doubt`: short lines below a question may be choices; null: none.
 */
function indexOfUnletteredChoice(
  [first = "", ...rest]: readonly string[],
  answer?: string,
): number | "doubt" | null {
  const all = rest.map(splitRightMark);
  const right = all.filter(({ right }) => right).length;
  const two = all.slice(-2).map(({ text }) => readTrueFalse(text));
  if (two.includes(true) && two.includes(false)) return all.length - 1;
  if (all.length < 2) return null;
  const isNamed = answer !== undefined &&
    all.some(({ text }) => normalizeAnswer(text) === normalizeAnswer(answer));
  if (isNamed || right > 0 && right < all.length) return 1;
  const isList = rest.slice(-2)
    .every((it) => it.length < 60 && !/[.。:：?？]$/u.test(it));
  return answer === undefined && asksQuestion(first) && isList ? "doubt" : null;
}

function reportLeftOut({ line, raw }: PastedLine): ParsedItem {
  return makeOmission(line, "line-left-out", { text: raw.trim() });
}

/** `Which one? * (2 points)` */
function asksQuestion(text: string): boolean {
  return /[?？]["”’」』)）]*\s*\*?\s*(?:[(（][^()（）]*[)）])?$/u.test(text);
}

/** Joins lines; several blank ones become one. */
function joinLines(lines: readonly PastedLine[]): string {
  return lines.filter(({ is }, at) =>
    is !== "blank" || lines[at - 1]?.is !== is
  )
    .map(({ text }) => text).join("\n").trim();
}

/** Sets the answer; the last of several is kept. */
function* addAnswer(one: Pasted, line: number, text: string): ParsedItems {
  // ExamView adds other fields: `C  PTS:    1`.
  const [answer, ...rest] = text.split("\t");
  if (rest.length > 0) {
    yield makeOmission(line, "line-left-out", { text: rest.join(" ") });
  }
  const other = one.answer;
  if (other !== undefined && other !== answer) {
    yield makeOmission(line, "answers-differ", { text: answer, other });
  }
  Object.assign(one, { answer, answerLine: line, isInFront: false });
}

function* addLine(
  one: Pasted,
  it: PastedLine,
  next: PastedLine | undefined,
): ParsedItems {
  const { hasGap, open, hasChoice } = one;
  const starts = startsOf(it).length > 0;
  // `A:` below `Q:` is an answer unless `B` follows.
  const isCard = /^\W*(?:Q|問|问)\s*[.:：)]/iu.test(one.head.raw) &&
    !hasChoice && !/^\W*B\s*[:.)：]/u.test(next?.raw ?? "");
  const card = isCard && /^\W*A\s*[:.)：]\s*(.*)$/u.exec(it.raw)?.[1];
  Object.assign(one, {
    last: it,
    hasGap: false,
    hasChoice: hasChoice || starts,
  });
  if (it.is === "points") {
    // Points below a gap may belong to the next question.
    if (one.points !== undefined || hasGap) yield reportLeftOut(it);
    else one.points = Number(normalizeSigns(it.text));
  } else if (it.is === "feedback") {
    yield hasChoice
      ? makeOmission(it.line, "feedback-left-out")
      : makeOmission(it.line, "not-certain", { text: it.text });
    if (!hasChoice) one.body.push({ ...it, is: "text" });
  } else if (it.is === "explanation") {
    if (it.text !== "") one.explains.push(it);
    one.open = "explanation";
  } else if (it.is === "answer" && it.text === "") one.open = "answer";
  else if (it.is === "answer" || open === "answer" || card) {
    yield* addAnswer(one, it.line, card || it.text);
    one.open = "nothing";
    one.hasChoice = hasChoice || findChoiceMarks(one.head.text).length > 1;
  } else if (open === "explanation") {
    const isItem = it.is === "code" || /^[-–—•*\d]/.test(it.text);
    if (hasGap && one.explains.length > 0 && !isItem) yield reportLeftOut(it);
    else {
      one.explains.push({ ...it, text: isItem ? it.raw : it.raw.trim() });
    }
  } else if (open === "nothing" && (hasChoice || !starts)) {
    yield reportLeftOut(it);
  } else {
    one.open = "body";
    one.body.push(it);
  }
}

/** Splits a question into its text and choices. `isDoubtful` means that the text may contain choices. */
function* partsOf({ line, head, body, answer }: Pasted) {
  while (body.at(-1)?.is === "blank") body.pop();
  const marks: ChoiceMark[] = [];
  // A table without choices stays as it was drawn.
  for (const [row, it] of body.entries()) {
    const isCells = it.drawn !== undefined && it !== head &&
      /^(?:text|blank)$/.test(it.is) && findChoiceMarks(it.text).length === 0;
    if (isCells) body[row] = { ...it, is: "text", text: it.drawn! };
  }
  let text = "";
  for (const [row, it] of body.entries()) {
    if (it.is === "text") {
      marks.push(...findChoiceMarks(it.text, text.length, row, head.style));
    }
    text += `${it.text}\n`;
  }
  const { list, doubt } = listOf(marks, text, answer !== undefined);
  let unclear = doubt && body[doubt.row];
  if (list.length === 0 && !unclear) {
    const found = unmarkedIn(body, answer);
    if ("line" in found) unclear = found;
    else list.push(...found);
  }
  if (unclear) {
    yield makeOmission(unclear.line, "not-certain", { text: unclear.text });
  }
  const [{ row: top, at, family } = { row: body.length, at: 0, family: "" }] =
    list;
  const stem = joinLines([
    ...body.slice(0, top),
    ...(body[top]
      ? [{
        ...body[top],
        text: text.slice(text.lastIndexOf("\n", at - 1) + 1, at),
      }]
      : []),
  ]);
  if (list.length > 0 && /[(（]$/u.test(stem)) {
    yield makeOmission(line, "not-certain", { text: stem });
  }
  const begun = new Set(
    marks.filter(({ starts, family }) => starts && !isLooseMark(family))
      .map(({ row }) => row),
  );
  // Equal bullets and Kahoot's four shapes say nothing of the right choice.
  const signs = new Set(list.map(({ sign }) => sign));
  const isVaried = signs.size > 1 && !signs.has("▲");
  const cut: (ReturnType<typeof splitRightMark> & {
    place: number;
    isBold: boolean;
  })[] = [];
  for (const [n, { row, end, place, sign }] of list.entries()) {
    const [firstLine, ...more] = text.slice(end, list[n + 1]?.at).split("\n");
    let choice = firstLine.trim(), gap = false, isOut = false;
    for (const [at, part] of more.entries()) {
      const it = body[row + 1 + at];
      isOut ||= begun.has(row + 1 + at);
      if (it?.is === "blank") gap = choice !== "";
      else if (it?.is === "code") choice += `\n${part}`;
      else if (part.trim() === "") continue;
      else if (
        isOut || choice !== "" && (gap || /^\(?[A-J]\)?$/.test(part.trim()))
      ) {
        // A single `B` may be the answer.
        yield reportLeftOut(it);
      } else {
        // Chinese words are joined without a space.
        const isWhole = /(?:^|[\p{Lo}，。、；：？！」』）])$/u.test(choice) &&
          (choice === "" || /^[\p{Lo}，。、；：？！「『（]/u.test(part.trim()));
        choice += `${isWhole ? "" : " "}${part.trim()}`;
      }
    }
    const splitChoice = splitRightMark(choice);
    const right = splitChoice.right || /[xX✓✔✅☑☒√➤►☞→⇒vV]/u.test(sign) ||
      /[*●]/u.test(sign) && (isVaried || family !== "bullet");
    const isBold = body[row].isBold === true || isBoldText(splitChoice.text);
    cut.push({ place, text: stripBold(splitChoice.text), right, isBold });
  }
  // `A) red, B) green`
  if (cut.slice(0, -1).every(({ text }) => /[;；,，]$/u.test(text))) {
    for (const it of cut) it.text = it.text.replace(/[;；,，]$/u, "");
  }
  const isMarked = cut.some(({ right }) => right) ||
    cut.every(({ isBold }) => isBold);
  const choices = cut.toSorted((a, b) => a.place - b.place).map((it) => ({
    text: it.text,
    // Nothing is marked right while the list is uncertain.
    right: !unclear && (it.right || !isMarked && it.isBold),
  }));
  return { text: stem, choices, family, isDoubtful: unclear !== undefined };
}

/** Returns marks of length 0 for choices without letters or numbers, or a line that may be a choice. */
function unmarkedIn(
  body: readonly PastedLine[],
  answer?: string,
): ChoiceMark[] | PastedLine {
  let at = 0;
  const lines = [...body.entries()].map(([row, it]) => {
    const mark = { at, end: at, row, family: "bullet", place: 0 };
    at += it.text.length + 1;
    return { it, mark: { ...mark, starts: true, sign: "" } };
  }).filter(({ it }) => it.is !== "blank");
  if (at > maxLineLength || lines.some(({ it }) => it.is === "code")) return [];
  const from = indexOfUnletteredChoice(lines.map(({ it }) => it.text), answer);
  if (from === "doubt") return lines.at(-2)!.it;
  if (from !== null) return lines.slice(from).map(({ mark }) => mark);
  // `1. red 2. *blue` may be choices.
  const star = lines.find(({ it: { text } }) =>
    splitRightMark(text).right && !asksQuestion(text)
  );
  return star?.it ?? [];
}

/** The marks of a complete list in the order of the text; empty if a mark is missing or repeated. */
function inOrder(all: readonly ChoiceMark[]): ChoiceMark[] {
  // `A. Smith` above the list is a name.
  const firsts = [...all.keys()].filter((at) => all[at].place === 0);
  const top = firsts.find((at) => all[at].starts) ?? firsts[0] ?? 0;
  const below = all.slice(top);
  const isList = (some: readonly ChoiceMark[]) => {
    const places = some.map(({ place }) => place);
    // In two columns `C` precedes `B`.
    return [places, places.length > 3 ? places.toSorted((a, b) => a - b) : []]
      .some((it) => it.length > 0 && it.every((place, at) => place === at));
  };
  const lines = below.filter(({ starts }) => starts);
  const isLines = lines.length > 1 && isList(lines) &&
    below.every(({ place }) => place < lines.length);
  const isTwice = [0, 1].every((place) =>
    all.slice(0, top).some((it) => it.place === place)
  );
  return isTwice ? [] : isLines ? lines : isList(below) ? below : [];
}

/**
 * Selects the choices: letters before other marks, later lists before earlier ones. `doubt` is a mark outside of the
 * list.
 */
function listOf(
  marks: readonly ChoiceMark[],
  text: string,
  isAnswered: boolean,
): { list: ChoiceMark[]; doubt?: ChoiceMark } {
  const rank = ([{ family }]: ChoiceMark[]) =>
    /^\(?[Aa]\)?/.test(family) ? 2 : family === "bullet" ? 0 : 1;
  const groups = [...Map.groupBy(marks, ({ family }) => family).values()];
  let list: ChoiceMark[] = [];
  for (const all of groups) {
    const it = all[0].family === "bullet" ? all : inOrder(all);
    if (it.length === 0) continue;
    const [{ family, starts, at }] = it;
    const isInline = it.every(({ starts }) => !starts);
    const texts = it.map(({ end }, n) => text.slice(end, it[n + 1]?.at).trim());
    // `點（A）和點（B）`, `Is it (A) or (B)?`, parts that ask.
    const isOther = isInline && it.length === 2 && (family === "(1)" ||
          family !== "①" && /[\p{L}\d]$/u.test(text.slice(0, at))) ||
      texts.some((it) => /^(?:or|and|和|與|与|或|及|、|,)?$/iu.test(it)) ||
      it.length > 1 && !isAnswered &&
        texts.every((it) => /[?？=＝]["”’」』)）]*$/u.test(it));
    const isAlone = it.length === 1 &&
      (!starts || groups.length > 1 || isLooseMark(family));
    if (isOther || isAlone || !starts && / $/.test(family)) continue;
    const isLater = list.length < 2 || rank(it) > rank(list) ||
      rank(it) === rank(list) && at > list.at(-1)!.at;
    if (isLater) list = it;
  }
  const [first] = list;
  const doubt = groups.find((all) => {
    const before = all.filter((it) => !first || it.at < first.at);
    const [{ family, starts, place }] = all;
    return family !== first?.family && !/ $|^bullet/.test(family) &&
      (!first || inOrder(before).length < 2) &&
      (before.length > 1 ||
        before.length === 1 && starts && place === 0 && !isLooseMark(family));
  })?.[0];
  return { list, doubt };
}

/** `Answer: B`, `Svar: B`, `[B]` */
const answerInChoice =
  /(?:answer|答案|正解|解答)\s*[:：]\s*\S.*|[\p{L}]+\s*[:：]\s*[(（]?[A-J][)）]?$|[[(]\s*[A-J]\s*[\])]$/iu;
const isSigns =
  /^[([（【]?\s*(?:[A-J](?:\s?[,、&]?\s?[A-J])*|\d{1,2}|[①-⑩甲乙丙丁])\s*[)\]）】]?[.。]?$/u;
const asksAll =
  /(?:select|choose|check|tick|mark)\s+(?:all|two|three|every)|all that apply|[複复多][选選]|多重選擇/iu;

/** The text after a tab, or after the only comma of a card such as `osmosis,movement of water`; undefined: none. */
function textBeside(text: string): string | undefined {
  const [first = ""] = text.trim().split("\n");
  if (first.includes("\t")) {
    return first.slice(first.lastIndexOf("\t") + 1).trim() || undefined;
  }
  const [before, after, ...others] = first.split(/[,;]/);
  const isCard = after !== undefined && others.length === 0 &&
    /\p{L}$/u.test(before) && /^\p{L}/u.test(after) && !/[?？]/u.test(first);
  return isCard ? after : undefined;
}

/** Builds the question from its parts, and reports what is uncertain. */
function* toItem(
  one: Pasted,
  words: TrueFalseWords,
  sign?: DecimalSign,
): ParsedItems {
  const { line, isInFront } = one;
  const parts = yield* partsOf(one);
  const { text, family, isDoubtful } = parts;
  let right = parts.choices.flatMap(({ right }, n) => right ? [n] : []);
  if (unsupportedQuestion.test(text) && !one.answer && right.length === 0) {
    for (const { is, line } of [one.head, ...one.body, ...one.explains]) {
      if (is !== "blank") {
        yield makeFailure(line, "kind-unknown", { kind: text });
      }
    }
    return;
  }
  const plain = (it: string) => it.replaceAll("\t", " ").trim();
  let choices = parts.choices.map((it) => plain(it.text));
  const stem = readStem(plain(text), choices, { ...one, isDoubtful });
  const explanation = joinLines(one.explains);
  const { answer, points, asksWhether } = stem;
  const doubts = choices.map((it) => answerInChoice.exec(it)?.[0]);
  const isAlone = answer === undefined && choices.length === 0;
  const beside = isAlone ? textBeside(text) : undefined;
  for (const text of [stem.doubt ?? beside, ...doubts]) {
    if (text) yield makeOmission(line, "answer-seen", { text });
  }
  const item: Draft = {
    text: stem.text,
    ...(explanation && { explanation }),
    ...(points !== undefined && { points }),
  };
  const reportOmission = (reason: Omission, values = {}) =>
    makeOmission(one.answerLine, reason, { text: answer!, ...values });
  // The answer may be a word: the symbol of oxygen is `O`, the opposite of left is `right`.
  const isWord = answer !== undefined && !asksWhether && choices.length === 0 &&
    (asksQuestion(stem.text) || /_{2,}/u.test(stem.text)) &&
    /^(?:[a-eg-su-z]|right|wrong|correct|incorrect)$/iu.test(answer.trim());
  if (isWord) yield reportOmission("not-certain");
  const whether = answer === undefined || isWord
    ? undefined
    : readTrueFalse(answer);
  if (choices.length > 0 && answer !== undefined) {
    // A mark, or an answer next to the number, is never compared with texts.
    const texts = choices.map((it) =>
      isInFront || choiceMarkIndexInFamily(family, it) >= 0 ? "" : it
    );
    const same = choices.map(readTrueFalse).indexOf(whether);
    const places = readNamedChoices(answer, texts, (it) =>
      choiceMarkIndexInFamily(family, it)) ??
      (whether !== undefined && choices.length === 2 && same >= 0
        ? [same]
        : null);
    if (!places) {
      yield reportOmission("answer-unknown");
    } else {
      if (right.length > 0 && String(right) !== String(places)) {
        const other = right.map((it) =>
          choices[it]
        ).join(", ");
        yield reportOmission("answers-differ", { other });
      }
      if (isAmbiguousChoice(answer, choices) && !isInFront) {
        yield reportOmission("answer-two-ways");
      }
      right = places;
    }
  } else if (choices.length === 0 && (whether !== undefined || asksWhether)) {
    choices = [words.yes, words.no];
    right = whether === undefined ? [] : [whether ? 0 : 1];
    if (answer !== undefined && whether === undefined) {
      yield reportOmission("answer-unknown");
    }
  }
  if (choices.length > 0) {
    return yield makeDraft(line, {
      kind: right.length > 1 || asksAll.test(stem.text) ? "multiple" : "single",
      ...item,
      choices,
      ...(right.length > 0 && { correct: right }),
    });
  }
  // An answer that is only a choice's letter, although the question has no choices.
  const isSign = answer !== undefined &&
    (isInFront ||
      isSigns.test(answer.trim()) && (isDoubtful || !/\d/.test(answer)));
  if (isSign) yield reportOmission("answer-unknown");
  const answerText = isSign ? "" : answer ?? "";
  const number = readNumberAnswer(answerText, stem.text, sign),
    accepted = readAcceptedTexts(answerText);
  if (number?.isUnsure) {
    yield reportOmission("number-unsure", { number: number.answer.correct });
  }
  yield makeDraft(line, {
    kind: number ? "number" : "text",
    ...item,
    ...(number?.answer ?? (accepted.length > 0 && { correct: accepted })),
  });
}
