/** A check box or switch with its label, and a hint that belongs to it but not to its name. */
import type { JSX } from "preact";

/** What it is given, besides the attributes of an `<input>`. */
interface CheckProps extends JSX.InputHTMLAttributes<HTMLInputElement> {
  id: string;
  label: string;
  hint: string;
}

/** The box. */
export function Check({ label, hint, ...input }: CheckProps) {
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
