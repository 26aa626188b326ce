/**
 * Deletes sessions, and those of deleted accounts (O-3). One commit makes a session inaccessible: it deletes its
 * record, code, list entry and the head of its space. The rest follows; a key names the session until all is gone, so
 * that the next start finishes after a crash.
 */
import type { Fact } from "../../sync/authority.ts";
import type { Assistant } from "../assistant/assistant.ts";
import type { Files } from "../files/files.ts";
import type { Images } from "../library/images.ts";
import type { Library } from "../library/library.ts";
import type { Colleagues } from "../people/staff/colleagues.ts";
import type { JoinRequests } from "../people/staff/join_requests.ts";
import { formerMemberKeys } from "../people/pass_revocation.ts";
import {
  type JoinRecord,
  kvKeys,
  type SessionRecord,
} from "../storage/kv_keys.ts";
import { startKeys } from "../sessions/record_updates.ts";
import type { AppServices } from "../app_services.ts";
import type { KvEntry, KvKey } from "../../sync/kv/kv.ts";

/** Entries per atomic write: some have several keys, and the KV allows a thousand. */
const keysPerCommit = 200;
/** Retries after concurrent changes of the session. */
const maxSweeps = 100;

interface DeletionParts
  extends Pick<AppServices, "kv" | "sync" | "tokens" | "clock" | "onDeleted"> {
  assistant: Pick<Assistant, "forgetSession">;
  files: Pick<Files, "forgetSession">;
  library: Pick<Library, "forgetTeacher">;
  images: Pick<Images, "forgetTeacher">;
  colleagues: Pick<Colleagues, "forgetTeacher">;
  joinRequests: Pick<JoinRequests, "forgetTeacher">;
}

export class Deletion {
  readonly #parts: DeletionParts;

  constructor(parts: DeletionParts) {
    this.#parts = parts;
  }

  /** Deletes a session and waits until nothing is left. False: it does not exist, or `fits` returned false. */
  async deleteSession(
    s: string,
    fits: (record: SessionRecord) => boolean = () => true,
  ): Promise<boolean> {
    const { assistant, clock, kv, sync } = this.#parts;
    for (let attempt = 0; attempt < maxSweeps; attempt++) {
      const record = await kv.get<SessionRecord>(kvKeys.session(s));
      if (!record.value || !fits(record.value)) return false;
      const { code, owner, startsAt } = record.value;
      // The code may belong to another session by now.
      const sessionLists = await kv.getMany<string[]>([
        kvKeys.code(code),
        kvKeys.active(owner),
      ]);
      const checks = [record, ...sessionLists]
        .map(({ key, versionstamp }) => ({ key, versionstamp }));
      const deletedKeys = [
        kvKeys.session(s),
        kvKeys.owned(owner, s),
        kvKeys.running(s),
        ...startKeys(record.value, startsAt),
        kvKeys.roomsDue(s),
        kvKeys.alertsDue(s),
        kvKeys.purgeDue(s),
        ...sessionLists.filter(({ value }) => value === s).map((
          { key },
        ) => [...key]),
      ];
      const facts: Fact[] = deletedKeys.map((key) => ({ key, delete: true }));
      facts.push({ key: kvKeys.deleting(s), value: clock() });
      if (!await sync.delete(s, { checks, facts })) continue;
      assistant.forgetSession(s);
      await this.#sweep(s);
      return true;
    }
    throw new Error("a session changed each time while it was to be deleted");
  }

  async deleteAccount(teacher: string): Promise<void> {
    const { colleagues, joinRequests, kv, library, images, tokens } =
      this.#parts;
    await colleagues.forgetTeacher(teacher);
    await joinRequests.forgetTeacher(teacher);
    await library.forgetTeacher(teacher);
    await images.forgetTeacher(teacher);
    for await (const { key } of kv.list({ prefix: kvKeys.owned(teacher) })) {
      await this.deleteSession(String(key[2]));
    }
    await tokens.deleteWhere("teacher", (it) => it.teacher === teacher);
    await tokens.deleteWhere("device", (it) => it.account === teacher);
    await tokens.deleteWhere("reset", (it) => it.account === teacher);
    await kv.delete(kvKeys.scheduling(teacher));
    await kv.delete(kvKeys.leaving(teacher));
    this.#parts.onDeleted?.();
  }

  /** Resumes interrupted deletions; returns their number. */
  async resume(): Promise<number> {
    const { kv } = this.#parts;
    const names = async (prefix: KvKey) =>
      (await Array.fromAsync(kv.list({ prefix }))).map(({ key }) =>
        String(key[1])
      );
    const sessions = await names(kvKeys.deleting());
    for (const s of sessions) await this.#sweep(s);
    const accounts = await names(kvKeys.leaving());
    for (const teacher of accounts) await this.deleteAccount(teacher);
    return sessions.length + accounts.length;
  }

  /** Deletes the rest of a deleted session. Can be repeated, also concurrently. */
  async #sweep(s: string): Promise<void> {
    const { files, kv, sync, tokens } = this.#parts;
    await files.forgetSession(s);
    await this.voidMemberCookies(s);
    await this.#deleteEach<string>(kvKeys.waitingOf(s), ({ key, value }) => [
      kvKeys.waiting(String(key[2])),
      kvKeys.waitingSeen(String(key[2])),
      tokens.key("waiting", value),
    ]);
    await this.#deleteEach(
      kvKeys.seat(s),
      ({ key }) => [
        kvKeys.helps(String(key[2]), s),
        kvKeys.helpsNow(String(key[2]), s),
      ],
    );
    await this.#deleteEach(
      kvKeys.invited(s),
      ({ key }) => [kvKeys.invitedTo(String(key[2]), s)],
    );
    await this.#deleteEach(kvKeys.merged(s), () => []);
    await this.#deleteEach(kvKeys.answering(s), () => []);
    await this.#deleteEach(kvKeys.alert(s), () => []);
    await this.#deleteEach(kvKeys.unreadPage(s), () => []);
    await sync.sweep(s);
    await kv.delete(kvKeys.deleting(s));
    this.#parts.onDeleted?.();
  }

  /**
   * Voids the cookies of a session's students, or only of these members, and deletes the entries that tie their
   * browsers to them.
   */
  async voidMemberCookies(
    s: string,
    memberIds?: readonly string[],
  ): Promise<void> {
    const { tokens } = this.#parts;
    await tokens.deleteWhere(
      "press",
      (it) =>
        it.session === s && (memberIds?.includes(String(it.member)) ?? true),
    );
    for (const m of memberIds ?? [undefined]) {
      await this.#deleteEach<JoinRecord>(
        kvKeys.entered(s, m),
        ({ key, value }) => [
          ...value.later ? [] : [tokens.key("member", String(key[3]))],
          kvKeys.browser(value.browser, s, String(key[2])),
          kvKeys.left(value.browser, s, String(key[2])),
          ...formerMemberKeys(String(key[3]), value),
        ],
      );
    }
  }

  async #deleteEach<T>(
    prefix: KvKey,
    also: (entry: KvEntry<T>) => KvKey[],
  ): Promise<void> {
    const { kv } = this.#parts;
    let atomic = kv.atomic(), count = 0;
    for await (const entry of kv.list<T>({ prefix })) {
      for (const key of [...also(entry), entry.key]) atomic.delete(key);
      if (++count % keysPerCommit > 0) continue;
      await atomic.commit();
      atomic = kv.atomic();
    }
    if (count % keysPerCommit > 0) await atomic.commit();
  }
}
