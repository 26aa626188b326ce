/**
 * Reads questions from pasted text. A question ends where the next one begins; its choices are a complete list of
 * markers, or lines without markers. Uncertain lines stay in the text and are reported. The rules are in
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
import type { DecimalSign } from "../../../../formats/typed_number.ts";
import { findDecimalSign } from "../decimal_sign.ts";
import { isOtherProgram } from "../other_programs.ts";
import {
  isAmbiguousChoice,
  readAcceptedTexts,
  readNamedChoices,
  readNumberAnswer,
  readTrueFalse,
  splitRightSign,
} from "./answers.ts";
import {
  type ChoiceMarker,
  choiceMarkerIndexInFamily,
  classifyLine,
  findChoiceMarkers,
  isBoldText,
  isLooseMarker,
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

/** The limit of markers, tabs and brackets in a text, which take longer to read than words. */
export const maxCostlySigns = 60_000;

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
  isTrueFalse: boolean;
}

export function* readPasted(text: string, words: TrueFalseWords): ParsedItems {
  if (isOtherProgram(text)) return yield makeFailure(1, "format-unknown");
  const plain = normalizePastedText(text);
  const whole = removeDrawnBars(plain);
  if (yield* readPastedTable(whole, words)) return;
  const lines: PastedLine[] = [];
  yield* linesOf(whole, plain.split("\n"), lines);
  const key = findAnswerKey(lines);
  const { name, questions } = yield* questionsOf(lines.slice(0, key));
  const numbers = questions.map(({ head }, at) => head.number ?? at + 1);
  for (const entry of yield* parseAnswerKey(lines.slice(key), numbers)) {
    yield* addAnswer(questions[entry.index], entry.line, entry.answer);
  }
  if (name) yield makeQuizStart(1, name);
  const sign = findDecimalSign(whole);
  for (const question of questions) yield* toItem(question, words, sign);
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
      for (
        const pastedLine of classifyLine(raw, line, lines.at(-1)?.is === "text")
      ) {
        if (isDrawn) pastedLine.drawn = drawn;
        if (pastedLine.is === "page") yield reportLeftOut(pastedLine);
        else lines.push(pastedLine);
      }
    }
    if (turns) isOpen = !isOpen;
    pieces += raw.match(piece)?.length ?? 0;
    if (pieces > maxCostlySigns) {
      return yield makeFailure(line, "too-many-pieces", {
        most: maxCostlySigns,
      });
    }
  }
}

const unsupportedQuestion =
  /^(?:match\b|matching\b)|配合[題题]|配對|连线|連連看|[连連]一[连連]|克漏字/iu;

/** Groups lines into questions. The first text or heading above them is the name. */
function* questionsOf(
  lines: PastedLine[],
): Generator<
  ParsedItem | undefined,
  { name: string | null; questions: Pasted[] }
> {
  const isNumbered = yield* readNumberedKey(lines);
  const questions: Pasted[] = [];
  let name: string | null = null, current: Pasted | null = null;
  let passage: PastedLine[] = [], isTrueFalse = false;
  /** The current heading, if its questions cannot be read. */
  let unsupportedHeading: string | null = null;
  const begin = (head: PastedLine): Pasted => {
    const gap: PastedLine = { ...head, is: "blank", text: "" };
    const above = passage.length === 0 ? [] : [...passage, gap];
    const { line } = above[0] ?? head;
    const question: Pasted = {
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
      isTrueFalse: isTrueFalse || head.isTrueFalse === true,
    };
    passage = [];
    questions.push(question);
    return question;
  };
  for (let index = 0; index < lines.length; index++) {
    if (index % 100 === 0) yield;
    const pastedLine = lines[index];
    const isChoice = () => startsChoice(lines, index);
    if (pastedLine.is === "heading") {
      isTrueFalse = /是非|判[斷断]|true\s*(?:\/|or)\s*false/iu.test(
        pastedLine.text,
      );
      current = null;
      unsupportedHeading = unsupportedQuestion.test(pastedLine.text)
        ? pastedLine.text
        : null;
    }
    if (pastedLine.is === "blank") {
      if (passage.length > 0) passage.push(pastedLine);
      else if (current) {
        current.hasGap = true;
        if (current.open === "body") current.body.push(pastedLine);
      }
    } else if (unsupportedHeading !== null) {
      yield makeFailure(pastedLine.line, "kind-unknown", {
        kind: unsupportedHeading,
      });
    } else if (pastedLine.style !== undefined) current = begin(pastedLine);
    else if (pastedLine.is === "passage" && isNumbered) {
      current = null;
      passage.push(pastedLine);
      yield makeOmission(pastedLine.line, "passage-with-one", {
        text: pastedLine.text,
      });
    } else if (passage.length > 0 && pastedLine.is === "text") {
      passage.push(pastedLine);
    } else if (
      current &&
      (isNumbered || !isText(pastedLine) || isChoice() ||
        continuesQuestion(current, pastedLine, lines[index + 1]))
    ) yield* addLine(current, pastedLine, lines[index + 1]);
    else if (isChoice() || pastedLine.is === "answer") {
      yield makeFailure(pastedLine.line, "no-question-above", {
        text: pastedLine.raw.trim(),
      });
    } else if (
      name === null && questions.length === 0 &&
      (pastedLine.is === "heading" || isName(lines, index, isNumbered))
    ) name = pastedLine.text.replaceAll("\t", " ");
    else if (isNumbered || !isText(pastedLine)) yield reportLeftOut(pastedLine);
    else {
      current = begin(pastedLine);
      const end = index + runLength(lines, index);
      while (++index < end) {
        yield* addLine(current, lines[index], lines[index + 1]);
      }
      index--;
    }
  }
  for (const pastedLine of passage) {
    if (pastedLine.is !== "blank") yield reportLeftOut(pastedLine);
  }
  return { name, questions };
}

function isText(pastedLine: PastedLine | undefined): boolean {
  return /^(?:text|code|passage)$/.test(pastedLine?.is ?? "");
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
  for (const [index, pastedLine] of lines.entries()) {
    const { style, number } = pastedLine;
    if (style === "一" && hasDigits) {
      Object.assign(pastedLine, { is: "heading", text: pastedLine.raw.trim() });
    }
    if (pastedLine.is === "heading") {
      family = null;
      last = 0;
      delete pastedLine.style;
    }
    if (pastedLine.style === undefined) continue;
    // A list in another style that begins with 1 is part of the question.
    const isBelow = number === 1 || number === below + 1;
    const isNext = (family ?? style) === style ||
      number === last + 1 && !isBelow;
    if (style === "Q" || isNext) {
      const above = lines[index - 1];
      if (number === 1 && last > 0 && isText(above) && !above.style) {
        yield makeOmission(above.line, "not-certain", { text: above.text });
      }
      family ??= style!;
      // The next number in another style may also be part of a list.
      if (family !== style && family !== "Q" && style !== "Q") {
        yield makeOmission(pastedLine.line, "not-certain", {
          text: pastedLine.raw.trim(),
        });
      }
      last = number ?? last + 1;
      below = 0;
      isAny = true;
    } else {
      below = number ?? 0;
      delete pastedLine.style;
      if (pastedLine.is === "text") {
        pastedLine.text = stripBold(pastedLine.raw.trim());
      }
    }
  }
  return isAny;
}

/** The markers in a line, unless it begins a numbered question. */
function markersOf(pastedLine: PastedLine | undefined): ChoiceMarker[] {
  return pastedLine?.is === "text" && pastedLine.style === undefined
    ? findChoiceMarkers(pastedLine.text)
    : [];
}

function startsOf(pastedLine: PastedLine | undefined): ChoiceMarker[] {
  return markersOf(pastedLine).filter(({ isFirst }) => isFirst);
}

/** Whether a line begins with a choice. A single letter counts only next to its neighbour. */
function startsChoice(lines: readonly PastedLine[], index: number): boolean {
  const markers = markersOf(lines[index]);
  return markers.filter(({ isFirst }) => isFirst).some(({ family, place }) => {
    const inline = markers.filter((it) => it.family === family && !it.isFirst)
      .map(({ place }) => place);
    const isNext = [-1, 1].some((step) =>
      startsOf(lines[index + step]).some((marker) =>
        marker.family === family && marker.place === place + step
      )
    );
    // `(C) Who? (A) Amy (B) Ben` is a question.
    const isFront = place > 0 && inline.includes(0) && inline.includes(1);
    return / $/.test(family) ? isNext || inline.includes(1) : !isFront;
  });
}

function isName(
  lines: readonly PastedLine[],
  index: number,
  isNumbered: boolean,
): boolean {
  const { text, isTitle, is } = lines[index];
  const isForm = /__|\t.*\S[:：]|[:：].*\t|^[^\p{L}\p{N}]*$/u.test(text);
  if (is !== "text" || isForm || findChoiceMarkers(text).length > 1) {
    return false;
  }
  if (isTitle || isNumbered) return true;
  // A paragraph of its own above a question with choices.
  const nextLines = lines.slice(index + 1, index + 8);
  const below = nextLines.findIndex(({ is }) => is !== "blank");
  return below > 0 && !/[?？.。:：!！_]$/u.test(text) &&
    startsOf(nextLines[below + 1]).length > 0;
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
function runLength(lines: readonly PastedLine[], from: number): number {
  let to = from;
  const isPoints = (n: number) => lines[n]?.is === "points";
  while (
    to - from < maxRunLines &&
    (isPoints(to) || isText(lines[to]) && !startsChoice(lines, to))
  ) to++;
  const run = lines.slice(from, to), next = lines[to];
  const texts = run.filter(isText).map(({ text }) => text);
  const answer = next?.is === "answer" ? next.text : undefined;
  const isWhole = run.some(({ is }) => is === "code") ||
    indexOfUnletteredChoice(texts, answer) !== null;
  // Only choices or an answer below join several lines to one question.
  const isOpen = !/^(?:blank|heading)$/.test(next?.is ?? "blank") &&
    run.length < maxRunLines;
  const asking = run.findIndex(({ text }) => asksQuestion(text));
  let end = !isOpen ? 1 : asking < 0 ? run.length : asking + 1;
  while (isPoints(from + end)) end++;
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
  const choices = rest.map(splitRightSign);
  const rightCount = choices.filter(({ isRight }) => isRight).length;
  const lastTwo = choices.slice(-2).map(({ text }) => readTrueFalse(text));
  if (lastTwo.includes(true) && lastTwo.includes(false)) {
    return choices.length - 1;
  }
  if (choices.length < 2) return null;
  const isNamed = answer !== undefined &&
    choices.some(({ text }) =>
      normalizeAnswer(text) === normalizeAnswer(answer)
    );
  if (isNamed || rightCount > 0 && rightCount < choices.length) return 1;
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
  return lines.filter(({ is }, index) =>
    is !== "blank" || lines[index - 1]?.is !== is
  )
    .map(({ text }) => text).join("\n").trim();
}

/** Sets the answer; the last of several is kept. */
function* addAnswer(question: Pasted, line: number, text: string): ParsedItems {
  // ExamView adds other fields: `C  PTS:    1`.
  const [answer, ...rest] = text.split("\t");
  if (rest.length > 0) {
    yield makeOmission(line, "line-left-out", { text: rest.join(" ") });
  }
  const earlierAnswer = question.answer;
  if (earlierAnswer !== undefined && earlierAnswer !== answer) {
    yield makeOmission(line, "answers-differ", {
      text: answer,
      other: earlierAnswer,
    });
  }
  Object.assign(question, { answer, answerLine: line, isInFront: false });
}

function* addLine(
  question: Pasted,
  pastedLine: PastedLine,
  next: PastedLine | undefined,
): ParsedItems {
  const { hasGap, open, hasChoice } = question;
  const hasMarker = startsOf(pastedLine).length > 0;
  // `A:` below `Q:` is an answer unless `B` follows.
  const isCard = /^\W*(?:Q|問|问)\s*[.:：)]/iu.test(question.head.raw) &&
    !hasChoice && !/^\W*B\s*[:.)：]/u.test(next?.raw ?? "");
  const card = isCard && /^\W*A\s*[:.)：]\s*(.*)$/u.exec(pastedLine.raw)?.[1];
  Object.assign(question, {
    last: pastedLine,
    hasGap: false,
    hasChoice: hasChoice || hasMarker,
  });
  if (pastedLine.is === "points") {
    // Points below a gap may belong to the next question.
    if (question.points !== undefined || hasGap) {
      yield reportLeftOut(pastedLine);
    } else question.points = Number(normalizeSigns(pastedLine.text));
  } else if (pastedLine.is === "feedback") {
    yield hasChoice
      ? makeOmission(pastedLine.line, "feedback-left-out")
      : makeOmission(pastedLine.line, "not-certain", { text: pastedLine.text });
    if (!hasChoice) question.body.push({ ...pastedLine, is: "text" });
  } else if (pastedLine.is === "explanation") {
    if (pastedLine.text !== "") question.explains.push(pastedLine);
    question.open = "explanation";
  } else if (pastedLine.is === "answer" && pastedLine.text === "") {
    question.open = "answer";
  } else if (pastedLine.is === "answer" || open === "answer" || card) {
    yield* addAnswer(question, pastedLine.line, card || pastedLine.text);
    question.open = "nothing";
    question.hasChoice = hasChoice ||
      findChoiceMarkers(question.head.text).length > 1;
  } else if (open === "explanation") {
    const isItem = pastedLine.is === "code" ||
      /^[-–—•*\d]/.test(pastedLine.text);
    if (hasGap && question.explains.length > 0 && !isItem) {
      yield reportLeftOut(pastedLine);
    } else {
      question.explains.push({
        ...pastedLine,
        text: isItem ? pastedLine.raw : pastedLine.raw.trim(),
      });
    }
  } else if (open === "nothing" && (hasChoice || !hasMarker)) {
    yield reportLeftOut(pastedLine);
  } else {
    question.open = "body";
    question.body.push(pastedLine);
  }
}

/** Splits a question into its text and choices. `isDoubtful` means that the text may contain choices. */
function* partsOf({ line, head, body, answer }: Pasted) {
  while (body.at(-1)?.is === "blank") body.pop();
  const markers: ChoiceMarker[] = [];
  // A table without choices stays as it was drawn.
  for (const [row, pastedLine] of body.entries()) {
    const isCells = pastedLine.drawn !== undefined && pastedLine !== head &&
      /^(?:text|blank)$/.test(pastedLine.is) &&
      findChoiceMarkers(pastedLine.text).length === 0;
    if (isCells) {
      body[row] = { ...pastedLine, is: "text", text: pastedLine.drawn! };
    }
  }
  let text = "";
  for (const [row, pastedLine] of body.entries()) {
    if (pastedLine.is === "text") {
      markers.push(
        ...findChoiceMarkers(pastedLine.text, text.length, row, head.style),
      );
    }
    text += `${pastedLine.text}\n`;
  }
  const { list, doubt } = listOf(markers, text, answer !== undefined);
  let unclear = doubt && body[doubt.row];
  if (list.length === 0 && !unclear) {
    const choicesWithoutMarkers = findChoicesWithoutMarkers(body, answer);
    if ("line" in choicesWithoutMarkers) unclear = choicesWithoutMarkers;
    else list.push(...choicesWithoutMarkers);
  }
  if (unclear) {
    yield makeOmission(unclear.line, "not-certain", { text: unclear.text });
  }
  const [{ row, start, family } = { row: body.length, start: 0, family: "" }] =
    list;
  const stem = joinLines([
    ...body.slice(0, row),
    ...(body[row]
      ? [{
        ...body[row],
        text: text.slice(text.lastIndexOf("\n", start - 1) + 1, start),
      }]
      : []),
  ]);
  if (list.length > 0 && /[(（]$/u.test(stem)) {
    yield makeOmission(line, "not-certain", { text: stem });
  }
  const rowsWithMarkers = new Set(
    markers.filter(({ isFirst, family }) => isFirst && !isLooseMarker(family))
      .map(({ row }) => row),
  );
  // Equal bullets and Kahoot's four shapes say nothing of the right choice.
  const signs = new Set(list.map(({ sign }) => sign));
  const isVaried = signs.size > 1 && !signs.has("▲");
  const splitChoices: (ReturnType<typeof splitRightSign> & {
    place: number;
    isBold: boolean;
  })[] = [];
  for (const [n, { row, end, place, sign }] of list.entries()) {
    const [firstLine, ...furtherLines] = text.slice(end, list[n + 1]?.start)
      .split("\n");
    let choice = firstLine.trim(), gap = false, isOut = false;
    for (const [index, part] of furtherLines.entries()) {
      const pastedLine = body[row + 1 + index];
      isOut ||= rowsWithMarkers.has(row + 1 + index);
      if (pastedLine?.is === "blank") gap = choice !== "";
      else if (pastedLine?.is === "code") choice += `\n${part}`;
      else if (part.trim() === "") continue;
      else if (
        isOut || choice !== "" && (gap || /^\(?[A-J]\)?$/.test(part.trim()))
      ) {
        // A single `B` may be the answer.
        yield reportLeftOut(pastedLine);
      } else {
        // Chinese words are joined without a space.
        const isWhole = /(?:^|[\p{Lo}，。、；：？！」』）])$/u.test(choice) &&
          (choice === "" || /^[\p{Lo}，。、；：？！「『（]/u.test(part.trim()));
        choice += `${isWhole ? "" : " "}${part.trim()}`;
      }
    }
    const splitChoice = splitRightSign(choice);
    const isRight = splitChoice.isRight || /[xX✓✔✅☑☒√➤►☞→⇒vV]/u.test(sign) ||
      /[*●]/u.test(sign) && (isVaried || family !== "bullet");
    const isBold = body[row].isBold === true || isBoldText(splitChoice.text);
    splitChoices.push({
      place,
      text: stripBold(splitChoice.text),
      isRight,
      isBold,
    });
  }
  // `A) red, B) green`
  if (splitChoices.slice(0, -1).every(({ text }) => /[;；,，]$/u.test(text))) {
    for (const choice of splitChoices) {
      choice.text = choice.text.replace(/[;；,，]$/u, "");
    }
  }
  const hasRightSign = splitChoices.some(({ isRight }) => isRight) ||
    splitChoices.every(({ isBold }) => isBold);
  const choices = splitChoices.toSorted((a, b) => a.place - b.place).map((
    choice,
  ) => ({
    text: choice.text,
    // Nothing is marked right while the list is uncertain.
    isRight: !unclear && (choice.isRight || !hasRightSign && choice.isBold),
  }));
  return { text: stem, choices, family, isDoubtful: unclear !== undefined };
}

/** Returns markers of length 0 for choices without letters or numbers, or a line that may be a choice. */
function findChoicesWithoutMarkers(
  body: readonly PastedLine[],
  answer?: string,
): ChoiceMarker[] | PastedLine {
  let offset = 0;
  const lines = [...body.entries()].map(([row, line]) => {
    const marker = {
      start: offset,
      end: offset,
      row,
      family: "bullet",
      place: 0,
    };
    offset += line.text.length + 1;
    return { line, marker: { ...marker, isFirst: true, sign: "" } };
  }).filter(({ line }) => line.is !== "blank");
  if (offset > maxLineLength || lines.some(({ line }) => line.is === "code")) {
    return [];
  }
  const from = indexOfUnletteredChoice(
    lines.map(({ line }) => line.text),
    answer,
  );
  if (from === "doubt") return lines.at(-2)!.line;
  if (from !== null) return lines.slice(from).map(({ marker }) => marker);
  // `1. red 2. *blue` may be choices.
  const star = lines.find(({ line: { text } }) =>
    splitRightSign(text).isRight && !asksQuestion(text)
  );
  return star?.line ?? [];
}

/** The markers of a complete list in the order of the text; empty if a marker is missing or repeated. */
function inOrder(markers: readonly ChoiceMarker[]): ChoiceMarker[] {
  // `A. Smith` above the list is a name.
  const firsts = [...markers.keys()].filter((at) => markers[at].place === 0);
  const top = firsts.find((at) => markers[at].isFirst) ?? firsts[0] ?? 0;
  const below = markers.slice(top);
  const isList = (list: readonly ChoiceMarker[]) => {
    const places = list.map(({ place }) => place);
    // In two columns `C` precedes `B`.
    return [places, places.length > 3 ? places.toSorted((a, b) => a - b) : []]
      .some((it) => it.length > 0 && it.every((place, at) => place === at));
  };
  const lines = below.filter(({ isFirst }) => isFirst);
  const isLines = lines.length > 1 && isList(lines) &&
    below.every(({ place }) => place < lines.length);
  const isTwice = [0, 1].every((place) =>
    markers.slice(0, top).some((it) => it.place === place)
  );
  return isTwice ? [] : isLines ? lines : isList(below) ? below : [];
}

/**
 * Selects the choices: letters before other markers, later lists before earlier ones. `doubt` is a marker outside of
 * the list.
 */
function listOf(
  markers: readonly ChoiceMarker[],
  text: string,
  isAnswered: boolean,
): { list: ChoiceMarker[]; doubt?: ChoiceMarker } {
  const rank = ([{ family }]: ChoiceMarker[]) =>
    /^\(?[Aa]\)?/.test(family) ? 2 : family === "bullet" ? 0 : 1;
  const groups = [...Map.groupBy(markers, ({ family }) => family).values()];
  let list: ChoiceMarker[] = [];
  for (const group of groups) {
    const ordered = group[0].family === "bullet" ? group : inOrder(group);
    if (ordered.length === 0) continue;
    const [{ family, isFirst, start }] = ordered;
    const isInline = ordered.every(({ isFirst }) => !isFirst);
    const texts = ordered.map(({ end }, n) =>
      text.slice(end, ordered[n + 1]?.start).trim()
    );
    // `點（A）和點（B）`, `Is it (A) or (B)?`, parts that ask.
    const isOther = isInline && ordered.length === 2 && (family === "(1)" ||
          family !== "①" && /[\p{L}\d]$/u.test(text.slice(0, start))) ||
      texts.some((it) => /^(?:or|and|和|與|与|或|及|、|,)?$/iu.test(it)) ||
      ordered.length > 1 && !isAnswered &&
        texts.every((it) => /[?？=＝]["”’」』)）]*$/u.test(it));
    const isAlone = ordered.length === 1 &&
      (!isFirst || groups.length > 1 || isLooseMarker(family));
    if (isOther || isAlone || !isFirst && / $/.test(family)) continue;
    const isLater = list.length < 2 || rank(ordered) > rank(list) ||
      rank(ordered) === rank(list) && start > list.at(-1)!.start;
    if (isLater) list = ordered;
  }
  const [first] = list;
  const doubt = groups.find((group) => {
    const earlierMarkers = group.filter(({ start }) =>
      !first || start < first.start
    );
    const [{ family, isFirst, place }] = group;
    return family !== first?.family && !/ $|^bullet/.test(family) &&
      (!first || inOrder(earlierMarkers).length < 2) &&
      (earlierMarkers.length > 1 ||
        earlierMarkers.length === 1 && isFirst && place === 0 &&
          !isLooseMarker(family));
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
  const [term, definition, ...otherParts] = first.split(/[,;]/);
  const isCard = definition !== undefined && otherParts.length === 0 &&
    /\p{L}$/u.test(term) && /^\p{L}/u.test(definition) && !/[?？]/u.test(first);
  return isCard ? definition : undefined;
}

/** Builds the question from its parts, and reports what is uncertain. */
function* toItem(
  question: Pasted,
  words: TrueFalseWords,
  sign?: DecimalSign,
): ParsedItems {
  const { line, isInFront } = question;
  const parts = yield* partsOf(question);
  const { text, family, isDoubtful } = parts;
  let right = parts.choices.flatMap(({ isRight }, n) => isRight ? [n] : []);
  if (
    unsupportedQuestion.test(text) && !question.answer && right.length === 0
  ) {
    for (
      const { is, line } of [
        question.head,
        ...question.body,
        ...question.explains,
      ]
    ) {
      if (is !== "blank") {
        yield makeFailure(line, "kind-unknown", { kind: text });
      }
    }
    return;
  }
  const plain = (it: string) => it.replaceAll("\t", " ").trim();
  let choices = parts.choices.map((it) => plain(it.text));
  const stem = readStem(plain(text), choices, { ...question, isDoubtful });
  const explanation = joinLines(question.explains);
  const { answer, points, isTrueFalse } = stem;
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
    makeOmission(question.answerLine, reason, { text: answer!, ...values });
  // The answer may be a word: the symbol of oxygen is `O`, the opposite of left is `right`.
  const isWord = answer !== undefined && !isTrueFalse && choices.length === 0 &&
    (asksQuestion(stem.text) || /_{2,}/u.test(stem.text)) &&
    /^(?:[a-eg-su-z]|right|wrong|correct|incorrect)$/iu.test(answer.trim());
  if (isWord) yield reportOmission("not-certain");
  const whether = answer === undefined || isWord
    ? undefined
    : readTrueFalse(answer);
  if (choices.length > 0 && answer !== undefined) {
    // A marker, or an answer next to the number, is never compared with texts.
    const texts = choices.map((choice) =>
      isInFront || choiceMarkerIndexInFamily(family, choice) >= 0 ? "" : choice
    );
    const truthPlace = choices.map(readTrueFalse).indexOf(whether);
    const places = readNamedChoices(answer, texts, (marker) =>
      choiceMarkerIndexInFamily(family, marker)) ??
      (whether !== undefined && choices.length === 2 && truthPlace >= 0
        ? [truthPlace]
        : null);
    if (!places) {
      yield reportOmission("answer-unknown");
    } else {
      if (right.length > 0 && String(right) !== String(places)) {
        const rightChoices = right.map((place) =>
          choices[place]
        ).join(", ");
        yield reportOmission("answers-differ", { other: rightChoices });
      }
      if (isAmbiguousChoice(answer, choices) && !isInFront) {
        yield reportOmission("answer-two-ways");
      }
      right = places;
    }
  } else if (choices.length === 0 && (whether !== undefined || isTrueFalse)) {
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
