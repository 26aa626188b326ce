import type { Ref } from "preact";
import { quiz as t } from "texts/sharing_class.ts";

/** A question's number and points. The number takes the focus if the question has no field. */
export function QuestionHeading(
  { heading, id, index, count, points }: {
    heading?: Ref<HTMLHeadingElement>;
    id?: string;
    index: number;
    count: number;
    points?: number;
  },
) {
  return (
    <div class="cluster baseline apart quiz-number" id={id}>
      <h3 ref={heading} tabIndex={-1}>
        {t.number({ number: index + 1, of: count })}
      </h3>
      {points !== undefined && points > 0 && (
        <p class="quiet small">{t.points({ count: points })}</p>
      )}
    </div>
  );
}
