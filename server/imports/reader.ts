/**
 * The program that reads an uploaded import in a worker (`worker_jobs.ts`): the request's body, and its quizzes
 * or templates. The build makes one file of it.
 */
import { z } from "zod";
import {
  detectQuizFormat,
  detectTemplateFormat,
  parseQuizzes,
  parseTemplates,
} from "../../classroom/library/formats/formats.ts";
import {
  makeFailure,
  type ParsedItems,
  type QuizImportFormat,
  quizImportFormats,
  type TemplateImportFormat,
  templateImportFormats,
} from "../../classroom/library/formats/parsed_items.ts";
import {
  collectQuizzes,
  collectTemplates,
} from "../../classroom/library/formats/import_result.ts";
import type {
  ImportRefusal,
  ImportReply,
  ImportRequest,
} from "../../classroom/library/imports.ts";
import { isWithinJsonLimits } from "../../classroom/limits/json_limits.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { faultMessage } from "../../classroom/model/faults.ts";
import { maxCells } from "../../formats/tables/csv.ts";
import {
  isAnswerRole,
  quizColumnRoles,
} from "../../classroom/model/questions/quiz_roles.ts";
import { charsets, decodeFileText } from "../../formats/file_text.ts";
import { validate } from "../../routes/(http)/_validate.ts";
import { isRefusal } from "../../sync/refusal.ts";
import {
  checkedSteps,
  runWithinTime,
  serveJobs,
  type WorkerLimits,
} from "./worker_jobs.ts";

/** Maximum entries of a list or object in a body, because the schema visits each. */
const maxEntries = 2000;

serveJobs<ImportRequest, ImportReply | ImportRefusal>(
  async ({ job, ceiling }) => {
    try {
      return { result: await imported(job, ceiling) };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const { kind, reason, values, more } = error;
      return { result: { refused: { kind, reason, values, more } } };
    }
  },
);

async function imported(
  request: ImportRequest,
  ceiling: WorkerLimits,
): Promise<ImportReply> {
  const { what, words } = request;
  const body = request.type.startsWith("multipart/form-data")
    ? await formOf(request)
    : runWithinTime(ceiling, () => jsonOf(request.bytes));
  const { file, text, format: requestedFormat, charset, keep, names, columns } =
    validate(
      body,
      z.strictObject({
        format: z.enum([
          "auto",
          ...what === "quiz" ? quizImportFormats : templateImportFormats,
        ]).default("auto"),
        text: z.string().optional(),
        file: z.instanceof(Uint8Array).optional(),
        charset: z.enum(charsets).optional(),
        keep: z.union([
          z.boolean(),
          z.enum(["true", "false"]).transform((it) => it === "true"),
        ]).default(false),
        names: z.array(z.string().max(bounds.resourceName)).max(bounds.library)
          .default([]),
        columns: (what === "quiz" ? tableColumns : z.never()).optional(),
      }),
    );
  const written = file && !isSpreadsheet(file)
    ? await decodeFileText(file, charset)
    : null;
  const source = written?.text ?? file ?? text;
  if (source === undefined) throw refusal("import-form");
  // There is no choice of charset if the bytes declare it.
  const chosen = written && written.possible.length > 0
    ? { charset: written.charset, possible: written.possible }
    : {};
  const isText = typeof source === "string";
  if (what === "quiz") {
    if (columns && requestedFormat !== "auto" && requestedFormat !== "csv") {
      throw refusal("import-form");
    }
    const quizFormat = isText && columns
      ? "csv"
      : requestedFormat === "auto" || !isText
      ? runWithinTime(ceiling, () => detectQuizFormat(source))
      : requestedFormat as QuizImportFormat;
    const finding = await parseQuizzes(quizFormat, source, words, columns);
    const reading = runWithinTime(
      ceiling,
      () => collectQuizzes(checkedSteps(ceiling, finding)),
    );
    return {
      format: quizFormat,
      ...chosen,
      keep,
      names,
      quizzes: reading,
    };
  }
  const format = isText && requestedFormat === "auto"
    ? detectTemplateFormat(source)
    : requestedFormat === "json"
    ? requestedFormat
    : "csv" satisfies TemplateImportFormat;
  const finding: ParsedItems = isText
    ? runWithinTime(ceiling, () => parseTemplates(format, source))
    : [makeFailure(1, "sheet-broken")];
  const reading = runWithinTime(
    ceiling,
    () => collectTemplates(checkedSteps(ceiling, finding)),
  );
  return { format, ...chosen, keep, names, templates: reading };
}

const tableColumns = z.strictObject({
  hasHead: z.boolean(),
  roles: z.array(z.enum([...quizColumnRoles, "unused"])).max(maxCells).refine(
    (roles) =>
      roles.every((role, index) =>
        role === "unused" || isAnswerRole(role) || roles.indexOf(role) === index
      ),
    faultMessage("column-twice"),
  ),
});

const longestColumns = 5000;

/** Maximum lists and objects in a body. An honest one needs few; more would fill the memory before they are checked. */
const mostOpened = 16;

function opensMany(bytes: Uint8Array): boolean {
  let opened = 0, inText = false;
  for (let index = 0; index < bytes.length; index++) {
    const sign = bytes[index];
    if (sign === 0x22) inText = !inText;
    else if (inText) index += sign === 0x5c ? 1 : 0;
    else if ((sign === 0x5b || sign === 0x7b) && ++opened > mostOpened) {
      return true;
    }
  }
  return false;
}

function jsonOf(bytes: Uint8Array): unknown {
  if (opensMany(bytes)) throw refusal("import-form");
  let value: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw refusal("not-json");
  }
  if (!isWithinJsonLimits(value, maxEntries)) throw refusal("import-form");
  return value;
}

async function formOf(
  { bytes, type }: ImportRequest,
): Promise<Record<string, unknown>> {
  let form: FormData;
  try {
    form = await new Response(bytes, { headers: { "content-type": type } })
      .formData();
  } catch {
    throw refusal("import-form");
  }
  // Frees the memory: the form has its own copy.
  bytes.buffer.transfer(0);
  const fields: Record<string, unknown> = {};
  for (const name of ["format", "charset", "keep", "text"]) {
    const value = form.get(name);
    if (typeof value === "string") fields[name] = value;
  }
  const names = form.getAll("names").filter((it) => typeof it === "string");
  if (names.length > maxEntries) throw refusal("import-form");
  if (names.length > 0) fields.names = names;
  const columns = form.get("columns");
  if (typeof columns === "string") {
    if (columns.length > longestColumns) throw refusal("import-form");
    fields.columns = jsonOf(new TextEncoder().encode(columns));
  }
  const file = form.get("file");
  if (file instanceof File) {
    fields.file = new Uint8Array(await file.arrayBuffer());
  }
  return fields;
}

/** Whether a file is a zip, such as a spreadsheet, whose content declares its encoding. */
function isSpreadsheet([a, b, c]: Uint8Array): boolean {
  return a === 0x50 && b === 0x4b && c === 3;
}
