/**
 * Teachers' sign-in form; plain without a script. With one, it retries when the
 * server makes it wait because passwords are being guessed.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { bounds } from "../classroom/model/bounds.ts";
import { sendRequest } from "../components/client/send_request.ts";
import { EmailField } from "../components/accounts/AccountFields.tsx";
import { Button } from "../components/ui/Button.tsx";
import { InputField } from "../components/ui/InputField.tsx";
import { Notice } from "../components/ui/Notice.tsx";
import { signIn as t } from "texts/accounts.ts";
import { localPath } from "../locales/local_path.ts";

type Step =
  | { kind: "form" }
  | { kind: "asking" }
  | { kind: "in-line"; after: number };

/**
 * `next` is the page after sign-in; `errors` are refusals of the posted form.
 */
export default function SignInForm(props: {
  email: string;
  next: string;
  /** Whether the page has another main way to sign in. */
  hasOtherWay: boolean;
  errors: { email?: string; password?: string; form?: string };
}) {
  const step = useSignal<Step>({ kind: "form" });
  const inLine = useSignal(false);
  const errors = useSignal(props.errors);
  const credentials = useSignal({ email: "", password: "" });

  async function trySignIn() {
    step.value = { kind: "asking" };
    const answer = await sendRequest("POST", "/api/login", credentials.value);
    if (answer.ok) {
      location.assign(props.next);
      return;
    }
    const { status, detail, retryAfter } = answer.problem;
    inLine.value = status === 429;
    if (inLine.value) {
      step.value = { kind: "in-line", after: retryAfter * 1000 };
    } else {
      step.value = { kind: "form" };
      errors.value = { form: detail };
    }
  }

  useEffect(() => {
    const current = step.value;
    if (current.kind !== "in-line") return;
    const timer = setTimeout(trySignIn, current.after);
    return () => clearTimeout(timer);
  }, [step.value]);

  function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    if (step.value.kind !== "form") return;
    const data = new FormData(event.currentTarget as HTMLFormElement);
    credentials.value = {
      email: String(data.get("email")),
      password: String(data.get("password")),
    };
    errors.value = {};
    trySignIn();
  }

  const isBusy = step.value.kind !== "form";
  return (
    <form
      method="post"
      action={localPath("/teacher/sign-in")}
      class="stack card"
      onSubmit={onSubmit}
    >
      <input type="hidden" name="what" value="sign-in" />
      <input type="hidden" name="next" value={props.next} />
      {errors.value.form && <Notice tone="stop">{errors.value.form}</Notice>}
      <EmailField
        defaultValue={props.email}
        error={errors.value.email}
        readOnly={isBusy}
      />
      <InputField
        id="password"
        type="password"
        label={t.password}
        error={errors.value.password}
        readOnly={isBusy}
        autoComplete="current-password"
        maxLength={bounds.password.max}
        required
      />
      <Button
        type="submit"
        look={props.hasOtherWay ? "large" : "main large"}
        aria-disabled={isBusy}
      >
        {t.signIn}
      </Button>
      <p class="small" role="status">{inLine.value ? t.inLine : ""}</p>
    </form>
  );
}
