/** What the assistant is told in the whole class, and how much of it each student has. */
import { type Signal, useSignal } from "@preact/signals";
import {
  type AssistantSettings as Assisting,
  bounds,
} from "../../classroom/schema.ts";
import { chat } from "../../locales/en_chat.ts";
import { review as t } from "../../locales/en_review.ts";
import { Field } from "../Field.tsx";
import "../Field.css";

/** The form, behind a line that opens it. */
export function AssistantSettings(
  { assistant, onSave }: {
    assistant: Assisting;
    onSave: (change: Assisting) => Promise<boolean>;
  },
) {
  const prompt = useSignal(assistant.prompt);
  const perMinute = useSignal(write(assistant.limits.perMinute));
  const tokens = useSignal(write(assistant.limits.tokens));
  const state = useSignal<"" | "saving" | "saved">("");
  const over = prompt.value.trim().length - bounds.systemPrompt;
  const changed = () => state.value = "";
  const save = async () => {
    if (over > 0) return;
    state.value = "saving";
    const limits = {
      perMinute: read(perMinute.value),
      tokens: read(tokens.value),
    };
    state.value = await onSave({ prompt: prompt.value, limits }) ? "saved" : "";
  };
  return (
    <details>
      <summary>{t.settings.more}</summary>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div class="field">
          <label for="class-prompt">{t.settings.prompt}</label>
          <textarea
            id="class-prompt"
            class="input"
            rows={4}
            value={prompt}
            aria-describedby="class-prompt-hint"
            aria-invalid={over > 0}
            onInput={(event) => {
              prompt.value = event.currentTarget.value;
              changed();
            }}
          />
          <p class="hint" id="class-prompt-hint" role="status">
            {over > 0 ? chat.tooLong(over) : t.settings.promptHint}
          </p>
        </div>
        <Limit
          id="per-minute"
          label={t.settings.perMinute}
          bounds={bounds.perMinute}
          value={perMinute}
          onChange={changed}
        />
        <Limit
          id="tokens"
          label={t.settings.tokens}
          bounds={bounds.tokens}
          value={tokens}
          onChange={changed}
        />
        <div class="actions">
          <button
            type="submit"
            class="button"
            disabled={state.value === "saving"}
          >
            {t.settings.save}
          </button>
          <span role="status">
            {state.value === "saved" && t.settings.saved}
          </span>
        </div>
      </form>
    </details>
  );
}

/** How much of something each student has; empty: as much as they like. */
function Limit(
  { bounds: { least, most }, value, onChange, ...field }: {
    id: string;
    label: string;
    bounds: { least: number; most: number };
    value: Signal<string>;
    onChange: () => void;
  },
) {
  return (
    <Field
      {...field}
      type="number"
      hint={t.settings.noLimit}
      min={least}
      max={most}
      value={value}
      onInput={(event) => {
        value.value = event.currentTarget.value;
        onChange();
      }}
    />
  );
}

function write(limit: number | null): string {
  return limit === null ? "" : String(limit);
}

function read(limit: string): number | null {
  return limit.trim() === "" ? null : Number(limit);
}
