import { useSignal } from "@preact/signals";
import { crowd as t } from "texts/people_crowd.ts";
import { Button, Form } from "../ui/Button.tsx";
import { Checkbox } from "../ui/Checkbox.tsx";
import { Modal } from "../ui/Modal.tsx";
import { formatTime } from "../../formats/format_time.ts";
import type { StudentActions } from "./student_actions.ts";
import {
  type JoinRush,
  maxRemovalMinutes,
  removalChoices,
} from "./join_rush.ts";
import type { Student } from "./students.ts";
import "./people.css";

/** **Remove all who joined since …** (J-4). The choices stay as at the time of opening, so that nothing moves. */
export function RemoveSinceDialog(
  { present, rush, now, zone, actions, onClose }: {
    present: readonly Student[];
    rush: JoinRush | null;
    now: number;
    zone: string;
    actions: StudentActions;
    onClose: () => void;
  },
) {
  const moments = useSignal(removalChoices(present, rush, now)).value;
  const chosenIndex = useSignal(
    Math.max(0, moments.findIndex(({ minutes }) => minutes === null)),
  );
  const stayingIds = useSignal<ReadonlySet<string>>(new Set());
  const deletesMessages = useSignal(true);
  const moment = moments[chosenIndex.value];
  const removedStudents =
    moment?.students.filter(({ id }) => !stayingIds.value.has(id)) ?? [];
  const keep = (id: string, shouldStay: boolean) => {
    const next = new Set(stayingIds.value);
    if (shouldStay) next.add(id);
    else next.delete(id);
    stayingIds.value = next;
  };
  const remove = () => {
    void actions.removeSince(
      moment.since,
      [...stayingIds.value],
      deletesMessages.value,
    );
    onClose();
  };
  return (
    <Modal title={t.removeSince} kind="remove-since" onClose={onClose}>
      {moment === undefined
        ? <p>{t.nobodyNew({ minutes: maxRemovalMinutes })}</p>
        : (
          <Form class="stack" onSubmit={remove}>
            <fieldset class="stack tight">
              <legend>{t.since}</legend>
              {moments.map(({ since, minutes, students }, n) => (
                <label class="moment" key={since}>
                  <input
                    type="radio"
                    name="since"
                    checked={n === chosenIndex.value}
                    onChange={() =>
                      chosenIndex.value = n}
                  />
                  <span>
                    {minutes === null
                      ? t.sinceRush({ time: formatTime(since, "hour", zone) })
                      : t.sinceMinutes({ minutes })}
                  </span>
                  <span class="quiet figures">
                    {t.students({ count: students.length })}
                  </span>
                </label>
              ))}
            </fieldset>
            <fieldset class="stack tight">
              <legend>{t.who}</legend>
              <ul class="scroll gone-list">
                {moment.students.map(({ id, name, joinedAt }) => (
                  <li key={id}>
                    <label>
                      <input
                        type="checkbox"
                        checked={!stayingIds.value.has(id)}
                        onChange={(event) =>
                          keep(id, !event.currentTarget.checked)}
                      />
                      <span>{name}</span>
                      <span class="quiet small figures">
                        {formatTime(joinedAt, "hour", zone)}
                      </span>
                    </label>
                  </li>
                ))}
              </ul>
            </fieldset>
            <Checkbox
              id="delete-too"
              label={t.deleteToo}
              hint={t.deleteTooHint}
              checked={deletesMessages.value}
              onChange={(event) =>
                deletesMessages.value = event.currentTarget.checked}
            />
            <p class="quiet small">{t.removeHint}</p>
            <div class="actions">
              <Button
                type="submit"
                look="stop"
                disabled={removedStudents.length === 0}
              >
                {t.remove({ count: removedStudents.length })}
              </Button>
            </div>
          </Form>
        )}
    </Modal>
  );
}
