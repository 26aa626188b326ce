/** Reads request bodies within limits and checks them against a schema; errors become refusals. */
import type { z } from "zod";
import { faultsOf } from "../../classroom/model/faults.ts";
import { isWithinJsonLimits } from "../../classroom/limits/json_limits.ts";
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import { refusal } from "../../classroom/model/refuse.ts";

const mostBytes = 256 * 1024;
/** Maximum entries of a list or fields of an object; a class list has a thousand. */
const widest = 2000;
/** Limit for the arrival of a body; without it, a slow body would hold its connection forever. */
const bodyWithinMs = 30_000;

/** Reads a JSON body that fits the schema and arrives `within` ms. An empty body counts as `{}`. */
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
  if (!isWithinJsonLimits(value, widest)) throw tooLarge();
  return validate(value, schema);
}

/** A plain form post that fits the schema; of fields with one name, the last counts. */
export async function readForm<S extends z.ZodType>(
  req: Request,
  schema: S,
): Promise<z.output<S>> {
  const type = req.headers.get("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded")) {
    throw refusal("not-form");
  }
  const fields = new URLSearchParams(await readText(req));
  return validate(Object.fromEntries(fields), schema);
}

/** Throws `malformed` with the errors. */
export function validate<S extends z.ZodType>(
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

/** The text of a body. Its bytes are counted as they arrive, because a declared length is only a claim. */
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
  } catch (error) {
    if (isRefusal(error)) throw error;
    if (late.signal.aborted) throw refusal("body-too-slow");
    // The body is not UTF-8, or the client has aborted it.
    throw refusal("not-json");
  } finally {
    clearTimeout(timer);
  }
}
