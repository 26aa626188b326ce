/** The form of a prompt template, with a preview. Unsaved text stays in the tab. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import { localPath } from "../../locales/local_path.ts";
import { editor as t, template as card } from "texts/templates.ts";
import { ConversationOpening } from "../assistant/ConversationParts.tsx";
import { type Problem, sendRequest } from "../client/send_request.ts";
import { IdempotencyKeys } from "../client/session_api.ts";
import { TextAreaField } from "../ui/TextAreaField.tsx";
import { Button, Form } from "../ui/Button.tsx";
import { InputField } from "../ui/InputField.tsx";
import { ChatIcon } from "../ui/icons.tsx";
import { Notice } from "../ui/Notice.tsx";
import { readEarlyInput } from "../ui/read_early_input.ts";
import { addTemplate } from "./add_template.ts";
import {
  readTemplateDraft,
  storeTemplateDraft,
  type TemplateFields,
  type TemplateFormKey,
} from "./template_draft.ts";
import { TrialDialog } from "./TrialDialog.tsx";
import "../library/library.css";

export interface TemplateFormProps extends TemplateFormKey {
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
  const { fields, isBack, problem, checked, set, discard, faultOf } = form;
  const isTrying = useSignal(false);
  const { template } = props;
  const now = fields.value;
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
      <Form class="stack" onSubmit={() => form.save(template)}>
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
        {problem.value && (
          <SaveTrouble
            form={form}
            problem={problem.value}
            template={template}
          />
        )}
        <FormActions
          form={form}
          formKey={props}
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
  const typed = useMemo(() => typedInto(stored), []);
  const fields = useSignal(typed);
  /** The version that is being changed. The server does not replace another version. */
  const base = useRef(storedAt);
  const isBack = useSignal(false);
  const state = useSignal<"" | "saving" | "saved">("");
  const problem = useSignal<Problem | null>(null);
  const isElsewhere = useSignal(false);
  /** True after the first try to save: missing fields are then shown. */
  const checked = useSignal(false);
  const presses = useMemo(() => new IdempotencyKeys(), []);
  const formKey = { teacher, template };
  const isChanged = (now: TemplateFields) =>
    names.some((it) => now[it] !== stored[it]);
  useLayoutEffect(() => {
    const draft = readTemplateDraft(formKey);
    if (!draft || !isChanged(draft)) return set({});
    const { base: former, ...written } = draft;
    base.current = former ?? storedAt;
    // Text typed before the script ran is newer than the draft.
    const newer = names.filter((it) => typed[it] !== stored[it])
      .map((it) => [it, typed[it]]);
    set({ ...written, ...Object.fromEntries(newer) });
    isBack.value = true;
  }, []);
  const set = (change: Partial<TemplateFields>) => {
    fields.value = { ...fields.value, ...change };
    const now = fields.value;
    const draft = { ...now, base: base.current };
    storeTemplateDraft(formKey, isChanged(now) ? draft : null);
  };
  const discard = () => {
    fields.value = stored;
    base.current = storedAt;
    isBack.value = false;
    checked.value = false;
    problem.value = null;
    storeTemplateDraft(formKey, null);
  };
  const faultOf = (name: FieldName): string => {
    const { length } = fields.value[name].trim();
    if (length > maxCharacters[name]) {
      return t.over({ over: length - maxCharacters[name] });
    }
    const isNeeded = name === "name" || name === "instructions";
    return isNeeded && length === 0 && checked.value ? t.missing : "";
  };
  const save = async (id: string | null, expected = base.current ?? null) => {
    checked.value = true;
    problem.value = null;
    const wrong = names.find((it) => faultOf(it));
    if (wrong) return document.getElementById(wrong)?.focus();
    state.value = "saving";
    const answer = id === null
      ? await addTemplate(presses, fields.value)
      : await sendRequest("PUT", `/api/templates/${id}`, {
        ...fields.value,
        ...(expected !== null && { expected }),
      });
    state.value = answer.ok ? "saved" : "";
    isElsewhere.value = id !== null && !answer.ok &&
      answer.problem.type === "conflict";
    if (!answer.ok) return problem.value = answer.problem;
    storeTemplateDraft(formKey, null);
    globalThis.location.assign(localPath("/teacher/templates?done=saved"));
  };
  return {
    fields,
    isBack,
    state,
    problem,
    isElsewhere,
    checked,
    set,
    discard,
    faultOf,
    save,
  };
}

type FormState = ReturnType<typeof useTemplateForm>;

function SaveTrouble({ form, problem, template }: {
  form: FormState;
  problem: Problem;
  template: string | null;
}) {
  const { isElsewhere, save } = form;
  const isGone = problem.type === "not-found";
  return (
    <Notice tone="stop">
      <span>
        {isGone
          ? t.gone
          : isElsewhere.value
          ? t.changedElsewhere
          : problem.detail}
      </span>
      {isElsewhere.value && (
        <Button
          look="small"
          onClick={() => save(template, null)}
        >
          {t.keepMine}
        </Button>
      )}
      {(isGone || isElsewhere.value) && (
        <Button
          look="small"
          onClick={() => save(null)}
        >
          {t.saveAsNew}
        </Button>
      )}
    </Notice>
  );
}

function FormActions({ form, formKey: { teacher, template }, onTry }: {
  form: FormState;
  formKey: TemplateFormKey;
  onTry: () => void;
}) {
  const { checked, state, faultOf } = form;
  return (
    <div class="actions">
      <Button type="submit" look="main" disabled={state.value !== ""}>
        {state.value === "" ? t.save : t.saving}
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
        onClick={() => storeTemplateDraft({ teacher, template }, null)}
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
