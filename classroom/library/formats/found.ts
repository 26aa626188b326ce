/**
 * What a reader finds in a file from elsewhere: quizzes and their questions, or templates, and by line what could
 * not be read or has no place here. Readers are pure, and give one thing after the other, so that they are asked for no
 * more than is kept. Imports nothing.
 */

/** The formats that quizzes are read from. */
export const quizFormats = [
  "text",
  "json",
  "csv",
  "gift",
  "moodle",
  "kahoot",
] as const;
/** The formats that templates are read from. */
export const templateFormats = ["json", "csv"] as const;

/** One of the formats that quizzes are read from. */
export type QuizFormat = typeof quizFormats[number];
/** One of the formats that templates are read from. */
export type TemplateFormat = typeof templateFormats[number];

/** Why something could not be read, with the values of its sentence. */
const failures = {
  /** There is nothing of what was looked for. */
  "nothing-found": {},
  "no-json": {},
  "no-list": {},
  "no-object": {},
  "no-header": { wanted: "string" },
  "quote-open": {},
  "line-too-long": { most: "number" },
  "too-many": { most: "number" },
  "too-many-lines": { most: "number" },
  "too-many-pieces": { most: "number" },
  "no-question-above": { text: "string" },
  "kind-unknown": { kind: "string" },
  "gift-unreadable": {},
  "xml-broken": {},
  "xml-too-deep": {},
  "not-moodle": {},
  "sheet-broken": {},
  "sheet-too-large": { megabytes: "number" },
  "not-a-number-here": { text: "string" },
  "no-such-answer-here": { text: "string" },
  "question-too-long": { most: "number" },
  "list-too-long": { most: "number" },
} as const satisfies Readonly<
  Record<string, Readonly<Record<string, "string" | "number">>>
>;

/** What was read, but for something that has no place here. */
const omissions = {
  "answer-unknown": { text: "string" },
  "answer-two-ways": { text: "string" },
  "answer-seen": { text: "string" },
  "not-certain": { text: "string" },
  "passage-with-one": { text: "string" },
  "answers-differ": { text: "string", other: "string" },
  "key-unclear": { text: "string" },
  "line-left-out": { text: "string" },
  "field-left-out": { name: "string" },
  "feedback-left-out": {},
  "weights-left-out": {},
  "time-left-out": {},
  "picture-left-out": { name: "string" },
  "media-left-out": {},
  "formula-left-out": { text: "string" },
  "one-of-several-left-out": {},
  "title-left-out": { text: "string" },
  "tags-left-out": {},
  "hints-left-out": {},
  "units-left-out": {},
  "penalty-left-out": {},
  "case-left-out": {},
  "wildcard-left-out": { text: "string" },
  "numbers-left-out": {},
  "name-shortened": { name: "string" },
} as const satisfies Readonly<
  Record<string, Readonly<Record<string, "string" | "number">>>
>;

/** Why something could not be read. */
type Failure = keyof typeof failures;
/** What has no place here. */
export type Omission = keyof typeof omissions;

/** One of them with the values of its sentence. */
export interface WhyNot<R extends string = Failure | Omission> {
  reason: R;
  values: Readonly<Record<string, string | number>>;
}

/** A question or template as it stands there, not looked at yet: fields by name. */
export type Draft = Record<string, unknown>;

/** What stands at a line, from 1. */
export type Found =
  /** A quiz begins. */
  | { what: "quiz"; line: number; name: string }
  | { what: "item"; line: number; item: Draft }
  | { what: "failed"; line: number; why: WhyNot<Failure> }
  | { what: "left-out"; line: number; why: WhyNot<Omission> };

/** What is found, one after the other; undefined: only that time has gone by. */
export type Finding = Iterable<Found | undefined>;

/** How the two choices of a question of true or false are called. */
export interface TrueFalse {
  yes: string;
  no: string;
}

/** A quiz begins at a line. */
export function quizAt(line: number, name: string): Found {
  return { what: "quiz", line, name };
}

/** A question or a template stands at a line. */
export function itemAt(line: number, item: Draft): Found {
  return { what: "item", line, item };
}

/** What stands at a line could not be read. */
export function failedAt(
  line: number,
  reason: Failure,
  values: WhyNot["values"] = {},
): Found {
  return { what: "failed", line, why: { reason, values: short(values) } };
}

/** Something at a line has no place here. */
export function leftOutAt(
  line: number,
  reason: Omission,
  values: WhyNot["values"] = {},
): Found {
  return { what: "left-out", line, why: { reason, values: short(values) } };
}

/** So much of a text is told of. */
const told = 80;

function short(values: WhyNot["values"]): WhyNot["values"] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" && value.length > told
        ? value.slice(0, told).trimEnd().toWellFormed() + "…"
        : value,
    ]),
  );
}
