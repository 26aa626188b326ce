/** The fields with which a student joins (J-1). A plain form to `/join`; a script may take over. */
import { bounds } from "../classroom/schema.ts";
import { en as t } from "../locales/en.ts";
import { Field } from "./Field.tsx";
import { Notice } from "./Notice.tsx";
import "./JoinForm.css";

/** What was refused, by field; `form` where it is neither's fault. */
export interface JoinErrors {
  code?: string;
  name?: string;
  form?: string;
}

/** What stands in the form, and what was refused of it. */
export interface JoinFormProps {
  code: string;
  name: string;
  errors: JoinErrors;
  /** What the page does by itself at the moment; the fields are locked meanwhile. */
  busy?: string;
  onSubmit?: (event: SubmitEvent) => void;
}

/** The form. */
export function JoinForm(props: JoinFormProps) {
  const { code, name, errors, busy, onSubmit } = props;
  return (
    <form
      class="stack join-form"
      method="post"
      action="/join"
      onSubmit={onSubmit}
      noValidate
    >
      <Field
        id="sessionCode"
        class="code-input"
        label={t.join.code}
        hint={t.join.codeHint}
        error={errors.code}
        defaultValue={code}
        readOnly={busy !== undefined}
        inputMode="numeric"
        autoComplete="off"
        maxLength={9}
        autoFocus={code === ""}
        required
      />
      <Field
        id="name"
        label={t.join.name}
        hint={t.join.nameHint}
        error={errors.name}
        defaultValue={name}
        readOnly={busy !== undefined}
        autoComplete="nickname"
        maxLength={bounds.displayName * 2}
        autoFocus={code !== ""}
        required
      />
      {errors.form && <Notice tone="stop">{errors.form}</Notice>}
      <button
        type="submit"
        class="button main large"
        aria-disabled={busy !== undefined}
      >
        {t.join.join}
      </button>
      <p class="join-busy small" role="status">{busy}</p>
    </form>
  );
}
