import { getApp } from "../../classroom/app.ts";
import type {
  ParsedImport,
  Remark,
} from "../../classroom/library/formats/import_result.ts";
import type { ImportReply } from "../../classroom/library/imports.ts";
import type { LibraryKinds } from "../../classroom/library/library.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import type { Fault } from "../../classroom/model/faults.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { formatMessage } from "../../locales/receipt_text.ts";
import { faultText } from "../../locales/refusal_text.ts";
import { formats as t } from "texts/library_formats.ts";
import { readBytes } from "./_bytes.ts";

/**
 * Reads an import and answers in words: what was read, what was not, and what is left out. Keeps it only if the
 * request says so; `selectKept` turns what was read into library items.
 */
export async function answerImport<K extends keyof LibraryKinds, T>(
  req: Request,
  teacher: string,
  kind: K,
  readingIn: (imported: ImportReply) => ParsedImport<T> | undefined,
  selectKept: (read: T[], names: readonly string[]) => LibraryKinds[K][],
): Promise<Response> {
  const { imports, library } = getApp();
  const bring = async (holds: (bytes: number) => void) => {
    const bytes = await readBytes(
      { req, holder: teacher },
      bounds.imported + 1,
      { holds },
    );
    if (bytes.length > bounds.imported) {
      const megabytes = bounds.imported / 1024 / 1024;
      throw refusal("file-too-large", { megabytes });
    }
    const type = req.headers.get("content-type") ?? "";
    return { what: kind, bytes, type, words: { yes: t.yes, no: t.no } };
  };
  const imported = await imports.read(teacher, bring, req.signal);
  const { format, charset, possible, keep, names } = imported;
  const { read, failed, leftOut, untold, columns } = readingIn(imported)!;
  const result = {
    format,
    ...(charset && { charset, possible }),
    read,
    failed: failed.map(inWords),
    leftOut: leftOut.map(inWords),
    untold,
    ...(columns && { columns }),
  };
  if (!keep) return Response.json(result);
  if (read.length === 0) throw refusal("nothing-to-keep");
  const items = await library.addAll(kind, teacher, selectKept(read, names));
  const short = items.map(({ id, name }) => ({ id, name }));
  return Response.json({ kept: short, ...result }, { status: 201 });
}

/** A remark as a sentence, with its lines. */
function inWords({ line, also, sheet: worksheet, why, faults = [] }: Remark) {
  const messages = {
    ...t.failures,
    ...t.omissions,
  } as Readonly<Record<string, Parameters<typeof formatMessage>[0]>>;
  const sentence = why
    ? formatMessage(messages[why.reason], why.values)
    : faults.slice(0, 3).map(inField).join(" ");
  const message = worksheet === undefined
    ? sentence
    : t.inField({ where: worksheet, what: sentence });
  return { line, ...(also && { also }), message };
}

function inField(fault: Fault): string {
  if (fault.path === "choices" && fault.reason === "too-little") {
    return t.fewChoices;
  }
  const [name] = fault.path.split(".");
  const fields: Readonly<Record<string, string>> = t.fields;
  const sentence = faultText(fault);
  return Object.hasOwn(fields, name)
    ? t.inField({ where: fields[name], what: sentence })
    : sentence;
}
