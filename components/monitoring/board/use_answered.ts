/** Answers to the current poll or question (N-4). */
import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { hasAnswered } from "../../../classroom/model/resources/results.ts";
import { isFor } from "../../../classroom/model/resources/shared.ts";
import { currentQuestion } from "../../checks/live/standing.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { answeredNow } from "../../desk/running.ts";
import { LiveResources } from "../../sharing/live/live_resources.ts";
import { titleOf } from "../../sharing/live/shared_words.ts";

export interface AskedNow {
  readonly title: string;
  has(student: string): boolean;
  isFor(room: string | null): boolean;
}

export function useAskedNow(
  session: ClassSession | null,
): ReadonlySignal<AskedNow | null> {
  const opened = useSignal(session);
  useEffect(() => void (opened.value = session), [session]);
  return useComputed(() => {
    const of = opened.value;
    if (!of?.staff || !of.facts.live.value) return null;
    const resources = of.part(LiveResources);
    const now = Date.now() + of.facts.clockOffset.value;
    const check = answeredNow(resources.shared.value, now);
    if (!check) return null;
    const people = resources.peopleOf(check.id);
    const question = currentQuestion(check)?.id;
    return {
      title: titleOf(check),
      has: (student) => hasAnswered(people.value.get(student), question),
      isFor: (room) => isFor(check, room),
    };
  });
}
