/**
 * The one class of a teacher that runs (S-3), as `["active", teacher]` has it. A scheduled class takes that place
 * before it begins, so that of two none begins beside the other; between the two a process may die, and whoever meets
 * the place then finds out what has become of the class that has it.
 */
import { keys, type SessionRecord } from "../storage/session_keys.ts";
import type { Kv, KvEntryMaybe } from "../../sync/kv/kv.ts";

type Entry<T> = KvEntryMaybe<T>;

/** Who has the place, and how it stands with them. */
export interface ClassHolder {
  session: string;
  /** `scheduled`: it was about to begin. `over`: it is not there any more, and the place is free. */
  stands: "runs" | "scheduled" | "over";
}

/** The places of all teachers. */
export class ActiveClass {
  readonly #kv: Kv;

  constructor(kv: Kv) {
    this.#kv = kv;
  }

  /** Who has a teacher's place; null: it is free. */
  async holder(teacher: string): Promise<ClassHolder | null> {
    const { value: session } = await this.#place(teacher);
    if (session === null) return null;
    const { value } = await this.#record(session);
    if (value === null || value.state === "ended") {
      return { session, stands: "over" };
    }
    const stands = value.state === "scheduled" ? "scheduled" : "runs";
    return { session, stands };
  }

  /**
   * Takes the place for a class that is to begin now, as its record has it; gives what undoes it, or null where it has
   * changed, or the place is another's.
   */
  async take(record: SessionRecord): Promise<(() => Promise<void>) | null> {
    const { id, owner } = record;
    const place = await this.#place(owner);
    if (place.value !== null && place.value !== id) return null;
    const known = await this.#record(id);
    if (!isSameTime(known.value, record)) return null;
    // Written anew where it was theirs: another process that gives it up does not take it from this one.
    const taken = await this.#kv.atomic().check(place, known)
      .set(place.key, id).commit();
    if (!taken.ok) return null;
    const { versionstamp } = taken;
    return async () => {
      await this.#kv.atomic().check({ key: place.key, versionstamp })
        .delete(place.key).commit();
    };
  }

  /** Frees the place that a class has which is over, or is not to begin yet. */
  async release(teacher: string, session: string, now: number): Promise<void> {
    const place = await this.#place(teacher);
    const known = await this.#record(session);
    const record = known.value;
    if (place.value !== session) return;
    const isOver = record === null || record.state === "ended";
    const isLater = record?.state === "scheduled" &&
      (record.startsAt > now || record.undoUntil !== undefined);
    if (!isOver && !isLater) return;
    await this.#kv.atomic().check(place, known).delete(place.key).commit();
  }

  #place(teacher: string): Promise<Entry<string>> {
    return this.#kv.get<string>(keys.active(teacher));
  }

  #record(session: string): Promise<Entry<SessionRecord>> {
    return this.#kv.get<SessionRecord>(keys.session(session));
  }
}

function isSameTime(
  known: SessionRecord | null,
  { startsAt }: SessionRecord,
): boolean {
  return known?.state === "scheduled" && known.undoUntil === undefined &&
    known.startsAt === startsAt;
}
