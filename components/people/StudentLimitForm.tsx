import { useSignal } from "@preact/signals";
import { bounds } from "../../classroom/model/bounds.ts";
import { crowd as t } from "texts/people_crowd.ts";
import { Button, Form } from "../ui/Button.tsx";
import { InputField } from "../ui/InputField.tsx";
import { useTypedValue } from "../ui/use_typed_value.ts";
import "./people.css";

const { min, max } = bounds.students;

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
  const savedText = useSignal("");
  const limit = Number(typed.value);
  const isGood = Number.isInteger(limit) && limit >= min && limit <= max;
  const save = async () => {
    if (!isGood) return;
    savedText.value = await onSave(limit) ? t.saved : "";
  };
  return (
    <Form class="stack tight most-students" onSubmit={save}>
      <InputField
        id="most-students"
        label={t.mostStudents}
        hint={t.mostStudentsHint({ present })}
        error={isGood ? "" : t.outOfBounds({ least: min, most: max })}
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        value={typed}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          savedText.value = "";
        }}
      />
      <div class="actions">
        <Button type="submit" disabled={!isGood || limit === ceiling}>
          {t.save}
        </Button>
        <span role="status">{savedText}</span>
      </div>
    </Form>
  );
}
