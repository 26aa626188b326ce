/** Request bodies: capped, parsed, checked by a schema; what is wrong comes back as a refusal. */
import type { z } from "zod";
import { faultsOf } from "../classroom/faults.ts";
import { problems as t } from "../locales/en_refusals.ts";
import { Refusal } from "../sync/refusal.ts";

const most = 256 * 1024;

/** A JSON body that fits the schema. An empty one counts as `{}`. */
export async function readBody<S extends z.ZodType>(
  req: Request,
  schema: S,
): Promise<z.output<S>> {
  const text = await readText(req);
  let value: unknown;
  try {
    value = text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    throw new Refusal("malformed", t.notJson);
  }
  return check(value, schema);
}

/** A plain form post that fits the schema; of fields with one name the last counts. */
export async function readForm<S extends z.ZodType>(
  req: Request,
  schema: S,
): Promise<z.output<S>> {
  const type = req.headers.get("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded")) {
    throw new Refusal("malformed", t.notForm);
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
  throw new Refusal("malformed", t.fields, { errors: faultsOf(read.error) });
}

/** Counted while it comes: a declared length is only a claim. */
async function readText(req: Request): Promise<string> {
  const tooLarge = new Refusal("too-large", t.bodyTooLarge);
  if (Number(req.headers.get("content-length") ?? 0) > most) throw tooLarge;
  if (!req.body) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  try {
    for await (const bytes of req.body) {
      size += bytes.byteLength;
      if (size > most) throw tooLarge;
      text += decoder.decode(bytes, { stream: true });
    }
    return text + decoder.decode();
  } catch (thrown) {
    if (thrown instanceof TypeError) {
      throw new Refusal("malformed", t.notJson);
    }
    throw thrown;
  }
}
