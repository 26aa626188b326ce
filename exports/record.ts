/** The record of a session in its formats (C-9, M-3), generated while it is sent. */
import { isNoSuchBlob } from "../classroom/files/blob_store.ts";
import type { Teacher } from "../classroom/accounts/accounts.ts";
import type { App } from "../classroom/app.ts";
import { contentDisposition, safeName } from "../classroom/files/file_names.ts";
import { readGroupHistory } from "../classroom/groups/group_history.ts";
import { toIsoString } from "../formats/times.ts";
import type { Identity } from "../classroom/model/members.ts";
import { record as t } from "texts/record.ts";
import { readAttendance as attend } from "../classroom/record/session_record.ts";
import { drawingsPart } from "./drawings.ts";
import { groupName } from "../formats/group_names.ts";
import { activityPart } from "./activity/activity_part.ts";
import { alertsPart } from "./alerts.ts";
import { answersPart, wallsPart } from "./answers.ts";
import { byteOrderMark, type CsvCell, csvRow, csvTime } from "./csv_format.ts";
import { conversationsPart, submissionsPart } from "./assistant.ts";
import { chatPart, roomDisplayName, roomJson } from "./chat.ts";
import { type FileSource, type PageHead, writeHtmlPage } from "./html.ts";
import { writeMarkdown } from "./markdown.ts";
import { notesPart } from "./notes.ts";
import { pagesPart } from "./pages.ts";
import type { PartName, RecordFormat } from "./record_formats.ts";
import { spreadsheetType, writeSpreadsheet } from "./spreadsheet.ts";
import {
  dayText,
  mapAsync,
  type RecordPart,
  type RecordReader,
  remarkPiece,
  tablePieces,
} from "./record_part.ts";

const partMakers: Record<
  PartName,
  (reader: RecordReader) => RecordPart | Promise<RecordPart>
> = {
  chat: chatPart,
  notes: notesPart,
  alerts: alertsPart,
  conversations: conversationsPart,
  submissions: submissionsPart,
  answers: answersPart,
  walls: wallsPart,
  pages: pagesPart,
  drawings: drawingsPart,
  groups,
  attendance,
  activity: activityPart,
};

const types: Record<RecordFormat, string> = {
  md: "text/markdown; charset=utf-8",
  html: "text/html; charset=utf-8",
  csv: "text/csv; charset=utf-8; header=present",
  xlsx: spreadsheetType,
  json: "application/json; charset=utf-8",
};

export async function makeRecordPart(
  reader: RecordReader,
  name: PartName,
): Promise<RecordPart> {
  return await partMakers[name](reader);
}

/** `origin`: the origin of this server, for the URL of the schema. */
export interface ExportRequest {
  reader: RecordReader;
  name: PartName;
  format: RecordFormat;
  files: FileSource;
  origin: string;
}

/** Writes a part in a format, piece by piece. Refuses before the first piece. */
export async function writeRecord(
  { reader, name, format, files, origin }: ExportRequest,
): Promise<AsyncGenerator<string | Uint8Array>> {
  const part = await makeRecordPart(reader, name);
  const top = recordPageHead(reader, t.parts[name]);
  switch (format) {
    case "json":
      return json(part, `${origin}/api/schema/history?part=${name}`);
    case "csv":
      return writeCsv(part);
    case "xlsx":
      return writeSpreadsheet(t.parts[name], part);
    case "md":
      return writeMarkdown(top, part.pieces(), files);
    case "html":
      return writeHtmlPage(top, part.pieces(), files);
  }
}

export function recordPageHead(
  { view, zone }: RecordReader,
  title: string,
): PageHead {
  const from = dayText(view.startsAt, zone);
  return {
    title: t.title({ part: title, session: view.name }),
    lines: [
      view.state === "active"
        ? t.running({ from })
        : t.span({ from, until: dayText(view.endsAt, zone) }),
      t.times({ zone }),
    ],
  };
}

export async function* writeCsv(
  part: Pick<RecordPart, "columns" | "rows">,
): AsyncGenerator<string> {
  yield byteOrderMark + csvRow(part.columns);
  for await (const row of part.rows()) yield csvRow(row);
}

export function downloadHeaders(
  name: string,
  type: string,
): Record<string, string> {
  return {
    "content-type": type,
    "content-disposition": contentDisposition("attachment", name),
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  };
}

export function recordHeaders(
  { reader: { view }, name, format }: ExportRequest,
): Record<string, string> {
  // A slash in a name does not separate paths here.
  const title = t.fileTitle({ session: view.name, part: t.parts[name] })
    .replace(/[/\\]/g, "_");
  return downloadHeaders(safeName(`${title}.${format}`), types[format]);
}

/** Files for an export that is opened elsewhere: bytes from here, links to this server. */
export function makeFileSource(
  app: Pick<App, "files">,
  origin: string,
): FileSource {
  return {
    async read(file) {
      try {
        return await (await app.files.bytes()).read(file.id, 0, file.size);
      } catch (error) {
        if (isNoSuchBlob(error)) return null;
        throw error;
      }
    },
    href: ({ id }) => `${origin}/api/files/${id}`,
  };
}

export async function makeRecordReader(
  app: App,
  teacher: Teacher,
  who: Identity,
  zone: string,
): Promise<RecordReader> {
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

async function groups({ app, who, zone }: RecordReader): Promise<RecordPart> {
  const { rooms, stays, openings } = await readGroupHistory(
    app.sync,
    who,
    Date.now(),
  );
  const roomNames = new Map(
    rooms.map((room) => [room.id, roomDisplayName(room)]),
  );
  const endText = (timeMs: number | null) =>
    timeMs === null ? t.stillThere : csvTime(timeMs, zone);
  const columns = [
    t.columns.room,
    t.columns.name,
    t.columns.from({ zone }),
    t.columns.until({ zone }),
  ];
  const rows = () =>
    mapAsync(stays, (stay): CsvCell[] => [
      roomNames.get(stay.room) ?? groupName({ name: stay.roomName }),
      stay.name,
      csvTime(stay.from, zone),
      endText(stay.until),
    ]);
  return {
    head: { rooms: rooms.map(roomJson), openings: openings.map(between) },
    list: "stays",
    items: () => mapAsync(stays, between),
    columns,
    rows,
    async *pieces() {
      if (stays.length === 0) yield remarkPiece(t.nothing);
      else yield* tablePieces(columns, rows());
      for (const { from, until } of openings) {
        const text = t.span({
          from: dayText(from, zone),
          until: until === null ? t.stillThere : dayText(until, zone),
        });
        yield { kind: "labelled", label: t.open, text };
      }
    },
  };
}

async function attendance(
  { app, who, zone }: RecordReader,
): Promise<RecordPart> {
  const attendances = await attend(app.sync, who, Date.now());
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
    mapAsync(attendances, (person): CsvCell[] => [
      person.name,
      t.roles[person.role],
      csvTime(person.in, zone),
      person.out !== null
        ? csvTime(person.out, zone)
        : person.minutes !== null
        ? t.stillThere
        : t.notRecorded,
      person.minutes ?? "",
      csvTime(person.lastWrote, zone),
      person.messages,
      person.questions,
      person.answers,
      person.checks,
      person.removed ? t.yes : "",
    ]);
  return {
    head: {},
    list: "attendance",
    items: () => mapAsync(attendances, (it) => it),
    columns,
    rows,
    async *pieces() {
      yield remarkPiece(t.howAttendance);
      yield* tablePieces(columns, rows());
    },
  };
}

function between<T extends { from: number; until: number | null }>(range: T) {
  const until = range.until === null ? null : toIsoString(range.until);
  return { ...range, from: toIsoString(range.from), until };
}
