import type { ReadonlySignal } from "@preact/signals";
import { hasAnswered } from "../../../classroom/model/resources/results.ts";
import { isSharedWithRoom } from "../../../classroom/model/resources/shared_resources.ts";
import { currentQuestion } from "../../checks/live/check_progress.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { useComputedFromSession } from "../../client/use_class_session.ts";
import { findOpenCheck } from "../../checks/live/running_checks.ts";
import { DeskResources } from "../../resources/live/desk_resources.ts";
import { titleOf } from "../../resources/live/resource_words.ts";

export interface CurrentCheckAnswers {
  readonly title: string;
  has(student: string): boolean;
  isFor(room: string | null): boolean;
}

export function useCurrentCheckAnswers(
  session: ClassSession | null,
): ReadonlySignal<CurrentCheckAnswers | null> {
  return useComputedFromSession(session, (session) => {
    if (!session?.staff || !session.facts.isLive.value) return null;
    const resources = session.part(DeskResources);
    const now = Date.now() + session.facts.clockOffset.value;
    const check = findOpenCheck(resources.shared.value, now);
    if (!check) return null;
    const people = resources.sheetsOf(check.id);
    const question = currentQuestion(check)?.id;
    return {
      title: titleOf(check),
      has: (student) => hasAnswered(people.value.get(student), question),
      isFor: (room) => isSharedWithRoom(check, room),
    };
  });
}
