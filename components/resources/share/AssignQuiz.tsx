/** **Assign an In-Class Quiz** (R-2): which, for whom, at whose pace, and for how long. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { share as t } from "texts/resources_live.ts";
import { RefusedNotice } from "../../session/RefusedNotice.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Modal } from "../../ui/Modal.tsx";
import type { LiveClass } from "../live/live_class.ts";
import { ForWhom } from "./ForWhom.tsx";
import type { Kept } from "./library_list.ts";
import { LibraryPicker } from "./LibraryPicker.tsx";

const paces = [
  { pace: "own", name: "ownPace", hint: "ownPaceHint" },
  { pace: "together", name: "together", hint: "togetherHint" },
] as const;

/** How long there may be, and how many of it make a minute. */
const limits = {
  own: { least: 1, most: 24 * 60, minute: 1 },
  together: { least: 15, most: 60 * 60, minute: 60 },
};

/** The dialog. */
export function AssignQuiz({ lesson, onClose, onAssigned }: {
  lesson: LiveClass;
  onClose: () => void;
  onAssigned: (id: string) => void;
}) {
  const id = useId();
  const chosen = useSignal<Kept | null>(null);
  const rooms = useSignal<ReadonlySet<string> | null>(null);
  const pace = useSignal<"own" | "together">("own");
  const time = useSignal("");
  const wrong = useSignal("");
  const badTime = useSignal("");
  const assign = async () => {
    const { least, most, minute } = limits[pace.value];
    const units = time.value.trim() === "" ? undefined : Number(time.value);
    if (!chosen.value) return void (wrong.value = t.chooseOne);
    if (rooms.value?.size === 0) return void (wrong.value = t.chooseGroups);
    if (units !== undefined && !(units >= least && units <= most)) {
      badTime.value = pace.value === "own" ? t.minutesBounds : t.secondsBounds;
      return;
    }
    const quiz = await lesson.actions.share({
      quiz: chosen.value.id,
      pace: pace.value,
      ...(units !== undefined && { minutes: units / minute }),
      ...(rooms.value && { rooms: [...rooms.value] }),
    });
    if (quiz === null) return;
    onClose();
    onAssigned(quiz);
  };
  return (
    <Modal title={t.quiz} onClose={onClose}>
      <Form
        class="stack"
        noValidate
        onSubmit={assign}
        onInput={() => wrong.value = badTime.value = ""}
      >
        <LibraryPicker kind="quizzes" chosen={chosen} />
        <fieldset class="choices">
          <legend>{t.pace}</legend>
          {paces.map(({ pace: one, name, hint }) => (
            <div key={one}>
              <label>
                <input
                  type="radio"
                  name={`${id}-pace`}
                  checked={pace.value === one}
                  aria-describedby={`${id}-${one}`}
                  onChange={() => {
                    pace.value = one;
                    time.value = "";
                  }}
                />
                {t[name]}
              </label>
              <p class="hint" id={`${id}-${one}`}>{t[hint]}</p>
            </div>
          ))}
        </fieldset>
        <Field
          id={`${id}-time`}
          type="number"
          inputMode="numeric"
          class="assign-time"
          label={pace.value === "own" ? t.minutes : t.seconds}
          hint={t.noLimit}
          error={badTime.value}
          min={limits[pace.value].least}
          max={limits[pace.value].most}
          value={time}
          onInput={(event) => time.value = event.currentTarget.value}
        />
        <ForWhom rooms={lesson.rooms} chosen={rooms} />
        <RefusedNotice api={lesson.actions} />
        <div class="actions">
          <Button type="submit" look="main">{t.assign}</Button>
          <p class="field-error" role="alert">{wrong}</p>
        </div>
      </Form>
    </Modal>
  );
}
