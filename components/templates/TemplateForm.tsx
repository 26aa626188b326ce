/** The form of a prompt template, with a preview. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import { localPath } from "../../locales/local_path.ts";
import { editor as t, template as card, templates } from "texts/templates.ts";
import { ConversationOpening } from "../assistant/ConversationParts.tsx";
import { CopyNotice } from "../library/CopyNotice.tsx";
import { useItemDraft } from "../library/item_draft.ts";
import { TextAreaField } from "../ui/TextAreaField.tsx";
import { Button, Form } from "../ui/Button.tsx";
import { InputField } from "../ui/InputField.tsx";
import { ChatIcon } from "../ui/icons.tsx";
import { Notice } from "../ui/Notice.tsx";
import { readEarlyInput } from "../ui/read_early_input.ts";
import { TrialDialog } from "./TrialDialog.tsx";
import "../library/library.css";

interface TemplateFields {
  readonly name: string;
  readonly description: string;
  readonly instructions: string;
  readonly firstMessage: string;
}

export interface TemplateFormProps {
  readonly teacher: string;
  /** Null for a new template. */
  readonly template: string | null;
  /** Empty for a new template. */
  readonly stored: TemplateFields;
  /** When it was stored (ms); absent for a new template. */
  readonly storedAt?: number;
  readonly model: string;
}

type FieldName = keyof TemplateFields;

const maxCharacters: Record<FieldName, number> = {
  name: bounds.resourceName,
  description: bounds.description,
  instructions: bounds.instructionPrompt,
  firstMessage: bounds.firstMessage,
};

const names = Object.keys(maxCharacters) as FieldName[];

export function TemplateForm(props: TemplateFormProps) {
  const form = useTemplateForm(props);
  const { draft, fields, isBack, checked, set, discard, faultOf } = form;
  const isTrying = useSignal(false);
  const now = fields.value;
  const state = draft.state.value;
  const attributes = (name: FieldName) => ({
    id: name,
    label: t[name],
    value: now[name],
    autoComplete: "off",
    error: faultOf(name),
    onInput: (
      { currentTarget }: Event & { currentTarget: { value: string } },
    ) => set({ [name]: currentTarget.value }),
  });
  return (
    <div class="stack template-form">
      <Form class="stack" onSubmit={form.save}>
        <CopyNotice copied={draft.copied.value} urlOf={templateUrl} />
        {isBack.value && (
          <Notice tone="plain">
            <span>{t.draftBack}</span>
            <Button look="small" onClick={discard}>{t.discard}</Button>
          </Notice>
        )}
        <InputField {...attributes("name")} required={checked.value} />
        <TextAreaField
          {...attributes("description")}
          hint={t.descriptionHint}
          rows={2}
        />
        <TextAreaField
          {...attributes("instructions")}
          hint={t.instructionsHint}
          rows={10}
        />
        <TextAreaField
          {...attributes("firstMessage")}
          hint={t.firstMessageHint}
          rows={5}
        />
        {"problem" in state && (
          <Notice tone="stop">{state.problem.detail}</Notice>
        )}
        <FormActions
          form={form}
          onTry={() => isTrying.value = true}
        />
      </Form>
      <section class="stack template-preview" aria-labelledby="preview">
        <h2 id="preview">{t.preview}</h2>
        <TemplatePreview fields={now} />
      </section>
      {isTrying.value && (
        <TrialDialog
          name={now.name}
          tried={{
            instructions: now.instructions,
            firstMessage: now.firstMessage.trim() || undefined,
          }}
          model={props.model}
          onClose={() => isTrying.value = false}
        />
      )}
    </div>
  );
}

function useTemplateForm(
  { stored, storedAt, teacher, template }: TemplateFormProps,
) {
  const isChanged = (now: TemplateFields) =>
    names.some((it) => now[it] !== stored[it]);
  const draft = useItemDraft<TemplateFields, TemplateFields>({
    kind: "template",
    place: `template/${teacher}`,
    stored: template === null || storedAt === undefined
      ? null
      : { ...stored, id: template, at: storedAt },
    begin: () => stored,
    toBody: (fields) => fields,
    isSame: isSameTemplate,
    toCopy: (fields) => ({
      ...fields,
      name: templates.copyName(fields).slice(0, bounds.resourceName),
    }),
    isUntouched: (fields) => !isChanged(fields),
    onCopied: () =>
      history.replaceState(null, "", localPath("/teacher/templates/new")),
  });
  const fields = draft.typed;
  const typed = useMemo(() => fields.value = typedInto(stored), []);
  const isBack = useSignal(false);
  /** True after the first try to save: missing fields are then shown. */
  const checked = useSignal(false);
  const set = (change: Partial<TemplateFields>) =>
    draft.change({ ...fields.peek(), ...change });
  useLayoutEffect(() => {
    isBack.value = fields.peek() !== typed;
    // Text typed before the script ran is newer than the draft.
    const newer = names.filter((it) => typed[it] !== stored[it])
      .map((it) => [it, typed[it]]);
    if (newer.length > 0) set(Object.fromEntries(newer));
  }, []);
  const discard = () => {
    isBack.value = false;
    checked.value = false;
    draft.discard();
  };
  const faultOf = (name: FieldName): string => {
    const { length } = fields.value[name].trim();
    if (length > maxCharacters[name]) {
      return t.over({ over: length - maxCharacters[name] });
    }
    const isNeeded = name === "name" || name === "instructions";
    return isNeeded && length === 0 && checked.value ? t.missing : "";
  };
  const save = async () => {
    checked.value = true;
    const wrong = names.find((it) => faultOf(it));
    if (wrong) return document.getElementById(wrong)?.focus();
    const copy = draft.copied.peek();
    if (!await draft.save()) return;
    if (draft.copied.peek() === copy) {
      location.assign(localPath("/teacher/templates?done=saved"));
    } else history.replaceState(null, "", templateUrl(draft.id));
  };
  return { draft, fields, isBack, checked, set, discard, faultOf, save };
}

type FormState = ReturnType<typeof useTemplateForm>;

const templateUrl = (id: string) => localPath(`/teacher/templates/${id}`);

/** Whether two templates are equal once they are stored. */
function isSameTemplate(fields: TemplateFields, otherFields: TemplateFields) {
  return names.every((name) =>
    (fields[name] ?? "").trim() === (otherFields[name] ?? "").trim()
  );
}

function FormActions({ form, onTry }: {
  form: FormState;
  onTry: () => void;
}) {
  const { draft, checked, faultOf } = form;
  const isSaving = draft.state.value.is === "saving";
  return (
    <div class="actions">
      <Button type="submit" look="main" disabled={isSaving}>
        {isSaving ? t.saving : t.save}
      </Button>
      <Button
        onClick={() => {
          checked.value = true;
          if (faultOf("instructions")) {
            return document.getElementById("instructions")?.focus();
          }
          onTry();
        }}
      >
        {t.tryIt}
      </Button>
      <a
        class="button bare"
        href={localPath("/teacher/templates")}
        onClick={() => draft.discard()}
      >
        {t.cancel}
      </a>
    </div>
  );
}

function typedInto(stored: TemplateFields): TemplateFields {
  const typed = names.map((it) => [it, readEarlyInput(it, stored[it])]);
  return Object.fromEntries(typed);
}

function TemplatePreview(
  { fields: { name, description, firstMessage } }: { fields: TemplateFields },
) {
  const title = name.trim() || t.previewName;
  return (
    <div class="stack">
      <div class="box template-preview-card stack tight start template-card">
        <h3>{title}</h3>
        {description.trim() && (
          <p class="template-card-text">{description.trim()}</p>
        )}
        <span class="button main template-preview-button" aria-hidden="true">
          <ChatIcon />
          {card.start}
        </span>
      </div>
      <div class="box template-preview-opening">
        <ConversationOpening
          name={title}
          firstMessage={firstMessage.trim() || undefined}
        />
        {!firstMessage.trim() && <p class="quiet small">{t.previewEmpty}</p>}
      </div>
    </div>
  );
}
