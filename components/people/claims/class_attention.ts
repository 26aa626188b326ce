/**
 * Items that need a teacher's attention (raised hands, notes, join requests, worrying words), and the teacher who
 * claimed each (S-9).
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import {
  type AttentionClaim,
  type AttentionKey,
  type AttentionSources,
  claimantOf,
  findAttention,
} from "../../../classroom/model/monitoring/attention.ts";
import {
  attentionClaimsOf,
  studentActivities,
} from "../../../classroom/model/staff_roots.ts";
import { requestAct } from "../../client/session_api.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { signalOfMap } from "../../client/document_signals.ts";

interface Claimant {
  name: string;
  isMine: boolean;
}

export class ClassAttention {
  readonly hasSeveralTeachers: ReadonlySignal<boolean>;
  readonly attention: ReadonlySignal<ReadonlyMap<AttentionKey, number>>;
  readonly unclaimed: ReadonlySignal<readonly AttentionKey[]>;
  /** The claim or release that failed last; null: the last one did not fail. */
  readonly lastFailure = signal<{ key: AttentionKey; why: string } | null>(
    null,
  );
  readonly #claims: ReadonlySignal<Readonly<Record<string, AttentionClaim>>>;

  constructor(readonly session: ClassSession) {
    const { staff, facts, seat } = session;
    if (!staff) throw new Error("students claim nothing");
    const { doc } = staff.document;
    const students = signalOfMap(studentActivities(doc));
    // As JSON of worrying signals only, so that other activity changes nothing.
    const words = computed(() =>
      JSON.stringify(
        Object.fromEntries(
          Object.entries(students.value).flatMap(([id, activity]) => {
            const indicators = activity.signals.filter(({ kind }) =>
              kind === "worrying"
            );
            return indicators.length > 0 ? [[id, { signals: indicators }]] : [];
          }),
        ),
      )
    );
    this.#claims = signalOfMap(attentionClaimsOf(doc));
    this.hasSeveralTeachers = computed(() => {
      if (seat.role !== "teacher") return false;
      const teachers = [...facts.online.value.keys()].filter((id) => {
        const member = facts.members.value[id];
        return member?.role === "teacher" && !member.removed;
      });
      return teachers.length > 1;
    });
    this.attention = computed(() => {
      const isRemoved = (id: string) =>
        facts.members.value[facts.personOf(id)]?.removed === true;
      const worried: AttentionSources["students"] = JSON.parse(words.value);
      const attention = findAttention({
        help: staff.helpRequests.value,
        waiting: staff.joinRequests.value,
        byName: staff.membersByName.value,
        students: worried,
        notes: staff.noteThreads.value,
      });
      for (
        const [id, { member }] of Object.entries(staff.membersByName.value)
      ) {
        if (isRemoved(member)) attention.delete(`door-${id}`);
      }
      for (const id of Object.keys(worried)) {
        if (isRemoved(id)) attention.delete(`words-${id}`);
      }
      return attention;
    });
    this.unclaimed = computed(() =>
      [...this.attention.value.keys()].filter((key) => !this.findClaimant(key))
    );
  }

  /** The teacher who has claimed the key; null: nobody has. */
  findClaimant(key: AttentionKey): Claimant | null {
    const { facts, seat } = this.session;
    const claimant = claimantOf(
      this.#claims.value[key],
      this.attention.value.get(key),
    );
    if (claimant === undefined) return null;
    return {
      name: facts.nameOf(claimant) ?? "",
      isMine: claimant === seat.member,
    };
  }

  /** Claims those keys that nobody has claimed. Does nothing if only one teacher is online. */
  claim(...keys: readonly AttentionKey[]): void {
    if (!this.hasSeveralTeachers.peek()) return;
    for (const key of keys) {
      if (this.unclaimed.peek().includes(key)) {
        void this.#ask("PUT /taken/:key", key);
      }
    }
  }

  release(key: AttentionKey): void {
    void this.#ask("DELETE /taken/:key", key);
  }

  async #ask(
    actName: "PUT /taken/:key" | "DELETE /taken/:key",
    key: AttentionKey,
  ): Promise<void> {
    const { session } = this.session.seat;
    const answer = await requestAct(session, actName, { key });
    // It is no failure if the key needs no attention any more.
    const hasFailed = !answer.ok && answer.problem.type !== "not-found";
    this.lastFailure.value = hasFailed
      ? { key, why: answer.problem.detail }
      : null;
  }

  close(): void {}
}
