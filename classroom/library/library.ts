/**
 * Stores prompt templates and quizzes of teachers. Deleted items can be restored for a while.
 *
 * Keys: `["template", teacher, id]`, `["quiz", teacher, id]` → {@link Stored}; `["kept", kind, teacher, id, n]` → piece
 * n of the item as JSON in UTF-8, because a quiz may exceed the size of one KV value.
 */
import { joinPieces, splitPieces } from "../../sync/kv/kv_layout.ts";
import { limits } from "../../sync/limits.ts";
import type { AppServices } from "../app_services.ts";
import { refusal } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import { isId, newId } from "../model/ids.ts";
import { kvKeys } from "../storage/kv_keys.ts";
import type { QuizBody, Template } from "./resource_bodies.ts";
import type { Kv, KvEntryMaybe } from "../../sync/kv/kv.ts";
import type { TemplateSummary } from "../model/resources/views.ts";

export interface LibraryKinds {
  template: Template;
  quiz: QuizBody;
}

/** `at` is the time of the last change, in ms. */
export type LibraryItem<K extends Kind> = LibraryKinds[K] & {
  id: string;
  at: number;
};

interface ItemSummary extends TemplateSummary {
  /** The number of questions of a quiz, and how many are unfinished. */
  count?: number;
  left?: number;
}

interface Stored {
  at: number;
  /** The part of the item that lists show; stored separately, as the item may be long. */
  shown: Omit<ItemSummary, "id" | "at">;
  pieces: number;
  /** The time of deletion, in ms. */
  removed?: number;
}

type Kind = keyof LibraryKinds;

interface Place<K extends Kind = Kind> {
  kind: K;
  teacher: string;
  id: string;
}

/** A deleted item can be restored for this time, in ms. */
export const deletedItemMs = 10 * 60_000;
const maxTries = 10;
/** The most pieces of an item; one read fetches them all. */
const maxPieces = Math.ceil(bounds.libraryItem / limits.piece);
const pieceNumbers = Array.from({ length: maxPieces }, (_, n) => n);

export class Library {
  readonly #kv: Kv;
  readonly #clock: () => number;

  constructor({ kv, clock }: Pick<AppServices, "kv" | "clock">) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** Yields items, last changed first. Reads each when it is asked for, as together they may be many megabytes. */
  async *items<K extends Kind>(
    kind: K,
    teacher: string,
  ): AsyncGenerator<LibraryItem<K>> {
    for (const { id } of await this.listSummaries(kind, teacher)) {
      const item = await this.#read({ kind, teacher, id });
      if (item && item.removed === undefined) yield item.item;
    }
  }

  /** Like `items`, without the items themselves. */
  async listSummaries(kind: Kind, teacher: string): Promise<ItemSummary[]> {
    const summaries: ItemSummary[] = [];
    for (const [id, stored] of await this.#listStored(kind, teacher)) {
      const { at, shown, removed } = stored;
      if (removed === undefined) summaries.push({ id, at, ...shown });
      else if (this.#clock() - removed > deletedItemMs) {
        await this.#purge({ kind, teacher, id });
      }
    }
    return summaries.sort((a, b) => b.at - a.at);
  }

  /** Refuses with `not-found` if the item is missing or deleted. */
  async get<K extends Kind>(
    kind: K,
    teacher: string,
    id: string,
  ): Promise<LibraryItem<K>> {
    if (!isId(id)) throw refusal("not-found");
    const entry = await this.#read({ kind, teacher, id });
    if (!entry || entry.removed !== undefined) throw refusal("not-found");
    return entry.item;
  }

  /** Adds an item. A repeated request returns the stored one (SYNC-3). Refuses an id that another item has. */
  async add<K extends Kind>(
    kind: K,
    teacher: string,
    item: LibraryKinds[K],
    id?: string,
  ): Promise<LibraryItem<K>> {
    const place = { kind, teacher, id: id ?? newId() };
    const existing = id && await this.#findEqual(place, item);
    if (existing) return existing;
    await this.#requireRoom(kind, teacher, 1);
    return await this.#add(place, item);
  }

  /** The stored item if it equals `item`, else null. */
  async #findEqual<K extends Kind>(
    place: Place<K>,
    item: LibraryKinds[K],
  ): Promise<LibraryItem<K> | null> {
    const stored = await this.#read(place);
    if (!stored || stored.removed !== undefined) return null;
    const expected = { ...item, id: place.id, at: stored.item.at };
    return JSON.stringify(expected) === JSON.stringify(stored.item)
      ? stored.item
      : null;
  }

  /** Adds items in order: all or none. */
  async addAll<K extends Kind>(
    kind: K,
    teacher: string,
    items: readonly LibraryKinds[K][],
  ): Promise<LibraryItem<K>[]> {
    await this.#requireRoom(kind, teacher, items.length);
    const added: LibraryItem<K>[] = [];
    try {
      for (const item of items) {
        added.push(await this.#add({ kind, teacher, id: newId() }, item));
      }
      return added;
    } catch (error) {
      for (const { id } of added) await this.#purge({ kind, teacher, id });
      throw error;
    }
  }

  /** @param expected the `at` of the version to replace; refused if another is stored */
  async replace<K extends Kind>(
    kind: K,
    teacher: string,
    id: string,
    item: LibraryKinds[K],
    expected?: number,
  ): Promise<LibraryItem<K>> {
    const place = { kind, teacher, id };
    for (let tried = 0; tried < maxTries; tried++) {
      const entry = await this.#index(place);
      if (!entry.value || entry.value.removed !== undefined) {
        throw refusal("not-found");
      }
      if (expected !== undefined && entry.value.at !== expected) {
        throw refusal("item-changed-elsewhere");
      }
      try {
        return await this.#write(place, item, entry);
      } catch (error) {
        if (error !== lostUpdate) throw error;
      }
    }
    throw refusal("conflict");
  }

  /** Deletes an item, which can be restored for {@link deletedItemMs}. */
  remove(kind: Kind, teacher: string, id: string): Promise<void> {
    return this.#changeStored({ kind, teacher, id }, (stored) => {
      if (stored.removed !== undefined) throw refusal("not-found");
      return { ...stored, removed: this.#clock() };
    });
  }

  /** Restores a deleted item. Refuses if the library is full, or after {@link deletedItemMs}. */
  async restore(
    kind: Kind,
    teacher: string,
    id: string,
  ): Promise<void> {
    const place = { kind, teacher, id };
    const { value } = await this.#index(place);
    if (value?.removed !== undefined) await this.#requireRoom(kind, teacher, 1);
    await this.#changeStored(place, ({ removed = -Infinity, ...stored }) => {
      if (this.#clock() - removed > deletedItemMs) {
        throw refusal("too-late-to-undo");
      }
      return stored;
    });
  }

  /** Ids of pictures in a teacher's quizzes, also in deleted ones that can be restored. */
  async picturesOf(teacher: string): Promise<Set<string>> {
    const pictureIds = new Set<string>();
    for (const id of (await this.#listStored("quiz", teacher)).keys()) {
      // The quiz was purged meanwhile.
      const quiz = await this.#read({ kind: "quiz", teacher, id });
      if (!quiz) continue;
      const { questions, unfinished = [] } = quiz.item;
      const allQuestions = [
        ...questions,
        ...unfinished.map(({ question }) => question),
      ];
      for (const { image } of allQuestions) if (image) pictureIds.add(image);
    }
    return pictureIds;
  }

  /**
   * Purges deleted items that can no longer be restored.
   * @param purged called once for each teacher whose items were purged
   */
  async sweep(purged: (teacher: string) => Promise<void>): Promise<void> {
    const owners = new Set<string>();
    const entries = this.#kv.list<number>({ prefix: kvKeys.discarded() });
    for await (const { key, value } of entries) {
      if (this.#clock() - value <= deletedItemMs) continue;
      const [, kind, teacher, id] = key as [string, Kind, string, string];
      await this.#purge({ kind, teacher, id });
      owners.add(teacher);
    }
    for (const teacher of owners) await purged(teacher);
  }

  async forgetTeacher(teacher: string): Promise<void> {
    for (const kind of ["template", "quiz"] as const) {
      for (const id of (await this.#listStored(kind, teacher)).keys()) {
        await this.#purge({ kind, teacher, id });
      }
    }
  }

  async #requireRoom(
    kind: Kind,
    teacher: string,
    count: number,
  ): Promise<void> {
    const stored = await this.#listStored(kind, teacher);
    const present = [...stored.values()].filter((it) =>
      it.removed === undefined
    );
    if (present.length + count > bounds.library) {
      throw refusal("library-full", { most: bounds.library });
    }
  }

  async #add<K extends Kind>(
    place: Place<K>,
    item: LibraryKinds[K],
  ): Promise<LibraryItem<K>> {
    try {
      return await this.#write(place, item, null);
    } catch (error) {
      if (error !== lostUpdate) throw error;
      const existing = await this.#findEqual(place, item);
      if (existing) return existing;
      throw refusal("item-changed-elsewhere");
    }
  }

  async #changeStored(
    place: Place,
    change: (stored: Stored) => Stored,
  ): Promise<void> {
    const discarded = kvKeys.discarded(place.kind, place.teacher, place.id);
    for (let tried = 0; tried < maxTries; tried++) {
      const entry = await this.#index(place);
      if (!entry.value) throw refusal("not-found");
      const { key } = entry;
      const next = change(entry.value);
      const atomic = this.#kv.atomic().check(entry).set(key, next);
      if (next.removed === undefined) atomic.delete(discarded);
      else atomic.set(discarded, next.removed);
      if ((await atomic.commit()).ok) return;
    }
    throw refusal("conflict");
  }

  /** Writes an item in one atomic commit. Throws {@link lostUpdate} if another write came first. */
  async #write<K extends Kind>(
    { kind, teacher, id }: Place<K>,
    item: LibraryKinds[K],
    previous: KvEntryMaybe<Stored> | null,
  ): Promise<LibraryItem<K>> {
    const key = kvKeys.library(kind, teacher, id);
    const bytes = new TextEncoder().encode(JSON.stringify(item));
    if (bytes.length > bounds.libraryItem) throw refusal("item-too-long");
    const pieces = splitPieces(bytes);
    // Versions of an item never share a time.
    const changedAt = Math.max(this.#clock(), (previous?.value?.at ?? 0) + 1);
    const atomic = this.#kv.atomic()
      .check({ key, versionstamp: previous?.versionstamp ?? null })
      .set(
        key,
        {
          at: changedAt,
          shown: summaryOf(item),
          pieces: pieces.length,
        } satisfies Stored,
      );
    for (const [n, piece] of pieces.entries()) {
      atomic.set(kvKeys.kept(kind, teacher, id, n), piece);
    }
    for (let n = pieces.length; n < (previous?.value?.pieces ?? 0); n++) {
      atomic.delete(kvKeys.kept(kind, teacher, id, n));
    }
    if (!(await atomic.commit()).ok) throw lostUpdate;
    // The account may have been deleted meanwhile.
    if (!(await this.#kv.get(kvKeys.account(teacher))).value) {
      await this.#purge({ kind, teacher, id });
      throw refusal("not-found");
    }
    return { ...item, id, at: changedAt };
  }

  /** Reads the index and all pieces at once: between two reads the item may change. */
  async #read<K extends Kind>(
    { kind, teacher, id }: Place<K>,
  ): Promise<{ item: LibraryItem<K>; removed?: number } | null> {
    const [{ value: stored }, ...rest] = await this.#kv.getMany<
      [Stored, ...Uint8Array[]]
    >([
      kvKeys.library(kind, teacher, id),
      ...pieceNumbers.map((n) => kvKeys.kept(kind, teacher, id, n)),
    ]);
    if (!stored) return null;
    const { at, pieces, removed } = stored;
    const storedPieces = rest.flatMap(({ value }) => value ?? []);
    if (storedPieces.length !== pieces) {
      throw new Error("a thing of a library is not whole");
    }
    const text = new TextDecoder().decode(joinPieces(storedPieces));
    const item = JSON.parse(text) as LibraryKinds[K];
    return { item: { ...item, id, at }, removed };
  }

  /** The index of all items by id, also of deleted ones. */
  async #listStored(
    kind: Kind,
    teacher: string,
  ): Promise<Map<string, Stored>> {
    const storedById = new Map<string, Stored>();
    const prefix = kvKeys.library(kind, teacher);
    for await (const { key, value } of this.#kv.list<Stored>({ prefix })) {
      storedById.set(String(key.at(-1)), value);
    }
    return storedById;
  }

  async #index(
    { kind, teacher, id }: Place,
  ): Promise<KvEntryMaybe<Stored>> {
    if (!isId(id)) throw refusal("not-found");
    return await this.#kv.get<Stored>(kvKeys.library(kind, teacher, id));
  }

  async #purge({ kind, teacher, id }: Place): Promise<void> {
    const atomic = this.#kv.atomic()
      .delete(kvKeys.library(kind, teacher, id))
      .delete(kvKeys.discarded(kind, teacher, id));
    for (const n of pieceNumbers) {
      atomic.delete(kvKeys.kept(kind, teacher, id, n));
    }
    await atomic.commit();
  }
}

const lostUpdate = new Error("written meanwhile");

function summaryOf(item: Template | QuizBody): Stored["shown"] {
  const { name } = item;
  if (!("questions" in item)) return { name, description: item.description };
  const left = item.unfinished?.length ?? 0;
  return { name, count: item.questions.length + left, left };
}
