/** The record of a session in its formats (C-9, M-3), each made while it is sent. */
import type { Teacher } from "../classroom/accounts/accounts.ts";
import type { App } from "../classroom/app.ts";
import { disposition, safeName } from "../classroom/files/file_names.ts";
import type { Who } from "../classroom/model/who.ts";
import { record as t } from "texts/record.ts";
import { activity } from "./activity/activity_part.ts";
import { answers } from "./answers.ts";
import { byteOrderMark, csvRow } from "./csv_format.ts";
import { conversations, submissions } from "./assistant.ts";
import { chat } from "./chat.ts";
import { type FilePlace, htmlPage, type PageHead } from "./html.ts";
import { markdownText } from "./markdown.ts";
import { day, type Part, type Reader } from "./part.ts";
import { attendance, groups } from "./people.ts";
import { walls } from "./walls.ts";

/** The parts, in the order in which they are offered. */
export const parts = [
  "chat",
  "conversations",
  "submissions",
  "answers",
  "walls",
  "groups",
  "attendance",
  "activity",
] as const;

/** The formats, in the order in which they are offered. */
export const formats = ["md", "html", "csv", "json"] as const;

/** The name of a part. */
export type PartName = typeof parts[number];
/** The name of a format. */
export type Format = typeof formats[number];

const makers: Record<PartName, (reader: Reader) => Part | Promise<Part>> = {
  chat,
  conversations: (reader) => conversations(reader),
  submissions: (reader) => submissions(reader),
  answers,
  walls,
  groups,
  attendance,
  activity,
};

const types: Record<Format, string> = {
  md: "text/markdown; charset=utf-8",
  html: "text/html; charset=utf-8",
  csv: "text/csv; charset=utf-8; header=present",
  json: "application/json; charset=utf-8",
};

/** Reads what a part is made of; what is refused is refused here. */
export async function partOf(reader: Reader, name: PartName): Promise<Part> {
  return await makers[name](reader);
}

/** A part in a format, piece by piece. `origin` is ours, for the address of the schema. */
export function written(
  part: Part,
  name: PartName,
  format: Format,
  reader: Reader,
  files: FilePlace,
  origin: string,
): AsyncGenerator<string> {
  const top = topOf(reader, t.parts[name]);
  switch (format) {
    case "json":
      return json(part, `${origin}/api/schema/history?part=${name}`);
    case "csv":
      return csv(part);
    case "md":
      return markdownText(top, part.pieces(), files);
    case "html":
      return htmlPage(top, part.pieces(), files);
  }
}

/** What stands at the top of a text. */
export function topOf({ view, zone }: Reader, title: string): PageHead {
  return {
    title: t.title({ part: title, session: view.name }),
    lines: [
      t.span({ from: day(view.startsAt, zone), until: day(view.endsAt, zone) }),
      t.times({ zone }),
    ],
  };
}

/** A part as a table. */
export async function* csv(
  part: Pick<Part, "columns" | "rows">,
): AsyncGenerator<string> {
  yield byteOrderMark + csvRow(part.columns);
  for await (const row of part.rows()) yield csvRow(row);
}

/** The headers of a file that is saved under a name. */
export function savedAs(name: string, type: string): Record<string, string> {
  return {
    "content-type": type,
    "content-disposition": disposition("attachment", name),
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  };
}

/** The headers of a part in a format. */
export function headersOf(
  { view }: Reader,
  name: PartName,
  format: Format,
): Record<string, string> {
  // Text before a slash is not the beginning of a path here.
  const title = t.fileTitle({ session: view.name, part: t.parts[name] })
    .replace(/[/\\]/g, "_");
  return savedAs(safeName(`${title}.${format}`), types[format]);
}

/** Where files are for a file that is opened elsewhere: their bytes here, links by our address. */
export function filesHere(
  app: Pick<App, "files">,
  origin: string,
): FilePlace {
  return {
    async read(file) {
      try {
        return await (await app.files.bytes()).read(file.id, 0, file.size);
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return null;
        throw error;
      }
    },
    href: ({ id }) => `${origin}/api/files/${id}`,
  };
}

/** The reader of a record. */
export async function readerOf(
  app: App,
  teacher: Teacher,
  who: Who,
  zone: string,
): Promise<Reader> {
  const view = await app.sessions.view(teacher, who.session);
  return { app, who, view, zone };
}

async function* json(part: Part, schema: string): AsyncGenerator<string> {
  const head = JSON.stringify({ $schema: schema, ...part.head });
  yield `${head.slice(0, -1)},${JSON.stringify(part.list)}:[`;
  let between = "\n";
  for await (const item of part.items()) {
    yield between + JSON.stringify(item);
    between = ",\n";
  }
  yield "\n]}\n";
}
