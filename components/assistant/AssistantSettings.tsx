/** What the assistant is told in the whole class, and how much of it each student has. */
import { type Signal, useSignal } from "@preact/signals";
import type {
  AssistantSettings as Assisting,
  AssistantUsageView,
} from "../../classroom/model/assistant.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { chat } from "texts/chat.ts";
import { review as t } from "texts/review.ts";
import { Button, Form } from "../ui/Button.tsx";
import { AreaField } from "../ui/AreaField.tsx";
import { Field } from "../ui/Field.tsx";

/** The form, behind a line that opens it. */
export function AssistantSettings(
  { assistant, most, used, onSave }: {
    assistant: Assisting;
    /** What the server gives the class at the most. */
    most: AssistantUsageView["limits"];
    used: Pick<AssistantUsageView, "requests" | "tokens">;
    onSave: (change: Assisting) => Promise<boolean>;
  },
) {
  const prompt = useSignal(assistant.prompt);
  const perMinute = useSignal(write(assistant.limits.perMinute));
  const tokens = useSignal(write(assistant.limits.tokens));
  const ofClass = {
    perMinute: useSignal(write(assistant.limits.classPerMinute)),
    tokens: useSignal(write(assistant.limits.classTokens)),
  };
  const tokensOfClass = assistant.limits.classTokens ?? most.tokens;
  const state = useSignal<"" | "saving" | "saved">("");
  const over = prompt.value.trim().length - bounds.systemPrompt;
  const changed = () => state.value = "";
  const save = async () => {
    if (over > 0) return;
    state.value = "saving";
    const limits = {
      perMinute: read(perMinute.value),
      tokens: read(tokens.value),
      classPerMinute: read(ofClass.perMinute.value),
      classTokens: read(ofClass.tokens.value),
    };
    state.value = await onSave({ prompt: prompt.value, limits }) ? "saved" : "";
  };
  return (
    <details>
      <summary>{t.settings.more}</summary>
      <Form class="stack" onSubmit={save}>
        <AreaField
          id="class-prompt"
          label={t.settings.prompt}
          hint={t.settings.promptHint}
          error={over > 0 ? chat.tooLong({ over }) : ""}
          rows={4}
          value={prompt}
          onInput={(event) => {
            prompt.value = event.currentTarget.value;
            changed();
          }}
        />
        <div class="field">
          <label for="assistant-used">{t.settings.used}</label>
          <meter
            id="assistant-used"
            min={0}
            max={tokensOfClass}
            high={0.8 * tokensOfClass}
            value={used.tokens}
          />
          <p class="hint">
            {t.settings.usedSoFar({
              requests: used.requests,
              tokens: used.tokens,
              most: tokensOfClass,
              percent: Math.min(
                100,
                Math.round(100 * used.tokens / tokensOfClass),
              ),
            })}
          </p>
        </div>
        <Limit
          id="per-minute"
          label={t.settings.perMinute}
          hint={t.settings.noLimit}
          bounds={bounds.perMinute}
          value={perMinute}
          onChange={changed}
        />
        <Limit
          id="tokens"
          label={t.settings.tokens}
          hint={t.settings.noLimit}
          bounds={bounds.tokens}
          value={tokens}
          onChange={changed}
        />
        <Limit
          id="class-per-minute"
          label={t.settings.classPerMinute}
          hint={t.settings.atMost({ most: most.perMinute })}
          bounds={{ least: 1, most: most.perMinute }}
          value={ofClass.perMinute}
          onChange={changed}
        />
        <Limit
          id="class-tokens"
          label={t.settings.classTokens}
          hint={t.settings.atMost({ most: most.tokens })}
          bounds={{ least: bounds.tokens.least, most: most.tokens }}
          value={ofClass.tokens}
          onChange={changed}
        />
        <div class="actions">
          <Button type="submit" disabled={state.value === "saving"}>
            {t.settings.save}
          </Button>
          <span role="status">
            {state.value === "saved" && t.settings.saved}
          </span>
        </div>
      </Form>
    </details>
  );
}

/** How much of something there is; empty: as much as the hint says. */
function Limit(
  { bounds: { least, most }, value, onChange, ...field }: {
    id: string;
    label: string;
    hint: string;
    bounds: { least: number; most: number };
    value: Signal<string>;
    onChange: () => void;
  },
) {
  return (
    <Field
      {...field}
      type="number"
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

function write(limit: number | null = null): string {
  return limit === null ? "" : String(limit);
}

function read(limit: string): number | null {
  return limit.trim() === "" ? null : Number(limit);
}
