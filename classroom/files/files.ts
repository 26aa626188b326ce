/**
 * Files of a session (C-5): who may upload, how much, and who may read what was uploaded. The bytes are
 * elsewhere ({@link BlobStore}); that there is such a file, and whose, stands in the staff's document.
 */
import type * as Y from "yjs";
import type { Authority, Documents, Tx } from "../../sync/authority.ts";
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import type { Sync } from "../../sync/sync.ts";
import { files, filesIn } from "./attached.ts";
import type { BlobStore } from "./blob_store.ts";
import { openBlobStore } from "./open_blob_store.ts";
import { requireMaySpeak } from "../chat/chat.ts";
import { safeName, safeType } from "./file_names.ts";
import {
  isKept,
  keptFor,
  least,
  mostUnfinished,
  nextGrant,
  requireSpace,
  type Room,
  type Uploader,
} from "./file_room.ts";
import { isFileHeld } from "../chat/holding.ts";
import type { Who } from "../identity.ts";
import { readImage } from "./image_headers.ts";
import { fileOnTop } from "../groups/instructions.ts";
import { info, members } from "../layout.ts";
import { countsAs, isSameSeat, personIn, seatIn } from "../people/persons.ts";
import { type FileRecord, keys } from "../sessions/session_keys.ts";
import { bounds } from "../schema/bounds.ts";
import { documents as names } from "../schema/documents.ts";
import type { FileEntry } from "../schema/files.ts";
import { isId } from "../schema/ids.ts";
import type { Settings } from "../settings.ts";
import { type Allowance, Throttle } from "../limits/throttle.ts";

/** An upload that is not finished, or not posted, is deleted after this (ms). */
export const abandonedAfter = 24 * 60 * 60_000;
/** So many files of one person wait to be posted; a file that is forgotten again leaves its trace in a document. */
const mostUnposted = 20;
const tooMany =
  "Too many files of yours are on their way. Send them first, or cancel some.";
/** How often one member begins an upload. */
const begins: Allowance = { free: 100, window: 600_000, pace: 5000 };
/** So much of a file is looked at to see what it is. */
const header = 1024 * 1024;
const MiB = 1024 * 1024;

/** What somebody says of a file that they want to upload. */
export interface UploadRequest {
  name: string;
  type: string;
  size: number;
}

interface Parts {
  kv: Deno.Kv;
  sync: Sync<Who>;
  authority: Pick<Authority<Who>, "access">;
  settings: Settings;
  clock?: () => number;
  bytes?: BlobStore;
}

/** Takes, serves and deletes files. */
export class Files {
  readonly #kv: Deno.Kv;
  readonly #sync: Sync<Who>;
  readonly #authority: Pick<Authority<Who>, "access">;
  readonly #settings: Settings;
  readonly #clock: () => number;
  readonly #begun = new Throttle();
  #bytes: Promise<BlobStore> | undefined;

  constructor(
    { kv, sync, authority, settings, clock = Date.now, bytes }: Parts,
  ) {
    this.#kv = kv;
    this.#sync = sync;
    this.#authority = authority;
    this.#settings = settings;
    this.#clock = clock;
    if (bytes) this.#bytes = Promise.resolve(bytes);
  }

  /** Where the bytes are; opened when it is first asked for. */
  bytes(): Promise<BlobStore> {
    return this.#bytes ??= openBlobStore(
      this.#settings,
      async (id) => (await this.#record(id))?.size ?? null,
    );
  }

  /** The session to which a file belongs; null: there is no such file. */
  async session(id: string): Promise<string | null> {
    return (await this.#record(id))?.session ?? null;
  }

  /** Lets somebody upload a file under this id, or refuses before a byte of it is sent. */
  async begin(who: Who, id: string, ask: UploadRequest): Promise<void> {
    const { session: s, member: by, own: seat = by } = who;
    if (ask.size > bounds.file) {
      throw new Refusal("too-large", "This file is larger than 50 MB.");
    }
    const now = this.#clock();
    const entry: FileEntry = {
      by: seat,
      name: safeName(ask.name),
      size: ask.size,
      type: safeType(ask.type),
      at: now,
      granted: nextGrant(ask.size, 0),
      grantedAt: now,
      rooms: [],
    };
    this.#slow(seat);
    const left = await this.#decide(s, (tx) => {
      const session = tx.doc(names.session(s));
      const member = members(session).get(by);
      if (!member) throw new Refusal("not-found");
      requireMaySpeak(session, member, tx.now);
      const all = files(tx.doc(names.staff(s)));
      const uploader = uploaderIn(session, seat);
      const mine = [...all].filter(([, it]) => uploader.isMine(it.by));
      const unposted = mine.filter(([, { rooms }]) => rooms.length === 0);
      const unfinished = unposted.filter(([, { done }]) => !done);
      // Of too many that nobody goes on with, the one longest quiet makes place: its device begins it again.
      const quiet = unfinished
        .filter(([, it]) =>
          isSameSeat(session, it.by, seat) && !isKept(it, tx.now)
        )
        .sort(([, a], [, b]) => (a.grantedAt ?? 0) - (b.grantedAt ?? 0));
      const [longest] = unfinished.length < mostUnfinished ? [] : quiet;
      const isFull = unfinished.length >= mostUnfinished && !longest;
      if (isFull || unposted.length >= mostUnposted) {
        throw new Refusal("too-often", tooMany, { retryAfter: 10 });
      }
      requireSpace(counted(tx, s), id, entry, uploader, this.#room, tx.now);
      if (longest) {
        const [id] = longest;
        all.delete(id);
        // What still comes of it is due with the next round.
        tx.fact({ key: keys.unposted(id), value: 0 });
      }
      all.set(id, entry);
      tx.fact({
        key: keys.file(id),
        value: { session: s, size: ask.size } satisfies FileRecord,
      });
      tx.fact({ key: keys.fileOf(s, id), value: true });
      tx.fact({ key: keys.unposted(id), value: entry.at });
      return longest?.[0];
    });
    if (left !== undefined) await (await this.bytes()).remove(left);
  }

  /** Whether one of these people has begun this upload and may go on with it; refused otherwise. */
  async mine(id: string, people: readonly Who[]): Promise<FileEntry> {
    const [{ session: s } = { session: "" }] = people;
    const { entry, who, member, state } = await this.#look(s, ({ doc }) => {
      const session = doc(names.session(s));
      const entry = files(doc(names.staff(s))).get(id);
      const by = entry && seatIn(session, entry.by);
      const who = people.find(({ member, own = member }) => own === by);
      const member = who && members(session).get(who.member);
      return { entry, who, member, state: info(session, "state") };
    });
    if (!entry || !who || !member) throw new Refusal("not-found");
    if (member.removed) throw new Refusal("removed");
    if (state === "ended") throw new Refusal("ended");
    return entry;
  }

  /** Refused where an upload is not to go on: it is forgotten, or the class is over. */
  async requireWanted(id: string): Promise<FileEntry> {
    const s = await this.#requireSession(id);
    return await this.#look(s, (it) => underwayIn(it, s, id));
  }

  /**
   * Lets an upload go on that has got to `arrived`; gives up to which byte. Refused, and forgotten, where there is no
   * room for the file any more.
   */
  async grant(id: string, arrived: number): Promise<number> {
    const s = await this.#requireSession(id);
    const root = names.session(s), staff = names.staff(s);
    // Asked often, and mostly for what is granted already: then nothing is written.
    const enough = ({ done, size, granted = 0, grantedAt = 0 }: FileEntry) => {
      if (done) return size;
      const isFresh = this.#clock() - grantedAt < keptFor / 2;
      return isFresh && (granted > arrived || granted === size)
        ? granted
        : null;
    };
    const before = await this.#look(s, (it) => enough(underwayIn(it, s, id)));
    if (before !== null) return before;
    try {
      return await this.#decide(s, (tx) => {
        const entry = underwayIn(tx, s, id);
        const before = enough(entry);
        if (before !== null) return before;
        const uploader = uploaderIn(tx.doc(root), entry.by);
        requireSpace(counted(tx, s), id, entry, uploader, this.#room, tx.now);
        const granted = nextGrant(entry.size, arrived);
        files(tx.doc(staff)).set(id, {
          ...entry,
          arrived,
          granted,
          grantedAt: tx.now,
        });
        return granted;
      });
    } catch (thrown) {
      // What cannot come to its end takes no room from what can.
      if (isRefusal(thrown) && thrown.kind === "too-large") {
        await this.cancel(id);
      }
      throw thrown;
    }
  }

  /** Remembers how far an upload has got that goes on later, or never. */
  async pause(id: string, arrived: number): Promise<void> {
    const s = await this.session(id);
    if (s === null) return;
    const staff = names.staff(s);
    const known = (entry: FileEntry | undefined) =>
      !entry || entry.done ||
      Math.abs(arrived - (entry.arrived ?? 0)) < least;
    if (await this.#look(s, ({ doc }) => known(files(doc(staff)).get(id)))) {
      return;
    }
    await this.#decide(s, (tx) => {
      const all = files(tx.doc(staff)), entry = all.get(id);
      if (entry && !known(entry)) all.set(id, { ...entry, arrived });
    });
  }

  /** All bytes are here: looks at what they are, and lets the file be posted. Harmless twice. */
  async finish(id: string): Promise<void> {
    const s = await this.#requireSession(id);
    const staff = names.staff(s);
    const before = await this.#look(s, ({ doc }) => files(doc(staff)).get(id));
    if (!before || before.done) return;
    const bytes = await this.bytes();
    const beginning = await bytes.read(id, 0, Math.min(before.size, header));
    const image = readImage(
      await new Blob(await Array.fromAsync(beginning)).bytes(),
    );
    await this.#decide(s, (tx) => {
      const begun = files(tx.doc(staff)).get(id);
      if (!begun || begun.done) return;
      const { arrived: _, granted: __, grantedAt: ___, ...entry } = begun;
      files(tx.doc(staff)).set(id, {
        ...entry,
        ...image,
        at: tx.now,
        done: true,
      });
      tx.fact({ key: keys.unposted(id), value: tx.now });
    });
  }

  /** Forgets an upload that was never posted, and its bytes; refused where it was. */
  async cancel(id: string): Promise<void> {
    const s = await this.session(id);
    if (s === null) return;
    await this.#decide(s, (tx) => {
      const staff = tx.doc(names.staff(s)), all = files(staff);
      if (all.get(id)?.rooms.length || isFileHeld(staff, id)) {
        throw new Refusal("conflict", "The file has been posted.");
      }
      all.delete(id);
      this.#forget(tx, s, id);
    });
    await (await this.bytes()).remove(id);
  }

  /** Forgets what a student who was removed has uploaded and never posted; its room is others' already. */
  async release(session: string, member: string): Promise<void> {
    const root = names.session(session), staff = names.staff(session);
    const theirs = await this.#look(session, ({ doc }) => {
      const { isMine } = uploaderIn(doc(root), member);
      return [...files(doc(staff))].filter(([id, entry]) =>
        isMine(entry.by) && isReleased(doc(root), doc(staff), id, entry)
      );
    });
    for (const [id] of theirs) await this.cancel(id);
  }

  /**
   * A finished file, to those who may read a room in which a message has it, or on top of which it stands with the
   * instructions, and to whoever uploaded it until it is posted; `people` is who asks, as which one after the other.
   * Staff read it also when it was taken away since; students do not (C3). Refused otherwise.
   */
  async read(people: readonly Who[], id: string): Promise<FileEntry> {
    let refused: unknown = new Refusal("not-found");
    for (const who of people) {
      try {
        return await this.#readAs(who, id);
      } catch (thrown) {
        refused = thrown;
      }
    }
    throw refused;
  }

  async #readAs(who: Who, id: string): Promise<FileEntry> {
    const { session: s, member: me, own: seat = me } = who;
    const root = names.session(s), staff = names.staff(s);
    const own = names.member(s, seat);
    const room = await this.#look(
      s,
      ({ doc }) => members(doc(root)).get(me)?.room,
    );
    const rooms = ["main", ...(room ? [room] : [])];
    const open = rooms.map((room) => names.room(s, room));
    return await this.#sync.read(s, [root, staff, ...open], (documents) => {
      const { doc } = documents;
      const may = (document: string) =>
        this.#authority.access(documents, who, document);
      const whether = may(own);
      if (typeof whether === "object") throw new Refusal(whether.reason);
      const entry = files(doc(staff)).get(id);
      if (!entry?.done) throw new Refusal("not-found");
      const posted = entry.rooms.length > 0;
      const isMine = isSameSeat(doc(root), entry.by, seat);
      if (!posted && isMine) return entry;
      const isStaffs = posted || isFileHeld(doc(staff), id);
      if (isStaffs && may(staff) === "read") return entry;
      const there = rooms.some((room) => {
        const name = names.room(s, room);
        return may(name) === "read" &&
          (filesIn(doc(name)).has(id) || fileOnTop(doc(root), room)?.id === id);
      });
      if (!there) throw new Refusal("not-found");
      return entry;
    });
  }

  /** Deletes what was begun, or finished, and never posted. Answers with how many there were. */
  async sweep(): Promise<number> {
    const due: string[] = [];
    for await (
      const { key, value } of this.#kv.list<number>({ prefix: keys.unposted() })
    ) {
      if (value + abandonedAfter <= this.#clock()) due.push(String(key[1]));
    }
    let deleted = 0;
    for (const id of due) {
      try {
        await this.cancel(id);
        deleted++;
      } catch (thrown) {
        // Posted meanwhile, or its session is gone: it is not waiting any more.
        if (!isRefusal(thrown) || thrown.kind === "storage-unavailable") {
          throw thrown;
        }
        await this.#kv.delete(keys.unposted(id));
      }
    }
    return deleted;
  }

  /**
   * Deletes bytes that have long belonged to no file: a deletion was interrupted. Answers with how many there were.
   * A KV that knows no file at all may be the wrong one, and then these are the school's files.
   */
  async sweepBytes(): Promise<number> {
    if (!await this.#knowsAny()) return 0;
    const bytes = await this.bytes();
    let deleted = 0;
    for await (const { id, at } of bytes.all?.() ?? []) {
      if (at + abandonedAfter > this.#clock()) continue;
      // An upload is known before its first byte.
      if (await this.#record(id)) continue;
      await bytes.remove(id);
      deleted++;
    }
    return deleted;
  }

  /** Deletes all files of a session, with what the KV knows of them; for when the session itself is deleted. */
  async forgetSession(session: string): Promise<void> {
    for await (
      const { key } of this.#kv.list({ prefix: keys.fileOf(session) })
    ) {
      const id = String(key[2]);
      // The record before the bytes: what still comes for the file finds no record, and goes too.
      await this.#kv.atomic().delete(keys.file(id)).delete(keys.unposted(id))
        .commit();
      await (await this.bytes()).remove(id);
      // Last of all the key by which it is found, so that an interrupted deletion is taken up again.
      await this.#kv.delete(key);
    }
  }

  /** After bytes have come: where their file was deleted meanwhile, they go too, and it is refused. */
  async requireKept(id: string): Promise<void> {
    if (await this.#record(id)) return;
    await (await this.bytes()).remove(id);
    throw new Refusal("not-found");
  }

  /** Deletes all files of a member; their messages are deleted elsewhere. */
  async forgetMember(session: string, member: string): Promise<void> {
    const staff = names.staff(session);
    const theirs = await this.#look(
      session,
      ({ doc }) =>
        [...files(doc(staff))].filter(([, { by }]) => by === member)
          .map(([id]) => id),
    );
    if (theirs.length === 0) return;
    const bytes = await this.bytes();
    const remove = async () => {
      for (const id of theirs) await bytes.remove(id);
    };
    // Before, so that an interrupted deletion is taken up again; and after, for what still came.
    await remove();
    await this.#decide(session, (tx) => {
      for (const id of theirs) {
        files(tx.doc(staff)).delete(id);
        this.#forget(tx, session, id);
      }
    });
    await remove();
  }

  #slow(member: string): void {
    const wait = this.#begun.take([[member, begins]], this.#clock());
    if (wait === 0) return;
    throw new Refusal("too-often", undefined, {
      retryAfter: Math.ceil(wait / 1000),
    });
  }

  /** The room that there is for files, in bytes. */
  get #room(): Room {
    const { FILES_SESSION_MB, FILES_MEMBER_MB } = this.#settings;
    return { session: FILES_SESSION_MB * MiB, member: FILES_MEMBER_MB * MiB };
  }

  #forget(tx: Tx, session: string, id: string): void {
    tx.fact({ key: keys.file(id), delete: true });
    tx.fact({ key: keys.fileOf(session, id), delete: true });
    tx.fact({ key: keys.unposted(id), delete: true });
  }

  async #knowsAny(): Promise<boolean> {
    const some = this.#kv.list({ prefix: keys.file() }, { limit: 1 });
    return !(await some.next()).done;
  }

  async #requireSession(id: string): Promise<string> {
    const s = await this.session(id);
    if (s === null) throw new Refusal("not-found");
    return s;
  }

  async #record(id: string): Promise<FileRecord | null> {
    if (!isId(id)) return null;
    return (await this.#kv.get<FileRecord>(keys.file(id))).value;
  }

  #look<T>(
    session: string,
    look: (reading: Documents) => T,
  ): Promise<T> {
    const needs = [names.session(session), names.staff(session)];
    return this.#sync.read(session, needs, look);
  }

  #decide<T>(session: string, decision: (tx: Tx) => T): Promise<T> {
    const needs = [names.session(session), names.staff(session)];
    return this.#sync.decide(session, needs, decision);
  }
}

/** What is known of an upload that may go on. */
function underwayIn({ doc }: Documents, s: string, id: string): FileEntry {
  const entry = files(doc(names.staff(s))).get(id);
  if (!entry) throw new Refusal("not-found");
  if (info(doc(names.session(s)), "state") === "ended") {
    throw new Refusal("ended");
  }
  return entry;
}

/** The files of a session that take room: what a removed student has uploaded and never posted takes none. */
function counted({ doc }: Documents, s: string): [string, FileEntry][] {
  const session = doc(names.session(s)), staff = doc(names.staff(s));
  return [...files(staff)].filter(([id, entry]) =>
    !isReleased(session, staff, id, entry)
  );
}

function isReleased(
  session: Y.Doc,
  staff: Y.Doc,
  id: string,
  { by, rooms }: FileEntry,
): boolean {
  return rooms.length === 0 &&
    members(session).get(personIn(session, by))?.removed === true &&
    !isFileHeld(staff, id);
}

function uploaderIn(session: Y.Doc, by: string): Uploader {
  return {
    isMine: countsAs(session, by),
    isStaff: (member) =>
      members(session).get(personIn(session, member))?.role === "teacher",
  };
}
