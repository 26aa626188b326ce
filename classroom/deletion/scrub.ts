/**
 * Removes people from documents (O-3); words of others stay in place. In the session's, staff's and room documents,
 * deletes every entry that mentions them. The shared types listed here are skipped, as other functions handle them.
 */
import * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import {
  setUndoableChange,
  undoableChange,
} from "../model/breakouts_layout.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { scrubAlerts } from "../model/alerts.ts";
import { replaceMessage, unpinMessage } from "../model/room_messages.ts";
import { isSameName } from "../model/display_names.ts";
import { removePicturesOfMembers } from "../model/pictures_in_pages.ts";
import type { PlacementEvent } from "../model/groups.ts";
import type { Message } from "../model/messages.ts";
import {
  normalizeAnswer,
  normalizeAnswers,
  type Question,
  wordKey,
} from "../model/resources/questions.ts";
import type { ResourceSecret } from "../model/resources/shared_resources.ts";
import {
  answerSheetsByPerson,
  countAnonymousVotes,
  findSharedOrTakenBack,
  replaceShared,
} from "../model/resources_layout.ts";
import {
  bringBackEntries,
  members,
  messages,
  reactionsOf,
  sharedResources,
  wallQuestions,
  wallQuestionVotes,
} from "../model/roots.ts";
import {
  answerSheets,
  classList,
  pickEntries,
  placementHistory,
  resourceSecrets,
  returningMembers,
  voteCounts,
  waitingEntries,
  wallQuestionAuthors,
  wallQuestionVoters,
} from "../model/staff_roots.ts";
import { withRecountedResults } from "../checks/results.ts";

/** The erased person's members, and the teacher who erases. */
export interface ErasedPerson {
  ids: readonly string[];
  by: string;
}

/** Identifies messages with a student's words that a teacher shared without the name. */
export interface SharedWords {
  texts: ReadonlySet<string>;
  sharers: ReadonlySet<string>;
  /** Ids of questions on walls; posted ones have the same message id. */
  wallQuestionIds: ReadonlySet<string>;
}

/** Shared types of the session's document that are not searched, as they concern everyone or are scrubbed elsewhere. */
const sharedRoots = new Set([
  "info",
  "breakouts",
  "rooms",
  "members",
  "resources",
]);
/** Shared types of the staff's document that other functions handle; `files` are deleted with their bytes. */
const staffRoots = new Set([
  "alerts",
  "files",
  "placements",
  "resources",
  "undo",
]);
/** Estimated bytes of a deletion mark in a commit. */
const bytesPerMessage = 400;

export function scrubNames(staff: Y.Doc, names: readonly string[]): void {
  for (const list of [classList(staff), returningMembers(staff)]) {
    for (const [id, { name }] of [...list]) {
      if (names.some((it) => isSameName(it, name))) list.delete(id);
    }
  }
}

export function scrubSessionAndStaff(
  { session, staff }: ClassDocuments,
  { ids }: ErasedPerson,
  names: readonly string[],
): void {
  for (const id of ids) members(session).delete(id);
  scrubRoots(session, ids, sharedRoots);
  scrubNames(staff, names);
  for (const [id, entry] of [...waitingEntries(staff)]) {
    if (entry.kind === "return" && !returningMembers(staff).has(entry.member)) {
      waitingEntries(staff).delete(id);
    }
  }
  scrubPlacements(staff, ids);
  const undo = undoableChange(staff);
  if (undo && mentions(undo, ids)) {
    const moved = Object.entries(undo.moved).filter(([id]) =>
      !ids.includes(id)
    );
    setUndoableChange(staff, { ...undo, moved: Object.fromEntries(moved) });
  }
  removePicturesOfMembers(staff, ids);
  scrubAlerts(staff, ids);
  scrubRoots(staff, ids, staffRoots);
}

/**
 * Replaces messages of the erased person, and others with the person's words, by deleted ones, and removes reactions,
 * pins and entries to bring back, theirs and the person's. `gone`: ids of these messages; `isComplete`: the commit had
 * room for all.
 */
export function scrubRoom(
  room: Y.Doc,
  { ids, by }: ErasedPerson,
  words: SharedWords,
  tx: Tx,
): { gone: string[]; isComplete: boolean } {
  const list = messages(room);
  const gone: string[] = [];
  let isComplete = true;
  const old = list.toArray();
  // From the end, so that indices stay valid.
  for (let index = old.length - 1; index >= 0; index--) {
    const message = old[index];
    if (!hasErasedWords(message, ids, words)) continue;
    gone.push(message.id);
    if (message.kind === "deleted") continue;
    if (bytesPerMessage > tx.bytesLeft) {
      isComplete = false;
      continue;
    }
    tx.reserveBytes(bytesPerMessage);
    const { id, from, at: sentAt } = message;
    const deleted: Message = { id, from, at: sentAt, kind: "deleted", by };
    replaceMessage(room, { index, message }, deleted);
  }
  const goneIds = new Set(gone);
  for (const [id, entry] of [...bringBackEntries(room)]) {
    if (goneIds.has(id)) bringBackEntries(room).delete(id);
    // A posted message stays marked, so that it is not posted again.
    else if (ids.includes(entry.by)) {
      if (entry.postedAt) bringBackEntries(room).set(id, { ...entry, by });
      else bringBackEntries(room).delete(id);
    }
  }
  for (const [id, entry] of [...reactionsOf(room)]) {
    if (goneIds.has(id)) reactionsOf(room).delete(id);
    else {
      for (const key of [...entry.keys()]) {
        if (mentions(key, ids)) entry.delete(key);
      }
      if (entry.size === 0) reactionsOf(room).delete(id);
    }
  }
  for (const id of goneIds) unpinMessage(room, id);
  scrubRoots(room, ids, new Set(["messages", "marks", "reactions"]));
  return { gone, isComplete };
}

export function clearDocument(doc: Y.Doc): void {
  for (const [, type] of rootsOf(doc)) {
    if (type instanceof Y.Map) type.clear();
    else type.delete(0, type.length);
  }
}

export function hasErasedWords(
  message: Message,
  ids: readonly string[],
  { texts, sharers, wallQuestionIds }: SharedWords,
): boolean {
  if (ids.includes(message.from)) return true;
  if (wallQuestionIds.has(message.id) && sharers.has(message.from)) return true;
  if (message.kind !== "assistant") return false;
  const { from, prompt = "", student, text } = message;
  if (student !== undefined) return ids.includes(student);
  return sharers.has(from) && texts.has(text) && texts.has(prompt);
}

function scrubPlacements(staff: Y.Doc, ids: readonly string[]): void {
  const list = placementHistory(staff);
  const old = list.toArray();
  for (let index = old.length - 1; index >= 0; index--) {
    const entry = old[index];
    if (entry.kind !== "placed" || !mentions(entry, ids)) continue;
    const rooms = Object.entries(entry.rooms)
      .filter(([id]) => !ids.includes(id));
    list.delete(index);
    if (rooms.length === 0) continue;
    const rest: PlacementEvent = { ...entry, rooms: Object.fromEntries(rooms) };
    list.insert(index, [rest]);
  }
}

/** Deletes entries and elements that mention one of the ids, except in the shared types `beside`. */
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
    for (let index = elements.length - 1; index >= 0; index--) {
      if (mentions(elements[index], ids)) type.delete(index);
    }
  }
}

/**
 * All shared types of a document; Yjs does not know the type of one that was never read, so it is guessed from the
 * content.
 */
function rootsOf(doc: Y.Doc): [string, Y.Map<unknown> | Y.Array<unknown>][] {
  return [...doc.share].map(([name, type]) => {
    if (type instanceof Y.Map || type instanceof Y.Array) return [name, type];
    return type._map.size > 0
      ? [name, doc.getMap(name)]
      : [name, doc.getArray(name)];
  });
}

/** Whether a value contains one of the ids, which are random, so that there are no false hits. */
function mentions(value: unknown, ids: readonly string[]): boolean {
  const text = typeof value === "string"
    ? value
    : JSON.stringify(value instanceof Y.AbstractType ? value.toJSON() : value);
  return text !== undefined && ids.some((id) => text.includes(id));
}

/** Removes members' answers, picks, wall questions and votes; returns the ids of these questions. */
export function scrubResources(
  docs: ClassDocuments,
  ids: readonly string[],
): string[] {
  scrubAnswerSheets(docs, ids);
  for (const id of ids) pickEntries(docs.staff).delete(id);
  return scrubWalls(docs, ids);
}

function scrubAnswerSheets(docs: ClassDocuments, ids: readonly string[]): void {
  const { staff } = docs;
  const answeredIds = new Set<string>();
  for (const [key, answerSheet] of [...answerSheets(staff)]) {
    const [resource, member] = key.split(" ");
    if (!ids.includes(member)) continue;
    if (answerSheet === true) {
      voteCounts(staff).set(resource, countAnonymousVotes(staff, resource));
    } else answeredIds.add(resource);
    answerSheets(staff).delete(key);
  }
  for (const id of answeredIds) {
    forgetWords(docs, id);
    const check = findSharedOrTakenBack(docs, id);
    if (!check?.results) continue;
    const next = withRecountedResults(docs, check);
    if (sharedResources(docs.session).toArray().some((it) => it.id === id)) {
      replaceShared(docs.session, id, next);
    } else {
      resourceSecrets(staff).set(id, {
        ...resourceSecrets(staff).get(id),
        taken: next,
      });
    }
  }
}

/** Removes grades, answers accepted by them, and hidden words, for texts that no remaining answer has. */
function forgetWords({ session, staff }: ClassDocuments, id: string): void {
  const secret = resourceSecrets(staff).get(id);
  if (!secret?.questions && !secret?.hiddenWords) return;
  const written = new Map<string, Set<string>>();
  for (const answerSheet of answerSheetsByPerson(session, staff, id).values()) {
    if (answerSheet === true) continue;
    for (const [question, answer] of Object.entries(answerSheet.answers)) {
      if (typeof answer !== "string") continue;
      written.getOrInsertComputed(question, () => new Set())
        .add(normalizeAnswer(answer));
    }
  }
  const keepWritten = (textsByQuestion: ResourceSecret["wrong"] = {}) =>
    Object.fromEntries(
      Object.entries(textsByQuestion).map(([question, texts]) => [
        question,
        texts.filter((text) =>
          written.get(question)?.has(normalizeAnswer(text))
        ),
      ]),
    );
  const { wrong, right, hiddenWords, ...rest } = secret;
  if (!secret.questions) {
    const texts = [...written.values()].flatMap((it) => [...it]);
    const words = new Set(texts.map(wordKey));
    const left = hiddenWords?.filter((it) => words.has(wordKey(it))) ?? [];
    resourceSecrets(staff).set(id, {
      ...rest,
      ...(left.length > 0 && { hiddenWords: left }),
    });
    return;
  }
  const remaining = keepWritten(right);
  const questions = secret.questions.map((question): Question => {
    const goneTexts = right?.[question.id]
      ?.filter((text) => !remaining[question.id].includes(text)) ?? [];
    if (goneTexts.length === 0 || typeof question.correct !== "object") {
      return question;
    }
    const plain = normalizeAnswers(goneTexts);
    const correct = question.correct
      .filter((text) => !plain.has(normalizeAnswer(text)));
    return { ...question, correct };
  });
  resourceSecrets(staff).set(id, {
    ...secret,
    questions,
    ...(wrong && { wrong: keepWritten(wrong) }),
    ...(right && { right: remaining }),
  });
}

function scrubWalls(
  { session, staff }: ClassDocuments,
  ids: readonly string[],
): string[] {
  for (const key of [...wallQuestionVoters(staff).keys()]) {
    const [question, member] = key.split(" ");
    if (!ids.includes(member)) continue;
    wallQuestionVoters(staff).delete(key);
    const votes = wallQuestionVotes(session).get(question);
    if (votes !== undefined) {
      wallQuestionVotes(session).set(question, Math.max(0, votes - 1));
    }
  }
  const questionIds = [...wallQuestionAuthors(staff)]
    .filter(([, { member }]) => ids.includes(member))
    .map(([id]) => id);
  for (const id of questionIds) {
    wallQuestionAuthors(staff).delete(id);
    wallQuestions(session).delete(id);
    wallQuestionVotes(session).delete(id);
    for (const key of [...wallQuestionVoters(staff).keys()]) {
      if (key.startsWith(`${id} `)) wallQuestionVoters(staff).delete(key);
    }
  }
  return questionIds;
}
