/** The faults that a schema has found, as sentences for the sender. */
import { z } from "zod";

type Raw = z.core.$ZodRawIssue;

const sentences = {
  missing: "This is missing.",
  notA: (what: string) =>
    `This must be ${
      kinds[what] ?? (/^[aeiou]/.test(what) ? `an ${what}` : `a ${what}`)
    }.`,
  atLeast: (least: number, of: string) =>
    `This must be at least ${amount(least, of)}.`,
  moreThan: (bound: number) => `This must be more than ${bound}.`,
  atMost: (most: number, of: string) =>
    `This can be at most ${amount(most, of)}.`,
  oneOf: (values: readonly string[]) =>
    `This must be ${values.length > 1 ? "one of " : ""}${values.join(", ")}.`,
  unknown: "There is no such field.",
  wrong: "This is not as it should be.",
};

const kinds: Record<string, string> = {
  boolean: "true or false",
  int: "a whole number",
  string: "a text",
  array: "a list",
};

/** Of what a schema counts. */
function amount(count: number, of: string): string {
  const plural = count === 1 ? "" : "s";
  if (of === "string") return `${count} character${plural} long`;
  if (of === "array" || of === "set") {
    return `${count} entr${count === 1 ? "y" : "ies"}`;
  }
  return String(count);
}

// Without this every message reads "Invalid input": the bundler leaves out what the package does for itself.
z.config({ localeError: messageOf });

/** A fault, and its place: a path of names and numbers with dots between them. */
export interface Fault {
  path: string;
  message: string;
}

/** All that is wrong. A field that should not be there is named. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) => {
    const { path, message } = issue;
    const all = issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => [...path, key])
      : [path];
    return all.map((path) => ({ path: path.join("."), message }));
  });
}

function messageOf(issue: Raw): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? sentences.missing
        : sentences.notA(String(issue.expected));
    case "too_small":
      if (issue.inclusive === false) {
        return sentences.moreThan(Number(issue.minimum));
      }
      return sentences.atLeast(Number(issue.minimum), String(issue.origin));
    case "too_big":
      return sentences.atMost(Number(issue.maximum), String(issue.origin));
    case "invalid_value":
      return sentences.oneOf((issue.values as readonly unknown[]).map(String));
    case "unrecognized_keys":
      return sentences.unknown;
    default:
      return sentences.wrong;
  }
}
