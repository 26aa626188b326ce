/** What is brought in from elsewhere, over HTTP: the request, and what came of it in the reader's words. */
import { z } from "zod";
import type {
  Reading,
  Remark,
} from "../../classroom/resources/formats/reading.ts";
import { bounds } from "../../classroom/schema/bounds.ts";
import type { Fault } from "../../classroom/schema/faults.ts";
import { isNarrow } from "../../classroom/limits/narrow.ts";
import { refusal } from "../../classroom/refuse.ts";
import { language } from "../../locales/current.ts";
import { say } from "../../locales/receipt_text.ts";
import { faultText } from "../../locales/refusal_text.ts";
import { formats as t } from "texts/resources_formats.ts";
import { check } from "./_body.ts";
import { readBytes } from "./_bytes.ts";

/** What somebody brings: a text, or the bytes of a sheet. */
export interface Imported<F extends string> {
  format: F | "auto";
  source: string | Uint8Array<ArrayBuffer>;
  /** Without it nothing is kept: it is only shown. */
  keep: boolean;
  /** What quizzes are to be called, in their order. */
  names: string[];
}

/** Something as it is told: what is wrong, or left out, at a line. */
export interface ToldRemark {
  line: number;
  also?: number[];
  message: string;
}

/** So many entries may a list or object in a body have: a schema would look at each. */
const widest = 2000;

/** A request's JSON, or its form with a file. */
export async function readImport<F extends string>(
  req: Request,
  formats: readonly F[],
): Promise<Imported<F>> {
  const type = req.headers.get("content-type") ?? "";
  const bytes = await readBytes(req, bounds.imported + 1);
  if (bytes.length > bounds.imported) {
    const megabytes = bounds.imported / 1024 / 1024;
    throw refusal("file-too-large", { megabytes });
  }
  let given: unknown;
  if (type.startsWith("multipart/form-data")) {
    const form = await formOf(bytes, type);
    if (!isNarrow(form.names, widest)) throw refusal("import-form");
    given = form;
  } else {
    given = jsonOf(bytes);
    if (!isNarrow(given, widest)) throw refusal("import-form");
  }
  const format = z.enum(["auto", ...formats] as [string, ...string[]]);
  const { file, text, ...rest } = check(
    given,
    z.strictObject({
      format: format.default("auto"),
      text: z.string().optional(),
      file: z.instanceof(Uint8Array).optional(),
      keep: z.union([
        z.boolean(),
        z.enum(["true", "false"]).transform((it) => it === "true"),
      ]).default(false),
      names: z.array(z.string().max(bounds.resourceName)).max(bounds.library)
        .default([]),
    }),
  );
  const source = file ? sourceOf(file as Uint8Array<ArrayBuffer>) : text;
  if (source === undefined) throw refusal("import-form");
  return { ...rest, source } as Imported<F>;
}

/** What could not be read, and what is left out, in words. */
export function told(
  { failed, leftOut, untold }: Pick<
    Reading<unknown>,
    "failed" | "leftOut" | "untold"
  >,
): { failed: ToldRemark[]; leftOut: ToldRemark[]; untold: number } {
  return {
    failed: failed.map(inWords),
    leftOut: leftOut.map(inWords),
    untold,
  };
}

function inWords({ line, also, why, faults = [] }: Remark): ToldRemark {
  const all = {
    ...t.failures,
    ...t.omissions,
  } as Readonly<Record<string, Parameters<typeof say>[0]>>;
  const message = why
    ? say(all[why.reason], why.values)
    : faults.slice(0, 3).map(inField).join(" ");
  return { line, ...(also && { also }), message };
}

/** What is wrong with a field, and with which. */
function inField(fault: Fault): string {
  if (fault.path === "choices" && fault.reason === "too-little") {
    return t.fewChoices;
  }
  const [name] = fault.path.split(".");
  const fields: Readonly<Record<string, string>> = t.fields;
  const what = faultText(fault);
  return Object.hasOwn(fields, name)
    ? t.inField({ where: fields[name], what })
    : what;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return JSON.parse(text);
  } catch {
    throw refusal("not-json");
  }
}

async function formOf(
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
): Promise<Record<string, unknown>> {
  let form: FormData;
  try {
    form = await new Response(bytes, { headers: { "content-type": type } })
      .formData();
  } catch {
    throw refusal("import-form");
  }
  const given: Record<string, unknown> = {};
  for (const name of ["format", "keep", "text"]) {
    const value = form.get(name);
    if (typeof value === "string") given[name] = value;
  }
  const names = form.getAll("names").filter((it) => typeof it === "string");
  if (names.length > 0) given.names = names;
  const file = form.get("file");
  if (file instanceof File) {
    given.file = new Uint8Array(await file.arrayBuffer());
  }
  return given;
}

/** A sheet's bytes as they are, and of anything else its text, in whatever way it is written down. */
function sourceOf(
  bytes: Uint8Array<ArrayBuffer>,
): string | Uint8Array<ArrayBuffer> {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return decoded(bytes, "utf-16le")!;
  if (a === 0xfe && b === 0xff) return decoded(bytes, "utf-16be")!;
  // A zip; an old sheet or document; or what has no text in it.
  const isZip = a === 0x50 && b === 0x4b && c === 3;
  if (isZip || bytes.subarray(0, 4096).includes(0)) return bytes;
  // Excel still writes CSV as Windows did.
  const [old, other] = language().tag.startsWith("zh")
    ? ["big5", "windows-1252"]
    : ["windows-1252", "big5"];
  return decoded(bytes, "utf-8") ?? decoded(bytes, old) ??
    decoded(bytes, other) ?? bytes;
}

function decoded(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: !/16/.test(encoding) })
      .decode(bytes);
  } catch {
    return null;
  }
}
