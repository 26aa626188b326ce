/**
 * The record for teachers (C-9, C-10, C-11): messages with former versions, and held messages that were not allowed, by
 * time.
 */
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import type { MarkdownAuthor } from "../../formats/markdown/typed_signs.ts";
import type { Identity } from "../model/members.ts";
import {
  readClassDocuments,
  readSessionDocument,
  sessionInfo,
} from "../model/layout.ts";
import {
  readRoomMessages,
  type RecordMessage,
  type RecordPerson,
  recordPersonOf,
} from "./session_record.ts";
import { removedVersions } from "../storage/message_versions.ts";
import type { Attachment } from "../model/files.ts";
import type { HeldMessage, Message } from "../model/messages.ts";
import { heldMessages } from "../model/staff_roots.ts";
import type { PageWork } from "../pages/page_work.ts";
import type { Kv } from "../../sync/kv/kv.ts";

export interface RecordSource {
  kv: Kv;
  sync: SyncEngine<Identity>;
  pageWork: PageWork;
}

/** A former version; `by` has replaced or deleted it, at `until`. */
export interface MessageVersion {
  text: string;
  file?: Attachment;
  prompt?: string;
  at: number;
  until: number;
  by: RecordPerson;
}

/** A message with its former versions, oldest first. */
export type VersionedMessage = RecordMessage & { versions?: MessageVersion[] };

export type HeldEntry =
  & Omit<RecordPerson, "id">
  & Pick<MessageVersion, "text" | "file" | "prompt">
  & {
    id: string;
    kind: "held";
    from: string;
    at: number;
    words: string[];
    /** Only for an edit: the id of the message. */
    edits?: string;
    /** `withdrawn`: its author edited again, or deleted the message. `over`: the class ended before a decision. */
    state: "waiting" | "rejected" | "withdrawn" | "over";
    decided?: { by: RecordPerson; at: number };
  };

export type RecordEntry = VersionedMessage | HeldEntry;

/** The author of a text of the record. The text with a prompt is the answer to it. */
export function authorOfText(
  { kind, prompt }: { kind: string; prompt?: string | undefined },
): MarkdownAuthor {
  return kind === "assistant" || prompt ? "program" : "person";
}

/** The texts of an entry, and of its versions, that a person or a program has written. */
export function textsOfEntry(
  entry: RecordEntry,
  author: MarkdownAuthor,
): string[] {
  const versions = entry.kind === "system" || entry.kind === "held"
    ? []
    : entry.versions ?? [];
  const written = [
    ...("text" in entry && entry.text ? [entry.text] : [])
      .filter(() => authorOfText(entry) === author),
    ...versions.filter((version) =>
      authorOfText({ ...version, kind: entry.kind }) === author
    ).map(({ text }) => text),
  ];
  const prompts = versions.map(({ prompt = "" }) => prompt);
  return [...written, ...(author === "person" ? prompts : [])]
    .filter((text) => text !== "");
}

export async function* readRoomEntries(
  { kv, sync }: Pick<RecordSource, "kv" | "sync">,
  who: Identity,
  room: string,
): AsyncGenerator<RecordEntry> {
  const waited = (await readHeldEntries(sync, who)).filter((waiting) =>
    waiting.room === room
  );
  for await (const message of readRoomMessages(sync, who, room)) {
    while (waited.length > 0 && waited[0].at < message.at) {
      yield waited.shift()!.entry;
    }
    const isChanged = message.kind === "deleted" ||
      message.editedAt !== undefined;
    if (!isChanged) yield message;
    else {
      const versions = await versionsOf({ kv, sync }, who, room, message);
      yield { ...message, versions };
    }
  }
  for (const { entry } of waited) yield entry;
}

/** Held messages and edits of all rooms that still wait or were not allowed, oldest first. */
export async function readHeldEntries(
  sync: SyncEngine<Identity>,
  who: Identity,
): Promise<{ room: string; at: number; entry: HeldEntry }[]> {
  requireTeacherRole(who);
  return await readClassDocuments(sync, who.session, ({ session, staff }) => {
    const isOver = sessionInfo(session, "state") === "ended";
    return [...heldMessages(staff)].map(([id, heldMessage]) => {
      const { message, rejected } = heldMessage;
      const { id: from, name, role } = recordPersonOf(session, message.from);
      const entry: HeldEntry = {
        id,
        kind: "held",
        from,
        name,
        role,
        at: heldMessage.at,
        ...wordsOf(message),
        words: heldMessage.words,
        ...(heldMessage.edits && { edits: message.id }),
        state: stateOf(heldMessage, isOver),
        ...(rejected && {
          decided: {
            by: recordPersonOf(session, rejected.by),
            at: rejected.at,
          },
        }),
      };
      return { room: heldMessage.room, at: heldMessage.at, entry };
    }).sort((a, b) => a.at - b.at);
  });
}

async function versionsOf(
  { kv, sync }: Pick<RecordSource, "kv" | "sync">,
  who: Identity,
  room: string,
  { id, at }: RecordMessage,
): Promise<MessageVersion[]> {
  const versions = await removedVersions(kv, who.session, room, id);
  return await readSessionDocument(
    sync,
    who.session,
    (session) =>
      versions.map(({ message, by: memberId, at: until }) => ({
        ...wordsOf(message),
        at: message.editedAt ?? at,
        until,
        by: recordPersonOf(session, memberId),
      })),
  );
}

function wordsOf(
  message: Message,
): Pick<MessageVersion, "text" | "file" | "prompt"> {
  return {
    text: "text" in message ? message.text ?? "" : "",
    ...(message.kind === "file" && { file: message.file }),
    ...(message.kind === "assistant" && message.prompt &&
      { prompt: message.prompt }),
  };
}

function stateOf(
  { rejected, message }: HeldMessage,
  isOver: boolean,
): HeldEntry["state"] {
  if (!rejected) return isOver ? "over" : "waiting";
  return rejected.by === message.from ? "withdrawn" : "rejected";
}
