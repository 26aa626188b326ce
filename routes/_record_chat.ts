/** The part `chat` of the record (C-9): what was said in the main room and in every group. */
import type { Said } from "../classroom/history.ts";
import { type RoomHead, roomsOf, saidIn } from "../classroom/record.ts";
import { iso } from "../classroom/times.ts";
import { lines } from "../locales/en_lines.ts";
import { record as t } from "../locales/en_record.ts";
import { type Cell, csvTime } from "./_csv.ts";
import {
  day,
  mapped,
  type Part,
  type Piece,
  type Reader,
} from "./_record_part.ts";

/** Makes the part. */
export async function chat(reader: Reader): Promise<Part> {
  const { app, who, zone } = reader;
  const rooms = await roomsOf(app.sync, who);
  async function* all(): AsyncGenerator<[RoomHead, Said]> {
    for (const room of rooms) {
      for await (const said of saidIn(app.sync, who, room.id)) {
        yield [room, said];
      }
    }
  }
  return {
    head: { rooms: rooms.map(roomAnswer) },
    list: "messages",
    items: () =>
      mapped(all(), ([{ id }, said]) => ({ room: id, ...withTimes(said) })),
    columns: [
      t.columns.room,
      t.columns.time(zone),
      t.columns.name,
      t.columns.role,
      t.columns.kind,
      t.columns.text,
      t.columns.prompt,
      t.columns.file,
      t.columns.edited(zone),
    ],
    rows: () => mapped(all(), ([room, said]) => row(room, said, zone)),
    async *pieces() {
      for (const room of rooms) {
        yield { kind: "heading", level: 2, text: nameOf(room) };
        let isEmpty = true;
        for await (const said of saidIn(app.sync, who, room.id)) {
          isEmpty = false;
          yield* piecesOf(said, zone);
        }
        if (isEmpty) yield { kind: "remark", text: t.nothing };
      }
    },
  };
}

/** A room in the JSON of the record. */
export function roomAnswer({ id, name, archivedAt }: RoomHead) {
  return { id, name, ...(archivedAt && { archivedAt: iso(archivedAt) }) };
}

/** A room as people read it. */
export function nameOf({ name, archivedAt }: Omit<RoomHead, "id">): string {
  const shown = name ?? t.main;
  return archivedAt ? `${shown} (${t.archived})` : shown;
}

function withTimes({ at, editedAt, ...said }: Said) {
  return { ...said, at: iso(at), ...(editedAt && { editedAt: iso(editedAt) }) };
}

function row(room: RoomHead, said: Said, zone: string): Cell[] {
  return [
    nameOf(room),
    csvTime(said.at, zone),
    said.name,
    t.roles[said.role],
    t.kinds[said.kind] ?? said.kind,
    textOf(said),
    said.kind === "assistant" ? said.prompt : "",
    said.kind === "file" ? said.file.name : "",
    csvTime(said.editedAt, zone),
  ];
}

function textOf(said: Said): string {
  switch (said.kind) {
    case "deleted":
      return t.deleted;
    case "system":
      return lines[said.event];
    default:
      return said.text ?? "";
  }
}

function* piecesOf(said: Said, zone: string): Generator<Piece> {
  yield {
    kind: "by",
    name: said.name,
    about: [
      said.role === "student" ? "" : t.roles[said.role],
      said.kind === "assistant" || said.kind === "broadcast"
        ? t.kinds[said.kind]
        : "",
      day(said.at, zone),
      said.editedAt ? t.edited : "",
    ].filter((it) => it !== ""),
  };
  if (said.kind === "assistant" && said.prompt) {
    yield { kind: "labelled", label: t.asked, text: said.prompt };
  }
  if (said.kind === "file") yield { kind: "file", file: said.file };
  const text = textOf(said);
  if (text === "") return;
  const isOurs = said.kind === "deleted" || said.kind === "system";
  yield { kind: isOurs ? "remark" : "words", text };
}
