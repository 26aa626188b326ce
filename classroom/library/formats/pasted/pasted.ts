/**
 * Questions in pasted text. A question has the lines from its number, or its text, to the next one; in them the
 * marks that follow each other from the first on are its choices. `docs/pasted-quizzes.md` has the rules. What is not
 * certain stays in the text and is named by its line. Pure; the work grows with the length of the text.
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

/** A question while its lines are read. */
interface Pasted {
  line: number;
  head: PastedLine;
  /** Its text and its choices. */
  body: PastedLine[];
  explains: PastedLine[];
  /** What a line of text goes on with. */
  open: "body" | "answer" | "explanation" | "nothing";
  last: PastedLine;
  hasGap: boolean;
  hasChoice: boolean;
  answer?: string;
  answerLine: number;
  /** The answer stands at the number, and names a mark. */
  isInFront: boolean;
  points?: number;
  asksWhether: boolean;
}

/** Programs' own formats, which only look like others. */
const programs = [
  [isAnki, readAnki],
  [isBlackboard, readBlackboard],
  [isText2qti, readText2qti],
] as const;

export function isOwnText(text: string): boolean {
  return programs.some(([isIn]) => isIn(text));
}

/** Reads the questions, one after the other. */
export function* readPasted(text: string, words: TrueFalse): Finding {
  for (const [isIn, read] of programs) {
    if (isIn(text)) return yield* read(text, words);
  }
  const whole = undrawn(plainLines(text));
  if (yield* readTable(whole, words)) return;
  const lines: PastedLine[] = [];
  yield* linesOf(whole, lines);
  const key = keyFrom(lines);
  const { name, all } = yield* questionsOf(lines.slice(0, key));
  const numbers = all.map(({ head }, at) => head.number ?? at + 1);
  for (const it of yield* keyEntries(lines.slice(key), numbers)) {
    yield* answered(all[it.at], it.line, it.answer);
  }
  if (name) yield quizAt(1, name);
  for (const one of all) yield* itemOf(one, words);
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
      for (const it of linesIn(raw, line, lines.at(-1)?.is === "text")) {
        if (it.is === "page") yield leave(it);
        else lines.push(it);
      }
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

/** Puts lines together to questions. The name is the first text or heading above the first question. */
function* questionsOf(
  lines: PastedLine[],
): Generator<Found | undefined, { name: string | null; all: Pasted[] }> {
  const isNumbered = yield* numbered(lines);
  const all: Pasted[] = [];
  let name: string | null = null, now: Pasted | null = null;
  let passage: PastedLine[] = [], asksWhether = false;
  /** The heading of questions that cannot be read. */
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
      closed = notRead.test(it.text) ? it.text : null;
    }
    if (it.is === "blank") {
      if (passage.length > 0) passage.push(it);
      else if (now) {
        now.hasGap = true;
        if (now.open === "body") now.body.push(it);
      }
    } else if (closed !== null) {
      yield failedAt(it.line, "kind-unknown", { kind: closed });
    } else if (it.style !== undefined) now = begin(it);
    else if (it.is === "passage" && isNumbered) {
      now = null;
      passage.push(it);
      yield leftOutAt(it.line, "passage-with-one", { text: it.text });
    } else if (passage.length > 0 && it.is === "text") passage.push(it);
    else if (
      now &&
      (isNumbered || !isText(it) || isChoice() ||
        goesOn(now, it, lines[at + 1]))
    ) yield* add(now, it, lines[at + 1]);
    else if (isChoice() || it.is === "answer") {
      yield failedAt(it.line, "no-question-above", { text: it.raw.trim() });
    } else if (
      name === null && all.length === 0 &&
      (it.is === "heading" || isName(lines, at, isNumbered))
    ) name = it.text.replaceAll("\t", " ");
    else if (isNumbered || !isText(it)) yield leave(it);
    else {
      now = begin(it);
      const end = at + runLength(lines, at);
      while (++at < end) yield* add(now, lines[at], lines[at + 1]);
      at--;
    }
  }
  for (const it of passage) if (it.is !== "blank") yield leave(it);
  return { name, all };
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
    const { style, number } = it;
    if (style === "一" && hasDigits) {
      Object.assign(it, { is: "heading", text: it.raw.trim() });
    }
    if (it.is === "heading") {
      own = null;
      last = 0;
      delete it.style;
    }
    if (it.style === undefined) continue;
    // A row of another style, from 1 on, is within the question.
    const isBelow = number === 1 || number === below + 1;
    const isNext = (own ?? style) === style || number === last + 1 && !isBelow;
    if (style === "Q" || isNext) {
      const above = lines[at - 1];
      if (number === 1 && last > 0 && isText(above) && !above.style) {
        yield leftOutAt(above.line, "not-certain", { text: above.text });
      }
      own ??= style!;
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

function startsOf(it: PastedLine | undefined): ChoiceMark[] {
  return it?.is !== "text" || it.style !== undefined
    ? []
    : marksIn(it.text).filter(({ starts }) => starts);
}

/** Whether a line begins with the mark of a choice: a letter alone is one where its neighbour is below it or above it. */
function startsChoice(lines: readonly PastedLine[], at: number): boolean {
  const marks = startsOf(lines[at]).length > 0 ? marksIn(lines[at].text) : [];
  return marks.some(({ family, place, starts }) => {
    const inline = marks.filter((it) => it.family === family && !it.starts)
      .map(({ place }) => place);
    const isNext = [-1, 1].some((step) =>
      startsOf(lines[at + step]).some((it) =>
        it.family === family && it.place === place + step
      )
    );
    // `(C) Who? (A) Amy (B) Ben` is a question.
    const isFront = place > 0 && inline.includes(0) && inline.includes(1);
    return starts &&
      (/ $/.test(family) ? isNext || inline.includes(1) : !isFront);
  });
}

/** Whether a line of text above all questions is the name, and no line to fill in. */
function isName(
  lines: readonly PastedLine[],
  at: number,
  isNumbered: boolean,
): boolean {
  const { text, isTitle, is } = lines[at];
  const isForm = /__|\t.*\S[:：]|[:：].*\t|^[^\p{L}\p{N}]*$/u.test(text);
  if (is !== "text" || isForm || marksIn(text).length > 1) return false;
  if (isTitle || isNumbered) return true;
  // Alone in its paragraph, above one with choices.
  const more = lines.slice(at + 1, at + 8);
  const below = more.findIndex(({ is }) => is !== "blank");
  return below > 0 && !/[?？.。:：!！_]$/u.test(text) &&
    startsOf(more[below + 1]).length > 0;
}

/** Whether a text without a number goes on with the question above, where no question has one. */
function goesOn(
  { last, hasGap, hasChoice, explains }: Pasted,
  { text }: PastedLine,
  next: PastedLine | undefined,
): boolean {
  const isLabel = last.is === "answer" || last.is === "explanation";
  if (isLabel && last.text === "") return true;
  if (hasGap || last.is === "answer") return false;
  if (explains.length > 0) return !asks(text);
  // A choice that is wrapped: the next one is below it, or a sentence goes on.
  return hasChoice && (startsOf(next)[0]?.place > 0 || /^\p{Ll}/u.test(text));
}

/** How many lines from here on are the text of one question without a number. */
function runLength(lines: readonly PastedLine[], at: number): number {
  let to = at;
  const isPoints = (n: number) => lines[n]?.is === "points";
  while (isText(lines[to]) && !startsChoice(lines, to) || isPoints(to)) to++;
  const run = lines.slice(at, to), next = lines[to];
  const texts = run.filter(isText).map(({ text }) => text);
  const answer = next?.is === "answer" ? next.text : undefined;
  const isWhole = run.some(({ is }) => is === "code") ||
    unmarkedFrom(texts, answer) !== null;
  // A question over some lines has its choices or its answer below it; else each line is a question.
  const isOpen = !/^(?:blank|heading)$/.test(next?.is ?? "blank");
  const asking = run.findIndex(({ text }) => asks(text));
  let end = !isOpen ? 1 : asking < 0 ? run.length : asking + 1;
  while (isPoints(at + end)) end++;
  return isWhole ? run.length : end;
}

/** Where choices without marks begin: one is marked right, or named by its text, or two are true and false. */
function unmarkedFrom(
  [first = "", ...rest]: readonly string[],
  answer?: string,
): number | "doubt" | null {
  const all = rest.map(marked);
  const right = all.filter(({ right }) => right).length;
  const two = all.slice(-2).map(({ text }) => trueOrFalse(text));
  if (two.includes(true) && two.includes(false)) return all.length - 1;
  if (all.length < 2) return null;
  const isNamed = answer !== undefined &&
    all.some(({ text }) => plainAnswer(text) === plainAnswer(answer));
  if (isNamed || right > 0 && right < all.length) return 1;
  const isList = rest.slice(-2)
    .every((it) => it.length < 60 && !/[.。:：?？]$/u.test(it));
  return answer === undefined && asks(first) && isList ? "doubt" : null;
}

/** A line that is part of nothing. */
function leave({ line, raw }: PastedLine): Found {
  return leftOutAt(line, "line-left-out", { text: raw.trim() });
}

/** `Which one? * (2 points)` */
function asks(text: string): boolean {
  return /[?？]["”’」』)）]*\s*\*?\s*(?:[(（][^()（）]*[)）])?$/u.test(text);
}

/** Lines as a text: several that are empty are one. */
function joined(lines: readonly PastedLine[]): string {
  return lines.filter(({ is }, at) =>
    is !== "blank" || lines[at - 1]?.is !== is
  )
    .map(({ text }) => text).join("\n").trim();
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

/** Puts a line below the head of a question where it belongs. */
function* add(
  one: Pasted,
  it: PastedLine,
  next: PastedLine | undefined,
): Finding {
  const { hasGap, open, hasChoice } = one;
  const starts = startsOf(it).length > 0;
  // `Q: …`, and below it `A: …`: where there is no `B` it is no choice.
  const isCard = /^\W*(?:Q|問|问)\s*[.:：)]/iu.test(one.head.raw) &&
    !hasChoice && !/^\W*B\s*[:.)：]/u.test(next?.raw ?? "");
  const card = isCard && /^\W*A\s*[:.)：]\s*(.*)$/u.exec(it.raw)?.[1];
  Object.assign(one, {
    last: it,
    hasGap: false,
    hasChoice: hasChoice || starts,
  });
  if (it.is === "points") {
    // Below a gap they may be the next question's.
    if (one.points !== undefined || hasGap) yield leave(it);
    else one.points = Number(plainSigns(it.text));
  } else if (it.is === "feedback") {
    yield hasChoice
      ? leftOutAt(it.line, "feedback-left-out")
      : leftOutAt(it.line, "not-certain", { text: it.text });
    if (!hasChoice) one.body.push({ ...it, is: "text" });
  } else if (it.is === "explanation") {
    if (it.text !== "") one.explains.push(it);
    one.open = "explanation";
  } else if (it.is === "answer" && it.text === "") one.open = "answer";
  else if (it.is === "answer" || open === "answer" || card) {
    yield* answered(one, it.line, card || it.text);
    one.open = "nothing";
    one.hasChoice = hasChoice || marksIn(one.head.text).length > 1;
  } else if (open === "explanation") {
    const isItem = it.is === "code" || /^[-–—•*\d]/.test(it.text);
    if (hasGap && one.explains.length > 0 && !isItem) yield leave(it);
    else {
      one.explains.push({ ...it, text: isItem ? it.raw : it.raw.trim() });
    }
  } else if (open === "nothing" && (hasChoice || !starts)) yield leave(it);
  else {
    one.open = "body";
    one.body.push(it);
  }
}

/** The text and the choices of a question; `isDoubtful`: there may be choices in the text. */
function* partsOf({ line, head, body, answer }: Pasted) {
  while (body.at(-1)?.is === "blank") body.pop();
  const marks: ChoiceMark[] = [];
  let text = "";
  for (const [row, it] of body.entries()) {
    if (it.is === "text") {
      marks.push(...marksIn(it.text, text.length, row, head.style));
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
    yield leftOutAt(unclear.line, "not-certain", { text: unclear.text });
  }
  const [{ row: top, at, family } = { row: body.length, at: 0, family: "" }] =
    list;
  const stem = joined([
    ...body.slice(0, top),
    ...(body[top]
      ? [{
        ...body[top],
        text: text.slice(text.lastIndexOf("\n", at - 1) + 1, at),
      }]
      : []),
  ]);
  if (list.length > 0 && /[(（]$/u.test(stem)) {
    yield leftOutAt(line, "not-certain", { text: stem });
  }
  const begun = new Set(
    marks.filter(({ starts, family }) => starts && !isLoose(family))
      .map(({ row }) => row),
  );
  // Bullets that are all the same say nothing, nor do Kahoot's four shapes.
  const signs = new Set(list.map(({ sign }) => sign));
  const isVaried = signs.size > 1 && !signs.has("▲");
  const cut: (ReturnType<typeof marked> & {
    place: number;
    isBold: boolean;
  })[] = [];
  for (const [n, { row, end, place, sign }] of list.entries()) {
    const [own, ...more] = text.slice(end, list[n + 1]?.at).split("\n");
    let choice = own.trim(), gap = false, isOut = false;
    for (const [at, part] of more.entries()) {
      const it = body[row + 1 + at];
      isOut ||= begun.has(row + 1 + at);
      if (it?.is === "blank") gap = choice !== "";
      else if (it?.is === "code") choice += `\n${part}`;
      else if (part.trim() === "") continue;
      else if (
        isOut || choice !== "" && (gap || /^\(?[A-J]\)?$/.test(part.trim()))
      ) {
        // `B` below the choices may be the right one.
        yield leave(it);
      } else {
        // Wrapped words of Chinese are joined without a space.
        const isWhole = /(?:^|[\p{Lo}，。、；：？！」』）])$/u.test(choice) &&
          (choice === "" || /^[\p{Lo}，。、；：？！「『（]/u.test(part.trim()));
        choice += `${isWhole ? "" : " "}${part.trim()}`;
      }
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
  const choices = cut.toSorted((a, b) => a.place - b.place).map((it) => ({
    text: it.text,
    // Another mark is in one of them: which one is right is not certain.
    right: !unclear && (it.right || !isMarked && it.isBold),
  }));
  return { text: stem, choices, family, isDoubtful: unclear !== undefined };
}

/** Lines without marks as choices; or the line that leaves it open whether they are. */
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
  if (at > longestLine || lines.some(({ it }) => it.is === "code")) return [];
  const from = unmarkedFrom(lines.map(({ it }) => it.text), answer);
  if (from === "doubt") return lines.at(-2)!.it;
  if (from !== null) return lines.slice(from).map(({ mark }) => mark);
  // `1. red 2. *blue` may be choices.
  const star = lines.find(({ it: { text } }) =>
    marked(text).right && !asks(text)
  );
  return star?.it ?? [];
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
  const { line, isInFront } = one;
  const parts = yield* partsOf(one);
  const { text, family, isDoubtful } = parts;
  let right = parts.choices.flatMap(({ right }, n) => right ? [n] : []);
  if (notRead.test(text) && !one.answer && right.length === 0) {
    for (const { is, line } of [one.head, ...one.body, ...one.explains]) {
      if (is !== "blank") yield failedAt(line, "kind-unknown", { kind: text });
    }
    return;
  }
  const plain = (it: string) => it.replaceAll("\t", " ").trim();
  let choices = parts.choices.map((it) => plain(it.text));
  const stem = readStem(plain(text), choices, { ...one, isDoubtful });
  const explanation = joined(one.explains);
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
      isSigns.test(answer.trim()) && (isDoubtful || !/\d/.test(answer)));
  if (isSign) yield told("answer-unknown");
  const said = isSign ? "" : answer ?? "";
  const number = numberAnswer(said), accepted = readAcceptedTexts(said);
  yield itemAt(line, {
    kind: number ? "number" : "text",
    ...item,
    ...(number ?? (accepted.length > 0 && { correct: accepted })),
  });
}
