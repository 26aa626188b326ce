/**
 * Takes people out of documents (O-3): what is theirs goes, what others wrote stays and keeps its place. In the
 * staff's document and beside the messages the rule is the safe way round: an entry that names one of them goes,
 * whatever it is, unless it is known here to be others' as well.
 */
import * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import {
  marks,
  placements,
  setUndoable,
  undoable,
} from "../model/breakouts_layout.ts";
import {
  type ClassDocuments,
  classList,
  members,
  messages,
  returning,
  waitingIn,
} from "../model/layout.ts";
import { replaceMessage } from "../model/message_index.ts";
import { isSameName } from "../model/display_names.ts";
import { takeOffPages } from "../model/page_pictures.ts";
import { unpin } from "../model/pins.ts";
import { reactions } from "../chat/reactions.ts";
import type { Placement } from "../model/groups.ts";
import type { Message } from "../model/messages.ts";
import {
  plainAnswer,
  plainAnswers,
  type Question,
  wordKey,
} from "../model/resources/questions.ts";
import type { ResourceSecret } from "../model/resources/shared.ts";
import { picks } from "../checks/picks.ts";
import {
  findSharedOrTaken,
  replaceShared,
  resources,
  secrets,
  sheets,
  sheetsByPerson,
  votes,
  votesCast,
} from "../model/resources_layout.ts";
import { shownAgain } from "../checks/results.ts";
import {
  wishes,
  wishOwners,
  wishVoters,
  wishVotes,
} from "../model/wall_layout.ts";

/** The erased person: their members, and the teacher who erases them. */
export interface Erased {
  ids: readonly string[];
  /** The teacher's member id. */
  by: string;
}

/** Their questions and answers, and their questions on walls, which tell the messages by which a teacher has shared them without a name. */
export interface SharedWords {
  said: ReadonlySet<string>;
  /** The teachers' member ids: any of them may have shared it. */
  sharers: ReadonlySet<string>;
  /** The questions on walls; posted, they are messages with the same ids. */
  wishes: ReadonlySet<string>;
}

/** What of a session's document is everybody's. */
const ofAll = new Set(["info", "breakouts", "rooms", "members", "resources"]);
/** What of the staff's is looked after one by one; `files` go with their bytes. */
const apart = new Set(["files", "placements", "resources", "undo"]);
/** About what a message takes of a commit that says that it was deleted, in bytes. */
const weight = 400;

/** Takes names out of the lists that know somebody by their name. */
export function scrubNames(staff: Y.Doc, names: readonly string[]): void {
  for (const list of [classList(staff), returning(staff)]) {
    for (const [id, { name }] of [...list]) {
      if (names.some((it) => isSameName(it, name))) list.delete(id);
    }
  }
}

/** Takes people out of the session's document and the staff's. `names`: those under which a list knows them. */
export function scrubSessionAndStaff(
  { session, staff }: ClassDocuments,
  { ids }: Erased,
  names: readonly string[],
): void {
  for (const id of ids) members(session).delete(id);
  scrubRoots(session, ids, ofAll);
  scrubNames(staff, names);
  for (const [id, entry] of [...waitingIn(staff)]) {
    if (entry.kind === "return" && !returning(staff).has(entry.member)) {
      waitingIn(staff).delete(id);
    }
  }
  scrubPlacements(staff, ids);
  const undo = undoable(staff);
  if (undo && mentions(undo, ids)) {
    const moved = Object.entries(undo.moved).filter(([id]) =>
      !ids.includes(id)
    );
    setUndoable(staff, { ...undo, moved: Object.fromEntries(moved) });
  }
  takeOffPages(staff, ids);
  scrubRoots(staff, ids, apart);
}

/**
 * Replaces their messages, and those with their words, by deleted ones, as far as the commit has room; and takes away
 * what belongs to these messages. Returns the ids of the messages, and whether that was all.
 */
export function scrubRoom(
  room: Y.Doc,
  { ids, by }: Erased,
  words: SharedWords,
  tx: Tx,
): { gone: string[]; all: boolean } {
  const list = messages(room);
  const gone: string[] = [];
  let all = true;
  const old = list.toArray();
  // From the end, so that no place moves before it is come to.
  for (let at = old.length - 1; at >= 0; at--) {
    const message = old[at];
    if (!hasTheirWords(message, ids, words)) continue;
    gone.push(message.id);
    if (message.kind === "deleted") continue;
    if (weight > tx.bytesLeft) {
      all = false;
      continue;
    }
    tx.weigh(weight);
    const { id, from, at: said } = message;
    const deleted: Message = { id, from, at: said, kind: "deleted", by };
    replaceMessage(room, { at, message }, deleted);
  }
  const theirs = new Set(gone);
  for (const [id, mark] of [...marks(room)]) {
    if (theirs.has(id)) marks(room).delete(id);
    // A posted message stays marked, so that it is not posted again.
    else if (ids.includes(mark.by)) {
      if (mark.postedAt) marks(room).set(id, { ...mark, by });
      else marks(room).delete(id);
    }
  }
  for (const [id, entry] of [...reactions(room)]) {
    if (theirs.has(id)) reactions(room).delete(id);
    else {
      for (const key of [...entry.keys()]) {
        if (mentions(key, ids)) entry.delete(key);
      }
      if (entry.size === 0) reactions(room).delete(id);
    }
  }
  for (const id of theirs) unpin(room, id);
  scrubRoots(room, ids, new Set(["messages", "marks", "reactions"]));
  return { gone, all };
}

/** Empties a document that was theirs alone. */
export function emptyDocument(doc: Y.Doc): void {
  for (const [, type] of rootsOf(doc)) {
    if (type instanceof Y.Map) type.clear();
    else type.delete(0, type.length);
  }
}

/** Whether a message is theirs, or has their words in it. */
export function hasTheirWords(
  message: Message,
  ids: readonly string[],
  { said, sharers, wishes }: SharedWords,
): boolean {
  if (ids.includes(message.from)) return true;
  if (wishes.has(message.id) && sharers.has(message.from)) return true;
  if (message.kind !== "assistant") return false;
  const { from, prompt = "", student, text } = message;
  if (student !== undefined) return ids.includes(student);
  return sharers.has(from) && said.has(text) && said.has(prompt);
}

/** Takes them out of the record of placements. */
function scrubPlacements(staff: Y.Doc, ids: readonly string[]): void {
  const list = placements(staff);
  const old = list.toArray();
  for (let at = old.length - 1; at >= 0; at--) {
    const entry = old[at];
    if (entry.kind !== "placed" || !mentions(entry, ids)) continue;
    const rooms = Object.entries(entry.rooms)
      .filter(([id]) => !ids.includes(id));
    list.delete(at);
    if (rooms.length === 0) continue;
    const rest: Placement = { ...entry, rooms: Object.fromEntries(rooms) };
    list.insert(at, [rest]);
  }
}

/** Deletes every entry, and every element, that names one of them, beside these roots. */
function scrubRoots(
  doc: Y.Doc,
  ids: readonly string[],
  beside: ReadonlySet<string>,
): void {
  for (const [name, type] of rootsOf(doc)) {
    if (beside.has(name)) continue;
    if (type instanceof Y.Map) {
      for (const [key, value] of [...type]) {
        if (mentions(key, ids) || mentions(value, ids)) type.delete(key);
      }
      continue;
    }
    const elements = type.toArray();
    for (let at = elements.length - 1; at >= 0; at--) {
      if (mentions(elements[at], ids)) type.delete(at);
    }
  }
}

/** The roots of a document, as what they are: those that nobody has asked for yet are neither. */
function rootsOf(doc: Y.Doc): [string, Y.Map<unknown> | Y.Array<unknown>][] {
  return [...doc.share].map(([name, type]) => {
    if (type instanceof Y.Map || type instanceof Y.Array) return [name, type];
    return type._map.size > 0
      ? [name, doc.getMap(name)]
      : [name, doc.getArray(name)];
  });
}

/** Whether a value names one of these ids; they are random, and occur nowhere by chance. */
function mentions(value: unknown, ids: readonly string[]): boolean {
  const text = typeof value === "string"
    ? value
    : JSON.stringify(value instanceof Y.AbstractType ? value.toJSON() : value);
  return text !== undefined && ids.some((id) => text.includes(id));
}

/** Takes them out of both documents; returns the ids of the questions on walls that were theirs. */
export function scrubResources(
  docs: ClassDocuments,
  ids: readonly string[],
): string[] {
  scrubSheets(docs, ids);
  for (const id of ids) picks(docs.staff).delete(id);
  return scrubWalls(docs, ids);
}

function scrubSheets(docs: ClassDocuments, ids: readonly string[]): void {
  const { staff } = docs;
  const answered = new Set<string>();
  for (const [key, sheet] of [...sheets(staff)]) {
    const [resource, member] = key.split(" ");
    if (!ids.includes(member)) continue;
    if (sheet === true) votes(staff).set(resource, votesCast(staff, resource));
    else answered.add(resource);
    sheets(staff).delete(key);
  }
  for (const id of answered) {
    forgetWords(docs, id);
    const check = findSharedOrTaken(docs, id);
    if (!check?.results) continue;
    const next = shownAgain(docs, check);
    if (resources(docs.session).toArray().some((it) => it.id === id)) {
      replaceShared(docs.session, id, next);
    } else {
      secrets(staff).set(id, { ...secrets(staff).get(id), taken: next });
    }
  }
}

/** Takes away the marks of texts, and the hidden words, that nobody else has written. */
function forgetWords({ session, staff }: ClassDocuments, id: string): void {
  const secret = secrets(staff).get(id);
  if (!secret?.questions && !secret?.hiddenWords) return;
  const written = new Map<string, Set<string>>();
  for (const sheet of sheetsByPerson(session, staff, id).values()) {
    if (sheet === true) continue;
    for (const [question, answer] of Object.entries(sheet.answers)) {
      if (typeof answer !== "string") continue;
      written.getOrInsertComputed(question, () => new Set())
        .add(plainAnswer(answer));
    }
  }
  const others = (marks: ResourceSecret["wrong"] = {}) =>
    Object.fromEntries(
      Object.entries(marks).map(([question, texts]) => [
        question,
        texts.filter((text) => written.get(question)?.has(plainAnswer(text))),
      ]),
    );
  const { wrong, right, hiddenWords, ...rest } = secret;
  if (!secret.questions) {
    const said = [...written.values()].flatMap((it) => [...it]);
    const words = new Set(said.map(wordKey));
    const left = hiddenWords?.filter((it) => words.has(wordKey(it))) ?? [];
    secrets(staff).set(id, {
      ...rest,
      ...(left.length > 0 && { hiddenWords: left }),
    });
    return;
  }
  const kept = others(right);
  const questions = secret.questions.map((question): Question => {
    const gone = right?.[question.id]
      ?.filter((text) => !kept[question.id].includes(text)) ?? [];
    if (gone.length === 0 || typeof question.correct !== "object") {
      return question;
    }
    const plain = plainAnswers(gone);
    const correct = question.correct
      .filter((text) => !plain.has(plainAnswer(text)));
    return { ...question, correct };
  });
  secrets(staff).set(id, {
    ...secret,
    questions,
    ...(wrong && { wrong: others(wrong) }),
    ...(right && { right: kept }),
  });
}

function scrubWalls(
  { session, staff }: ClassDocuments,
  ids: readonly string[],
): string[] {
  for (const key of [...wishVoters(staff).keys()]) {
    const [wish, member] = key.split(" ");
    if (!ids.includes(member)) continue;
    wishVoters(staff).delete(key);
    const votes = wishVotes(session).get(wish);
    if (votes !== undefined) {
      wishVotes(session).set(wish, Math.max(0, votes - 1));
    }
  }
  const theirs = [...wishOwners(staff)]
    .filter(([, { member }]) => ids.includes(member))
    .map(([id]) => id);
  for (const id of theirs) {
    wishOwners(staff).delete(id);
    wishes(session).delete(id);
    wishVotes(session).delete(id);
    for (const key of [...wishVoters(staff).keys()]) {
      if (key.startsWith(`${id} `)) wishVoters(staff).delete(key);
    }
  }
  return theirs;
}
