/** The form by which something is shared with a class: its own fields, for whom it is, and **Share**. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { share as t } from "texts/sharing_live.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { RefusedNotice } from "../client/RefusedNotice.tsx";
import { Button, Form } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { ForWhom } from "./ForWhom.tsx";
import type { LiveClass } from "./live/live_class.ts";

/** One of a few, each in a row. */
export function ShareChoice<T extends string>({ legend, names, chosen }: {
  legend: string;
  names: readonly (readonly [T, string])[];
  chosen: Signal<T>;
}) {
  const id = useId();
  return (
    <fieldset class="choice-rows share-choice">
      <legend>{legend}</legend>
      {names.map(([one, name]) => (
        <label key={one}>
          <input
            type="radio"
            name={id}
            checked={chosen.value === one}
            onChange={() => chosen.value = one}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

/** What it is called, where one begins to write. */
export function ShareName({ label, name }: {
  label: string;
  name: Signal<string>;
}) {
  return (
    <Field
      id={useId()}
      label={label}
      autofocus
      autoComplete="off"
      maxLength={bounds.resourceName}
      value={name}
      onInput={(event) => name.value = event.currentTarget.value}
    />
  );
}

export function ShareForm({ lesson, missing, isForAll, onShare, children }: {
  lesson: LiveClass;
  /** What is still to be said in the fields; null: nothing. */
  missing?: () => string | null;
  /** What is chosen is for the whole class: for whom it is, is not asked. */
  isForAll?: boolean;
  onShare: (forWhom: { rooms?: string[] }) => Promise<unknown>;
  children: ComponentChildren;
}) {
  const rooms = useSignal<ReadonlySet<string> | null>(null);
  const wrong = useSignal("");
  const share = async () => {
    const chosen = isForAll ? null : rooms.value;
    const problem = missing?.() ?? (chosen?.size === 0 ? t.chooseGroups : null);
    if (problem !== null) return void (wrong.value = problem);
    await onShare(chosen ? { rooms: [...chosen] } : {});
  };
  return (
    <Form
      class="stack share-form"
      onSubmit={share}
      onInput={() => wrong.value = ""}
    >
      {children}
      {!isForAll && <ForWhom rooms={lesson.rooms} chosen={rooms} />}
      <RefusedNotice api={lesson.actions} />
      <div class="actions">
        <Button type="submit" look="main">{t.share}</Button>
        <p class="field-error" role="alert">{wrong}</p>
      </div>
    </Form>
  );
}
