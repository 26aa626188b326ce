/**
 * Calls for a teacher, and which teacher took each (S-9). A single teacher is
 * never asked to take one.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import {
  type AttentionKey,
  attentionOf,
  type AttentionSources,
  type Taken,
  takenBy,
} from "../../../classroom/model/monitoring/attention.ts";
import type { StudentActivity } from "../../../classroom/model/monitoring/activity.ts";
import { askSession } from "../../client/session_api.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { follow } from "../../client/follow.ts";

interface Holder {
  name: string;
  /** The holder is this page's teacher. */
  mine: boolean;
}

export class ClassSignalClaims {
  /** More than one teacher is here. */
  readonly several: ReadonlySignal<boolean>;
  readonly attention: ReadonlySignal<ReadonlyMap<AttentionKey, number>>;
  /** Calls that no teacher has taken. */
  readonly free: ReadonlySignal<readonly AttentionKey[]>;
  /** The last failed take or give-back. */
  readonly failed = signal<{ key: AttentionKey; why: string } | null>(null);
  readonly #taken: ReadonlySignal<Readonly<Record<string, Taken>>>;

  constructor(readonly session: ClassSession) {
    const { staff, facts, seat } = session;
    if (!staff) throw new Error("students are not called");
    const { doc } = staff.document;
    const students: ReadonlySignal<
      Readonly<Record<string, StudentActivity>>
    > = follow(doc.getMap<StudentActivity>("students"), (map) => map.toJSON());
    // Only worrying signals matter here; as JSON, other activity changes
    // nothing.
    const words = computed(() =>
      JSON.stringify(
        Object.fromEntries(
          Object.entries(students.value).flatMap(([id, it]) => {
            const signals = it.signals.filter(({ kind }) =>
              kind === "worrying"
            );
            return signals.length > 0 ? [[id, { signals }]] : [];
          }),
        ),
      )
    );
    this.#taken = follow(doc.getMap<Taken>("taken"), (map) => map.toJSON());
    this.several = computed(() => {
      if (seat.role !== "teacher") return false;
      const here = [...facts.online.value.keys()].filter((id) => {
        const member = facts.members.value[id];
        return member?.role === "teacher" && !member.removed;
      });
      return here.length > 1;
    });
    this.attention = computed(() => {
      const out = (id: string) =>
        facts.members.value[facts.personOf(id)]?.removed === true;
      const worried: AttentionSources["students"] = JSON.parse(words.value);
      const all = attentionOf({
        help: staff.help.value,
        waiting: staff.waiting.value,
        byName: staff.byName.value,
        students: worried,
      });
      for (const [id, { member }] of Object.entries(staff.byName.value)) {
        if (out(member)) all.delete(`door-${id}`);
      }
      for (const id of Object.keys(worried)) {
        if (out(id)) all.delete(`words-${id}`);
      }
      return all;
    });
    this.free = computed(() =>
      [...this.attention.value.keys()].filter((key) => !this.holder(key))
    );
  }

  /** The teacher who took a call, or null. */
  holder(key: AttentionKey): Holder | null {
    const { facts, seat } = this.session;
    const by = takenBy(this.#taken.value[key], this.attention.value.get(key));
    if (by === undefined) return null;
    return { name: facts.nameOf(by) ?? "", mine: by === seat.member };
  }

  /** Takes calls that are free, if several teachers are here. */
  take(...keys: readonly AttentionKey[]): void {
    if (!this.several.peek()) return;
    for (const key of keys) {
      if (this.free.peek().includes(key)) {
        void this.#ask("PUT /taken/:key", key);
      }
    }
  }

  giveBack(key: AttentionKey): void {
    void this.#ask("DELETE /taken/:key", key);
  }

  async #ask(
    at: "PUT /taken/:key" | "DELETE /taken/:key",
    key: AttentionKey,
  ): Promise<void> {
    const { session } = this.session.seat;
    const answer = await askSession(session, at, { key });
    // A call that has ended needs no error.
    const failed = !answer.ok && answer.problem.type !== "not-found";
    this.failed.value = failed ? { key, why: answer.problem.detail } : null;
  }

  close(): void {}
}
