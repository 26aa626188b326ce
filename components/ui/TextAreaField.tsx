/** An error replaces the hint. */
import type { JSX } from "preact";
import type { FieldTexts } from "./InputField.tsx";
import { submitOnEnter } from "./submit_on_enter.ts";
import "./forms.css";

export function TextAreaField(
  { id, label, hint, error, class: look = "", isMessage = false, ...input }:
    & FieldTexts
    & {
      /** Enter sends the form. */
      isMessage?: boolean;
    }
    & JSX.TextareaHTMLAttributes<HTMLTextAreaElement>,
) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        {...isMessage && { enterkeyhint: "send", onKeyDown: submitOnEnter }}
        {...input}
        id={id}
        class={`input ${look}`}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={hint && `${id}-hint`}
      />
      {hint && (
        <p class="hint" id={`${id}-hint`} role="status">{error || hint}</p>
      )}
    </div>
  );
}
