/**
 * **Erase data** (O-3): removes one student from a session; words of others stay. First deletes the student's entry, so
 * that nothing more is written; then all traces, document by document; then compacts the log. `["erasing", s, m]` →
 * {@link Erasing} stays until all is done, so that a crash only delays it.
 */
import { isRefusal, nullIfNotFound } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import type { Assistant } from "../assistant/assistant.ts";
import type { Deletion } from "./deletion.ts";
import type { Files } from "../files/files.ts";
import { roomFiguresOf } from "../monitoring/room_figures.ts";
import type { Identity } from "../model/members.ts";
import {
  decideOnClass,
  readDocument,
  readSessionDocument,
} from "../model/layout.ts";
import {
  findPerson,
  membersOfPerson,
  namesOfMembers,
} from "../model/persons.ts";
import {
  type AnswerLease,
  kvKeys,
  readSessionRecord,
  type WaitingRecord,
} from "../storage/kv_keys.ts";
import { wasHeld } from "../model/session.ts";
import { ownedSessions } from "../sessions/session_list.ts";
import { forgetVersions } from "../storage/message_versions.ts";
import { documentNames as names } from "../model/documents.ts";
import { isId } from "../model/ids.ts";
import {
  clearDocument,
  type ErasedPerson,
  hasErasedWords,
  scrubNames,
  scrubResources,
  scrubRoom,
  scrubSessionAndStaff,
  type SharedWords,
} from "./scrub.ts";
import { readTurns } from "../model/turns.ts";
import {
  clearBoard,
  listBoards,
  removeCopies,
} from "../model/drawings_layout.ts";
import { listPages, pagesOfMembers } from "../model/pages_layout.ts";
import { clearVersions, eraseVersions } from "../pages/page_versions.ts";
import { copyPage } from "../pages/page_copy.ts";
import { clearPage, hasTextOf, replacePage } from "../pages/renewal.ts";
import type { AppServices } from "../app_services.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import { conversationsOf, members, rooms } from "../model/roots.ts";
import {
  resourceSecrets,
  returningMembers,
  roomFigures,
} from "../model/staff_roots.ts";
import { defineActsFor, emptyBody } from "../define_act.ts";

/** Data for later steps, as the session no longer has the student. */
interface Erasing extends ErasedPerson {
  conversations: string[];
  wishes?: string[];
  pages?: string[];
  versions?: string[];
  drawings?: string[];
  called?: string[];
}

interface ErasureParts extends
  Pick<
    AppServices,
    "kv" | "sync" | "tokens" | "onRoomChanged" | "onDeleted" | "report"
  > {
  assistant: Pick<Assistant, "stopAnswer">;
  files: Pick<Files, "forgetMember">;
  deletion: Pick<Deletion, "voidMemberCookies">;
}

const minRetryMs = 30_000, maxRetryMs = 600_000;

export class Erasure {
  readonly #parts: ErasureParts;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retryMs = minRetryMs;

  constructor(parts: ErasureParts) {
    this.#parts = parts;
  }

  /**
   * Erases a student with all aliases, and waits until nothing is left. If a step fails, refuses with
   * `erasure-unfinished` and retries later.
   */
  async erase(who: Identity, m: string): Promise<void> {
    requireTeacherRole(who);
    if (!isId(m)) throw refusal("not-found");
    const { session: s } = who;
    const [first, erasing] = await this.#unfinished(s, m) ??
      await this.#begin(who, m);
    if (await this.#finish(s, first, erasing)) return;
    this.#retryLater();
    throw refusal("erasure-unfinished");
  }

  /** Stops retries; the next start resumes. */
  stop(): void {
    clearTimeout(this.#retry);
  }

  async #unfinished(
    s: string,
    m: string,
  ): Promise<[first: string, erasing: Erasing] | null> {
    const prefix = kvKeys.erasing(s);
    for await (
      const { key, value } of this.#parts.kv.list<Erasing>({ prefix })
    ) {
      if (value.ids.includes(m)) return [String(key[2]), value];
    }
    return null;
  }

  async #begin(
    who: Identity,
    m: string,
  ): Promise<[first: string, erasing: Erasing]> {
    const { sync } = this.#parts;
    const { session: s, member: teacher } = who;
    const ids = await readSessionDocument(sync, s, (session) => {
      const entry = members(session).get(m);
      if (!entry) throw refusal("not-found");
      if (entry.role !== "student") {
        throw refusal("students-erased-only");
      }
      return membersOfPerson(session, findPerson(session, m));
    });
    const ownDocuments = ids.map((id) => names.member(s, id));
    const erasing = await decideOnClass(sync, who, (docs, tx): Erasing => {
      const documents = ownDocuments.flatMap((name) => [
        ...conversationsOf(tx.doc(name)).keys(),
      ]);
      const wishes = scrubResources(docs, ids);
      const ownPages = pagesOfMembers(docs.session, ids);
      const versions = ownPages
        .map(({ resource, of }) => names.versions(s, resource, of));
      const boards = listBoards(docs.staff)
        .filter(({ member }) => ids.includes(member));
      const copies = boards.flatMap((it) => it.copies ?? []);
      removeCopies(docs, new Set(copies));
      const drawings = [
        ...boards.map((it) => names.drawing(s, it.resource, it.member)),
        ...copies.map((it) => names.shown(s, it)),
      ];
      const called = namesOfMembers(docs.session, ids);
      const conversations = [...new Set(documents)];
      const erasing = {
        ids,
        by: teacher,
        conversations,
        wishes,
        called,
        pages: ownPages.map(({ page }) => page),
        versions,
        drawings,
      };
      scrubSessionAndStaff(docs, erasing, called);
      tx.addFact({ key: kvKeys.erasing(s, ids[0]), value: erasing });
      return erasing;
    }, ownDocuments);
    return [ids[0], erasing];
  }

  /** Resumes interrupted erasures; returns the number of finished ones. */
  async resume(): Promise<number> {
    const { kv } = this.#parts;
    const prefix = kvKeys.erasing();
    const left = await Array.fromAsync(kv.list<Erasing>({ prefix }));
    let finishedCount = 0;
    for (const { key: [, s, m], value } of left) {
      if (await this.#finish(String(s), String(m), value)) finishedCount++;
    }
    if (finishedCount < left.length) this.#retryLater();
    else this.#retryMs = minRetryMs;
    return finishedCount;
  }

  /** Finishes an erasure. Reports an error and returns false, so that other erasures go on. */
  async #finish(s: string, m: string, erasing: Erasing): Promise<boolean> {
    try {
      await this.#eraseRest(s, m, erasing);
      return true;
    } catch (error) {
      this.#parts.report("a student could not be erased", error);
      return false;
    }
  }

  #retryLater(): void {
    if (this.#retry !== undefined) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.resume().catch((error) => {
        this.#parts.report("erasures could not be gone on with", error);
        this.#retryLater();
      });
    }, this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, maxRetryMs);
  }

  /** All steps after the first commit. Can be repeated. */
  async #eraseRest(s: string, m: string, erasing: Erasing): Promise<void> {
    const { deletion, files, kv, sync } = this.#parts;
    const { ids, conversations, wishes } = erasing;
    const { pages = [], versions = [], drawings = [] } = erasing;
    try {
      // Another instance may have begun the erasure, so this one reads its commits first.
      await sync.refresh(s);
      await deletion.voidMemberCookies(s, ids);
      await this.#forgetWaiting(s, ids);
      await this.#forgetAnswers(s, conversations);
      for (const id of ids) await kv.delete(kvKeys.merged(s, id));
      const words = await this.#wordsOf(s, conversations, wishes);
      for (const room of await this.#roomsOf(s)) {
        await this.#scrubRoom(s, room, erasing, words);
      }
      for (const page of pages) {
        const name = names.page(s, page);
        await sync.decide(s, [name], (tx) => clearPage(tx.doc(name)));
      }
      for (const name of versions) {
        await sync.decide(s, [name], (tx) => clearVersions(tx.doc(name)));
      }
      await this.#erasePages(s, new Set(ids));
      for (const name of drawings) {
        await sync.decide(s, [name], (tx) => clearBoard(tx.doc(name)));
      }
      await this.#eraseCopies(s, ids);
      // Includes versions of messages that others deleted, such as a teacher's copy of an answer.
      await forgetVersions(kv, s, (it) => hasErasedWords(it, ids, words));
      for (const id of ids) await files.forgetMember(s, id);
      const memberDocuments = [
        ...conversations.map((c) => names.conversation(s, c)),
        ...ids.map((id) => names.member(s, id)),
        ...ids.map((id) => names.note(s, id)),
      ];
      for (const name of memberDocuments) {
        await sync.decide(s, [name], (tx) => clearDocument(tx.doc(name)));
      }
      await sync.purge(s);
      await this.#eraseFromLaterClasses(s, erasing);
    } catch (error) {
      // The whole session was deleted meanwhile.
      if (!isRefusal(error, "not-found")) throw error;
    }
    await kv.delete(kvKeys.erasing(s, m));
    this.#parts.onDeleted?.();
  }

  /** Deletes the student's words in a room, in several commits if needed, and in the room's figures. */
  async #scrubRoom(
    s: string,
    room: string,
    erased: ErasedPerson,
    words: SharedWords,
  ): Promise<void> {
    const { onRoomChanged, sync } = this.#parts;
    const name = names.room(s, room);
    const scrub = () =>
      decideOnClass(sync, s, ({ staff }, tx) => {
        const step = scrubRoom(tx.doc(name), erased, words, tx);
        // The last message in the figures may be the student's words, shared by a teacher.
        const board = roomFigures(staff);
        if (board.has(room)) {
          board.set(room, roomFiguresOf(tx.doc(name), tx.now));
        }
        return step;
      }, [name]);
    let step = await scrub();
    while (!step.isComplete) step = await scrub();
    if (step.gone.length > 0) onRoomChanged(s, room);
  }

  /**
   * Removes the student's text from pages (W-4) and their versions. As **Put back** may move text between them, repeats
   * until neither has any.
   */
  async #erasePages(s: string, ids: ReadonlySet<string>): Promise<void> {
    const { sync } = this.#parts;
    for (const pageEntry of await readSessionDocument(sync, s, listPages)) {
      let isLeft = true;
      while (isLeft) {
        await replacePage(sync, s, pageEntry, ({ page, newPage }) => {
          if (!hasTextOf(page, ids)) return false;
          copyPage(page, newPage, { without: ids });
        });
        isLeft = await eraseVersions(sync, s, pageEntry, ids);
      }
    }
  }

  /** Empties copies of the student's pages that do not know their authors; others' text is still in the originals. */
  async #eraseCopies(s: string, ids: readonly string[]): Promise<void> {
    const { sync } = this.#parts;
    const pages = await readSessionDocument(sync, s, listPages);
    const copies = await readDocument(
      sync,
      names.staff(s),
      (staff) =>
        pages.filter(({ resource }) =>
          resourceSecrets(staff).get(resource)?.writers?.some((writer) =>
            ids.includes(writer)
          )
        ),
    );
    for (const { page, resource, of } of copies) {
      const name = names.page(s, page);
      const versionsDocument = names.versions(s, resource, of);
      await decideOnClass(sync, s, ({ staff }, tx) => {
        clearPage(tx.doc(name));
        clearVersions(tx.doc(versionsDocument));
        const { writers = [], ...secret } =
          resourceSecrets(staff).get(resource) ?? {};
        const left = writers.filter((it) => !ids.includes(it));
        resourceSecrets(staff).set(resource, { ...secret, writers: left });
      }, [name, versionsDocument]);
    }
  }

  async #roomsOf(s: string): Promise<string[]> {
    return await readSessionDocument(this.#parts.sync, s, (session) => [
      ...rooms(session).keys(),
      "main",
    ]);
  }

  async #wordsOf(
    s: string,
    conversations: readonly string[],
    wishes: readonly string[] = [],
  ): Promise<SharedWords> {
    const { sync } = this.#parts;
    const sharers = await readSessionDocument(
      sync,
      s,
      (session) =>
        [...members(session)].filter(([, { role }]) => role === "teacher")
          .map(([id]) => id),
    );
    const textsOfMember = new Set<string>();
    for (const c of conversations) {
      const name = names.conversation(s, c);
      const turns = await readDocument(sync, name, readTurns);
      for (const { text } of turns) textsOfMember.add(text);
    }
    return {
      texts: textsOfMember,
      sharers: new Set(sharers),
      wallQuestionIds: new Set(wishes),
    };
  }

  /** Removes the student from scheduled classes that repeat this one (S-6). */
  async #eraseFromLaterClasses(
    s: string,
    { ids, called = [] }: Erasing,
  ): Promise<void> {
    const { kv, sync } = this.#parts;
    const record = await readSessionRecord(kv, s);
    if (!record) return;
    for (const ownedSession of await ownedSessions(kv, record.owner)) {
      if (ownedSession.restartOf !== s || wasHeld(ownedSession)) continue;
      await nullIfNotFound(async () => {
        await decideOnClass(sync, ownedSession.id, ({ staff }) => {
          for (const id of ids) returningMembers(staff).delete(id);
          scrubNames(staff, called);
        });
        await sync.purge(ownedSession.id);
      });
    }
  }

  async #forgetAnswers(
    s: string,
    conversations: readonly string[],
  ): Promise<void> {
    const { assistant, kv } = this.#parts;
    for (const c of conversations) assistant.stopAnswer(s, c);
    const leases = kv.list<AnswerLease>({ prefix: kvKeys.answering(s) });
    for await (const { key, value } of leases) {
      if (conversations.includes(value.conversation)) await kv.delete(key);
    }
  }

  async #forgetWaiting(s: string, ids: readonly string[]): Promise<void> {
    const { kv, sync, tokens } = this.#parts;
    const staff = names.staff(s);
    const former = await readDocument(
      sync,
      staff,
      (doc) => new Set(returningMembers(doc).keys()),
    );
    const prefix = kvKeys.waitingOf(s);
    for await (const { key, value } of kv.list<string>({ prefix })) {
      const id = String(key[2]);
      const record = (await kv.get<WaitingRecord>(kvKeys.waiting(id))).value;
      const { kind, member, outcome } = record ?? {};
      const isTheirs = member !== undefined &&
          (ids.includes(member) || kind === "return" && !former.has(member)) ||
        outcome && "in" in outcome && ids.includes(outcome.in);
      if (record && !isTheirs) continue;
      await kv.atomic().delete(kvKeys.waiting(id)).delete(
        kvKeys.waitingSeen(id),
      )
        .delete(tokens.key("waiting", value)).delete(key).commit();
    }
  }
}

const act = defineActsFor<
  { deletion: Pick<Deletion, "deleteSession">; erasure: Erasure }
>();

export const deletionActs = [
  act("DELETE /", "owner", async ({ app, who }) => {
    await app.deletion.deleteSession(who.session);
  }),
  act(
    "POST /members/:m/erase",
    "owner",
    ({ app, who, params }) => app.erasure.erase(who, params.m),
    { body: emptyBody },
  ),
] as const;
