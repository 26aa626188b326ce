/** Instructions to students, kept when the teacher leaves the box (B-18). */
import { useRef } from "preact/hooks";
import { bounds } from "../../../classroom/schema/bounds.ts";

/** The box. What others change in the meantime comes in unless one is in it. */
export function InstructionsField(props: {
  id: string;
  label: string;
  hint?: string;
  value: string;
  onKeep: (words: string | null) => void;
}) {
  const { id, value } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <textarea
        id={id}
        ref={box}
        key={value}
        class="input"
        rows={2}
        maxLength={bounds.instructions}
        defaultValue={value}
        aria-describedby={props.hint && `${id}-hint`}
        onChange={(event) =>
          props.onKeep(event.currentTarget.value.trim() || null)}
      />
      {props.hint && <p class="hint" id={`${id}-hint`}>{props.hint}</p>}
    </div>
  );
}
