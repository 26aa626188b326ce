/** The record of a session in its formats (C-9, M-3), generated while it is sent. */
import { NoSuchBlob } from "../classroom/files/blob_store.ts";
import type { Teacher } from "../classroom/accounts/accounts.ts";
import type { App } from "../classroom/app.ts";
import { disposition, safeName } from "../classroom/files/file_names.ts";
import { groupHistory } from "../classroom/groups/group_history.ts";
import { iso } from "../classroom/model/times.ts";
import type { Who } from "../classroom/model/who.ts";
import { record as t } from "texts/record.ts";
import { attendance as attend } from "../classroom/record/session_record.ts";
import { drawingsPart } from "./drawings.ts";
import { groupName } from "../locales/group_names.ts";
import { activity } from "./activity/activity_part.ts";
import { answersPart, walls } from "./answers.ts";
import { byteOrderMark, type CsvCell, csvRow, csvTime } from "./csv_format.ts";
import { conversations, submissionsPart } from "./assistant.ts";
import { chat, nameOf, roomAnswer } from "./chat.ts";
import { type FilePlace, htmlPage, type PageHead } from "./html.ts";
import { markdownText } from "./markdown.ts";
import { pagesPart } from "./pages.ts";
import { sheet, sheetType } from "./sheet.ts";
import {
  day,
  mapped,
  type Reader,
  type RecordPart,
  remark,
  table,
} from "./part.ts";

export const parts = [
  "chat",
  "conversations",
  "submissions",
  "answers",
  "walls",
  "pages",
  "drawings",
  "groups",
  "attendance",
  "activity",
] as const;

export const formats = ["md", "html", "csv", "xlsx", "json"] as const;

export type PartName = typeof parts[number];
export type Format = typeof formats[number];

const makers: Record<
  PartName,
  (reader: Reader) => RecordPart | Promise<RecordPart>
> = {
  chat,
  conversations,
  submissions: submissionsPart,
  answers: answersPart,
  walls,
  pages: pagesPart,
  drawings: drawingsPart,
  groups,
  attendance,
  activity,
};

const types: Record<Format, string> = {
  md: "text/markdown; charset=utf-8",
  html: "text/html; charset=utf-8",
  csv: "text/csv; charset=utf-8; header=present",
  xlsx: sheetType,
  json: "application/json; charset=utf-8",
};

export async function recordPartOf(
  reader: Reader,
  name: PartName,
): Promise<RecordPart> {
  return await makers[name](reader);
}

/** `origin` is this server's, for the schema's URL. */
export interface Asked {
  reader: Reader;
  name: PartName;
  format: Format;
  files: FilePlace;
  origin: string;
}

/** A part in a format, piece by piece; refuses before any output. */
export async function writtenRecord(
  { reader, name, format, files, origin }: Asked,
): Promise<AsyncGenerator<string | Uint8Array>> {
  const part = await recordPartOf(reader, name);
  const top = topOf(reader, t.parts[name]);
  switch (format) {
    case "json":
      return json(part, `${origin}/api/schema/history?part=${name}`);
    case "csv":
      return csv(part);
    case "xlsx":
      return sheet(t.parts[name], part);
    case "md":
      return markdownText(top, part.pieces(), files);
    case "html":
      return htmlPage(top, part.pieces(), files);
  }
}

export function topOf({ view, zone }: Reader, title: string): PageHead {
  const from = day(view.startsAt, zone);
  return {
    title: t.title({ part: title, session: view.name }),
    lines: [
      view.state === "active"
        ? t.running({ from })
        : t.span({ from, until: day(view.endsAt, zone) }),
      t.times({ zone }),
    ],
  };
}

export async function* csv(
  part: Pick<RecordPart, "columns" | "rows">,
): AsyncGenerator<string> {
  yield byteOrderMark + csvRow(part.columns);
  for await (const row of part.rows()) yield csvRow(row);
}

export function savedAs(name: string, type: string): Record<string, string> {
  return {
    "content-type": type,
    "content-disposition": disposition("attachment", name),
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  };
}

export function headersOf(
  { reader: { view }, name, format }: Asked,
): Record<string, string> {
  // A slash in a name does not separate paths here.
  const title = t.fileTitle({ session: view.name, part: t.parts[name] })
    .replace(/[/\\]/g, "_");
  return savedAs(safeName(`${title}.${format}`), types[format]);
}

/** Files for an export that is opened elsewhere: bytes from here, links to this server. */
export function filesHere(
  app: Pick<App, "files">,
  origin: string,
): FilePlace {
  return {
    async read(file) {
      try {
        return await (await app.files.bytes()).read(file.id, 0, file.size);
      } catch (error) {
        if (error instanceof NoSuchBlob) return null;
        throw error;
      }
    },
    href: ({ id }) => `${origin}/api/files/${id}`,
  };
}

export async function readerOf(
  app: App,
  teacher: Teacher,
  who: Who,
  zone: string,
): Promise<Reader> {
  const view = await app.sessions.view(teacher, who.session);
  return { app, who, view, zone };
}

async function* json(part: RecordPart, schema: string): AsyncGenerator<string> {
  const head = JSON.stringify({ $schema: schema, ...part.head });
  yield `${head.slice(0, -1)},${JSON.stringify(part.list)}:[`;
  let between = "\n";
  for await (const item of part.items()) {
    yield between + JSON.stringify(item);
    between = ",\n";
  }
  yield "\n]}\n";
}

// The parts `groups` (B-16) and `attendance` (M-3).

async function groups({ app, who, zone }: Reader): Promise<RecordPart> {
  const { rooms, stays, openings } = await groupHistory(
    app.sync,
    who,
    Date.now(),
  );
  const shown = new Map(rooms.map((room) => [room.id, nameOf(room)]));
  const until = (at: number | null) =>
    at === null ? t.stillThere : csvTime(at, zone);
  const columns = [
    t.columns.room,
    t.columns.name,
    t.columns.from({ zone }),
    t.columns.until({ zone }),
  ];
  const rows = () =>
    mapped(stays, (it): CsvCell[] => [
      shown.get(it.room) ?? groupName({ name: it.roomName }),
      it.name,
      csvTime(it.from, zone),
      until(it.until),
    ]);
  return {
    head: { rooms: rooms.map(roomAnswer), openings: openings.map(between) },
    list: "stays",
    items: () => mapped(stays, between),
    columns,
    rows,
    async *pieces() {
      if (stays.length === 0) yield remark(t.nothing);
      else yield* table(columns, rows());
      for (const { from, until } of openings) {
        const text = t.span({
          from: day(from, zone),
          until: until === null ? t.stillThere : day(until, zone),
        });
        yield { kind: "labelled", label: t.open, text };
      }
    },
  };
}

/** Missing times are left empty. */
async function attendance({ app, who, zone }: Reader): Promise<RecordPart> {
  const all = await attend(app.sync, who, Date.now());
  const columns = [
    t.columns.name,
    t.columns.role,
    t.columns.joined({ zone }),
    t.columns.left({ zone }),
    t.columns.minutes,
    t.columns.lastWrote({ zone }),
    t.columns.messages,
    t.columns.questions,
    t.columns.handedIn,
    t.columns.checks,
    t.columns.removed,
  ];
  const rows = () =>
    mapped(all, (it): CsvCell[] => [
      it.name,
      t.roles[it.role],
      csvTime(it.in, zone),
      it.out !== null
        ? csvTime(it.out, zone)
        : it.minutes !== null
        ? t.stillThere
        : t.notRecorded,
      it.minutes ?? "",
      csvTime(it.lastWrote, zone),
      it.messages,
      it.questions,
      it.answers,
      it.checks,
      it.removed ? t.yes : "",
    ]);
  return {
    head: {},
    list: "attendance",
    items: () => mapped(all, (it) => it),
    columns,
    rows,
    async *pieces() {
      yield remark(t.howAttendance);
      yield* table(columns, rows());
    },
  };
}

function between<T extends { from: number; until: number | null }>(it: T) {
  const until = it.until === null ? null : iso(it.until);
  return { ...it, from: iso(it.from), until };
}
