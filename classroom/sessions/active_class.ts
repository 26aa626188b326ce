/**
 * The one running class of a teacher (S-3). The key `["active", teacher]`, "the teacher's place", has its id. A
 * scheduled class takes the place and then begins, so that two cannot begin. If the process dies between these two
 * steps, the next reader resolves the state.
 */
import { kvKeys, type SessionRecord } from "../storage/kv_keys.ts";
import type { Kv, KvEntryMaybe } from "../../sync/kv/kv.ts";

type Entry<T> = KvEntryMaybe<T>;

export interface ActiveClassState {
  session: string;
  /** `scheduled`: the session was about to begin. `over`: it has ended or was deleted, so the place is free. */
  state: "runs" | "scheduled" | "over";
}

export class ActiveClass {
  readonly #kv: Kv;

  constructor(kv: Kv) {
    this.#kv = kv;
  }

  /** The class that has the teacher's place; null: none. */
  async findHolder(teacher: string): Promise<ActiveClassState | null> {
    const { value: session } = await this.#place(teacher);
    if (session === null) return null;
    const { value } = await this.#record(session);
    if (value === null || value.state === "ended") {
      return { session, state: "over" };
    }
    const state = value.state === "scheduled" ? "scheduled" : "runs";
    return { session, state };
  }

  /**
   * Takes the owner's only place for a running class; returns a function that frees it again. Null: the record has
   * changed, or another class has the place.
   */
  async take(record: SessionRecord): Promise<(() => Promise<void>) | null> {
    const { id, owner } = record;
    const place = await this.#place(owner);
    if (place.value !== null && place.value !== id) return null;
    const ownRecord = await this.#record(id);
    if (!isSameTime(ownRecord.value, record)) return null;
    // Always rewritten, so that another process's undo does not free this place.
    const committed = await this.#kv.atomic().check(place, ownRecord)
      .set(place.key, id).commit();
    if (!committed.ok) return null;
    const { versionstamp } = committed;
    return async () => {
      await this.#kv.atomic().check({ key: place.key, versionstamp })
        .delete(place.key).commit();
    };
  }

  /** Frees the place if it is held by this class, and the class is over, cancelled or begins later. */
  async release(teacher: string, session: string, now: number): Promise<void> {
    const place = await this.#place(teacher);
    const ownRecord = await this.#record(session);
    const record = ownRecord.value;
    if (place.value !== session) return;
    const isOver = record === null || record.state === "ended";
    const isLater = record?.state === "scheduled" &&
      (record.startsAt > now || record.undoUntil !== undefined);
    if (!isOver && !isLater) return;
    await this.#kv.atomic().check(place, ownRecord).delete(place.key).commit();
  }

  #place(teacher: string): Promise<Entry<string>> {
    return this.#kv.get<string>(kvKeys.active(teacher));
  }

  #record(session: string): Promise<Entry<SessionRecord>> {
    return this.#kv.get<SessionRecord>(kvKeys.session(session));
  }
}

function isSameTime(
  record: SessionRecord | null,
  { startsAt }: SessionRecord,
): boolean {
  return record?.state === "scheduled" && record.undoUntil === undefined &&
    record.startsAt === startsAt;
}
