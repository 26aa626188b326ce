/** Which question it is, and what it counts. */
import type { Ref } from "preact";
import { quiz as t } from "texts/resources_class.ts";

/** The heading; it takes the focus when one comes to its question. */
export function QuestionNumber(
  { heading, at, of, points }: {
    heading?: Ref<HTMLHeadingElement>;
    /** From 0. */
    at: number;
    of: number;
    points?: number;
  },
) {
  return (
    <div class="quiz-number">
      <h3 ref={heading} tabIndex={-1}>{t.number({ number: at + 1, of })}</h3>
      {points !== undefined && points > 0 && (
        <p class="quiet small">{t.points({ count: points })}</p>
      )}
    </div>
  );
}
