import { useSignal } from "@preact/signals";
import { bounds } from "../../classroom/model/bounds.ts";
import { crowd as t } from "texts/people_crowd.ts";
import { Button, Form } from "../ui/Button.tsx";
import { InputField } from "../ui/InputField.tsx";
import { useTypedValue } from "../ui/use_typed_value.ts";
import "./people.css";

const { min: least, max: most } = bounds.students;

/**
 * The maximum number of students in the class (J-9).
 *
 * @param onSave resolves to false if refused
 */
export function StudentLimitForm({ ceiling, present, onSave }: {
  ceiling: number;
  present: number;
  onSave: (students: number) => Promise<boolean>;
}) {
  const typed = useTypedValue(String(ceiling));
  const said = useSignal("");
  const wanted = Number(typed.value);
  const isGood = Number.isInteger(wanted) && wanted >= least && wanted <= most;
  const save = async () => {
    if (!isGood) return;
    said.value = await onSave(wanted) ? t.saved : "";
  };
  return (
    <Form class="stack tight most-students" onSubmit={save}>
      <InputField
        id="most-students"
        label={t.mostStudents}
        hint={t.mostStudentsHint({ present })}
        error={isGood ? "" : t.outOfBounds({ least, most })}
        type="number"
        inputMode="numeric"
        min={least}
        max={most}
        value={typed}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          said.value = "";
        }}
      />
      <div class="actions">
        <Button type="submit" disabled={!isGood || wanted === ceiling}>
          {t.save}
        </Button>
        <span role="status">{said}</span>
      </div>
    </Form>
  );
}
