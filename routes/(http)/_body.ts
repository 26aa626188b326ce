/** Reads request bodies within limits and checks them against a schema; errors become refusals. */
import type { z } from "zod";
import { isWithinJsonLimits } from "../../classroom/limits/json_limits.ts";
import { Refusal } from "../../sync/refusal.ts";
import { formFactor, maxBodyBytes } from "./_body_bytes.ts";
import { validate } from "./_validate.ts";
import {
  type BodyLimits,
  type HeldBody,
  heldBody,
  readBytes,
} from "./_bytes.ts";
import { refusal } from "../../classroom/model/refuse.ts";

/** Maximum entries of a list or fields of an object; a class list has a thousand. */
const widest = 2000;
/**
 * Maximum values, lists and objects of a body, as a schema reads all of them; the pairs and locks of Distribute are
 * eight thousand.
 */
const mostValues = 10_000;
/** Time limit of a body in ms. */
const bodyWithinMs = 30_000;

/** Reads a JSON body that fits the schema. An empty body counts as `{}`. */
export async function readBody<S extends z.ZodType>(
  source: HeldBody,
  schema: S,
  limits?: BodyLimits,
): Promise<z.output<S>> {
  const text = await readText(source, maxBodyBytes(schema), limits);
  let value: unknown;
  try {
    value = text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    throw refusal("not-json");
  }
  if (!isWithinJsonLimits(value, widest, mostValues)) {
    throw tooLarge(maxBodyBytes(schema));
  }
  return validate(value, schema);
}

/** A plain form post that fits the schema; of fields with one name, the last counts. */
export async function readForm<S extends z.ZodType>(
  page: Parameters<typeof heldBody>[0],
  schema: S,
): Promise<z.output<S>> {
  const type = page.req.headers.get("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded")) {
    throw refusal("not-form");
  }
  const mostBytes = Math.ceil(formFactor * maxBodyBytes(schema));
  const text = await readText(heldBody(page), mostBytes);
  return validate(Object.fromEntries(new URLSearchParams(text)), schema);
}

function tooLarge(mostBytes: number): Refusal {
  return refusal("body-too-large", { kibibytes: Math.floor(mostBytes / 1024) });
}

/** The text of a body. Its bytes are counted as they arrive, because a declared length is only a claim. */
export async function readText(
  source: HeldBody,
  mostBytes: number,
  limits: BodyLimits = {},
): Promise<string> {
  if (Number(source.req.headers.get("content-length") ?? 0) > mostBytes) {
    throw tooLarge(mostBytes);
  }
  const bytes = await readBytes(source, mostBytes + 1, {
    within: bodyWithinMs,
    ...limits,
  });
  if (bytes.length > mostBytes) throw tooLarge(mostBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refusal("not-json");
  }
}
