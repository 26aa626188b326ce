/** The field by which a teacher asks to look on in a colleague's class (S-8). A plain form; a script may take over. */
import { observe as t } from "texts/people_staff.ts";
import { localPath } from "../../../locales/local_path.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import "../joining/joining.css";

export function ObserveForm({ code, error, busy, onSubmit }: {
  code: string;
  /** Why it was refused. */
  error?: string;
  /** What the page does by itself at the moment. */
  busy?: string;
  onSubmit?: (event: SubmitEvent) => void;
}) {
  return (
    <form
      class="stack"
      method="post"
      action={localPath("/teacher/observe")}
      onSubmit={onSubmit}
      noValidate
    >
      <p class="quiet">{t.intro}</p>
      <Field
        id="observe-code"
        name="code"
        class="code-input"
        label={t.code}
        error={error}
        defaultValue={code}
        readOnly={busy !== undefined}
        inputMode="numeric"
        autoComplete="off"
        maxLength={9}
        autofocus
        required
      />
      <Button
        type="submit"
        look="main large"
        aria-disabled={busy !== undefined}
      >
        {t.ask}
      </Button>
      <p class="small" role="status">{busy}</p>
    </form>
  );
}
