/** The hint is the checkbox's description, not part of its name. */
import type { JSX } from "preact";

interface CheckboxProps extends JSX.InputHTMLAttributes<HTMLInputElement> {
  id: string;
  label: string;
  hint: string;
}

export function Checkbox({ label, hint, ...input }: CheckboxProps) {
  return (
    <div class="check">
      <input
        {...input}
        type="checkbox"
        name={input.name ?? input.id}
        aria-describedby={`${input.id}-hint`}
      />
      <label for={input.id}>{label}</label>
      <p class="hint" id={`${input.id}-hint`}>{hint}</p>
    </div>
  );
}
