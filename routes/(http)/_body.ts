/** Request bodies: capped, parsed, checked by a schema; what is wrong comes back as a refusal. */
import type { z } from "zod";
import { faultsOf } from "../../classroom/model/faults.ts";
import { isNarrow } from "../../classroom/limits/narrow.ts";
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import { refusal } from "../../classroom/model/refuse.ts";

const mostBytes = 256 * 1024;
/** So many entries of one list, or fields of one object, are the most that a request has: a class list has a thousand. */
const widest = 2000;
/** A body that takes longer is not waited for (ms): it would hold its connection for ever. */
const bodyWithinMs = 30_000;

/** A JSON body that fits the schema and comes within some time (ms). An empty one counts as `{}`. */
export async function readBody<S extends z.ZodType>(
  req: Request,
  schema: S,
  within = bodyWithinMs,
): Promise<z.output<S>> {
  const text = await readText(req, within);
  let value: unknown;
  try {
    value = text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    throw refusal("not-json");
  }
  if (!isNarrow(value, widest)) throw tooLarge();
  return check(value, schema);
}

/** A plain form post that fits the schema; of fields with one name the last counts. */
export async function readForm<S extends z.ZodType>(
  req: Request,
  schema: S,
): Promise<z.output<S>> {
  const type = req.headers.get("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded")) {
    throw refusal("not-form");
  }
  const fields = new URLSearchParams(await readText(req));
  return check(Object.fromEntries(fields), schema);
}

/** Checks a value against a schema; refused with `malformed` and what is wrong where. */
export function check<S extends z.ZodType>(
  value: unknown,
  schema: S,
): z.output<S> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const errors = faultsOf(read.error);
  throw new Refusal("malformed", { more: { errors } });
}

function tooLarge(): Refusal {
  return refusal("body-too-large", { kibibytes: mostBytes / 1024 });
}

/** The text of a body. Counted while it comes: a declared length is only a claim. */
export async function readText(
  req: Request,
  within = bodyWithinMs,
): Promise<string> {
  if (Number(req.headers.get("content-length") ?? 0) > mostBytes) {
    throw tooLarge();
  }
  if (!req.body) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), within);
  try {
    const { signal } = late;
    const body = req.body.pipeThrough(new TransformStream(), { signal });
    for await (const bytes of body) {
      size += bytes.byteLength;
      if (size > mostBytes) throw tooLarge();
      text += decoder.decode(bytes, { stream: true });
    }
    return text + decoder.decode();
  } catch (thrown) {
    if (isRefusal(thrown)) throw thrown;
    if (late.signal.aborted) throw refusal("body-too-slow");
    // It is no text, or the client has broken it off.
    throw refusal("not-json");
  } finally {
    clearTimeout(timer);
  }
}
