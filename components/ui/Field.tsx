/** A labelled text field with its hint and, where it was refused, the reason beside it. */
import type { ComponentChild, JSX } from "preact";
import "./forms.css";

/** What is said about a field. */
export interface FieldWords {
  id: string;
  label: string;
  hint?: string;
  /** Why what stands in it was refused. */
  error?: string;
}

/** What a field is given, besides the attributes of an `<input>`. */
export type FieldProps =
  & FieldWords
  & { /** What stands at its end. */ beside?: ComponentChild }
  & JSX.InputHTMLAttributes<HTMLInputElement>;

export function Field(
  { id, name = id, label, hint, error, beside, class: look = "", ...input }:
    FieldProps,
) {
  const described = [hint && `${id}-hint`, error && `${id}-error`]
    .filter(Boolean).join(" ");
  const box = (
    <input
      {...input}
      id={id}
      name={name}
      class={`input ${look}`}
      aria-invalid={error ? "true" : undefined}
      aria-describedby={described || undefined}
    />
  );
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {beside === undefined ? box : <div class="field-row">{box}{beside}</div>}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">{error}</p>
      )}
    </div>
  );
}
