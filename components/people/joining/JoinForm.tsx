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
  isCodeFirst?: boolean;
  /** Whether the code came with a link, so that only the name is asked for. */
  isLinked?: boolean;
  isUnfocused?: boolean;
  /** The work of the page, in words; while set, the fields are locked. */
  busy?: string;
  classToJoin?: ClassToJoin;
  /** Names of the class list that are still free (J-8). */
  names?: readonly string[];
  onSubmit?: (event: SubmitEvent) => void;
  onName?: (code: string) => void;
}

export function JoinForm(props: JoinFormProps) {
  const { code, name, errors, busy, names = [], onSubmit, onName } = props;
  const { isCodeFirst = false, classToJoin } = props;
  const owner = classToJoin &&
    (classToJoin.teacher === undefined
      ? t.joins({ name: classToJoin.name })
      : t.joinsWith({ name: classToJoin.name, teacher: classToJoin.teacher }));
  // On the first page the main button is the teacher's.
  const submit = (
    <Button
      type="submit"
      look={isCodeFirst ? "large" : "main large"}
      aria-disabled={busy !== undefined}
    >
      {t.join}
    </Button>
  );
  return (
    <form
      class="stack join-form"
      method={isCodeFirst ? "get" : "post"}
      action={localPath("/join")}
      onSubmit={onSubmit}
      noValidate
    >
      {props.isLinked && !errors.code
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
            beside={isCodeFirst && submit}
            autofocus={code === "" && !props.isUnfocused}
            required
          />
        )}
      <p
        class={props.isLinked ? "join-owner" : "visually-hidden"}
        role="status"
      >
        {owner}
      </p>
      {!isCodeFirst && (
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
              <Dice isDisabled={busy !== undefined} />
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
      {!isCodeFirst && submit}
      <p class="join-busy small" role="status">{busy}</p>
    </form>
  );
}

/** Writes a made-up name into **Display name**. Hidden until its script runs, but keeps its space. */
function Dice({ isDisabled }: { isDisabled: boolean }) {
  const isReady = useSignal(false);
  const statusText = useSignal("");
  const hasFailed = useSignal(false);
  const isRolling = useRef(false);
  useEffect(() => void (isReady.value = true), []);

  async function roll(form: HTMLFormElement | null) {
    if (!form || isRolling.current) return;
    isRolling.current = true;
    const typed = String(new FormData(form).get("sessionCode"));
    const code = typed.replace(/[\s-]/g, "");
    let answer = await suggested({ code });
    // After too many tries with codes, suggests a name that may be taken in the class.
    if (!answer.ok && answer.problem.status === 429) {
      answer = await suggested({});
    }
    isRolling.current = false;
    hasFailed.value = !answer.ok;
    if (!answer.ok) return void (statusText.value = answer.problem.detail);
    const field = form.elements.namedItem("name") as HTMLInputElement;
    field.value = answer.body.name;
    statusText.value = dice.rolled({ name: field.value });
  }

  return (
    <>
      <Button
        look="icon-only dice"
        data-ready={isReady.value}
        disabled={isDisabled}
        aria-label={dice.roll}
        title={dice.roll}
        onClick={({ currentTarget }: { currentTarget: HTMLButtonElement }) =>
          roll(currentTarget.form)}
      >
        <DiceIcon />
      </Button>
      <p class={hasFailed.value ? "small" : "visually-hidden"} role="status">
        {statusText.value}
      </p>
    </>
  );
}

function suggested(body: { code?: string }): Promise<Reply<{ name: string }>> {
  return sendRequest("POST", "/api/join/nickname", body);
}
