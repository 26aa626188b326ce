/**
 * **Join Online Class** (S-8): asks with a colleague's code in a dialog. Waits
 * in line and retries (S-2); shows refusals at the field.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { bounds, isJoinCode } from "../../classroom/model/bounds.ts";
import { sendRequest } from "../../components/client/send_request.ts";
import { Button, CloseButton, Form } from "../../components/ui/Button.tsx";
import { InputField } from "../../components/ui/InputField.tsx";
import { ObserveIcon } from "../../components/ui/later_icons.tsx";
import { observe as t } from "texts/people_staff.ts";
import { localPath } from "../../locales/local_path.ts";
import "../../components/people/joining/joining.css";

type Step =
  | { kind: "form"; error?: string }
  | { kind: "asking"; inLine: boolean }
  | { kind: "slow"; after: number };

type Answer = { waiting: string } | { session: { id: string } };

/** Renders in a list a button with a dialog, on its own page the form. */
export default function JoinOnlineClass({ place, code, error }: {
  place: "list" | "page";
  code: string;
  error?: string;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const enteredCode = useRef(code);
  const step = useSignal<Step>({ kind: "form", error });

  async function joinRequest(inLine = false) {
    step.value = { kind: "asking", inLine };
    const answer = await sendRequest<Answer>("POST", "/api/observe", {
      code: enteredCode.current,
    });
    if (answer.ok) {
      const { body } = answer;
      const path = "waiting" in body
        ? `/teacher/observe?waiting=${body.waiting}`
        : `/teacher/sessions/${body.session.id}`;
      return location.assign(localPath(path));
    }
    const { status, detail, retryAfter } = answer.problem;
    step.value = status === 429
      ? { kind: "slow", after: retryAfter * 1000 }
      : { kind: "form", error: detail };
  }

  useEffect(() => {
    const current = step.value;
    if (current.kind !== "slow") return;
    const spread = Math.random() * 1000;
    const timer = setTimeout(() => joinRequest(true), current.after + spread);
    return () => clearTimeout(timer);
  }, [step.value]);

  function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    if (step.value.kind !== "form") return;
    const form = event.currentTarget as HTMLFormElement;
    const typed = String(new FormData(form).get("code")).replace(/[\s-]/g, "");
    enteredCode.current = typed;
    if (isJoinCode(typed)) return void joinRequest();
    step.value = {
      kind: "form",
      error: t.needCode({ digits: bounds.codeDigits }),
    };
    form.querySelector("input")?.focus();
  }

  const current = step.value;
  const form = (
    <ObserveForm
      code={enteredCode.current}
      error={current.kind === "form" ? current.error : undefined}
      busy={current.kind === "form"
        ? undefined
        : current.kind === "slow" || current.inLine
        ? t.slow
        : t.asking}
      onSubmit={onSubmit}
    />
  );
  if (place === "page") return form;
  return (
    <>
      <Form
        method="get"
        action={localPath("/teacher/observe")}
        onSubmit={() => dialog.current?.showModal()}
      >
        <Button type="submit">
          <ObserveIcon />
          {t.title}
        </Button>
      </Form>
      <dialog ref={dialog} class="dialog" aria-labelledby="observe-heading">
        <div class="dialog-head">
          <h2 id="observe-heading">{t.title}</h2>
          <CloseButton onClick={() => dialog.current?.close()} />
        </div>
        {form}
      </dialog>
    </>
  );
}

/** Works as a plain form without a script. */
function ObserveForm({ code, error, busy, onSubmit }: {
  code: string;
  error?: string;
  /** The status line while busy. */
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
      <InputField
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
