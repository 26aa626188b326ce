/**
 * **Eyes on me** for the teacher (S-12): a press covers the students' pages with the line last used; another ends
 * it.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import type { CallsState } from "../../classroom/model/calls.ts";
import { eyes as t } from "texts/sessions_eyes.ts";
import { Button, Form } from "../ui/Button.tsx";
import { ViewIcon } from "../ui/later_icons.tsx";
import { Notice } from "../ui/Notice.tsx";
import { useTypedValue } from "../ui/use_typed_value.ts";
import "./desk.css";

/** Shows a line on the students' pages; null ends it. Resolves to false if refused. */
export type ChangeEyesOnMe = (
  eyesOnMe: { text: string } | null,
) => Promise<boolean>;

const key = "homeroom/eyes-on-me";

function lastLine(): string {
  return localStorage.getItem(key) ?? "";
}

/** Presses this soon after a change are ignored: they were meant for the previous state (ms). */
const pressIgnoredMs = 600;

export function EyesOnMeSwitch(
  { isOn, kind = "", whileOn = t.goOn, disabled = false, onChange }: {
    isOn: boolean;
    /** An additional CSS class of the button. */
    kind?: string;
    whileOn?: string;
    disabled?: boolean;
    onChange: ChangeEyesOnMe;
  },
) {
  const last = useRef({ isOn, changed: -Infinity });
  useEffect(() => {
    if (last.current.isOn === isOn) return;
    last.current = { isOn, changed: performance.now() };
  }, [isOn]);
  return (
    <Button
      look={`${isOn ? "chalk" : "bare"} ${kind}`}
      title={isOn ? undefined : t.hint}
      aria-pressed={isOn}
      data-eyes-on-me
      disabled={disabled}
      onClick={() => {
        if (performance.now() - last.current.changed < pressIgnoredMs) return;
        return onChange(isOn ? null : { text: lastLine() });
      }}
    >
      <ViewIcon />
      {isOn ? whileOn : t.name}
    </Button>
  );
}

/**
 * Shown while **Eyes on me** is on.
 *
 * @param calls the running calls
 */
export function EyesOnMeNotice({ line, calls, onChange }: {
  line: string;
  calls: CallsState;
  onChange: ChangeEyesOnMe;
}) {
  const typed = useTypedValue(line);
  const announcement = useSignal("");
  const input = useRef<HTMLInputElement>(null);
  // Enter on the switch, which has the focus, would end it at once.
  useEffect(() => {
    if (document.activeElement?.matches("[data-eyes-on-me]")) {
      input.current!.select();
    }
  }, []);
  const show = async () => {
    if (!await onChange({ text: typed.value })) return;
    localStorage.setItem(key, typed.value.trim());
    announcement.value = t.shown;
  };
  const isInGroups = calls.groups !== undefined;
  const isAny = isInGroups || calls.main !== undefined;
  return (
    <Notice tone="warn">
      <strong class="eyes-on">{isAny ? t.isOnInCall : t.isOn}</strong>
      {isInGroups && <p class="eyes-calls">{t.groupCalls}</p>}
      <Form class="eyes-line" onSubmit={show}>
        <label for="eyes-line">{t.line}</label>
        <input
          ref={input}
          id="eyes-line"
          class="input"
          maxLength={bounds.eyesOnMe}
          placeholder={t.usual}
          autoComplete="off"
          value={typed}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            announcement.value = "";
          }}
        />
        <Button type="submit" disabled={typed.value.trim() === line}>
          {t.show}
        </Button>
        <span class="visually-hidden" role="status">{announcement}</span>
      </Form>
    </Notice>
  );
}
