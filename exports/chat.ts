/**
 * The part `chat` of the record (C-9): messages of all rooms with reactions, pins, earlier versions, and held words.
 */
import {
  listRooms,
  type RoomHead,
} from "../classroom/record/session_record.ts";
import { toIsoString } from "../formats/times.ts";
import {
  authorOfText,
  type HeldEntry,
  type MessageVersion,
  readHeldEntries,
  readRoomEntries,
  type RecordEntry,
  type VersionedMessage,
} from "../classroom/record/record_entries.ts";
import { lines } from "texts/chat_lines.ts";
import { groupName } from "../formats/group_names.ts";
import { record as t } from "texts/record.ts";
import { formatList } from "../formats/format_list.ts";
import { type CsvCell, csvTime } from "./csv_format.ts";
import {
  dayText,
  flatMapAsync,
  mapAsync,
  type RecordPart,
  type RecordReader,
  remarkPiece,
  type TextPiece,
  withRemarkIfEmpty,
} from "./record_part.ts";

export async function chatPart(reader: RecordReader): Promise<RecordPart> {
  const { app, who, zone } = reader;
  const rooms = await listRooms(app.sync, who);
  const heldMessages = await readHeldEntries(app.sync, who);
  async function* allEntries(): AsyncGenerator<[RoomHead, RecordEntry]> {
    for (const room of rooms) {
      for await (const entry of readRoomEntries(app, who, room.id)) {
        yield [room, entry];
      }
    }
  }
  /** Held words were not posted, so the JSON has them separately. */
  async function* messages() {
    for await (const [{ id }, entry] of allEntries()) {
      if (entry.kind !== "held") yield messageAnswer(id, entry);
    }
  }
  return {
    head: {
      rooms: rooms.map(roomJson),
      held: heldMessages.map(({ room, entry }) => heldAnswer(room, entry)),
    },
    list: "messages",
    items: messages,
    columns: [
      t.columns.room,
      t.columns.time({ zone }),
      t.columns.name,
      t.columns.role,
      t.columns.kind,
      t.columns.text,
      t.columns.prompt,
      t.columns.file,
      t.columns.edited({ zone }),
      t.columns.answers,
      t.columns.reactions,
      t.columns.pinned({ zone }),
      t.columns.before({ zone }),
    ],
    rows: () =>
      mapAsync(allEntries(), ([room, entry]) => row(room, entry, zone)),
    async *pieces() {
      for (const room of rooms) {
        yield { kind: "heading", level: 2, text: roomDisplayName(room) };
        const entries = readRoomEntries(app, who, room.id);
        const pieces = flatMapAsync(entries, (entry) => piecesOf(entry, zone));
        yield* withRemarkIfEmpty(pieces, t.nothing);
      }
    },
  };
}

export function roomJson({ id, name, archivedAt }: RoomHead) {
  return {
    id,
    name,
    ...(archivedAt && { archivedAt: toIsoString(archivedAt) }),
  };
}

export function roomDisplayName(
  { name, archivedAt }: { name: string | null; archivedAt?: number | null },
): string {
  const displayName = name === null ? t.main : groupName({ name });
  return archivedAt ? t.archived({ room: displayName }) : displayName;
}

export function heldStateText(
  { state, decided }: HeldEntry,
  zone: string,
): string {
  switch (state) {
    case "waiting":
    case "over":
      return t.held[state];
    case "rejected":
    case "withdrawn":
      return t.held[state](
        {
          name: decided?.by.name ?? "",
          time: decided ? dayText(decided.at, zone) : "",
        },
      );
  }
}

/** The end of a version, and who caused it. */
export function versionTimeText(
  { kind, versions }: VersionedMessage,
  version: MessageVersion,
  time: string,
): string {
  const isLast = version === versions?.at(-1);
  const until = kind === "deleted" && isLast ? t.untilGone : t.until;
  return until({ time, name: version.by.name });
}

function reactionLine({ reactions = [] }: VersionedMessage): string {
  return reactions.map(({ emoji, members }) =>
    `${emoji} ${formatList(members.map(({ name }) => name))}`
  ).join(" · ");
}

function messageAnswer(room: string, message: VersionedMessage) {
  const {
    at,
    writtenAt,
    editedAt,
    reactions,
    pinned,
    answers: _,
    versions,
    ...rest
  } = message;
  return {
    room,
    ...rest,
    at: toIsoString(at),
    ...(writtenAt && { writtenAt: toIsoString(writtenAt) }),
    ...(editedAt && { editedAt: toIsoString(editedAt) }),
    ...(reactions && {
      reactions: reactions.map(({ emoji, members }) => ({
        emoji,
        members: members.map(({ id }) => id),
      })),
    }),
    ...(pinned && { pinned: { by: pinned.by.id, at: toIsoString(pinned.at) } }),
    ...(versions && { versions: versions.map(versionAnswer) }),
  };
}

function versionAnswer({ at, until, by, ...words }: MessageVersion) {
  return {
    ...words,
    at: toIsoString(at),
    until: toIsoString(until),
    by: by.id,
  };
}

function heldAnswer(room: string, { at, decided, ...entry }: HeldEntry) {
  return {
    room,
    ...entry,
    at: toIsoString(at),
    ...(decided &&
      { decided: { by: decided.by.id, at: toIsoString(decided.at) } }),
  };
}

function row(room: RoomHead, entry: RecordEntry, zone: string): CsvCell[] {
  const head = [
    roomDisplayName(room),
    csvTime(entry.at, zone),
    entry.name,
    t.roles[entry.role],
    t.kinds[entry.kind] ?? entry.kind,
    textOf(entry),
    "prompt" in entry ? entry.prompt : "",
    "file" in entry ? entry.file?.name : "",
  ];
  if (entry.kind === "held") {
    return [...head, "", "", "", "", heldStateText(entry, zone)];
  }
  const { answers, pinned, versions = [] } = entry;
  return [
    ...head,
    csvTime(entry.editedAt, zone),
    answers &&
    t.answerTo({ name: answers.name, time: csvTime(answers.at, zone) }),
    reactionLine(entry),
    csvTime(pinned?.at, zone),
    versions.map((version) =>
      t.saidThen({
        when: versionTimeText(entry, version, csvTime(version.until, zone)),
        words: [version.file?.name, version.text].filter(Boolean).join("\n"),
      })
    ).join("\n\n"),
  ];
}

function textOf(entry: RecordEntry): string {
  switch (entry.kind) {
    case "deleted":
      return t.deleted;
    case "system":
      return lines[entry.event];
    default:
      return entry.text ?? "";
  }
}

function* piecesOf(entry: RecordEntry, zone: string): Generator<TextPiece> {
  yield {
    kind: "by",
    name: entry.name,
    about: [
      entry.role === "student" ? "" : t.roles[entry.role],
      entry.kind === "assistant" || entry.kind === "broadcast"
        ? t.kinds[entry.kind]
        : "",
      dayText(entry.at, zone),
      entry.kind !== "held" && entry.writtenAt
        ? t.written({ time: dayText(entry.writtenAt, zone) })
        : "",
      entry.kind !== "held" && entry.editedAt ? t.edited : "",
      entry.kind !== "held" && entry.pinned ? t.pinned : "",
    ].filter((it) => it !== ""),
  };
  if (entry.kind === "held") {
    yield remarkPiece(heldStateText(entry, zone));
  } else if (entry.answers) {
    const { name, at } = entry.answers;
    yield remarkPiece(t.answerTo({ name, time: dayText(at, zone) }));
  }
  if ("prompt" in entry && entry.prompt) {
    yield { kind: "labelled", label: t.asked, text: entry.prompt };
  }
  if ("file" in entry && entry.file) yield { kind: "file", file: entry.file };
  const text = textOf(entry);
  const isOurs = entry.kind === "deleted" || entry.kind === "system";
  if (text !== "" && isOurs) yield remarkPiece(text);
  else if (text !== "") {
    yield { kind: "words", text, author: authorOfText(entry) };
  }
  if (entry.kind === "held") return;
  const reacted = reactionLine(entry);
  if (reacted !== "") yield remarkPiece(reacted);
  for (const version of entry.versions ?? []) {
    const label = versionTimeText(entry, version, dayText(version.until, zone));
    yield { kind: "labelled", label, text: version.text };
    if (version.file) yield { kind: "file", file: version.file };
  }
}
