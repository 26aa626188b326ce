/** Turns schema errors into faults: a field's path, the name of a reason, and its values. */
import { z } from "zod";
import type { RefusalReason, ValueTypes } from "./refusals.ts";

type RawIssue = z.core.$ZodRawIssue;

export const faultReasons = {
  "missing": {},
  "not-a": { what: "string" },
  "too-little": { least: "number", of: "string" },
  "not-above": { least: "number" },
  "too-much": { most: "number", of: "string" },
  "not-within": { least: "number", most: "number" },
  "must-be": { one: "string" },
  "not-one-of": { values: "string" },
  "unknown-field": {},
  "wrong": {},
  "not-an-id": {},
  "blank": {},
  "not-one-line": {},
  "not-an-address": {},
  "member-twice": {},
  "listed-word-too-long": { most: "number" },
  "too-many-words": { most: "number" },
  "choice-twice": {},
  "column-twice": {},
  "question-twice": {},
  "one-right-choice": {},
  "no-such-choice": {},
  "not-a-time": {},
  "not-a-zone": {},
} as const satisfies Readonly<Record<string, ValueTypes>>;

type FaultReason = keyof typeof faultReasons;

/** `path`: names and indices, joined by dots. */
export interface Fault {
  path: string;
  reason: FaultReason | RefusalReason;
  values: Readonly<Record<string, string | number>>;
}

/** Lets the compiler check that a schema's message is the name of a reason. */
export const faultMessage = (reason: FaultReason): FaultReason => reason;

/** An integer within bounds; its fault names both (B-1). */
export const integerWithin = (min: number, max: number) =>
  z.int().refine((it) => it >= min && it <= max, {
    message: faultMessage("not-within"),
    params: { least: min, most: max },
  }).meta({ minimum: min, maximum: max });

// The bundler drops zod's default error messages; without this every one is "Invalid input".
z.config({ localeError: reasonOf });

/** Limits the answer, as a body may have thousands of unknown fields. */
const maxFaults = 50;
const maxPathLength = 100;

/** One fault per unknown field, one per other issue, up to `maxFaults`. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) => {
    const { path, message } = issue;
    const reason = Object.hasOwn(faultReasons, message)
      ? message as FaultReason
      : "wrong";
    const paths = issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => [...path, key])
      : [path];
    const valuesByName = issueValues(issue);
    const values = Object.fromEntries(
      Object.keys(faultReasons[reason]).map((
        name,
      ) => [name, valuesByName[name]]),
    );
    return paths.map((path) => ({
      path: path.join(".").slice(0, maxPathLength),
      reason,
      values,
    }));
  }).slice(0, maxFaults);
}

function issueValues(issue: z.core.$ZodIssue): Record<string, string | number> {
  switch (issue.code) {
    case "invalid_type":
      return { what: issue.expected };
    case "too_small":
      return { least: Number(issue.minimum), of: issue.origin };
    case "too_big":
      return { most: Number(issue.maximum), of: issue.origin };
    case "invalid_value":
      return {
        one: String(issue.values[0]),
        values: issue.values.map(String).join(", "),
      };
    case "custom":
      return issue.params ?? {};
    default:
      return {};
  }
}

function reasonOf(issue: RawIssue): FaultReason {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "missing" : "not-a";
    case "too_small":
      return issue.inclusive === false ? "not-above" : "too-little";
    case "too_big":
      return "too-much";
    case "invalid_value":
      return (issue.values as readonly unknown[]).length > 1
        ? "not-one-of"
        : "must-be";
    case "unrecognized_keys":
      return "unknown-field";
    default:
      return "wrong";
  }
}
