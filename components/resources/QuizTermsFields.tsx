/** Fields of the terms of a quiz: pace, time limit, groups. */
import { useId } from "preact/hooks";
import { share as t } from "texts/sharing_live.ts";
import { InputField } from "../ui/InputField.tsx";
import type { RoomWithEmblem } from "../client/group_emblems.ts";
import { AudienceField } from "./AudienceField.tsx";
import { type QuizTerms, quizTimeBounds } from "./quiz_terms.ts";
import "./live/live.css";
import "../ui/forms.css";

const paces = [
  { pace: "own", name: "ownPace", hint: "ownPaceHint" },
  { pace: "together", name: "together", hint: "togetherHint" },
] as const;

export function QuizTermsFields({ terms, rooms }: {
  terms: QuizTerms;
  rooms: Readonly<Record<string, RoomWithEmblem>>;
}) {
  const id = useId();
  const { pace, time, invalidField } = terms;
  const isOwn = pace.value === "own";
  return (
    <div class="stack" onInput={() => invalidField.value = null}>
      <fieldset class="choice-rows stack tight share-choice">
        <legend>{t.pace}</legend>
        {paces.map(({ pace: option, name, hint }) => (
          <div key={option}>
            <label>
              <input
                type="radio"
                name={`${id}-pace`}
                checked={pace.value === option}
                aria-describedby={`${id}-${option}`}
                onChange={() => {
                  // The limit is cleared, because it is in minutes for one pace and in seconds for the other.
                  pace.value = option;
                  time.value = "";
                }}
              />
              {t[name]}
            </label>
            <p class="hint" id={`${id}-${option}`}>{t[hint]}</p>
          </div>
        ))}
      </fieldset>
      <InputField
        id={`${id}-time`}
        inputMode="decimal"
        autoComplete="off"
        class="quiz-time"
        label={isOwn ? t.minutes : t.seconds}
        hint={t.noLimit}
        error={invalidField.value !== "time"
          ? undefined
          : isOwn
          ? t.minutesBounds({ hours: quizTimeBounds.own.most / 60 })
          : t.secondsBounds({
            seconds: quizTimeBounds.together.least,
            hours: quizTimeBounds.together.most / 3600,
          })}
        value={time}
        onInput={(event) => time.value = event.currentTarget.value}
      />
      <AudienceField rooms={rooms} chosen={terms.rooms} />
      {invalidField.value === "rooms" && (
        <p class="field-error" role="alert">{t.chooseGroups}</p>
      )}
    </div>
  );
}
