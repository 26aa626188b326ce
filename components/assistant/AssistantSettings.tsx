/** The form for the assistant's instructions in a class, and its limits per student. */
import { useSignal } from "@preact/signals";
import type {
  AssistantSettings as Assisting,
  AssistantUsageView,
} from "../../classroom/model/assistant.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { chat } from "texts/chat.ts";
import { review as t } from "texts/review.ts";
import { Button, Form } from "../ui/Button.tsx";
import { TextAreaField } from "../ui/TextAreaField.tsx";
import { InputField } from "../ui/InputField.tsx";

const ids: Record<keyof Assisting["limits"], string> = {
  perMinute: "per-minute",
  tokens: "tokens",
  classPerMinute: "class-per-minute",
  classTokens: "class-tokens",
};

export function AssistantSettingsForm(
  { assistant, most, used, onSave }: {
    assistant: Assisting;
    /** The server's limits, which a class cannot exceed. */
    most: AssistantUsageView["limits"];
    used: Pick<AssistantUsageView, "requests" | "tokens">;
    onSave: (change: Assisting) => Promise<boolean>;
  },
) {
  const prompt = useSignal(assistant.prompt);
  const { perMinute, tokens, classPerMinute = null, classTokens = null } =
    assistant.limits;
  const limits = useSignal({ perMinute, tokens, classPerMinute, classTokens });
  const state = useSignal<"" | "saving" | "saved">("");
  const over = prompt.value.trim().length - bounds.systemPrompt;
  const save = async () => {
    if (over > 0) return;
    state.value = "saving";
    const isSaved = await onSave({
      prompt: prompt.value,
      limits: limits.value,
    });
    state.value = isSaved ? "saved" : "";
  };
  /** A field for a limit. If it is empty, the limit in its hint applies. */
  const limit = (
    name: keyof Assisting["limits"],
    hint: string,
    { min, max }: { min: number; max: number },
  ) => (
    <InputField
      id={ids[name]}
      label={t.settings[name]}
      hint={hint}
      type="number"
      min={min}
      max={max}
      value={limits.value[name] ?? ""}
      onInput={({ currentTarget: { value } }) => {
        const now = value.trim() === "" ? null : Number(value);
        limits.value = { ...limits.value, [name]: now };
        state.value = "";
      }}
    />
  );
  return (
    <details>
      <summary>{t.settings.more}</summary>
      <Form class="stack" onSubmit={save}>
        <TextAreaField
          id="class-prompt"
          label={t.settings.prompt}
          hint={t.settings.promptHint}
          error={over > 0 ? chat.tooLong({ over }) : ""}
          rows={4}
          value={prompt}
          onInput={(event) => {
            prompt.value = event.currentTarget.value;
            state.value = "";
          }}
        />
        <UsedSoFar used={used} most={classTokens ?? most.tokens} />
        {limit("perMinute", t.settings.noLimit, bounds.perMinute)}
        {limit("tokens", t.settings.noLimit, bounds.tokens)}
        {limit(
          "classPerMinute",
          t.settings.atMost({ most: most.perMinute }),
          { min: 1, max: most.perMinute },
        )}
        {limit(
          "classTokens",
          t.settings.atMost({ most: most.tokens }),
          { min: bounds.tokens.min, max: most.tokens },
        )}
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

/** @param most tokens that the class may use */
function UsedSoFar({ used: { requests, tokens }, most }: {
  used: Pick<AssistantUsageView, "requests" | "tokens">;
  most: number;
}) {
  return (
    <div class="field">
      <label for="assistant-used">{t.settings.used}</label>
      <meter
        id="assistant-used"
        min={0}
        max={most}
        high={0.8 * most}
        value={tokens}
      />
      <p class="hint">
        {t.settings.usedSoFar({
          requests,
          tokens,
          most,
          percent: Math.min(
            100,
            Math.round(100 * tokens / most),
          ),
        })}
      </p>
    </div>
  );
}
