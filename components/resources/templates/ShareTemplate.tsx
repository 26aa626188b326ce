/** **Share with class** (R-1): gives a template to the teacher's running class, whole or some groups. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { groupName } from "../../../locales/group_names.ts";
import { sharing as t } from "texts/resources_templates.ts";
import { ask } from "../../session/ask.ts";
import { Button, Form } from "../../ui/Button.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { Notice } from "../../ui/Notice.tsx";
import "./ShareTemplate.css";

/** A class that runs. */
export interface RunningClass {
  readonly id: string;
  readonly name: string;
}

interface Group {
  readonly id: string;
  readonly name: string;
}

/** The dialog. `onShared` is told under which id the class has it. */
export function ShareTemplate(
  { template, running, onShared, onClose }: {
    template: { readonly id: string; readonly name: string };
    running: RunningClass;
    onShared: (resource: string) => void;
    onClose: () => void;
  },
) {
  const path = `/api/sessions/${running.id}`;
  const groups = useSignal<readonly Group[] | null>(null);
  const isSome = useSignal(false);
  const chosen = useSignal<readonly string[]>([]);
  const trouble = useSignal("");
  const isBusy = useSignal(false);
  useEffect(() => {
    void ask<{ rooms: Group[] }>("GET", `${path}/breakouts/rooms`).then((it) =>
      groups.value = it.ok ? it.body.rooms : []
    );
  }, []);
  const share = async () => {
    if (isSome.value && chosen.value.length === 0) {
      return trouble.value = t.chooseGroup;
    }
    isBusy.value = true;
    const rooms = isSome.value ? { rooms: chosen.value } : {};
    const answer = await ask<{ resource: { id: string } }>(
      "POST",
      `${path}/resources`,
      { template: template.id, ...rooms },
    );
    isBusy.value = false;
    if (!answer.ok) return trouble.value = answer.problem.detail;
    onShared(answer.body.resource.id);
    onClose();
  };
  const hasGroups = groups.value !== null && groups.value.length > 0;
  return (
    <Modal title={t.title({ name: template.name })} onClose={onClose}>
      <Form class="stack" onSubmit={share}>
        <p>{t.text({ session: running.name })}</p>
        <fieldset class="share-who">
          <legend>{t.who}</legend>
          <label class="share-one">
            <input
              type="radio"
              name="who"
              checked={!isSome.value}
              onChange={() => {
                isSome.value = false;
                trouble.value = "";
              }}
            />
            {t.all}
          </label>
          <label class="share-one">
            <input
              type="radio"
              name="who"
              checked={isSome.value}
              disabled={!hasGroups}
              aria-describedby={hasGroups ? undefined : "share-none"}
              onChange={() => isSome.value = true}
            />
            {t.some}
          </label>
          {!hasGroups && (
            <p class="hint" id="share-none">
              {groups.value === null ? t.loading : t.noGroups}
            </p>
          )}
        </fieldset>
        {isSome.value && (
          <fieldset class="share-who share-groups">
            <legend>{t.groups}</legend>
            {groups.value?.map((group) => (
              <label class="share-one" key={group.id}>
                <input
                  type="checkbox"
                  checked={chosen.value.includes(group.id)}
                  onChange={({ currentTarget }) => {
                    const others = chosen.value.filter((it) =>
                      it !== group.id
                    );
                    chosen.value = currentTarget.checked
                      ? [...others, group.id]
                      : others;
                    trouble.value = "";
                  }}
                />
                {groupName(group)}
              </label>
            ))}
          </fieldset>
        )}
        {trouble.value && <Notice tone="stop">{trouble.value}</Notice>}
        <div class="actions">
          <Button type="submit" look="main" disabled={isBusy.value}>
            {isBusy.value ? t.sharing : t.share}
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
