/** The teacher decides at once on all who are new (J-9); until the class begins, on all who are early (S-7). */
import { isRefusal, type Refusal } from "../../../sync/refusal.ts";
import type { Tx } from "../../../sync/authority.ts";
import { requireRunning } from "../../model/acting.ts";
import { type ClassDocuments, info, waitingIn } from "../../model/layout.ts";
import type { Waiting } from "../../model/members.ts";
import { keys, type WaitingRecord } from "../../storage/session_keys.ts";
import { addNew, admissionFacts, admitByTeacher } from "../admission.ts";
import type { Outcome } from "../waiting_list.ts";

/** What came of a decision on many: on how many it was, and how many wait on. */
export interface DecisionCount {
  decided: number;
  waiting: number;
}

/** The decision; `strangers`: of those who are early, only on whom the class does not know. */
interface Decision {
  decision: "let-in" | "refuse";
  strangers?: true;
}

/** How many are decided on in one commit. */
const atOnce = 50;

/** Decides on as many of them as one commit takes; `full`: why the rest of them wait on. */
export function decideSome(
  docs: ClassDocuments,
  tx: Tx,
  session: string,
  { decision, strangers }: Decision,
): DecisionCount & { full?: Refusal } {
  const isAhead = info(docs.session, "state") === "scheduled" &&
    decision === "refuse";
  // Until the class begins one can only be turned away.
  if (!isAhead) requireRunning(docs.session, tx.now);
  const kind: Waiting["kind"] = isAhead ? "start" : "new";
  const list = waitingIn(docs.staff);
  const all = [...list].filter(([, it]) =>
    it.kind === kind && !(isAhead && strangers && it.known)
  ).sort(([, a], [, b]) => a.at - b.at);
  let decided = 0;
  for (const [id, entry] of all.slice(0, atOnce)) {
    let outcome: Outcome = { refused: "not-allowed", at: tx.now };
    if (decision === "let-in") {
      try {
        const facts = admissionFacts(docs, tx);
        outcome = addNew(docs, admitByTeacher(facts, entry.name), tx.now);
      } catch (thrown) {
        const kind = isRefusal(thrown) ? thrown.kind : "";
        if (!isRefusal(thrown) || !/^(room-full|name-refused)$/.test(kind)) {
          throw thrown;
        }
        // A teacher may have taken a name like theirs since they came: they stay refused, and the others get in.
        if (kind === "room-full") {
          return { decided, waiting: all.length - decided, full: thrown };
        }
      }
    }
    list.delete(id);
    tx.fact({
      key: keys.waiting(id),
      value: { session, ...entry, outcome } satisfies WaitingRecord,
    });
    decided++;
  }
  return { decided, waiting: all.length - decided };
}
