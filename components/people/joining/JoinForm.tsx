/** The form for joining (J-1), sent to `/join`. Works without a script. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { bounds } from "../../../classroom/model/bounds.ts";
import { dice } from "texts/people_dice.ts";
import { join as t } from "texts/people_join.ts";
import { type Reply, sendRequest } from "../../client/send_request.ts";
import { Button } from "../../ui/Button.tsx";
import { InputField } from "../../ui/InputField.tsx";
import { DiceIcon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import "./joining.css";
import { localPath } from "../../../locales/local_path.ts";

/** Errors by field; `form`: one that concerns no single field. */
export interface JoinErrors {
  code?: string;
  name?: string;
  form?: string;
}

export interface ClassToJoin {
  name: string;
  teacher?: string;
}

interface JoinFormProps {
  code: string;
  name: string;
  errors: JoinErrors;
  /** Whether the form asks only for the code; the name follows. */
  codeFirst?: boolean;
  /** Whether the code came with a link, so that only the name is asked for. */
  linked?: boolean;
  unfocused?: boolean;
  /** The work of the page, in words; while set, the fields are locked. */
  busy?: string;
  found?: ClassToJoin;
  /** Names of the class list that are still free (J-8). */
  names?: readonly string[];
  onSubmit?: (event: SubmitEvent) => void;
  onName?: (code: string) => void;
}

export function JoinForm(props: JoinFormProps) {
  const { code, name, errors, busy, names = [], onSubmit, onName } = props;
  const { codeFirst = false, found } = props;
  const owner = found &&
    (found.teacher === undefined
      ? t.joins({ name: found.name })
      : t.joinsWith({ name: found.name, teacher: found.teacher }));
  // On the first page the main button is the teacher's.
  const submit = (
    <Button
      type="submit"
      look={codeFirst ? "large" : "main large"}
      aria-disabled={busy !== undefined}
    >
      {t.join}
    </Button>
  );
  return (
    <form
      class="stack join-form"
      method={codeFirst ? "get" : "post"}
      action={localPath("/join")}
      onSubmit={onSubmit}
      noValidate
    >
      {props.linked && !errors.code
        ? <input type="hidden" name="sessionCode" value={code} />
        : (
          <InputField
            id="sessionCode"
            class="code-input"
            label={t.code}
            hint={owner ?? t.codeHint}
            error={errors.code}
            defaultValue={code}
            readOnly={busy !== undefined}
            inputMode="numeric"
            autoComplete="off"
            maxLength={9}
            placeholder="000 000"
            beside={codeFirst && submit}
            autofocus={code === "" && !props.unfocused}
            required
          />
        )}
      <p
        class={props.linked ? "join-owner" : "visually-hidden"}
        role="status"
      >
        {owner}
      </p>
      {!codeFirst && (
        <>
          <InputField
            id="name"
            label={t.name}
            hint={names.length > 0 ? t.pick : t.nameHint}
            error={errors.name}
            defaultValue={name}
            readOnly={busy !== undefined}
            autoComplete={names.length > 0 ? "off" : "nickname"}
            list={names.length > 0 ? "class-names" : undefined}
            onFocus={(event) => {
              const { form } = event.currentTarget;
              const code = form && new FormData(form).get("sessionCode");
              onName?.(String(code));
            }}
            beside={names.length === 0 && (
              <Dice disabled={busy !== undefined} />
            )}
            maxLength={bounds.displayName * 2}
            autofocus={code !== ""}
            required
          />
          {names.length > 0 && (
            <datalist id="class-names">
              {names.map((name) => <option key={name} value={name} />)}
            </datalist>
          )}
        </>
      )}
      {errors.form && <Notice tone="stop">{errors.form}</Notice>}
      {!codeFirst && submit}
      <p class="join-busy small" role="status">{busy}</p>
    </form>
  );
}

/** Writes a made-up name into **Display name**. Hidden until its script runs, but keeps its space. */
function Dice({ disabled }: { disabled: boolean }) {
  const ready = useSignal(false);
  const said = useSignal("");
  const trouble = useSignal(false);
  const rolling = useRef(false);
  useEffect(() => void (ready.value = true), []);

  async function roll(form: HTMLFormElement | null) {
    if (!form || rolling.current) return;
    rolling.current = true;
    const typed = String(new FormData(form).get("sessionCode"));
    const code = typed.replace(/[\s-]/g, "");
    let answer = await suggested({ code });
    // After too many tries with codes, suggests a name that may be taken in the class.
    if (!answer.ok && answer.problem.status === 429) {
      answer = await suggested({});
    }
    rolling.current = false;
    trouble.value = !answer.ok;
    if (!answer.ok) return void (said.value = answer.problem.detail);
    const field = form.elements.namedItem("name") as HTMLInputElement;
    field.value = answer.body.name;
    said.value = dice.rolled({ name: field.value });
  }

  return (
    <>
      <Button
        look="icon-only dice"
        data-ready={ready.value}
        disabled={disabled}
        aria-label={dice.roll}
        title={dice.roll}
        onClick={({ currentTarget }: { currentTarget: HTMLButtonElement }) =>
          roll(currentTarget.form)}
      >
        <DiceIcon />
      </Button>
      <p class={trouble.value ? "small" : "visually-hidden"} role="status">
        {said.value}
      </p>
    </>
  );
}

function suggested(body: { code?: string }): Promise<Reply<{ name: string }>> {
  return sendRequest("POST", "/api/join/nickname", body);
}
