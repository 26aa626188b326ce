/**
 * What is said in a room. Who says it, when and of which kind is the server's word (C1); the id is
 * the command's, and counts once (S3).
 */
import type * as Y from "yjs";
import { Refusal } from "../sync/refusal.ts";
import { mayAct, mustAct } from "./acting.ts";
import { markPosted, uploaded } from "./attached.ts";
import { breakouts, livingRoom, rooms } from "./breakouts_layout.ts";
import { info, messages } from "./layout.ts";
import { isSamePerson } from "./persons.ts";
import { bounds, type Member, type Message, type Say } from "./schema.ts";

/** Says something: appends a message, or refuses and leaves everything as it is. */
export function say(
  documents: { session: Y.Doc; room: () => Y.Doc; staff: () => Y.Doc },
  from: string,
  command: Say,
  now: number,
): void {
  const { session } = documents;
  if (isSaid(session, documents.room, command, from)) return;
  const member = mustAct(session, from, now);
  maySpeak(session, member, now);
  mayBeIn(session, member, command.room);
  const file = command.file === undefined
    ? undefined
    : uploaded({ session, staff: documents.staff() }, command.file, from);
  const text = file && command.text.trim() === ""
    ? ""
    : cleanWords(command.text, bounds.text);
  post(documents.room(), {
    id: command.id,
    from,
    at: now,
    ...(file
      ? { kind: "file", file, ...(text && { text }) }
      : { kind: "text", text }),
    ...(command.replyTo && { replyTo: command.replyTo }),
  });
  if (file) markPosted(documents.staff(), file.id, command.room);
}

/** Whether a command's message stands in its room: then it has had its effect, whatever has changed since (S3). */
export function isSaid(
  session: Y.Doc,
  room: () => Y.Doc,
  command: { id: string; room: string },
  from: string,
): boolean {
  const isThere = command.room === "main" || rooms(session).has(command.room);
  const author = isThere ? authorsOf(room()).get(command.id) : undefined;
  return author !== undefined && isSamePerson(session, author, from);
}

/** The words of a message as they are stored, or a refusal. */
export function cleanWords(typed: string, most: number): string {
  const text = typed.trim();
  if (text === "") {
    throw new Refusal("empty", "There are no words in the message.");
  }
  if (text.length > most) {
    throw new Refusal(
      "too-long",
      `A message has at most ${most} characters; this one has ${text.length}.`,
    );
  }
  return text;
}

/** Appends a message to a room; one whose id stands there already counts once (S3). */
export function post(room: Y.Doc, message: Message): void {
  const authors = authorsOf(room);
  const author = authors.get(message.id);
  if (author === message.from) return;
  if (author !== undefined) {
    throw new Refusal("conflict", "Another message has this id.");
  }
  messages(room).push([message]);
  authors.set(message.id, message.from);
}

/** Whether somebody may say anything at all, now. */
export function maySpeak(session: Y.Doc, member: Member, now: number): void {
  mayAct(session, member, now);
  if (member.role === "teacher") return;
  if (member.muted) {
    throw new Refusal("muted", "The teacher has muted you.");
  }
  if (info(session, "chatPaused") || info(session, "eyesOnMe")) {
    throw new Refusal("chat-paused", "The teacher has paused the chat.");
  }
}

/** Whether somebody may speak in this room. */
export function mayBeIn(session: Y.Doc, member: Member, room: string): void {
  if (room === "main") return;
  const notIn = new Refusal("not-in-room", "You are not in this room.");
  const isTeacher = member.role === "teacher";
  if (!rooms(session).has(room)) throw notIn;
  if (!isTeacher && member.room !== room) throw notIn;
  const open = isTeacher || breakouts(session, "open");
  if (!open || !livingRoom(session, room)) {
    throw new Refusal("rooms-closed", "The rooms are closed.");
  }
}

/** By room: who wrote each message, so that no commit walks through all that was ever said. */
const authorsByRoom = new WeakMap<Y.Doc, Map<string, string>>();

function authorsOf(room: Y.Doc): Map<string, string> {
  const known = authorsByRoom.get(room);
  if (known) return known;
  const list = messages(room);
  const authors = new Map<string, string>();
  for (const { id, from } of list) authors.set(id, from);
  authorsByRoom.set(room, authors);
  const follow = (event: Y.YArrayEvent<Message>) => {
    if (event.changes.deleted.size > 0) {
      // What was deleted cannot be read any more: look again when it is next asked for.
      authorsByRoom.delete(room);
      list.unobserve(follow);
      return;
    }
    for (const { insert } of event.changes.delta) {
      for (const { id, from } of (insert ?? []) as Message[]) {
        authors.set(id, from);
      }
    }
  };
  list.observe(follow);
  return authors;
}
