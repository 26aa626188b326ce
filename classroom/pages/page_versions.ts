/**
 * **Put back** (W-2): earlier versions of a page. While a page changes, one version per minute is kept; {@link
 * dropSuperfluous} says which are dropped. Versions have the authors of their text, for erasure. Pages whose documents
 * have grown too large are rewritten. Writes `versions` of `<s>/versions/<resource>-<of>`, which clients cannot open,
 * by time (ms).
 */
import * as Y from "yjs";
import { z } from "zod";
import { refusal } from "../model/refuse.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { applyLocally } from "../../sync/space/apply_locally.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import type { AppServices } from "../app_services.ts";
import { defineActsFor } from "../define_act.ts";
import { pageOwnerSchema } from "../library/resource_bodies.ts";
import { requireNotOver, requireTeacherRole } from "../model/permissions.ts";
import { documentNames as names } from "../model/documents.ts";
import { newId } from "../model/ids.ts";
import { idSchema } from "../model/field_schemas.ts";
import {
  parseDocumentName,
  readDocument,
  readSessionDocument,
} from "../model/layout.ts";
import { pageBounds } from "../model/page_bounds.ts";
import {
  filesOfPage,
  makePictureTest,
  pictureIdsOnPage,
} from "../model/pictures_in_pages.ts";
import {
  encodePage,
  makeIdMatcher,
  readStoredPage,
} from "../model/page_tree.ts";
import { findPageByDocument, pageKey } from "../model/pages_layout.ts";
import type { PageId, PageVersion } from "../model/pages.ts";
import { requireShared } from "../model/resources_layout.ts";
import { noteWorry, removeUnread } from "../model/words/worries.ts";
import { findPerson, membersOfPerson } from "../model/persons.ts";
import type { Identity } from "../model/members.ts";
import { pageEntries, pageVersions, pageWriters } from "../model/roots.ts";
import { markFileWaiting } from "../storage/file_records.ts";
import { kvKeys } from "../storage/kv_keys.ts";
import { makePageVersion } from "./page_jobs.ts";
import type { PageWork } from "./page_work.ts";
import { hasTextOf, replacePage } from "./renewal.ts";
import { type PageVersionInfo, pageVersionInfoSchema } from "../model/views.ts";
import { millisecondsSchema } from "../model/result_schemas.ts";

type Timer = ReturnType<typeof setTimeout>;

const ofPage = { resource: idSchema, of: pageOwnerSchema };
const putBackBody = z.strictObject({ ...ofPage, at: z.int().positive() });
const takeOutBody = z.strictObject({ ...ofPage, member: idSchema });
const timesQuery = z.object(ofPage);

interface PageVersionsParts extends
  Pick<
    AppServices,
    | "kv"
    | "isKvShared"
    | "sync"
    | "clock"
    | "report"
    | "worryingWords"
    | "onCause"
  > {
  pageWork: PageWork;
}

/** Number of checks in a row of a page that takes too long; then none until it changes. */
const maxTooLong = 5;

/**
 * Age at which the unread entry of another process counts as left behind (ms): one that runs checks within a minute.
 */
const leftUnreadMs = 10 * pageBounds.versionEvery;

export class PageVersions {
  /** Time of each document's last check, the timer of the next, and how many in a row took too long. */
  readonly #checks = new Map<
    string,
    { checkedAt: number; timer?: Timer; tooLong: number }
  >();
  /** Documents that the store knows to have changes that no check has read, so that a restart loses none. */
  readonly #unread = new Map<string, Promise<void>>();
  /** Entries name it, so that a check deletes none on which another process relies. */
  readonly #process = newId();

  #isStopped = false;

  constructor(
    private readonly parts: PageVersionsParts,
  ) {}

  /** Checks the pages that a server has left unread. */
  async start(): Promise<void> {
    const { kv, clock, isKvShared } = this.parts;
    const prefix = kvKeys.unreadPage();
    for (const { key, value } of await Array.fromAsync(kv.list({ prefix }))) {
      const document = names.page(String(key[1]), String(key[2]));
      this.noteWritten(document, () => false);
      await this.#unread.get(document);
      const isLeft = !isKvShared || clock() - Number(value) > leftUnreadMs;
      if (isLeft) await kv.delete(key);
    }
  }

  /**
   * Called when a page was changed: keeps a version, now or a minute after the last check, so that the final state is
   * kept, too. Never throws.
   */
  noteWritten(
    document: string,
    isLargerThan: (bytes: number, structs: number) => boolean,
  ): void {
    const name = parseDocumentName(document);
    if (name?.kind !== "page" || this.#isStopped) return;
    this.#markUnread(document, name);
    const now = this.parts.clock(), { versionEvery } = pageBounds;
    const last = this.#checks.get(document);
    if (last && now - last.checkedAt < versionEvery) {
      last.timer ??= setTimeout(() => {
        last.timer = undefined;
        this.noteWritten(document, isLargerThan);
      }, last.checkedAt + versionEvery - now);
      return;
    }
    const isGrown = isLargerThan(
      pageBounds.rewriteAboveBytes,
      pageBounds.rewriteAboveStructs,
    );
    clearTimeout(last?.timer);
    const check = { checkedAt: now, tooLong: last?.tooLong ?? 0 };
    this.#checks.set(document, check);
    for (const [otherDocument, { checkedAt, timer }] of this.#checks) {
      const isPast = timer === undefined && now - checkedAt >= versionEvery;
      if (isPast) this.#checks.delete(otherDocument);
    }
    void this.#keepIfChanged(name.session, name.page, isGrown).catch(
      async (error): Promise<boolean | "away"> => {
        if (!isRefusal(error)) {
          this.parts.report("an earlier time of a page was not kept", error);
          return false;
        }
        // The store is away, and reports that itself.
        if (error.kind !== "not-found") return "away";
        try {
          await this.#forgetUnread(document, name);
        } catch (error) {
          this.parts.report("the mark of a page was not deleted", error);
        }
        return true;
      },
    ).then((outcome) => {
      if (outcome !== "away") check.tooLong = outcome ? 0 : check.tooLong + 1;
      if (outcome === true || check.tooLong >= maxTooLong) return;
      this.noteWritten(document, isLargerThan);
    });
  }

  #markUnread(
    document: string,
    { session, page }: { session: string; page: string },
  ): void {
    if (this.#unread.has(document)) return;
    const { kv, clock, report } = this.parts;
    const noted = kv.set(this.#unreadKey(session, page), clock())
      .then(() => {}, (error) => {
        this.#unread.delete(document);
        // The store reports itself when it is away.
        if (isRefusal(error)) return;
        report("a page could not be marked as unread", error);
      });
    this.#unread.set(document, noted);
  }

  #unreadKey(session: string, page: string): string[] {
    return kvKeys.unreadPage(session, page, this.#process);
  }

  /** For a page that is gone, or has another document. */
  async #forgetUnread(
    document: string,
    { session, page }: { session: string; page: string },
  ): Promise<true> {
    this.#unread.delete(document);
    await this.parts.kv.delete(this.#unreadKey(session, page));
    return true;
  }

  stop(): void {
    this.#isStopped = true;
    for (const { timer } of this.#checks.values()) clearTimeout(timer);
    this.#checks.clear();
  }

  /**
   * Keeps a version, and notes worrying words that the last one that was read did not have (M-4). False: that took too
   * long, which staff see as a signal of the page's writers; a version whose words alone took too long is kept.
   */
  async #keepIfChanged(
    s: string,
    page: string,
    isGrown: boolean,
  ): Promise<boolean> {
    const { sync, pageWork, onCause } = this.parts;
    const entry = await readSessionDocument(
      sync,
      s,
      (it) => findPageByDocument(it, page),
    );
    const name = names.page(s, page), unreadKey = this.#unreadKey(s, page);
    // The page was rewritten, and this document is empty.
    if (entry?.page !== page) {
      return await this.#forgetUnread(name, { session: s, page });
    }
    const versionsDocument = versionsName(s, entry);
    const pageBytes = await readDocument(sync, name, encodePage);
    // Copied for the worker, since `pageBytes` is compared later.
    const version = await pageWork.makeVersion(
      { session: s, member: page },
      pageBytes.slice(),
    );
    const worried = version && await this.#findWorries(s, entry, version);
    if (this.#isStopped) return true;
    await this.#unread.get(name);
    await sync.decide(s, [name, versionsDocument, names.staff(s)], (tx) => {
      const session = tx.doc(names.session(s)), staff = tx.doc(names.staff(s));
      // Rewritten meanwhile: another document has the text.
      if (findPageByDocument(session, page)?.page !== page) return;
      if (version) {
        const versions = tx.doc(versionsDocument);
        const newest = inOrder(pageVersions(versions)).at(-1)?.[1];
        const now = pictureIdsOnPage(tx.doc(name));
        const wasNamed = newest && makePictureTest(newest);
        for (const id of filesOfPage(staff, pageKey(entry))) {
          // A removed picture waits until no version has it.
          if (!now.has(id) && wasNamed?.(id)) markFileWaiting(tx, id, tx.now);
        }
        const storedVersion = worried
          ? version
          : { ...version, unread: true as const };
        tx.reserveBytes(keepVersion(versions, storedVersion, tx.now).bytes);
      }
      const place = { where: "page", of: pageKey(entry) } as const;
      const note = (members: Iterable<string>, unread?: true) => {
        for (const member of new Set(members)) {
          const context = { session, staff, member, now: tx.now };
          noteWorry(context, { ...place, ...(unread && { unread }) });
        }
      };
      if (!worried) return note(pageWriters(tx.doc(name)).values(), true);
      removeUnread(staff, place.of);
      note(worried);
      if (worried.length > 0) onCause(tx, s, worried);
      if (!isEqual(encodePage(tx.doc(name)), pageBytes)) return;
      tx.addFact({ key: unreadKey, delete: true });
      tx.afterCommit(() => {
        this.#unread.delete(name);
        // Changed in the same commit.
        const isChanged = this.#checks.get(name)?.timer !== undefined;
        if (isChanged) this.#markUnread(name, { session: s, page });
      });
    });
    if (!version || !worried) return false;
    // Rewriting does not help if the text itself is nearly as long.
    const isWorthIt = version.state.length <= pageBytes.length * 3 / 4;
    if (isGrown && isWorthIt) {
      await replacePage(sync, s, entry, ({ page, newPage }) => {
        // The page has changed meanwhile; the next check retries.
        if (!isEqual(encodePage(page), pageBytes)) return false;
        applyLocally(newPage, [version.state]);
      });
    }
    return true;
  }

  /** Members whose words are worrying and were not in the last version that was read; null: it takes too long. */
  async #findWorries(
    s: string,
    id: PageId,
    { state: version }: PageVersion,
  ): Promise<string[] | null> {
    const { sync, pageWork, worryingWords: { school } } = this.parts;
    const previousState = await readDocument(
      sync,
      versionsName(s, id),
      (doc) =>
        inOrder(pageVersions(doc)).findLast(([, { unread }]) => !unread)?.[1]
          .state,
    );
    if (previousState && isEqual(previousState, version)) return [];
    return await pageWork.findWorries(
      { session: s, member: pageKey(id) },
      { version, before: previousState, school },
    );
  }

  async listTimes(who: Identity, id: PageId): Promise<PageVersionInfo[]> {
    const { sync, pageWork } = this.parts, s = who.session;
    await readSessionDocument(sync, s, (it) => requirePage(it, id));
    const versions = await readDocument(
      sync,
      versionsName(s, id),
      (doc) => inOrder(pageVersions(doc)),
    );
    const lines = await pageWork.findNewLines(
      who,
      versions.map(([, { state }]) => state),
    );
    return versions.map(([time, { wrote, words }], n) => ({
      at: time,
      wrote,
      words,
      newLine: lines[n],
    })).reverse();
  }

  /** Restores a version; returns the time of the version that keeps the present state. */
  restoreVersion(
    who: Identity,
    { at, ...pageId }: z.output<typeof putBackBody>,
  ): Promise<number> {
    return this.#replacePage(who, pageId, ({ versions }) => {
      const version = pageVersions(versions).get(String(at));
      if (!version) throw refusal("not-found");
      return version.state;
    });
  }

  /** Removes a member's text (W-4); returns the time of the version that keeps the present state. */
  async removeTextOf(
    who: Identity,
    { member, ...pageId }: z.output<typeof takeOutBody>,
  ): Promise<number> {
    requireTeacherRole(who);
    const memberIds = await readSessionDocument(
      this.parts.sync,
      who.session,
      (session) =>
        new Set(membersOfPerson(session, findPerson(session, member))),
    );
    return await this.#replacePage(who, pageId, ({ page, left }) => {
      if (!hasTextOf(page, memberIds)) throw refusal("not-found");
      return left.state;
    }, memberIds);
  }

  /**
   * Rewrites a page as `choose` decides, and keeps its present state; returns that version's time.
   * @param without members whose text the copy `left` lacks
   */
  async #replacePage(
    who: Identity,
    id: PageId,
    choose: (
      from: { page: Y.Doc; versions: Y.Doc; left: PageVersion },
    ) => Uint8Array,
    without?: ReadonlySet<string>,
  ): Promise<number> {
    requireTeacherRole(who);
    const { sync } = this.parts;
    const name = versionsName(who.session, id);
    for (let tries = 1;; tries++) {
      const copies = await this.#copies(who, id, without);
      let versionTime: number | undefined;
      await replacePage(sync, who.session, id, (renewal) => {
        const { tx, session, page, newPage } = renewal;
        versionTime = undefined;
        requireNotOver(session, tx.now);
        requirePage(session, id);
        const isSame = copies && isEqual(encodePage(page), copies.pageBytes);
        // The page has changed meanwhile. Only the last try copies on this thread.
        if (!isSame && tries < maxTries) return false;
        const { now, left } = isSame ? copies : {
          now: makePageVersion(page),
          left: makePageVersion(page, without),
        };
        const versions = tx.doc(name);
        const next = choose({ page, versions, left });
        const stored = keepVersion(
          versions,
          { ...now, unread: true },
          tx.now,
          { stood: true },
        );
        versionTime = stored.at;
        tx.reserveBytes(stored.bytes);
        applyLocally(newPage, [next]);
      }, [name]);
      if (versionTime !== undefined) return versionTime;
    }
  }

  /** Copies a page in another thread, with and without the text of some members. Null: it takes too long. */
  async #copies(
    who: Identity,
    { resource, of }: PageId,
    without?: ReadonlySet<string>,
  ): Promise<
    { pageBytes: Uint8Array; now: PageVersion; left: PageVersion } | null
  > {
    const { sync, pageWork } = this.parts, s = who.session;
    const page = await readSessionDocument(
      sync,
      s,
      (it) => pageEntries(it).get(pageKey({ resource, of }))?.page,
    );
    if (page === undefined) throw refusal("not-found");
    const pageBytes = await readDocument(sync, names.page(s, page), encodePage);
    const now = await pageWork.makeVersion(who, pageBytes.slice());
    const left = without && now
      ? await pageWork.makeVersion(who, pageBytes.slice(), without)
      : now;
    return now && left && { pageBytes, now, left };
  }
}

/** Number of tries to copy a constantly changing page in another thread. */
const maxTries = 3;

/** Erases members' text from all versions of a page, one per commit; returns whether there was any. */
export async function eraseVersions(
  sync: SyncEngine<Identity>,
  s: string,
  id: PageId,
  members: ReadonlySet<string>,
): Promise<boolean> {
  const name = versionsName(s, id);
  let last = -Infinity;
  for (let hasText = false;; hasText = true) {
    const versionTime = await sync.decide(s, [name], (tx) => {
      const versions = pageVersions(tx.doc(name));
      // Earlier versions are done, and new ones have a later time.
      for (
        const [time, version] of inOrder(versions).filter(([time]) =>
          time > last
        )
      ) {
        if (![...members].some(makeIdMatcher(version.state))) continue;
        const left = readStoredPage(
          version.state,
          (page) => makePageVersion(page, members),
        );
        const next = { ...version, ...left };
        tx.reserveBytes(next.state.length);
        versions.set(String(time), next);
        return time;
      }
      return null;
    });
    if (versionTime === null) return hasText;
    last = versionTime;
  }
}

export function clearVersions(doc: Y.Doc): void {
  pageVersions(doc).clear();
}

const versionsName = (s: string, { resource, of }: PageId) =>
  names.versions(s, resource, of);

function inOrder(versions: Y.Map<PageVersion>): [at: number, PageVersion][] {
  return [...versions].map((
    [time, version],
  ): [number, PageVersion] => [Number(time), version])
    .sort(([a], [b]) => a - b);
}

function requirePage(session: Y.Doc, { resource }: PageId): void {
  requireShared(session, resource, "page");
}

function isEqual(first: Uint8Array, second: Uint8Array): boolean {
  return first.length === second.length &&
    first.every((byte, index) => byte === second[index]);
}

/** Keeps a version unless it equals the newest; returns its time and the bytes written. */
function keepVersion(
  doc: Y.Doc,
  version: PageVersion,
  now: number,
  extras: Pick<PageVersion, "stood"> = {},
): { at: number; bytes: number } {
  const versions = pageVersions(doc);
  const newest = inOrder(versions).at(-1);
  if (newest && isEqual(newest[1].state, version.state)) {
    const [time, { unread, ...storedVersion }] = newest;
    const isRead = unread && !version.unread;
    if (!isRead && (!extras.stood || storedVersion.stood)) {
      return { at: time, bytes: 0 };
    }
    const newExtras = { ...extras, ...(unread && !isRead && { unread }) };
    versions.set(String(time), { ...storedVersion, ...newExtras });
    return { at: time, bytes: storedVersion.state.length };
  }
  const time = Math.max(now, (newest?.[0] ?? 0) + 1);
  versions.set(String(time), { ...version, ...extras });
  dropSuperfluous(versions);
  return { at: time, bytes: version.state.length };
}

/**
 * Drops versions above the bounds, but never the first and the newest. If there are too many, drops the version closest
 * in time to its neighbours; those from before a restore last. If they have too many bytes, drops the longest, so that
 * long versions do not displace short ones; the latest from before a restore last.
 */
function dropSuperfluous(storedVersions: Y.Map<PageVersion>): void {
  for (;;) {
    const ordered = inOrder(storedVersions);
    const bytes = ordered.reduce((sum, [, { state }]) => sum + state.length, 0);
    const { versions, versionsBytes } = pageBounds;
    const isTooLong = bytes > versionsBytes;
    if (!isTooLong && ordered.length <= versions) return;
    const latest = ordered.findLast(([, { stood }]) => stood)?.[0];
    const candidates = ordered.slice(1, -1).map(
      ([time, { state, stood }], n) => {
        const isPromised = isTooLong ? time === latest : stood === true;
        const gap = ordered[n + 2][0] - ordered[n][0];
        const weight = isTooLong ? state.length : isPromised ? -time : -gap;
        return { time, isPromised, weight };
      },
    );
    if (candidates.length === 0) return;
    const [{ time }] = candidates.sort((a, b) =>
      Number(a.isPromised) - Number(b.isPromised) || b.weight - a.weight
    );
    storedVersions.delete(String(time));
  }
}

const act = defineActsFor<{ versions: PageVersions }>();

const beforeResult = z.object({
  before: millisecondsSchema.describe(
    "the time at which it is kept as it was now, to put it back again",
  ),
});

export const versionActs = [
  act("GET /pages/versions", "observer", async ({ app, who, query }) => ({
    versions: await app.versions.listTimes(who, query),
  }), {
    query: timesQuery,
    result: z.object({ versions: z.array(pageVersionInfoSchema) }),
  }),
  act("POST /pages/put-back", "teacher", async ({ app, who, body }) => ({
    before: await app.versions.restoreVersion(who, body),
  }), { body: putBackBody, result: beforeResult }),
  act("POST /pages/take-out", "teacher", async ({ app, who, body }) => ({
    before: await app.versions.removeTextOf(who, body),
  }), { body: takeOutBody, result: beforeResult }),
] as const;
