/** Files of a session (C-5). Bytes are in a {@link BlobStore}, entries in the staff's document. */
import type { Authority, Documents, Tx } from "../../sync/authority.ts";
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { goneAs } from "../model/acting.ts";
import { requireMaySpeak } from "../model/may_write.ts";
import { isFileHeld } from "../model/holding.ts";
import type { Who } from "../model/who.ts";
import {
  type ClassDocuments,
  decideOnClass,
  info,
  members,
  readClass,
} from "../model/layout.ts";
import { RateLimiter } from "../limits/rate_limiter.ts";
import { TimeSlices } from "../limits/time_slices.ts";
import { isSameSeat, personIn } from "../model/persons.ts";
import { bounds } from "../model/bounds.ts";
import { type FileEntry, isPosted } from "../model/files.ts";
import { keepsFiles, type Settings } from "../settings.ts";
import { files, filesIn } from "../model/attached.ts";
import type { BlobStore } from "./blob_store.ts";
import { safeName, safeType } from "./file_names.ts";
import { TurnQueue } from "../limits/turn_queue.ts";
import { holdsMetadata, removalOf } from "../model/file_metadata.ts";
import {
  type FileQuota,
  least,
  nextGrant,
  placeAmongOwn,
  releasedOf,
  requireSpace,
  uploadKeptMs,
} from "./file_quota.ts";
import {
  addRecord,
  dropRecord,
  FileRecords,
  waitSince,
} from "../storage/file_records.ts";
import { readImage } from "./image_headers.ts";
import { openBlobStore } from "./open_blob_store.ts";
import type { AppServices } from "../app_services.ts";
import type * as Y from "yjs";
import { fileOnTop } from "../groups/instructions.ts";
import { namedBy, picturesOn } from "../model/page_pictures.ts";
import { pagesUnder, versions } from "../model/pages_layout.ts";
import { resources, sharedNow } from "../model/resources_layout.ts";
import { documents as names } from "../model/documents.ts";
import { isFor, picturesOf } from "../model/resources/shared.ts";

/** Age at which unfinished and unposted uploads are deleted (ms). */
export const abandonedAfter = 24 * 60 * 60_000;
/** Bytes that are read to recognise a file. */
const header = 1024 * 1024;
/** Files in memory at once, to remove metadata; one per class. */
const mostInMemory = 2;
const MiB = 1024 * 1024;

/** As declared by the uploader. */
interface UploadRequest {
  name: string;
  type: string;
  size: number;
  /** Keep the bytes: a picture is then a download with its metadata. */
  original?: boolean;
}

interface FilesParts extends Pick<AppServices, "kv" | "sync" | "clock"> {
  authority: Pick<Authority<Who>, "access">;
  settings: Settings;
  bytes?: BlobStore;
}

export class Files {
  readonly #records: FileRecords;
  readonly #parts: FilesParts;
  readonly #limiter = new RateLimiter(() => this.#parts.clock());
  readonly #inMemory = new TurnQueue({ all: mostInMemory, perGroup: 1 });
  #bytes: Promise<BlobStore> | undefined;

  constructor(parts: FilesParts) {
    this.#parts = parts;
    this.#records = new FileRecords(parts.kv);
    if (parts.bytes) this.#bytes = Promise.resolve(parts.bytes);
  }

  /** Opened on first use. */
  bytes(): Promise<BlobStore> {
    return this.#bytes ??= openBlobStore(
      this.#parts.settings,
      async (id) => (await this.#records.get(id))?.size ?? null,
    );
  }

  /** The session of a file; null: no such file. */
  async session(id: string): Promise<string | null> {
    return (await this.#records.get(id))?.session ?? null;
  }

  /** Admits an upload, or refuses it before its first byte. */
  async begin(who: Who, id: string, ask: UploadRequest): Promise<void> {
    const { session: s, member: by, own: seat = by } = who;
    if (!keepsFiles(this.#parts.settings)) throw refusal("no-place-for-files");
    if (ask.size > bounds.file) {
      throw refusal("file-too-large", { megabytes: bounds.file / MiB });
    }
    const now = this.#parts.clock();
    const entry: FileEntry = {
      by: seat,
      name: safeName(ask.name),
      size: ask.size,
      type: safeType(ask.type),
      at: now,
      granted: nextGrant(ask.size, 0),
      grantedAt: now,
      ...(ask.original && { original: true }),
      rooms: [],
    };
    this.#slow(by);
    const left = await this.#decide(s, (docs, tx) => {
      const member = members(docs.session).get(by);
      if (!member) throw new Refusal("not-found");
      requireMaySpeak(docs.session, member, tx.now);
      const all = files(docs.staff);
      const longest = placeAmongOwn(docs, seat, tx.now);
      requireSpace(docs, id, entry, this.quota, tx.now);
      if (longest !== undefined) {
        all.delete(longest);
        // The next sweep deletes bytes that still arrive.
        waitSince(tx, longest, 0);
      }
      all.set(id, entry);
      addRecord(tx, id, { session: s, size: ask.size }, entry.at);
      return longest;
    });
    if (left !== undefined) await (await this.bytes()).remove(left);
  }

  /** The entry of an unfinished upload, if one of these identities began it. */
  async mine(id: string, people: readonly Who[]): Promise<FileEntry> {
    const [{ session: s } = { session: "" }] = people;
    const { entry, who, member, state } = await this.#look(s, (docs) => {
      const { session } = docs;
      const entry = files(docs.staff).get(id);
      const by = entry && personIn(session, entry.by);
      const who = people.find(({ member }) => member === by);
      const member = who && members(session).get(who.member);
      return { entry, who, member, state: info(session, "state") };
    });
    if (!entry || !who || !member) throw new Refusal("not-found");
    if (member.removed) throw goneAs(member);
    if (state === "ended") throw new Refusal("ended");
    return entry;
  }

  /** Refuses an upload that was cancelled, or whose class is over. */
  async requireWanted(id: string): Promise<FileEntry> {
    const s = await this.#requireSession(id);
    return await this.#look(s, (docs) => underwayIn(docs, id));
  }

  /**
   * Extends an upload's reservation; returns the byte up to which it may continue. Refuses and cancels it
   * without space.
   */
  async grant(id: string, arrived: number): Promise<number> {
    const s = await this.#requireSession(id);
    // Asked often; writes nothing if the grant suffices.
    const enough = ({ done, size, granted = 0, grantedAt = 0 }: FileEntry) => {
      if (done) return size;
      const isFresh = this.#parts.clock() - grantedAt < uploadKeptMs / 2;
      return isFresh && (granted > arrived || granted === size)
        ? granted
        : null;
    };
    const before = await this.#look(s, (docs) => enough(underwayIn(docs, id)));
    if (before !== null) return before;
    try {
      return await this.#decide(s, (docs, { now }) => {
        const entry = underwayIn(docs, id);
        const before = enough(entry);
        if (before !== null) return before;
        requireSpace(docs, id, entry, this.quota, now);
        const granted = nextGrant(entry.size, arrived);
        const next = { ...entry, arrived, granted, grantedAt: now };
        files(docs.staff).set(id, next);
        return granted;
      });
    } catch (thrown) {
      // An upload that cannot finish must not block others.
      if (isRefusal(thrown) && thrown.kind === "too-large") {
        await this.cancel(id);
      }
      throw thrown;
    }
  }

  async pause(id: string, arrived: number): Promise<void> {
    const s = await this.session(id);
    if (s === null) return;
    const known = (entry: FileEntry | undefined) =>
      !entry || entry.done ||
      Math.abs(arrived - (entry.arrived ?? 0)) < least;
    if (await this.#look(s, ({ staff }) => known(files(staff).get(id)))) return;
    await this.#decide(s, ({ staff }) => {
      const all = files(staff), entry = all.get(id);
      if (entry && !known(entry)) all.set(id, { ...entry, arrived });
    });
  }

  /** Recognises the type of a complete file, and lets it be posted. Harmless twice. */
  async finish(id: string): Promise<void> {
    const s = await this.#requireSession(id);
    const before = await this.#look(s, ({ staff }) => files(staff).get(id));
    if (!before || before.done) return;
    const bytes = await this.bytes();
    const beginning = await bytes.read(id, 0, Math.min(before.size, header));
    const read = await new Blob(await Array.fromAsync(beginning)).bytes();
    const image = before.original ? null : readImage(read);
    if (!before.original && holdsMetadata(read)) {
      await this.#clean(s, id, before.size);
    }
    await this.#decide(s, ({ staff }, tx) => {
      const begun = files(staff).get(id);
      if (!begun || begun.done) return;
      const {
        arrived: _,
        granted: __,
        grantedAt: ___,
        original: ____,
        ...entry
      } = begun;
      files(staff).set(id, { ...entry, ...image, at: tx.now, done: true });
      waitSince(tx, id, tx.now);
    });
  }

  /**
   * Removes metadata of a picture or video. Keeps the length, which repeated requests and retries after a
   * crash compare.
   */
  async #clean(s: string, id: string, size: number): Promise<void> {
    await this.#inMemory.run({ group: s, member: "" }, async () => {
      const bytes = await this.bytes();
      const whole = new Uint8Array(size);
      let at = 0;
      for await (const piece of await bytes.read(id, 0, size)) {
        whole.set(piece, at);
        at += piece.length;
      }
      const rest = await new TimeSlices().take(removalOf(whole));
      if (rest !== null) await bytes.write(id, whole);
    });
  }

  /** Deletes an unposted upload; refuses a posted one. */
  async cancel(id: string): Promise<void> {
    const isIn = await this.#forget(id);
    if (isIn !== "nothing") throw refusal("file-posted");
  }

  /** Deletes an unused file; returns its present use. */
  async #forget(id: string): Promise<"nothing" | "use" | "earlier times"> {
    const s = await this.session(id);
    if (s === null) return "nothing";
    const onPages = ({ session, staff }: ClassDocuments) => {
      const { pages = [] } = files(staff).get(id) ?? {};
      return pagesUnder(session, pages).map(({ page, resource, of }) => ({
        page: names.page(s, page),
        versions: names.versions(s, resource, of),
      }));
    };
    const isIn = await decideOnClass(this.#parts.sync, s, (docs, tx) => {
      const its = onPages(docs);
      const all = files(docs.staff), { rooms = [] } = all.get(id) ?? {};
      const isInUse = rooms.length > 0 || isFileHeld(docs.staff, id) ||
        its.some(({ page }) => picturesOn(tx.doc(page)).has(id));
      if (isInUse) return "use";
      const isKept = its.some((it) =>
        [...versions(tx.doc(it.versions)).values()]
          .some((version) => namedBy(version)(id))
      );
      if (isKept) {
        // Until no version has it.
        waitSince(tx, id, tx.now);
        return "earlier times";
      }
      all.delete(id);
      dropRecord(tx, s, id);
      return "nothing";
    }, (docs) => onPages(docs).flatMap((it) => Object.values(it)));
    if (isIn === "nothing") await (await this.bytes()).remove(id);
    return isIn;
  }

  /** Deletes unposted uploads of a removed student, whose space is free already. */
  async release(session: string, member: string): Promise<void> {
    const theirs = await this.#look(session, (it) => releasedOf(it, member));
    for (const id of theirs) await this.cancel(id);
  }

  /** A finished file, if any of these identities may read it; else the last refusal. */
  async read(people: readonly Who[], id: string): Promise<FileEntry> {
    let refused: unknown = new Refusal("not-found");
    for (const who of people) {
      try {
        return await readAs(this.#parts, who, id);
      } catch (thrown) {
        refused = thrown;
      }
    }
    throw refused;
  }

  /** Deletes abandoned uploads, and pictures that no page and no version has. Returns their number. */
  async sweep(): Promise<number> {
    const since = this.#parts.clock() - abandonedAfter;
    let deleted = 0;
    for (const id of await this.#records.waitingSince(since)) {
      try {
        const isIn = await this.#forget(id);
        if (isIn === "nothing") deleted++;
        if (isIn === "use") await this.#records.stopWaiting(id);
      } catch (thrown) {
        // Its session is gone.
        if (!isRefusal(thrown) || thrown.kind === "storage-unavailable") {
          throw thrown;
        }
        // The session that it was copied for was perhaps never made (S-6).
        const s = thrown.kind === "not-found" ? await this.session(id) : null;
        if (s !== null) await this.forgetSession(s);
        await this.#records.stopWaiting(id);
      }
    }
    return deleted;
  }

  /**
   * Deletes old bytes without a record, left by interrupted deletions; returns their number. Does nothing
   * with an empty KV, which may be the wrong one.
   */
  async sweepBytes(): Promise<number> {
    if (!await this.#records.hasAny()) return 0;
    const bytes = await this.bytes();
    let deleted = 0;
    for await (const { id, at } of bytes.all?.() ?? []) {
      if (at + abandonedAfter > this.#parts.clock()) continue;
      // An upload's record precedes its bytes.
      if (await this.#records.isKnown(id)) continue;
      await bytes.remove(id);
      deleted++;
    }
    return deleted;
  }

  async forgetSession(session: string): Promise<void> {
    const bytes = await this.bytes();
    await this.#records.forgetSession(session, (id) => bytes.remove(id));
  }

  /** Deletes bytes that arrived after their file was deleted, and refuses. */
  async requireKept(id: string): Promise<void> {
    if (await this.#records.get(id)) return;
    await (await this.bytes()).remove(id);
    throw new Refusal("not-found");
  }

  /** Deletes a member's files; messages are deleted elsewhere. */
  async forgetMember(session: string, member: string): Promise<void> {
    const theirs = await this.#look(
      session,
      ({ staff }) =>
        [...files(staff)].filter(([, { by }]) => by === member)
          .map(([id]) => id),
    );
    if (theirs.length === 0) return;
    const bytes = await this.bytes();
    const remove = async () => {
      for (const id of theirs) await bytes.remove(id);
    };
    // Before the commit, so that an interrupted deletion is repeated; after it, for late bytes.
    await remove();
    await this.#decide(session, ({ staff }, tx) => {
      for (const id of theirs) {
        files(staff).delete(id);
        dropRecord(tx, session, id);
      }
    });
    await remove();
  }

  #slow(member: string): void {
    this.#limiter.require(["uploadOfMember", member]);
  }

  get quota(): FileQuota {
    const { FILES_SESSION_MB, FILES_MEMBER_MB } = this.#parts.settings;
    return { session: FILES_SESSION_MB * MiB, member: FILES_MEMBER_MB * MiB };
  }

  async #requireSession(id: string): Promise<string> {
    const s = await this.session(id);
    if (s === null) throw new Refusal("not-found");
    return s;
  }

  #look<T>(session: string, look: (docs: ClassDocuments) => T): Promise<T> {
    return readClass(this.#parts.sync, session, look);
  }

  #decide<T>(
    session: string,
    decision: (docs: ClassDocuments, tx: Tx) => T,
  ): Promise<T> {
    return decideOnClass(this.#parts.sync, session, decision);
  }
}

function underwayIn({ session, staff }: ClassDocuments, id: string): FileEntry {
  const entry = files(staff).get(id);
  if (!entry) throw new Refusal("not-found");
  if (info(session, "state") === "ended") throw new Refusal("ended");
  return entry;
}

/**
 * A file, for its readers (ACCESS-1): of a room whose message or instructions have it, of its shared resource (R-2,
 * W-5), of a page that shows it (W-1); its uploader until it is posted, and while they read such a page.
 * Staff also read files of deleted messages and former pictures; students do not (CHAT-3).
 */
async function readAs(
  { sync, authority }: Pick<FilesParts, "sync" | "authority">,
  who: Who,
  id: string,
): Promise<FileEntry> {
  const { session: s, member: me, own: seat = me } = who;
  // The reader may know a newer state from another instance.
  await sync.current(s);
  const where = ({ session, staff }: ClassDocuments, documents: Documents) => {
    const may = (document: string) =>
      authority.access(documents, who, document);
    const own = may(names.member(s, seat));
    const isOver = typeof own === "object" && own.reason === "ended";
    const room = members(session).get(me)?.room;
    const rooms = ["main", ...(room ? [room] : [])];
    const { pages: keys = [] } = files(staff).get(id) ?? {};
    const onPages = pagesUnder(session, keys).flatMap((page) => {
      const name = names.page(s, page.page);
      // Own pages stay readable after the class (ACCESS-3).
      const isTheirs = isOver
        ? page.of === seat &&
          sharedNow(session, page.resource, "page") !== undefined
        : typeof may(name) === "string";
      return isTheirs ? [name] : [];
    });
    const needs = [...rooms.map((it) => names.room(s, it)), ...onPages];
    return { may, own, isOver, rooms, onPages, needs };
  };
  return await readClass(sync, s, (docs, documents) => {
    const { session, staff } = docs;
    const { may, own, isOver, rooms, onPages } = where(docs, documents);
    const entry = files(staff).get(id);
    const isUploaders = entry !== undefined &&
      isSameSeat(session, entry.by, seat);
    const isOnPage = () =>
      onPages.some((it) =>
        isUploaders || picturesOn(documents.doc(it)).has(id)
      );
    if (typeof own === "object") {
      if (isOver && entry?.done && isOnPage()) return entry;
      throw new Refusal(own.reason);
    }
    if (!entry?.done) throw new Refusal("not-found");
    const isOthers = isPosted(entry);
    if (!isOthers && isUploaders) return entry;
    const isForStaff = isOthers || isFileHeld(staff, id);
    if (isForStaff && may(names.staff(s)) === "read") return entry;
    const isInRoom = rooms.some((room) => {
      const name = names.room(s, room);
      return may(name) === "read" &&
        (filesIn(documents.doc(name)).has(id) ||
          fileOnTop(session, room)?.id === id);
    });
    if (isInRoom || isGiven(session, me, id) || isOnPage()) return entry;
    throw new Refusal("not-found");
  }, (docs, documents) => where(docs, documents).needs);
}

function isGiven(session: Y.Doc, me: string, id: string): boolean {
  const room = members(session).get(me)?.room ?? null;
  return resources(session).toArray().some((it) =>
    isFor(it, room) && picturesOf(it).includes(id)
  );
}
