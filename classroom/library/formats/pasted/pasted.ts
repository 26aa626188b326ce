/**
 * Questions in pasted text. Lines are put together to blocks, one for each question; in a block the marks that
 * follow each other from the first on are its choices. `docs/pasted-quizzes.md` has the rules. What is not certain stays
 * in the text and is named by its line. Pure; the work grows with the length of the text.
 */
import { plainAnswer } from "../../../model/resources/questions.ts";
import {
  type Draft,
  failedAt,
  type Finding,
  type Found,
  itemAt,
  leftOutAt,
  type Omission,
  quizAt,
  type TrueFalse,
} from "../found.ts";
import { longestLine, overBounds, plainLines, textLines } from "../lines.ts";
import { isAnki, readAnki } from "../anki.ts";
import { isBlackboard, readBlackboard } from "../blackboard.ts";
import { isText2qti, readText2qti } from "../text2qti.ts";
import {
  marked,
  meansTwo,
  namedChoices,
  numberAnswer,
  readAcceptedTexts,
  trueOrFalse,
} from "./answers.ts";
import {
  type ChoiceMark,
  isLoose,
  linesIn,
  marksIn,
  pageWordsFrom,
  type PastedLine,
  placeIn,
  plainSigns,
  withoutBold,
} from "./grammar.ts";
import { readStem } from "./stem.ts";
import { keyEntries, keyFrom, readTable, undrawn } from "./tables.ts";

/** How many marks, cells and brackets are looked at: each costs more than the letters that it is written with. */
export const mostPieces = 60_000;

const piece = /[\t(（①-⑩]|[A-Za-z甲乙丙丁][.)、．]/gu;

/** The lines of one question: a passage that it is about, its head, and the lines below it. */
interface Block {
  head: PastedLine;
  lines: PastedLine[];
  asksWhether: boolean;
}

/** A question that was put together. */
interface Pasted {
  line: number;
  /** The numbers of all its lines. */
  rows: number[];
  number?: number;
  text: string;
  choices: { text: string; right: boolean }[];
  /** How the choices are marked; empty: they are not. */
  family: string;
  answer?: string;
  /** The answer stands at the number, and names a mark. */
  isInFront: boolean;
  answerLine: number;
  explanation?: string;
  points?: number;
  asksWhether: boolean;
  /** There may be choices in the text. */
  isDoubtful?: boolean;
}

/** Whether a text is in a program's own format, which only looks like others. */
export function isOwnText(text: string): boolean {
  return isAnki(text) || isBlackboard(text) || isText2qti(text);
}

/** Reads the questions, one after the other. */
export function* readPasted(text: string, words: TrueFalse): Finding {
  if (isAnki(text)) return yield* readAnki(text);
  if (isBlackboard(text)) return yield* readBlackboard(text, words);
  if (isText2qti(text)) return yield* readText2qti(text);
  const whole = undrawn(plainLines(text));
  if (yield* readTable(whole, words)) return;
  const lines: PastedLine[] = [];
  yield* linesOf(whole, lines);
  const key = keyFrom(lines);
  const { name, blocks } = yield* blocksOf(lines.slice(0, key));
  const found: Pasted[] = [];
  for (const block of blocks) found.push(yield* questionOf(block));
  const numbers = found.map(({ number }, at) => number ?? at + 1);
  for (const it of yield* keyEntries(lines.slice(key), numbers)) {
    yield* answered(found[it.at], it.line, it.answer);
  }
  if (name) yield quizAt(1, name);
  for (const one of found) yield* itemOf(one, words);
}

/** The lines of a text; what is between fences stays as it is. */
function* linesOf(whole: string, lines: PastedLine[]): Finding {
  const isFence = (raw: string) => /^\s{0,3}(?:```|~~~)/.test(raw);
  let fences = 0, isOpen = false, pieces = 0;
  for (const { text } of textLines(whole)) if (isFence(text)) fences++;
  for (const { line, text: raw } of textLines(whole)) {
    if (line % 100 === 0) yield;
    const over = overBounds({ line, text: raw });
    if (over) yield failedAt(line, over.reason, { most: over.most });
    if (over?.isEnd) return;
    if (over) continue;
    const turns = isFence(raw) && fences-- > (isOpen ? 0 : 1);
    if (isOpen || turns) lines.push({ line, raw, is: "code", text: raw });
    else {
      const end = pageWordsFrom(raw);
      const text = raw.slice(end).trim();
      if (text) yield leftOutAt(line, "line-left-out", { text });
      lines.push(
        ...linesIn(raw.slice(0, end), line, lines.at(-1)?.is === "text"),
      );
    }
    if (turns) isOpen = !isOpen;
    pieces += raw.match(piece)?.length ?? 0;
    if (pieces > mostPieces) {
      return yield failedAt(line, "too-many-pieces", { most: mostPieces });
    }
  }
}

const notRead =
  /^(?:match\b|matching\b)|配合[題题]|配對|连线|連連看|[连連]一[连連]|克漏字/iu;

/** Puts lines together to blocks. The name is the first text or heading above the first question. */
function* blocksOf(
  lines: PastedLine[],
): Generator<Found | undefined, { name: string | null; blocks: Block[] }> {
  const isNumbered = yield* numbered(lines);
  const choices = choiceLines(lines);
  const blocks: Block[] = [];
  let name: string | null = null;
  let now = null as Block | null;
  let passage: PastedLine[] = [];
  let asksWhether = false;
  /** The heading of questions that cannot be read. */
  let closed: string | null = null;
  const begin = (head: PastedLine, ...more: PastedLine[]) => {
    if (passage.length > 0) passage.push({ ...head, is: "blank", text: "" });
    now = {
      head,
      lines: [...passage, head, ...more],
      asksWhether: asksWhether || head.asksWhether === true,
    };
    passage = [];
    blocks.push(now);
  };
  for (let at = 0; at < lines.length; at++) {
    if (at % 100 === 0) yield;
    const it = lines[at];
    if (it.is === "blank") {
      (passage.length > 0 ? passage : now?.lines)?.push(it);
    } else if (it.is === "heading" || closed !== null) {
      if (it.is === "heading") {
        asksWhether = /是非|判[斷断]|true\s*(?:\/|or)\s*false/iu.test(it.text);
        now = null;
        closed = notRead.test(it.text) ? it.text : null;
      }
      if (closed !== null) {
        yield failedAt(it.line, "kind-unknown", { kind: closed });
      } else if (name === null && blocks.length === 0) name = it.text;
      else yield leave(it);
    } else if (it.style !== undefined) begin(it);
    else if (it.is === "passage" && isNumbered) {
      now = null;
      passage.push(it);
      yield leftOutAt(it.line, "passage-with-one", { text: it.text });
    } else if (passage.length > 0 && it.is === "text") passage.push(it);
    else if (now && (isNumbered || continues(now, lines, at, choices))) {
      now.lines.push(it);
    } else if (choices.has(it) || it.is === "answer") {
      yield failedAt(it.line, "no-question-above", { text: it.raw.trim() });
    } else if (
      it.is === "text" && name === null && blocks.length === 0 &&
      isName(lines, at, isNumbered)
    ) name = it.text.replaceAll("\t", " ");
    else if (isNumbered || !isText(it)) yield leave(it);
    else {
      const run = runFrom(lines, at, choices);
      begin(run[0], ...run.slice(1));
      at += run.length - 1;
    }
  }
  for (const it of passage) if (it.is !== "blank") yield leave(it);
  return { name, blocks };
}

function isText(it: PastedLine | undefined): boolean {
  return /^(?:text|code|passage)$/.test(it?.is ?? "");
}

/** Which numbers are those of questions: written as the first one is, until the next heading. Others stay in the text. */
function* numbered(
  lines: PastedLine[],
): Generator<Found | undefined, boolean> {
  const hasDigits = lines.some(({ style = "一" }) => style !== "一");
  let own: string | null = null, isAny = false, last = 0, below = 0;
  for (const [at, it] of lines.entries()) {
    if (it.style === "一" && hasDigits) {
      Object.assign(it, { is: "heading", text: it.raw.trim() });
    }
    if (it.is === "heading") {
      own = null;
      last = 0;
    }
    const { style, number } = it;
    if (style === undefined || it.is === "heading") {
      delete it.style;
      continue;
    }
    // A row of another style, from 1 on, is within the question.
    const isBelow = number === 1 || number === below + 1;
    const isNext = (own ?? style) === style || number === last + 1 && !isBelow;
    if (style === "Q" || isNext) {
      const above = lines[at - 1];
      if (number === 1 && last > 0 && isText(above) && !above.style) {
        yield leftOutAt(above.line, "not-certain", { text: above.text });
      }
      own ??= style;
      last = number ?? last + 1;
      below = 0;
      isAny = true;
    } else {
      below = number ?? 0;
      delete it.style;
      if (it.is === "text") it.text = withoutBold(it.raw.trim());
    }
  }
  return isAny;
}

function startsOf({ text }: PastedLine): ChoiceMark[] {
  return marksIn(text).filter(({ starts }) => starts);
}

/** The lines that begin with the mark of a choice; a letter alone is one where its neighbour is below it or above it. */
function choiceLines(lines: readonly PastedLine[]): Set<PastedLine> {
  const starts = lines.map((it) =>
    it.is === "text" && it.style === undefined ? marksIn(it.text) : []
  );
  const has = (at: number, family: string, place: number) =>
    starts[at]?.some((it) =>
      it.starts && it.family === family && it.place === place
    );
  return new Set(
    lines.filter((_, at) =>
      starts[at].some(({ family, place, starts: isFirst }) =>
        isFirst &&
        (/ $/.test(family)
          ? has(at - 1, family, place - 1) || has(at + 1, family, place + 1) ||
            starts[at].some((it) => it.family === family && it.place === 1)
          // `(C) Who? (A) Amy (B) Ben` is a question.
          : place === 0 || ![0, 1].every((place) =>
            starts[at].some((it) =>
              !it.starts && it.family === family && it.place === place
            )
          ))
      )
    ),
  );
}

/** Whether a line of text above all questions is the name, and no line to fill in. */
function isName(
  lines: readonly PastedLine[],
  at: number,
  isNumbered: boolean,
): boolean {
  const { text, isTitle } = lines[at];
  if (marksIn(text).length > 1) return false;
  if (
    isLabelOfNext.test(text) ||
    /__|\t.*\S[:：]|[:：].*\t|^[^\p{L}\p{N}]*$/u.test(text)
  ) return false;
  if (isTitle || isNumbered) return true;
  // Alone in its paragraph, above one with choices.
  const more = lines.slice(at + 1, at + 8);
  const below = more.findIndex(({ is }) => is !== "blank");
  return below > 0 && !/[?？.。:：!！_]$/u.test(text) &&
    more[below + 1] !== undefined && startsOf(more[below + 1]).length > 0;
}

/** Whether a line without a number goes on with a question, where none has one. */
function continues(
  { lines: above }: Block,
  lines: readonly PastedLine[],
  at: number,
  choices: ReadonlySet<PastedLine>,
): boolean {
  const it = lines[at];
  const last = above.findLast(({ is }) => is !== "blank")!;
  const isLabel = last.is === "answer" || last.is === "explanation";
  if (!isText(it) || choices.has(it) || isLabel && last.text === "") {
    return true;
  }
  if (above.at(-1)!.is === "blank" || last.is === "answer") return false;
  if (above.some(({ is }) => is === "explanation")) return !asks(it.text);
  // A choice that is wrapped: the next one is below it, or a sentence goes on.
  const [next] = lines[at + 1] ? startsOf(lines[at + 1]) : [];
  return above.some((it) => choices.has(it)) &&
    (next?.place > 0 || /^\p{Ll}/u.test(it.text));
}

/** The lines of text of one question without a number. */
function runFrom(
  lines: readonly PastedLine[],
  at: number,
  choices: ReadonlySet<PastedLine>,
): PastedLine[] {
  let to = at;
  while (
    isText(lines[to]) && !choices.has(lines[to]) || lines[to]?.is === "points"
  ) to++;
  const run = lines.slice(at, to);
  const next = lines[to];
  const texts = run.filter(isText).map(({ text }) => text);
  const answer = next?.is === "answer" ? next.text : undefined;
  if (run.some(({ is }) => is === "code") || listIn(texts, answer)) return run;
  // A question over some lines has its choices or its answer below it; else each line is a question.
  const isOpen = next !== undefined && next.is !== "blank" &&
    next.is !== "heading";
  let end = isOpen ? run.findIndex(({ text }) => asks(text)) : 0;
  if (end < 0) end = run.length - 1;
  while (run[end + 1]?.is === "points") end++;
  return run.slice(0, end + 1);
}

/** Where choices without marks begin: one is marked right, or named by its text, or two are true and false. */
function listIn(
  [first = "", ...rest]: readonly string[],
  answer?: string,
): { from: number } | "doubt" | null {
  const all = rest.map(marked);
  const right = all.filter(({ right }) => right).length;
  const two = all.slice(-2).map(({ text }) => trueOrFalse(text));
  if (two.includes(true) && two.includes(false)) {
    return { from: all.length - 2 };
  }
  if (all.length < 2) return null;
  const isNamed = answer !== undefined &&
    all.some(({ text }) => plainAnswer(text) === plainAnswer(answer));
  if (isNamed || right > 0 && right < all.length) return { from: 0 };
  return answer === undefined && asks(first) && rest.slice(-2)
      .every((it) => it.length < 60 && !/[.。:：?？]$/u.test(it))
    ? "doubt"
    : null;
}

/** A line that is part of nothing. */
function leave({ line, raw }: PastedLine): Found {
  return leftOutAt(line, "line-left-out", { text: raw.trim() });
}

/** `Which one? * (2 points)` */
function asks(text: string): boolean {
  return /[?？]["”’」』)）]*\s*\*?\s*(?:[(（][^()（）]*[)）])?$/u.test(text);
}

/** A line in a text of several; no text has a nought in it. */
function shown({ is, text }: PastedLine): string {
  return is === "blank" ? "\0" : text;
}

/** Such lines as a text: several that are empty are one. */
function tidy(text: string): string {
  return text.replace(/\n(?:\0\n)+/g, "\n\n").replaceAll("\0", "").trim();
}

/** Gives a question its answer: the last one is taken. */
function* answered(one: Pasted, line: number, given: string): Finding {
  // `C	PTS:	1	REF:	p. 12`, as ExamView writes it.
  const [answer, ...rest] = given.split("\t");
  if (rest.length > 0) {
    yield leftOutAt(line, "line-left-out", { text: rest.join(" ") });
  }
  const other = one.answer;
  if (other !== undefined && other !== answer) {
    yield leftOutAt(line, "answers-differ", { text: answer, other });
  }
  Object.assign(one, { answer, answerLine: line, isInFront: false });
}

/** Respondus writes it above a question. */
const isLabelOfNext = /^(?:title|type)\s*:/i;

/** `... That is right.` below a choice is about it; Respondus writes `@` and `~`. */
const isFeedback = /^\s*(?:\.{3}|…{1,2}|[@~])[ \t]+\S/u;

/** A block's question, put together. */
function* questionOf(
  { head, lines, asksWhether }: Block,
): Generator<Found | undefined, Pasted> {
  const { line } = lines[0];
  const one: Pasted = {
    line,
    rows: lines.flatMap(({ is, line }) => is === "blank" ? [] : line),
    text: "",
    choices: [],
    family: "",
    isInFront: head.front !== undefined,
    answerLine: line,
    asksWhether,
    ...(head.number !== undefined && { number: head.number }),
    ...(head.front !== undefined && { answer: head.front }),
  };
  const body: PastedLine[] = [];
  const explains: PastedLine[] = [];
  let target: "body" | "answer" | "explanation" | "after" = "body";
  let gap = false, hasChoice = false, isWhole = false;
  // `Q: …`, and below it `A: …`: where there is no `B` it is no choice.
  const isCard = /^\W*(?:Q|問|问)\s*[.:：)]/iu.test(head.raw) &&
    !lines.some(({ raw }) => /^\W*B\s*[:.)：]/u.test(raw));
  for (const it of lines) {
    const starts = it !== head && it.is === "text" && startsOf(it).length > 0;
    const card = isCard && it !== head
      ? /^\W*A\s*[:.)：]\s*(.*)$/u.exec(it.raw)?.[1]
      : undefined;
    if (it.is === "blank") {
      if (target === "body") body.push(it);
    } else if (it.is === "points") {
      // Below a gap they may be the next question's.
      if (one.points !== undefined || gap) yield leave(it);
      else one.points = Number(plainSigns(it.text));
    } else if (isFeedback.test(it.raw) && it !== head) {
      yield hasChoice
        ? leftOutAt(it.line, "feedback-left-out")
        : leftOutAt(it.line, "not-certain", { text: it.text });
      if (!hasChoice) body.push(it);
    } else if (it.is === "explanation") {
      if (it.text !== "") explains.push(it);
      target = "explanation";
    } else if (it.is === "answer" && it.text === "") target = "answer";
    else if (it.is === "answer" || target === "answer" || card) {
      yield* answered(one, it.line, card ?? it.text);
      target = "after";
      isWhole = hasChoice || marksIn(head.text).length > 1;
    } else if (target === "explanation") {
      const isItem = it.is === "code" || /^[-–—•*\d]/.test(it.text);
      if (gap && explains.length > 0 && !isItem) yield leave(it);
      else explains.push({ ...it, text: isItem ? it.raw : it.raw.trim() });
    } else if (target === "after" && (isWhole || !starts)) {
      yield leave(it);
    } else if (it !== head || it.text !== "") body.push(it);
    hasChoice ||= starts;
    gap = it.is === "blank" || gap && isLabelOfNext.test(it.text);
  }
  if (explains.length > 0) {
    one.explanation = tidy(explains.map(shown).join("\n"));
  }
  yield* bodyOf(head, body, one);
  return one;
}

/** The text and the choices of a question. */
function* bodyOf(head: PastedLine, body: PastedLine[], one: Pasted): Finding {
  while (body.at(-1)?.is === "blank") body.pop();
  const marks: ChoiceMark[] = [];
  let text = "";
  for (const [row, it] of body.entries()) {
    if (it.is === "text") {
      marks.push(...marksIn(it.text, text.length, row, head.style));
    }
    text += `${shown(it)}\n`;
  }
  const { list, doubt } = listOf(marks, text, one.answer !== undefined);
  if (doubt) {
    const it = body[doubt.row];
    yield leftOutAt(it.line, "not-certain", { text: it.text });
  }
  one.text = tidy(text.slice(0, list[0]?.at));
  one.isDoubtful = doubt !== undefined;
  if (list.length === 0) return doubt ? undefined : yield* unmarked(body, one);
  if (/[(（]$/u.test(one.text)) {
    yield leftOutAt(one.line, "not-certain", { text: one.text });
  }
  one.family = list[0].family;
  const begun = new Set(
    marks.filter(({ starts, family }) => starts && !isLoose(family))
      .map(({ row }) => row),
  );
  // Bullets that are all the same say nothing.
  const isVaried = new Set(list.map(({ sign }) => sign)).size > 1;
  const cut: (ReturnType<typeof marked> & {
    place: number;
    isBold: boolean;
  })[] = [];
  for (const [n, { row, end, place, sign, family }] of list.entries()) {
    const [own, ...more] = text.slice(end, list[n + 1]?.at).split("\n");
    let choice = own.trim(), gap = false, isOut = false;
    for (const [at, part] of more.entries()) {
      const it = body[row + 1 + at];
      if (begun.has(row + 1 + at)) isOut = true;
      if (it?.is === "blank") gap = choice !== "";
      else if (it?.is === "code") choice += `\n${part}`;
      else if (part.trim() === "") continue;
      else if (
        isOut || choice !== "" && (gap || /^\(?[A-J]\)?$/.test(part.trim()))
      ) {
        // `B` below the choices may be the right one.
        yield leave(it);
      } else choice = wrapped(choice, part.trim());
    }
    const said = marked(choice);
    const right = said.right || /[xX✓✔✅☑☒√➤►☞→⇒vV]/u.test(sign) ||
      /[*●]/u.test(sign) && (isVaried || family !== "bullet");
    const isBold = body[row].isBold === true ||
      /^(?:\*\*[^*]+\*\*|__[^_]+__)$/.test(said.text);
    cut.push({ place, text: withoutBold(said.text), right, isBold });
  }
  // `A) red, B) green`
  if (cut.slice(0, -1).every(({ text }) => /[;；,，]$/u.test(text))) {
    for (const it of cut) it.text = it.text.replace(/[;；,，]$/u, "");
  }
  const isMarked = cut.some(({ right }) => right) ||
    cut.every(({ isBold }) => isBold);
  one.choices = cut.toSorted((a, b) => a.place - b.place).map((it) => ({
    text: it.text,
    // Another mark is in one of them: which one is right is not certain.
    right: !doubt && (it.right || !isMarked && it.isBold),
  }));
}

/** Lines that are wrapped: words of Chinese are joined without a space. */
function wrapped(text: string, more: string): string {
  const isWhole = /[\p{Lo}，。、；：？！」』）]$/u.test(text) &&
    /^[\p{Lo}，。、；：？！「『（]/u.test(more);
  return text === "" || more === "" || isWhole
    ? text + more
    : `${text} ${more}`;
}

function* unmarked(body: readonly PastedLine[], one: Pasted): Finding {
  const lines = body.filter(({ is }) => is !== "blank");
  if (one.text.length > longestLine || lines.some(({ is }) => is === "code")) {
    return;
  }
  const found = listIn(lines.map(({ text }) => text), one.answer);
  // `1. red 2. *blue` may be choices.
  const star = lines.find(({ text }) => marked(text).right && !asks(text));
  if (star && !found) {
    yield leftOutAt(star.line, "not-certain", { text: star.text });
  }
  if (found === "doubt") {
    const { line, text } = lines.at(-2)!;
    yield leftOutAt(line, "not-certain", { text });
  } else if (found) {
    const first = found.from + 1;
    one.text = tidy(lines.slice(0, first).map(shown).join("\n")).replace(
      /(?<=[?？:：])\s\*$/u,
      "",
    );
    one.choices = lines.slice(first).map(({ text }) => marked(text));
  }
}

/** Marks of one family that follow each other, in the order of the text; none: one is missing, or comes twice. */
function inOrder(all: readonly ChoiceMark[]): ChoiceMark[] {
  // In lists of lines, `A. Smith` above them or in one is a name.
  const firsts = [...all.keys()].filter((at) => all[at].place === 0);
  const top = firsts.find((at) => all[at].starts) ?? firsts[0] ?? 0;
  const below = all.slice(top);
  const isList = (some: readonly ChoiceMark[]) => {
    const places = some.map(({ place }) => place);
    // In columns `A` and `C` stand before `B` and `D`.
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

/** The choices of a text: letters before other marks, a later list before others; `doubt`: what else may be one. */
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
      (!starts || groups.length > 1 || isLoose(family));
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
        before.length === 1 && starts && place === 0 && !isLoose(family));
  })?.[0];
  return { list, doubt };
}

/** `Answer: B`, and in any language `Antwort: B`, and `[B]` at the end. */
const answerInChoice =
  /(?:answer|答案|正解|解答)\s*[:：]\s*\S.*|[\p{L}]+\s*[:：]\s*[(（]?[A-J][)）]?$|[[(]\s*[A-J]\s*[\])]$/iu;
const isSigns =
  /^[([（【]?\s*(?:[A-J](?:\s?[,、&]?\s?[A-J])*|\d{1,2}|[①-⑩甲乙丙丁])\s*[)\]）】]?[.。]?$/u;
/** A question that asks for more than one choice. */
const asksAll =
  /(?:select|choose|check|tick|mark)\s+(?:all|two|three|every)|all that apply|[複复多][选選]|多重選擇/iu;

/** A question as one to keep: its kind and what is right, and what of it cannot be told. */
function* itemOf(one: Pasted, words: TrueFalse): Finding {
  const { line, explanation, family, isInFront } = one;
  let right = one.choices.flatMap(({ right }, n) => right ? [n] : []);
  if (notRead.test(one.text) && !one.answer && right.length === 0) {
    for (const row of one.rows) {
      yield failedAt(row, "kind-unknown", { kind: one.text });
    }
    return;
  }
  const plain = (it: string) => it.replaceAll("\t", " ").trim();
  let choices = one.choices.map((it) => plain(it.text));
  const stem = readStem(plain(one.text), choices, one);
  const { answer, points, asksWhether } = stem;
  const doubts = choices.map((it) => answerInChoice.exec(it)?.[0]);
  for (const text of [stem.doubt, ...doubts]) {
    if (text) yield leftOutAt(line, "answer-seen", { text });
  }
  const item: Draft = {
    text: stem.text,
    ...(explanation && { explanation }),
    ...(points !== undefined && { points }),
  };
  const told = (reason: Omission, values = {}) =>
    leftOutAt(one.answerLine, reason, { text: answer!, ...values });
  // The symbol of oxygen is `O`, and the opposite of left is `right`.
  const isWord = answer !== undefined && !asksWhether && choices.length === 0 &&
    (asks(stem.text) || /_{2,}/u.test(stem.text)) &&
    /^(?:[a-eg-su-z]|right|wrong|correct|incorrect)$/iu.test(answer.trim());
  if (isWord) yield told("not-certain");
  const whether = answer === undefined || isWord
    ? undefined
    : trueOrFalse(answer);
  if (choices.length > 0 && answer !== undefined) {
    // What is a mark, or stands at the number, is no text of a choice.
    const texts = choices.map((it) =>
      isInFront || placeIn(family, it) >= 0 ? "" : it
    );
    const same = choices.map(trueOrFalse).indexOf(whether);
    const places = namedChoices(answer, texts, (it) => placeIn(family, it)) ??
      (whether !== undefined && choices.length === 2 && same >= 0
        ? [same]
        : null);
    if (!places) yield told("answer-unknown");
    else {
      if (right.length > 0 && String(right) !== String(places)) {
        const other = right.map((it) => choices[it]).join(", ");
        yield told("answers-differ", { other });
      }
      if (meansTwo(answer, choices) && !isInFront) {
        yield told("answer-two-ways");
      }
      right = places;
    }
  } else if (choices.length === 0 && (whether !== undefined || asksWhether)) {
    choices = [words.yes, words.no];
    right = whether === undefined ? [] : [whether ? 0 : 1];
    if (answer !== undefined && whether === undefined) {
      yield told("answer-unknown");
    }
  }
  if (choices.length > 0) {
    return yield itemAt(line, {
      kind: right.length > 1 || asksAll.test(stem.text) ? "multiple" : "single",
      ...item,
      choices,
      ...(right.length > 0 && { correct: right }),
    });
  }
  // It names a choice, and there is none.
  const isSign = answer !== undefined &&
    (isInFront ||
      isSigns.test(answer.trim()) && (one.isDoubtful || !/\d/.test(answer)));
  if (isSign) yield told("answer-unknown");
  const said = isSign ? "" : answer ?? "";
  const number = numberAnswer(said), accepted = readAcceptedTexts(said);
  yield itemAt(line, {
    kind: number ? "number" : "text",
    ...item,
    ...(number ?? (accepted.length > 0 && { correct: accepted })),
  });
}
