import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { share as t } from "texts/sharing_live.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { RefusedRequestNotice } from "../client/RefusedRequestNotice.tsx";
import { Button, Form } from "../ui/Button.tsx";
import { InputField } from "../ui/InputField.tsx";
import { AudienceField } from "./AudienceField.tsx";
import type { LiveClass } from "./live/live_class.ts";

export function ShareChoiceField<T extends string>({ legend, names, chosen }: {
  legend: string;
  names: readonly (readonly [T, string])[];
  chosen: Signal<T>;
}) {
  const id = useId();
  return (
    <fieldset class="choice-rows stack tight share-choice">
      <legend>{legend}</legend>
      {names.map(([choice, name]) => (
        <label key={choice}>
          <input
            type="radio"
            name={id}
            checked={chosen.value === choice}
            onChange={() => chosen.value = choice}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

/**
 * The field of the name, which takes the focus.
 *
 * @param usual the placeholder
 */
export function ShareNameField({ label, name, usual }: {
  label: string;
  name: Signal<string>;
  usual: string;
}) {
  return (
    <InputField
      id={useId()}
      label={label}
      autofocus
      autoComplete="off"
      placeholder={usual}
      maxLength={bounds.resourceName}
      value={name}
      onInput={(event) => name.value = event.currentTarget.value}
    />
  );
}

interface MissingField {
  readonly why: string;
  readonly at: string;
}

export function ShareForm({ lesson, missing, isForAll, onShare, children }: {
  lesson: LiveClass;
  missing?: () => MissingField | null;
  /** Whether the resource is for the whole class, so that groups cannot be chosen. */
  isForAll?: boolean;
  onShare: (audience: { rooms?: string[] }) => Promise<unknown>;
  children: ComponentChildren;
}) {
  const rooms = useSignal<ReadonlySet<string> | null>(null);
  const errorText = useSignal("");
  const share = async (form: HTMLFormElement) => {
    const chosen = isForAll ? null : rooms.value;
    const problem = missing?.() ?? missingGroups(chosen);
    if (problem !== null) {
      errorText.value = problem.why;
      return void form.querySelector<HTMLElement>(problem.at)?.focus();
    }
    await onShare(chosen ? { rooms: [...chosen] } : {});
  };
  return (
    <Form
      class="stack share-form"
      onSubmit={share}
      onInput={() => errorText.value = ""}
    >
      {children}
      {!isForAll && <AudienceField rooms={lesson.rooms} chosen={rooms} />}
      <RefusedRequestNotice api={lesson.actions} />
      <div class="actions">
        <Button type="submit" look="main">{t.share}</Button>
        <p class="field-error" role="alert">{errorText}</p>
      </div>
    </Form>
  );
}

function missingGroups(
  chosen: ReadonlySet<string> | null,
): MissingField | null {
  if (chosen?.size !== 0) return null;
  return { why: t.chooseGroups, at: ".share-choice-rooms input" };
}
