/**
 * Reads Anki's text export: directives that begin with `#`, then one note per row, question first and answer
 * second. Other kinds of notes and further fields are reported. Pure.
 */
import { bounds } from "../../model/bounds.ts";
import { parseCsv } from "../../model/tables/csv.ts";
import {
  type Draft,
  draftAt,
  failureAt,
  omissionAt,
  type ParsedItems,
  quizStartAt,
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
  const said = new Map<string, string>();
  let line = 1, from = 0;
  for (const it of textLines(plain)) {
    const [, name, value] = directive.exec(it.text) ?? [];
    if (name === undefined && it.text.trim() !== "") break;
    if (name !== undefined) said.set(name.toLowerCase(), value.trim());
    line = it.line + 1;
    from += it.text.length + 1;
  }
  const separator = said.get("separator") ?? "tab";
  const isHtml = /^true$/i.test(said.get("html") ?? "");
  const between = separators[separator.toLowerCase()] ??
    (separator.slice(0, 1) || "\t");
  const columns = said.get("columns")?.split(between) ?? [];
  const placeOf = (name: string) => Number(said.get(`${name} column`) ?? 0) - 1;
  const deck = placeOf("deck"), tags = placeOf("tags");
  const others = new Set([deck, tags, placeOf("guid"), placeOf("notetype")]);
  const nameOf = (path: string) => path.split("::").at(-1) ?? "";
  if (said.get("tags")) yield omissionAt(1, "tags-left-out");
  let quiz = nameOf(said.get("deck") ?? "");
  if (quiz !== "") yield quizStartAt(1, quiz);
  for (const row of parseCsv(plain.slice(from), between)) {
    yield;
    if ("open" in row) {
      yield failureAt(row.open + line - 1, "quote-open");
      continue;
    }
    const at = row.line + line - 1;
    if (row.cells[0].startsWith("#")) {
      const text = row.cells.join(" ");
      yield omissionAt(at, "line-left-out", { text });
      continue;
    }
    const name = nameOf(row.cells[deck] ?? "");
    if (deck >= 0 && name !== quiz) yield quizStartAt(at, quiz = name);
    if ((row.cells[tags] ?? "").trim() !== "") {
      yield omissionAt(at, "tags-left-out");
    }
    const fields = row.cells.flatMap((text, place) =>
      others.has(place) ? [] : [{ text, name: columns[place]?.trim() }]
    );
    yield* readNote(fields, at, isHtml);
  }
}

function* readNote(
  fields: readonly { text: string; name?: string }[],
  line: number,
  isHtml: boolean,
): ParsedItems {
  if (fields.some(({ text }) => text.length > maxFieldLength)) {
    return yield failureAt(line, "question-too-long", { most: maxFieldLength });
  }
  const [front = { text: "" }, back = { text: "" }, ...more] = fields;
  if (/\{\{c\d{1,3}::/.test(front.text)) {
    return yield failureAt(line, "kind-unknown", { kind: "cloze" });
  }
  const left = fields.some(({ text }) => text.includes("[sound:"));
  if (left) yield omissionAt(line, "media-left-out");
  const shown = (field: string, isPlain: boolean) => {
    const text = field.replace(/\[sound:[^\]\n]{0,200}\]/g, " ").trim();
    return isHtml ? htmlToText(text, isPlain) : { text, leftOut: [] };
  };
  const question = shown(front.text, false), answer = shown(back.text, true);
  for (const { reason, values } of [...question.leftOut, ...answer.leftOut]) {
    yield omissionAt(line, reason, values);
  }
  for (const { text, name } of more) {
    const value = shown(text, true).text;
    if (value === "") continue;
    yield omissionAt(line, "field-left-out", {
      name: name ? `${name}: ${value}` : value,
    });
  }
  const item: Draft = { kind: "text", text: question.text };
  const number = readNumberAnswer(answer.text);
  if (number) Object.assign(item, { kind: "number", ...number });
  else if (answer.text.length > bounds.shortText) {
    item.explanation = answer.text;
    yield omissionAt(line, "answer-explained");
  } else if (answer.text !== "") {
    item.correct = [answer.text.replace(/\s+/gu, " ")];
  }
  yield draftAt(line, item);
}
