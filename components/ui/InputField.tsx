import type { ComponentChild, JSX } from "preact";
import "./forms.css";

export interface FieldTexts {
  id: string;
  label: string;
  hint?: string;
  error?: string;
}

export type InputFieldProps =
  & FieldTexts
  & { beside?: ComponentChild }
  & JSX.InputHTMLAttributes<HTMLInputElement>;

export function InputField(
  { id, name = id, label, hint, error, beside, class: look = "", ...input }:
    InputFieldProps,
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
      {beside === undefined
        ? box
        : <div class="cluster field-row">{box}{beside}</div>}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">{error}</p>
      )}
    </div>
  );
}
