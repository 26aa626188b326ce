/** Instructions to students, kept when the teacher leaves the box (B-18). */
import { bounds } from "../../../classroom/model/bounds.ts";
import { AreaField } from "../../ui/AreaField.tsx";

/** The box. What others change in the meantime comes in unless one is in it. */
export function InstructionsField({ value, onKeep, ...field }: {
  id: string;
  label: string;
  hint?: string;
  value: string;
  onKeep: (words: string | null) => void;
}) {
  return (
    <AreaField
      {...field}
      key={value}
      rows={2}
      maxLength={bounds.instructions}
      defaultValue={value}
      onChange={(event) => onKeep(event.currentTarget.value.trim() || null)}
    />
  );
}
