/**
 * **Erase data** (O-3): takes everything of one student out of a session, while it runs or after it; others' words stay
 * and keep their places. First the student is out, so that nothing more comes from them; then their traces go, document
 * by document; at last the log is folded, which still holds all of it. The KV names the student until that is done, so
 * that a crash only delays it.
 *
 * Key: `["erasing", s, m]` → {@link Erasing}.
 */
import type { Tx } from "../../sync/authority.ts";
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import type { Sync } from "../../sync/sync.ts";
import type { Assistant } from "../assistant/assistant.ts";
import { returning, roomFigures, rooms } from "../groups/breakouts_layout.ts";
import { conversationsOf } from "../assistant/conversations.ts";
import type { Deletion } from "./deletion.ts";
import type { Files } from "../files/files.ts";
import { figuresOf } from "../monitoring/figures.ts";
import type { Who } from "../identity.ts";
import { members } from "../layout.ts";
import { membersOf, personIn } from "../people/persons.ts";
import {
  type AnswerClaim,
  keys,
  type WaitingRecord,
} from "../sessions/session_keys.ts";
import { forgetVersions } from "../chat/message_versions.ts";
import { documents as names } from "../schema/documents.ts";
import { isId } from "../schema/ids.ts";
import {
  emptyDocument,
  type Erased,
  isTheirs,
  namesOf,
  scrubRoom,
  scrubSessionAndStaff,
  type SharedWords,
} from "./scrub.ts";
import type { Tokens } from "../accounts/tokens.ts";
import { readTurns } from "../assistant/turns.ts";

/** What is known of somebody under erasure when they are not in the session any more. */
interface Erasing extends Erased {
  conversations: string[];
}

/** What erasing works with. */
export interface ErasureParts {
  kv: Deno.Kv;
  sync: Sync<Who>;
  tokens: Tokens;
  assistant: Pick<Assistant, "stop">;
  files: Pick<Files, "forgetMember">;
  deletion: Pick<Deletion, "forgetPasses">;
  /** Told, once it is stored, that a room reads differently. */
  onRoomChanged: (session: string, room: string) => void;
  /** Told when somebody is erased for good. */
  deleted?: () => void;
}

/** Erases students. */
export class Erasure {
  readonly #parts: ErasureParts;

  constructor(parts: ErasureParts) {
    this.#parts = parts;
  }

  /** Erases a student, and those who were merged with them; resolves when nothing of theirs is left. */
  async erase(who: Who, m: string): Promise<void> {
    if (who.role !== "teacher") throw new Refusal("not-allowed");
    if (!isId(m)) throw new Refusal("not-found");
    const { session: s, member: by } = who;
    const root = names.session(s), staff = names.staff(s);
    const ids = await this.#parts.sync.read(s, [root], ({ doc }) => {
      const entry = members(doc(root)).get(m);
      if (!entry) throw new Refusal("not-found");
      if (entry.role !== "student") {
        throw new Refusal("not-allowed", "Only students can be erased.");
      }
      return membersOf(doc(root), personIn(doc(root), m));
    });
    const own = ids.map((id) => names.member(s, id));
    const erasing = await this.#parts.sync.decide(
      s,
      [root, staff, ...own],
      (tx): Erasing => {
        const session = tx.doc(root);
        const known = own.flatMap((
          it,
        ) => [...conversationsOf(tx.doc(it)).keys()]);
        const erasing: Erasing = {
          ids,
          by,
          conversations: [...new Set(known)],
        };
        const theirs = namesOf(session, ids);
        scrubSessionAndStaff(session, tx.doc(staff), erasing, theirs);
        tx.fact({ key: keys.erasing(s, ids[0]), value: erasing });
        return erasing;
      },
    );
    await this.#goOn(s, ids[0], erasing);
  }

  /** Goes on with what a crash has interrupted; gives how many students that were. */
  async resume(): Promise<number> {
    const left: [s: string, m: string, Erasing][] = [];
    const prefix = keys.erasing();
    for await (
      const { key, value } of this.#parts.kv.list<Erasing>({ prefix })
    ) {
      left.push([String(key[1]), String(key[2]), value]);
    }
    for (const [s, m, erasing] of left) await this.#goOn(s, m, erasing);
    return left.length;
  }

  /** All that comes after the first commit. Harmless twice. */
  async #goOn(s: string, m: string, erasing: Erasing): Promise<void> {
    const { deletion, files, kv, sync } = this.#parts;
    const { ids, conversations } = erasing;
    try {
      for (const id of ids) await deletion.forgetPasses(s, id);
      await this.#forgetWaiting(s, ids);
      await this.#forgetAnswers(s, conversations);
      for (const id of ids) await kv.delete(keys.merged(s, id));
      const words = await this.#wordsOf(s, conversations);
      for (const room of await this.#rooms(s)) {
        await this.#room(s, room, erasing, words);
      }
      // Also of what was deleted before by others, as a teacher's copy of an answer.
      await forgetVersions(kv, s, (it) => isTheirs(it, ids, words));
      for (const id of ids) await files.forgetMember(s, id);
      const theirs = [
        ...conversations.map((c) => names.conversation(s, c)),
        ...ids.map((id) => names.member(s, id)),
      ];
      for (const name of theirs) {
        await sync.decide(s, [name], (tx) => emptyDocument(tx.doc(name)));
      }
      await sync.purge(s);
    } catch (thrown) {
      // The whole session was deleted meanwhile.
      if (!isRefusal(thrown) || thrown.kind !== "not-found") throw thrown;
    }
    await kv.delete(keys.erasing(s, m));
    this.#parts.deleted?.();
  }

  /** Deletes their words in a room, in as many commits as it takes, and on the board. */
  async #room(
    s: string,
    room: string,
    erased: Erased,
    words: SharedWords,
  ): Promise<void> {
    const { onRoomChanged, sync } = this.#parts;
    const name = names.room(s, room), staff = names.staff(s);
    const scrub = (tx: Tx) => {
      const step = scrubRoom(tx.doc(name), erased, words, tx);
      // The board's line may be their words under another's name.
      const board = roomFigures(tx.doc(staff));
      if (board.has(room)) board.set(room, figuresOf(tx.doc(name), tx.now));
      return step;
    };
    let step = await sync.decide(s, [name, staff], scrub);
    while (!step.all) step = await sync.decide(s, [name, staff], scrub);
    if (step.gone.length > 0) onRoomChanged(s, room);
  }

  /** The main room comes last: what is said in the others can be brought back there meanwhile. */
  async #rooms(s: string): Promise<string[]> {
    const root = names.session(s);
    return await this.#parts.sync.read(
      s,
      [root],
      ({ doc }) => [...rooms(doc(root)).keys(), "main"],
    );
  }

  async #wordsOf(
    s: string,
    conversations: readonly string[],
  ): Promise<SharedWords> {
    const { sync } = this.#parts;
    const root = names.session(s);
    const sharers = await sync.read(
      s,
      [root],
      ({ doc }) =>
        [...members(doc(root))].filter(([, { role }]) => role === "teacher")
          .map(([id]) => id),
    );
    const said = new Set<string>();
    for (const c of conversations) {
      const name = names.conversation(s, c);
      const turns = await sync.read(
        s,
        [name],
        ({ doc }) => readTurns(doc(name)),
      );
      for (const { text } of turns) said.add(text);
    }
    return { said, sharers: new Set(sharers) };
  }

  /** Ends what is being answered to them. */
  async #forgetAnswers(
    s: string,
    conversations: readonly string[],
  ): Promise<void> {
    const { assistant, kv } = this.#parts;
    for (const c of conversations) assistant.stop(s, c);
    const claims = kv.list<AnswerClaim>({ prefix: keys.answering(s) });
    for await (const { key, value } of claims) {
      if (conversations.includes(value.conversation)) await kv.delete(key);
    }
  }

  /** Forgets who waits, or has waited, to be let in as them. */
  async #forgetWaiting(s: string, ids: readonly string[]): Promise<void> {
    const { kv, sync, tokens } = this.#parts;
    const staff = names.staff(s);
    const former = await sync.read(
      s,
      [staff],
      ({ doc }) => new Set(returning(doc(staff)).keys()),
    );
    const prefix = keys.waitingOf(s);
    for await (const { key, value } of kv.list<string>({ prefix })) {
      const id = String(key[2]);
      const record = (await kv.get<WaitingRecord>(keys.waiting(id))).value;
      const { kind, member, outcome } = record ?? {};
      const isTheirs = member !== undefined &&
          (ids.includes(member) || kind === "return" && !former.has(member)) ||
        outcome && "in" in outcome && ids.includes(outcome.in);
      if (record && !isTheirs) continue;
      await kv.atomic().delete(keys.waiting(id)).delete(keys.waitingSeen(id))
        .delete(tokens.key("waiting", value)).delete(key).commit();
    }
  }
}
