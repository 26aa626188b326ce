/**
 * Reads Anki's text export: directives that begin with `#`, then one note per row, question first and answer
 * second. Other kinds of notes and further fields are reported. Pure.
 */
import type { DecimalSign } from "../../../formats/typed_number.ts";
import { findDecimalSign } from "./decimal_sign.ts";
import { bounds } from "../../model/bounds.ts";
import { parseCsv } from "../../../formats/tables/csv.ts";
import {
  type Draft,
  makeDraft,
  makeFailure,
  makeOmission,
  makeQuizStart,
  type ParsedItems,
} from "./parsed_items.ts";
import { htmlToText } from "./html_text.ts";
import { normalizeText, textLines } from "./lines.ts";
import { readNumberAnswer } from "./pasted/answers.ts";

const directive =
  /^#\s*(separator|html|columns|tags|notetype|deck|if matches|match scope|(?:guid|notetype|deck|tags) column)\s*:(.*)$/i;

const separators: Readonly<Record<string, string>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  space: " ",
  pipe: "|",
  colon: ":",
};

const maxFieldLength = 20_000;

export function isAnki(text: string): boolean {
  const [first = ""] = /\S.*/.exec(text.slice(0, 1000)) ?? [];
  return directive.test(first);
}

export function* readAnki(text: string): ParsedItems {
  const plain = normalizeText(text);
  const headerValues = new Map<string, string>();
  let line = 1, from = 0;
  for (const headerLine of textLines(plain)) {
    const [, name, value] = directive.exec(headerLine.text) ?? [];
    if (name === undefined && headerLine.text.trim() !== "") break;
    if (name !== undefined) headerValues.set(name.toLowerCase(), value.trim());
    line = headerLine.line + 1;
    from += headerLine.text.length + 1;
  }
  const separator = headerValues.get("separator") ?? "tab";
  const isHtml = /^true$/i.test(headerValues.get("html") ?? "");
  const between = separators[separator.toLowerCase()] ??
    (separator.slice(0, 1) || "\t");
  const columns = headerValues.get("columns")?.split(between) ?? [];
  const placeOf = (name: string) =>
    Number(headerValues.get(`${name} column`) ?? 0) - 1;
  const deck = placeOf("deck"), tags = placeOf("tags");
  const ignoredPlaces = new Set([
    deck,
    tags,
    placeOf("guid"),
    placeOf("notetype"),
  ]);
  const nameOf = (path: string) => path.split("::").at(-1) ?? "";
  if (headerValues.get("tags")) yield makeOmission(1, "tags-left-out");
  const sign = findDecimalSign(plain);
  let quiz = nameOf(headerValues.get("deck") ?? "");
  if (quiz !== "") yield makeQuizStart(1, quiz);
  for (const row of parseCsv(plain.slice(from), between)) {
    yield;
    if ("open" in row) {
      yield makeFailure(row.open + line - 1, "quote-open");
      continue;
    }
    const rowLine = row.line + line - 1;
    if (row.cells[0].startsWith("#")) {
      const text = row.cells.join(" ");
      yield makeOmission(rowLine, "line-left-out", { text });
      continue;
    }
    const name = nameOf(row.cells[deck] ?? "");
    if (deck >= 0 && name !== quiz) yield makeQuizStart(rowLine, quiz = name);
    if ((row.cells[tags] ?? "").trim() !== "") {
      yield makeOmission(rowLine, "tags-left-out");
    }
    const fields = row.cells.flatMap((text, place) =>
      ignoredPlaces.has(place) ? [] : [{ text, name: columns[place]?.trim() }]
    );
    yield* readNote(fields, rowLine, isHtml, sign);
  }
}

function* readNote(
  fields: readonly { text: string; name?: string }[],
  line: number,
  isHtml: boolean,
  sign?: DecimalSign,
): ParsedItems {
  if (fields.some(({ text }) => text.length > maxFieldLength)) {
    return yield makeFailure(line, "question-too-long", {
      most: maxFieldLength,
    });
  }
  const [front = { text: "" }, back = { text: "" }, ...furtherFields] = fields;
  if (/\{\{c\d{1,3}::/.test(front.text)) {
    return yield makeFailure(line, "kind-unknown", { kind: "cloze" });
  }
  const hasSound = fields.some(({ text }) => text.includes("[sound:"));
  if (hasSound) yield makeOmission(line, "media-left-out");
  const toText = (field: string, isPlain: boolean) => {
    const text = field.replace(/\[sound:[^\]\n]{0,200}\]/g, " ").trim();
    return isHtml
      ? htmlToText(text, isPlain ? "plain" : "markdown")
      : { text, leftOut: [] };
  };
  const question = toText(front.text, false), answer = toText(back.text, true);
  for (const { reason, values } of [...question.leftOut, ...answer.leftOut]) {
    yield makeOmission(line, reason, values);
  }
  for (const { text, name } of furtherFields) {
    const value = toText(text, true).text;
    if (value === "") continue;
    yield makeOmission(line, "field-left-out", {
      name: name ? `${name}: ${value}` : value,
    });
  }
  const item: Draft = { kind: "text", text: question.text };
  const number = readNumberAnswer(answer.text, question.text, sign);
  if (number?.isUnsure) {
    yield makeOmission(line, "number-unsure", {
      text: answer.text,
      number: number.answer.correct,
    });
  }
  if (number) Object.assign(item, { kind: "number", ...number.answer });
  else if (answer.text.length > bounds.shortText) {
    item.explanation = answer.text;
    yield makeOmission(line, "answer-explained");
  } else if (answer.text !== "") {
    item.correct = [answer.text.replace(/\s+/gu, " ")];
  }
  yield makeDraft(line, item);
}
