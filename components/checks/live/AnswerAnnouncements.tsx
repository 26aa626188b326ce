import { useEffect, useRef } from "preact/hooks";
import { live as t } from "texts/sharing_live.ts";
import { isCheck } from "../../../classroom/model/resources/shared_resources.ts";
import { titleOf } from "../../resources/live/resource_words.ts";
import type { LiveClass } from "../../resources/live/live_class.ts";
import { announce } from "../../ui/announce.ts";
import { computeProgress, currentQuestion } from "./check_progress.ts";

const everyMs = 10_000;

/** Announces how many have answered. A component of its own, so that an answer renders nothing else. */
export function AnswerAnnouncements({ lesson }: { lesson: LiveClass }) {
  const lastCounts = useRef(new Map<string, number>());
  const { resources, students } = lesson;
  const running = resources.shared.value.filter(isCheck)
    .filter(({ closed, results }) => !closed && !results)
    .map((check) => {
      const question = currentQuestion(check)?.id;
      const people = resources.sheetsOf(check.id).value;
      return {
        check,
        key: `${check.id} ${question}`,
        progress: computeProgress(check, students, people, question),
      };
    });
  useEffect(() => {
    for (const { check, key, progress } of running) {
      const lastCount = lastCounts.current.get(key);
      lastCounts.current.set(key, progress.answered);
      // Answers that came before the page was opened are not announced.
      if (lastCount === undefined || progress.answered <= lastCount) continue;
      announce(
        `${titleOf(check)}: ${t.answered({ ...progress, of: progress.total })}`,
        {
          topic: `answers ${check.id}`,
          delayMs: 1_500,
          every: everyMs,
        },
      );
    }
  });
  return null;
}
