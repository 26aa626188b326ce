/**
 * Reads quizzes and templates in JSON: exports, request bodies of `/api`, one item, a list, or a list of
 * questions. Pure.
 */
import { isWithinJsonLimits } from "../../limits/json_limits.ts";
import {
  type Draft,
  makeDraft,
  makeFailure,
  makeOmission,
  makeQuizStart,
  type ParsedItem,
  type ParsedItems,
} from "./parsed_items.ts";
import { normalizeText } from "./lines.ts";
import { questionKinds } from "../../model/resources/question_kinds.ts";

const questionFields = new Set([
  "kind",
  "text",
  "choices",
  "correct",
  "tolerance",
  "most",
  "points",
  "explanation",
]);
/** The limit of entries in a list or object of one question or template. */
const maxWidth = 200;
/** The limit of lists and objects in a text; the largest import that can be kept has a tenth. */
const maxOpened = 100_000;
const templateFields = new Set([
  "name",
  "description",
  "instructions",
  "firstMessage",
]);
/** Ignored without a remark: these fields only matter to the program that wrote them. */
const ignoredFields = new Set(["id", "at", "line", "$schema"]);

export function* readQuizJson(text: string): ParsedItems {
  const plain = normalizeText(text);
  const json = parseJson(plain);
  if ("why" in json) return yield json.why;
  const { value } = json;
  const list = listIn(value, "quizzes") ?? [fieldsOf(value)?.quiz ?? value];
  const isQuestions = list.some((it) => isQuestion(it)) &&
    !list.some((it) => listIn(it, "questions"));
  const quizzes = isQuestions ? [{ questions: list }] : list;
  const depth = isQuestions
    ? depthOf(value, "quizzes", 2)
    : depthOf(value, "quizzes", 4);
  const entries = quizzes.flatMap((it) => listIn(it, "questions") ?? [it]);
  if (entries.length > 0 && !entries.some(isQuestion)) {
    return yield makeFailure(1, "format-unknown");
  }
  const lines = linesOfObjects(plain, depth);
  for (const quiz of quizzes) {
    yield;
    const questions = listIn(quiz, "questions");
    const fields = fieldsOf(quiz);
    const first = lines[0] ?? 1;
    if (!questions || !fields) {
      yield makeFailure(first, fields ? "no-list" : "no-object");
      continue;
    }
    yield makeQuizStart(
      first,
      typeof fields.name === "string" ? fields.name : "",
    );
    yield* leftOutOf(fields, new Set(["name", "questions"]), first);
    for (const question of questions) {
      yield;
      const draft = fieldsOf(question);
      const line = draft ? lines.shift() ?? first : first;
      if (!draft) yield makeFailure(line, "no-object");
      else yield* readQuestion(draft, line);
    }
  }
}

export function* readTemplateJson(text: string): ParsedItems {
  const plain = normalizeText(text);
  const json = parseJson(plain);
  if ("why" in json) return yield json.why;
  const { value } = json;
  const list = listIn(value, "templates") ??
    [fieldsOf(value)?.template ?? value];
  const lines = linesOfObjects(plain, depthOf(value, "templates", 2));
  for (const template of list) {
    yield;
    const fields = fieldsOf(template);
    const line = (fields && lines.shift()) ?? 1;
    if (!fields) {
      yield makeFailure(line, "no-object");
      continue;
    }
    if (!isWithinJsonLimits(fields, maxWidth)) {
      yield makeFailure(line, "list-too-long", { most: maxWidth });
      continue;
    }
    yield* leftOutOf(fields, templateFields, line);
    yield makeDraft(line, pickFields(fields, templateFields));
  }
}

function* readQuestion(fields: Draft, line: number): ParsedItems {
  if (!isWithinJsonLimits(fields, maxWidth)) {
    return yield makeFailure(line, "list-too-long", { most: maxWidth });
  }
  const { kind } = fields;
  if (typeof kind === "string" && !questionKinds.some((it) => it === kind)) {
    return yield makeFailure(line, "kind-unknown", { kind });
  }
  yield* leftOutOf(fields, questionFields, line);
  const item = pickFields(fields, questionFields);
  if (Array.isArray(item.choices)) {
    // The ids of choices belong to the original quiz.
    item.choices = item.choices.map((choice) =>
      fieldsOf(choice)?.text ?? choice
    );
  }
  yield makeDraft(line, item);
}

function* leftOutOf(
  fields: Draft,
  knownFields: Set<string>,
  line: number,
): ParsedItems {
  for (const [name, value] of Object.entries(fields)) {
    if (knownFields.has(name) || ignoredFields.has(name) || value === null) {
      continue;
    }
    yield name === "image"
      ? makeOmission(line, "picture-left-out", { name: "" })
      : makeOmission(line, "field-left-out", { name });
  }
}

/** Keeps known fields that are not null. */
function pickFields(fields: Draft, names: ReadonlySet<string>): Draft {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) =>
      names.has(name) && value !== null
    ).map(([name, value]) => [name, toWhole(value)]),
  );
}

/** JSON can contain lone surrogates, which are no text. */
function toWhole(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  return Array.isArray(value)
    ? value.map((it) => typeof it === "string" ? it.toWellFormed() : it)
    : value;
}

function parseJson(
  text: string,
): { value: unknown } | { why: ParsedItem } {
  // Parsing endless nesting takes seconds, even of invalid JSON.
  if (isTooMuch(text)) {
    return { why: makeFailure(1, "list-too-long", { most: maxOpened }) };
  }
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const { message } = error as Error;
    const line = /\bline (\d+)/.exec(message)?.[1];
    const place = /\bposition (\d+)/.exec(message)?.[1];
    const precedingText = text.slice(0, place ? Number(place) : text.length);
    const broken = line ? Number(line) : precedingText.split("\n").length;
    return { why: makeFailure(broken, "no-json") };
  }
}

function isTooMuch(text: string): boolean {
  let opened = 0;
  for (const _ of text.matchAll(/[[{]/g)) {
    if (++opened > maxOpened) return true;
  }
  return false;
}

function fieldsOf(value: unknown): Draft | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Draft
    : null;
}

/** The value if it is a list, or its field `name` if that is one; otherwise null. */
function listIn(value: unknown, name: string): unknown[] | null {
  if (Array.isArray(value)) return value;
  const fields = fieldsOf(value);
  const fieldValue = fields && Object.hasOwn(fields, name)
    ? fields[name]
    : null;
  return Array.isArray(fieldValue) ? fieldValue : null;
}

function isQuestion(value: unknown): boolean {
  const fields = fieldsOf(value);
  return fields !== null && typeof fields.kind === "string" &&
    !Array.isArray(fields.questions);
}

/** The nesting depth of the items; `inList` is their depth in a plain list. */
function depthOf(value: unknown, name: string, inList: number): number {
  if (Array.isArray(value)) return inList;
  const fields = fieldsOf(value);
  if (fields && Array.isArray(fields[name])) return inList + 1;
  return inList - 1 + (fields?.quiz || fields?.template ? 1 : 0);
}

/** The lines in which objects at a nesting depth begin, for valid JSON. */
function linesOfObjects(text: string, depth: number): number[] {
  const lines: number[] = [];
  let line = 1, level = 0, isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index];
    if (isQuoted) {
      if (sign === "\\") index++;
      else if (sign === '"') isQuoted = false;
    } else if (sign === '"') isQuoted = true;
    else if (sign === "\n") line++;
    else if (sign === "{" || sign === "[") {
      if (++level === depth && sign === "{") lines.push(line);
    } else if (sign === "}" || sign === "]") level--;
  }
  return lines;
}
