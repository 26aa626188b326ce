/** Files of a session (C-5). Bytes are in a {@link BlobStore}, entries in the staff's document. */
import type { Documents, Tx } from "../../sync/authority.ts";
import type { ClassAuthority } from "../access.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { removalRefusal, requireMaySpeak } from "../model/permissions.ts";
import { isFileHeld } from "../model/held_messages.ts";
import type { Identity } from "../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
  sessionInfo,
} from "../model/layout.ts";
import { RateLimiter } from "../limits/rate_limiter.ts";
import { TimeSlices } from "../limits/time_slices.ts";
import { isSameSeat } from "../model/persons.ts";
import { bounds } from "../model/bounds.ts";
import { type FileEntry, isFilePosted } from "../model/files.ts";
import { hasFileStorage, type Settings } from "../settings.ts";
import { filesInRoom } from "../model/attachments.ts";
import type { BlobStore } from "./blob_store.ts";
import { safeMediaType, safeName } from "./file_names.ts";
import { TurnQueue } from "../limits/turn_queue.ts";
import {
  canRemoveMetadata,
  removeMetadataInSteps,
} from "../../formats/metadata/file_metadata.ts";
import {
  type FileQuota,
  findUploadToDrop,
  grantedBytes,
  minCountedBytes,
  requireSpace,
  reservationMs,
  unpostedUploadsOf,
} from "./file_quota.ts";
import {
  addFileRecord,
  dropFileRecord,
  FileRecords,
  markFileWaiting,
} from "../storage/file_records.ts";
import { readImageHeader } from "./image_headers.ts";
import { openBlobStore } from "./open_blob_store.ts";
import type { AppServices } from "../app_services.ts";
import type * as Y from "yjs";
import { instructionFile } from "../groups/instructions.ts";
import {
  makePictureTest,
  pictureIdsOnPage,
} from "../model/pictures_in_pages.ts";
import { listBoards } from "../model/drawings_layout.ts";
import { findPagesByKeys, isPageKeptFor } from "../model/pages_layout.ts";
import { findShared } from "../model/resources_layout.ts";
import { documentNames as names } from "../model/documents.ts";
import {
  isSharedWithRoom,
  pictureIdsOf,
} from "../model/resources/shared_resources.ts";
import { members, pageVersions, sharedResources } from "../model/roots.ts";
import { fileEntries } from "../model/staff_roots.ts";

/** Age at which unfinished and unposted uploads are deleted (ms). */
export const abandonedAfterMs = 24 * 60 * 60_000;
/** Bytes that are read to recognise a file. */
const headerBytes = 1024 * 1024;
/** Files that are in memory at once to remove their metadata; at most one of each class. */
const maxInMemory = 2;
const MiB = 1024 * 1024;

interface UploadRequest {
  name: string;
  type: string;
  size: number;
  /** True: a picture keeps its bytes with all metadata, and pages offer it as a download. */
  isOriginal?: boolean;
}

interface FilesParts extends Pick<AppServices, "kv" | "sync" | "clock"> {
  authority: ClassAuthority;
  settings: Settings;
  bytes?: BlobStore;
}

export class Files {
  readonly #records: FileRecords;
  readonly #parts: FilesParts;
  readonly #limiter = new RateLimiter(() => this.#parts.clock());
  readonly #inMemory = new TurnQueue({ all: maxInMemory, perGroup: 1 });
  #bytes: Promise<BlobStore> | undefined;

  constructor(parts: FilesParts) {
    this.#parts = parts;
    this.#records = new FileRecords(parts.kv);
    if (parts.bytes) this.#bytes = Promise.resolve(parts.bytes);
  }

  bytes(): Promise<BlobStore> {
    return this.#bytes ??= openBlobStore(
      this.#parts.settings,
      async (id) => (await this.#records.get(id))?.size ?? null,
    );
  }

  /** The session of a file; null: no such file. */
  async sessionOf(id: string): Promise<string | null> {
    return (await this.#records.get(id))?.session ?? null;
  }

  /** Admits an upload, or refuses it before its first byte. */
  async beginUpload(
    who: Identity,
    id: string,
    ask: UploadRequest,
  ): Promise<void> {
    const { session: s, member: memberId, own: seat = memberId } = who;
    if (!hasFileStorage(this.#parts.settings)) {
      throw refusal("no-place-for-files");
    }
    if (ask.size > bounds.file) {
      throw refusal("file-too-large", { megabytes: bounds.file / MiB });
    }
    const now = this.#parts.clock();
    const entry: FileEntry = {
      by: seat,
      name: safeName(ask.name),
      size: ask.size,
      type: safeMediaType(ask.type),
      at: now,
      granted: grantedBytes(ask.size, 0),
      grantedAt: now,
      ...(ask.isOriginal && { original: true }),
      rooms: [],
    };
    this.#requirePace(seat);
    const bytes = await this.bytes();
    await bytes.hold?.(id, entry.granted ?? 0, entry.size);
    const left = await this.#decide(s, (docs, tx) => {
      const member = members(docs.session).get(memberId);
      if (!member) throw refusal("not-found");
      requireMaySpeak(docs.session, member, tx.now);
      const entries = fileEntries(docs.staff);
      const longest = findUploadToDrop(docs, seat, tx.now);
      requireSpace(docs, id, entry, this.quota, tx.now);
      if (longest !== undefined) {
        entries.delete(longest);
        // Due at once: the next sweep deletes bytes that arrive after the removal below.
        markFileWaiting(tx, longest, 0);
      }
      entries.set(id, entry);
      addFileRecord(tx, id, { session: s, size: ask.size }, entry.at);
      return longest;
    }).catch((error) => {
      bytes.release?.(id);
      throw error;
    });
    if (left !== undefined) await bytes.remove(left);
  }

  /**
   * The entry of an upload that one of these identities began. Refuses others, removed members, and all after the
   * class.
   */
  async requireOwnUpload(
    id: string,
    people: readonly Identity[],
  ): Promise<FileEntry> {
    const [{ session: s } = { session: "" }] = people;
    const { entry, who, member, state } = await this.#readSession(s, (docs) => {
      const { session } = docs;
      const entry = fileEntries(docs.staff).get(id);
      // An unconfirmed device has uploads of its own (ACCESS-6).
      const who = entry &&
        people.find(({ member, own = member }) =>
          isSameSeat(session, entry.by, own)
        );
      const member = who && members(session).get(who.member);
      return { entry, who, member, state: sessionInfo(session, "state") };
    });
    if (!entry || !who || !member) throw refusal("not-found");
    if (member.removed) throw removalRefusal(member);
    if (state === "ended") throw refusal("ended");
    return entry;
  }

  /** The entry of an upload. Refuses if it was cancelled or its class is over. */
  async requireOpenUpload(id: string): Promise<FileEntry> {
    const s = await this.#requireSession(id);
    return await this.#readSession(s, (docs) => requireUnderway(docs, id));
  }

  /**
   * Extends an upload's reservation; returns the byte up to which it may continue. Without space, cancels the upload
   * and refuses.
   */
  async extendUpload(id: string, arrived: number): Promise<number> {
    const s = await this.#requireSession(id);
    // Asked often; writes nothing if the grant suffices.
    const enough = ({ done, size, granted = 0, grantedAt = 0 }: FileEntry) => {
      if (done) return size;
      const isFresh = this.#parts.clock() - grantedAt < reservationMs / 2;
      return isFresh && (granted > arrived || granted === size)
        ? granted
        : null;
    };
    const upload = await this.#readSession(
      s,
      (docs) => requireUnderway(docs, id),
    );
    const grant = enough(upload);
    if (grant !== null) return grant;
    try {
      const bytes = await this.bytes();
      await bytes.hold?.(id, grantedBytes(upload.size, arrived) - arrived);
      return await this.#decide(s, (docs, { now }) => {
        const entry = requireUnderway(docs, id);
        const currentGrant = enough(entry);
        if (currentGrant !== null) return currentGrant;
        requireSpace(docs, id, entry, this.quota, now);
        const granted = grantedBytes(entry.size, arrived);
        const next = { ...entry, arrived, granted, grantedAt: now };
        fileEntries(docs.staff).set(id, next);
        return granted;
      });
    } catch (error) {
      // An upload that cannot finish must not block others.
      if (isRefusal(error, "too-large")) {
        await this.cancelUpload(id);
      }
      throw error;
    }
  }

  async pauseUpload(id: string, arrived: number): Promise<void> {
    (await this.bytes()).release?.(id);
    const s = await this.sessionOf(id);
    if (s === null) return;
    const isKnown = (entry: FileEntry | undefined) =>
      !entry || entry.done ||
      Math.abs(arrived - (entry.arrived ?? 0)) < minCountedBytes;
    if (
      await this.#readSession(
        s,
        ({ staff }) => isKnown(fileEntries(staff).get(id)),
      )
    ) {
      return;
    }
    await this.#decide(s, ({ staff }) => {
      const entries = fileEntries(staff), entry = entries.get(id);
      if (entry && !isKnown(entry)) entries.set(id, { ...entry, arrived });
    });
  }

  /**
   * Recognises the type of a completely uploaded file, removes metadata, and lets it be posted. Does nothing if that is
   * done.
   */
  async finishUpload(id: string): Promise<void> {
    const s = await this.#requireSession(id);
    const upload = await this.#readSession(
      s,
      ({ staff }) => fileEntries(staff).get(id),
    );
    if (!upload || upload.done) return;
    const bytes = await this.bytes();
    const beginning = await bytes.read(
      id,
      0,
      Math.min(upload.size, headerBytes),
    );
    const header = await new Blob(await Array.fromAsync(beginning))
      .bytes();
    const image = upload.original ? null : readImageHeader(header);
    if (!upload.original && canRemoveMetadata(header)) {
      await this.#removeMetadata(s, id, upload.size);
    }
    await this.#decide(s, ({ staff }, tx) => {
      const currentEntry = fileEntries(staff).get(id);
      if (!currentEntry || currentEntry.done) return;
      const {
        arrived: _,
        granted: __,
        grantedAt: ___,
        original: ____,
        ...entry
      } = currentEntry;
      fileEntries(staff).set(id, {
        ...entry,
        ...image,
        at: tx.now,
        done: true,
      });
      markFileWaiting(tx, id, tx.now);
    });
  }

  /**
   * Removes metadata of a picture or video. Keeps the length, which repeated requests and retries after a
   * crash compare.
   */
  async #removeMetadata(s: string, id: string, size: number): Promise<void> {
    await this.#inMemory.run({ group: s, member: "" }, async () => {
      const bytes = await this.bytes();
      const whole = new Uint8Array(size);
      let position = 0;
      for await (const piece of await bytes.read(id, 0, size)) {
        whole.set(piece, position);
        position += piece.length;
      }
      const newLength = await new TimeSlices().runSteps(
        removeMetadataInSteps(whole),
      );
      if (newLength !== null) await bytes.write(id, whole);
    });
  }

  /** Deletes an upload. Refuses if it is posted or used. */
  async cancelUpload(id: string): Promise<void> {
    const use = await this.#deleteUnused(id);
    if (use !== "nothing") throw refusal("file-posted");
  }

  /**
   * Deletes a file unless it is used; returns its use. `earlier times`: only earlier versions of pages
   * have it.
   */
  async #deleteUnused(
    id: string,
  ): Promise<"nothing" | "use" | "earlier times"> {
    const s = await this.sessionOf(id);
    if (s === null) return "nothing";
    const onPages = ({ session, staff }: ClassDocuments) => {
      const { pages = [] } = fileEntries(staff).get(id) ?? {};
      return findPagesByKeys(session, pages).map(({ page, resource, of }) => ({
        page: names.page(s, page),
        versions: names.versions(s, resource, of),
      }));
    };
    const use = await decideOnClass(this.#parts.sync, s, (docs, tx) => {
      const pageDocuments = onPages(docs);
      const entries = fileEntries(docs.staff),
        { rooms = [] } = entries.get(id) ?? {};
      const isInUse = rooms.length > 0 || isFileHeld(docs.staff, id) ||
        pageDocuments.some(({ page }) =>
          pictureIdsOnPage(tx.doc(page)).has(id)
        );
      if (isInUse) return "use";
      const isKept = pageDocuments.some((pageDocument) =>
        [...pageVersions(tx.doc(pageDocument.versions)).values()]
          .some((version) => makePictureTest(version)(id))
      );
      if (isKept) {
        // The file is kept until no version of a page has it.
        markFileWaiting(tx, id, tx.now);
        return "earlier times";
      }
      entries.delete(id);
      dropFileRecord(tx, s, id);
      return "nothing";
    }, (docs) => onPages(docs).flatMap((it) => Object.values(it)));
    if (use === "nothing") await (await this.bytes()).remove(id);
    return use;
  }

  /** Deletes unposted uploads of a removed student, whose space is free already. */
  async releaseUploads(session: string, member: string): Promise<void> {
    const uploadIds = await this.#readSession(
      session,
      (it) => unpostedUploadsOf(it, member),
    );
    for (const id of uploadIds) await this.cancelUpload(id);
  }

  /** A finished file, if any of these identities may read it; else the last refusal. */
  async read(people: readonly Identity[], id: string): Promise<FileEntry> {
    let lastError: unknown = refusal("not-found");
    for (const who of people) {
      try {
        return await readableAs(this.#parts, who, id);
      } catch (error) {
        lastError = error;
      }
    }
    throw lastError;
  }

  /** Deletes abandoned uploads, and pictures that no page and no version has. Returns their number. */
  async sweep(): Promise<number> {
    const since = this.#parts.clock() - abandonedAfterMs;
    let deleted = 0;
    for (const id of await this.#records.waitingSince(since)) {
      try {
        const use = await this.#deleteUnused(id);
        if (use === "nothing") deleted++;
        if (use === "use") await this.#records.stopWaiting(id);
      } catch (error) {
        if (!isRefusal(error) || error.kind === "storage-unavailable") {
          throw error;
        }
        // A file may be copied for a session that was then never made (S-6).
        const s = error.kind === "not-found" ? await this.sessionOf(id) : null;
        if (s !== null) await this.forgetSession(s);
        await this.#records.stopWaiting(id);
      }
    }
    return deleted;
  }

  /**
   * Deletes old bytes without a record, left by interrupted deletions; returns the number of files. Does nothing if
   * no file is recorded, as the database may be the wrong one.
   */
  async sweepBytes(): Promise<number> {
    if (!await this.#records.hasAny()) return 0;
    const bytes = await this.bytes();
    let deleted = 0;
    for await (const { id, writtenAt } of bytes.list?.() ?? []) {
      if (writtenAt + abandonedAfterMs > this.#parts.clock()) continue;
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

  /** Refuses if the file was deleted, and deletes bytes that have arrived since. */
  async requireNotDeleted(id: string): Promise<void> {
    if (await this.#records.get(id)) return;
    await (await this.bytes()).remove(id);
    throw refusal("not-found");
  }

  /** Deletes a member's files; messages are deleted elsewhere. */
  async forgetMember(session: string, member: string): Promise<void> {
    const fileIds = await this.#readSession(
      session,
      ({ staff }) =>
        [...fileEntries(staff)].filter(([, { by }]) => by === member)
          .map(([id]) => id),
    );
    if (fileIds.length === 0) return;
    const bytes = await this.bytes();
    const remove = async () => {
      for (const id of fileIds) await bytes.remove(id);
    };
    // Before the commit, so that an interrupted deletion is repeated; after it, for late bytes.
    await remove();
    await this.#decide(session, ({ staff }, tx) => {
      for (const id of fileIds) {
        fileEntries(staff).delete(id);
        dropFileRecord(tx, session, id);
      }
    });
    await remove();
  }

  #requirePace(seat: string): void {
    this.#limiter.requireTry(["uploadOfMember", seat]);
  }

  get quota(): FileQuota {
    const { FILES_SESSION_MB, FILES_MEMBER_MB } = this.#parts.settings;
    return { session: FILES_SESSION_MB * MiB, member: FILES_MEMBER_MB * MiB };
  }

  async #requireSession(id: string): Promise<string> {
    const s = await this.sessionOf(id);
    if (s === null) throw refusal("not-found");
    return s;
  }

  #readSession<T>(
    session: string,
    look: (docs: ClassDocuments) => T,
  ): Promise<T> {
    return readClassDocuments(this.#parts.sync, session, look);
  }

  #decide<T>(
    session: string,
    decision: (docs: ClassDocuments, tx: Tx) => T,
  ): Promise<T> {
    return decideOnClass(this.#parts.sync, session, decision);
  }
}

function requireUnderway(
  { session, staff }: ClassDocuments,
  id: string,
): FileEntry {
  const entry = fileEntries(staff).get(id);
  if (!entry) throw refusal("not-found");
  if (sessionInfo(session, "state") === "ended") throw refusal("ended");
  return entry;
}

/**
 * A file, for those who may read it (ACCESS-1): readers of a room, shared resource or page that has it (R-2, W-1, W-5);
 * the uploader until it is posted, and while reading such a page. Only staff read files of deleted messages and former
 * pictures (CHAT-3). Refuses others.
 */
async function readableAs(
  { sync, authority }: Pick<FilesParts, "sync" | "authority">,
  who: Identity,
  id: string,
): Promise<FileEntry> {
  const { session: s, member, own: seat = member } = who;
  // The reader may have seen a newer state at another instance.
  await sync.refresh(s);
  const where = ({ session, staff }: ClassDocuments, documents: Documents) => {
    const may = (document: string) =>
      authority.access(documents, who, document);
    const ownAccess = may(names.member(s, seat));
    const isOver = typeof ownAccess === "object" &&
      ownAccess.reason === "ended";
    const room = members(session).get(member)?.room;
    const rooms = ["main", ...(room ? [room] : [])];
    const { pages: keys = [] } = fileEntries(staff).get(id) ?? {};
    const onPages = findPagesByKeys(session, keys).flatMap((page) => {
      const name = names.page(s, page.page);
      const shared = findShared(session, page.resource, "page");
      // Some pages stay readable after the class (ACCESS-3).
      const isTheirs = isOver
        ? shared !== undefined &&
          isPageKeptFor(session, shared, page.of, seat)
        : typeof may(name) === "string";
      return isTheirs ? [name] : [];
    });
    const needs = [...rooms.map((it) => names.room(s, it)), ...onPages];
    return { may, ownAccess, isOver, rooms, onPages, needs };
  };
  return await readClassDocuments(sync, s, (docs, documents) => {
    const { session, staff } = docs;
    const { may, ownAccess, isOver, rooms, onPages } = where(docs, documents);
    const entry = fileEntries(staff).get(id);
    const isUploaders = entry !== undefined &&
      isSameSeat(session, entry.by, seat);
    const isOnPage = () =>
      onPages.some((name) =>
        isUploaders || pictureIdsOnPage(documents.doc(name)).has(id)
      );
    if (typeof ownAccess === "object") {
      const isKept = () =>
        isOnPage() || isUnderOwnBoard({ session, staff }, seat, id);
      if (isOver && entry?.done && isKept()) return entry;
      throw refusal(ownAccess.reason);
    }
    if (!entry?.done) throw refusal("not-found");
    const isOthers = isFilePosted(entry);
    if (!isOthers && isUploaders) return entry;
    const isForStaff = isOthers || isFileHeld(staff, id);
    if (isForStaff && may(names.staff(s)) === "read") return entry;
    const isInRoom = rooms.some((room) => {
      const name = names.room(s, room);
      return may(name) === "read" &&
        (filesInRoom(documents.doc(name)).has(id) ||
          instructionFile(session, room)?.id === id);
    });
    if (isInRoom || isInResource(session, member, id) || isOnPage()) {
      return entry;
    }
    throw refusal("not-found");
  }, (docs, documents) => where(docs, documents).needs);
}

/** Whether a member drew on this picture: own boards stay readable after the class (ACCESS-3). */
function isUnderOwnBoard(
  { session, staff }: ClassDocuments,
  seat: string,
  id: string,
): boolean {
  return listBoards(staff).some(({ resource, member }) =>
    isSameSeat(session, member, seat) &&
    findShared(session, resource, "drawing")?.image === id
  );
}

function isInResource(session: Y.Doc, member: string, id: string): boolean {
  const room = members(session).get(member)?.room ?? null;
  return sharedResources(session).toArray().some((resource) =>
    isSharedWithRoom(resource, room) && pictureIdsOf(resource).includes(id)
  );
}
