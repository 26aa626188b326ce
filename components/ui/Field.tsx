/** A labelled text field with its hint and, where it was refused, the reason beside it. */
import type { JSX } from "preact";
import "./Field.css";

/** What a field is given, besides the attributes of an `<input>`. */
export interface FieldProps extends JSX.InputHTMLAttributes<HTMLInputElement> {
  id: string;
  label: string;
  hint?: string;
  /** Why what stands in it was refused. */
  error?: string;
}

/** The field. */
export function Field({ label, hint, error, ...input }: FieldProps) {
  const described = [
    hint && `${input.id}-hint`,
    error && `${input.id}-error`,
  ].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={input.id}>{label}</label>
      <input
        {...input}
        name={input.name ?? input.id}
        class={`input ${input.class ?? ""}`}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={described || undefined}
      />
      {hint && <p class="hint" id={`${input.id}-hint`}>{hint}</p>}
      {error && (
        <p class="field-error" id={`${input.id}-error`} role="alert">{error}</p>
      )}
    </div>
  );
}
