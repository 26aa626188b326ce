/** The form for the assistant's instructions in a class, and its limits per student. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { AssistantSettings as Assisting } from "../../classroom/model/assistant.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { chat } from "texts/chat.ts";
import { review as t } from "texts/review.ts";
import { useAskBeforeLeaving } from "../page/leave_warning.ts";
import { Button, Form } from "../ui/Button.tsx";
import { TextAreaField } from "../ui/TextAreaField.tsx";
import { InputField } from "../ui/InputField.tsx";
import type { AssistantUsageView } from "../../classroom/model/views.ts";

const ids: Record<keyof Assisting["limits"], string> = {
  perMinute: "per-minute",
  tokens: "tokens",
  classPerMinute: "class-per-minute",
  classTokens: "class-tokens",
};

interface Props {
  assistant: Assisting;
  /** The server's limits, which a class cannot exceed. */
  serverLimits: AssistantUsageView["limits"];
  used: Pick<AssistantUsageView, "requests" | "tokens">;
  /** Whether to bring the form into view and the focus to its heading; set to false once done. */
  isRequested: Signal<boolean>;
  /** Resolves to false if refused. */
  onSave: (change: Partial<Assisting>) => Promise<boolean>;
}

export function AssistantSettingsForm(props: Props) {
  const { isRequested, assistant, onSave } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isRequested.value) return;
    isRequested.value = false;
    heading.current!.focus({ preventScroll: true });
    heading.current!.parentElement!.scrollIntoView();
  }, [isRequested.value]);
  return (
    <section
      class="card stack assistant-settings"
      aria-labelledby="assistant-settings-heading"
    >
      <h2 id="assistant-settings-heading" ref={heading} tabIndex={-1}>
        {t.settings.more}
      </h2>
      <PromptForm
        saved={assistant.prompt}
        onSave={(prompt) => onSave({ prompt })}
      />
      <LimitsForm {...props} />
    </section>
  );
}

/** The instructions are saved by the button, and when the field is left, so that none is lost. */
function PromptForm({ saved, onSave }: {
  saved: string;
  onSave: (prompt: string) => Promise<boolean>;
}) {
  const prompt = useSignal(saved);
  const last = useRef(saved);
  const isSaved = useSignal(false);
  const isDirty = useSignal(false);
  const over = prompt.value.trim().length - bounds.systemPrompt;
  const save = async () => {
    const text = prompt.value;
    if (text.trim().length > bounds.systemPrompt) return;
    if (text.trim() !== last.current.trim()) {
      const previousText = last.current;
      last.current = text;
      if (!await onSave(text)) return void (last.current = previousText);
    }
    if (prompt.value !== text) return;
    isDirty.value = false;
    isSaved.value = true;
  };
  useEffect(() => () => {
    if (isDirty.peek()) void save();
  }, []);
  useAskBeforeLeaving(isDirty.value);
  return (
    <Form class="stack tight" onSubmit={save}>
      <TextAreaField
        id="class-prompt"
        label={t.settings.prompt}
        hint={t.settings.promptHint}
        error={over > 0 ? chat.tooLong({ over }) : ""}
        rows={4}
        value={prompt}
        onInput={(event) => {
          prompt.value = event.currentTarget.value;
          isDirty.value = true;
          isSaved.value = false;
        }}
        onBlur={() => {
          if (isDirty.value) void save();
        }}
      />
      <div class="actions">
        <Button type="submit" look={isDirty.value ? "main" : ""}>
          {t.settings.save}
        </Button>
        <span role="status">{isSaved.value && t.settings.saved}</span>
      </div>
    </Form>
  );
}

function LimitsForm({ assistant, serverLimits, used, onSave }: Props) {
  const { perMinute, tokens, classPerMinute = null, classTokens = null } =
    assistant.limits;
  const limits = useSignal({ perMinute, tokens, classPerMinute, classTokens });
  const state = useSignal<"" | "saving" | "saved">("");
  const save = async () => {
    state.value = "saving";
    const isSaved = await onSave({ limits: limits.value });
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
        const newLimit = value.trim() === "" ? null : Number(value);
        limits.value = { ...limits.value, [name]: newLimit };
        state.value = "";
      }}
    />
  );
  return (
    <details>
      <summary>{t.settings.limits}</summary>
      <Form class="stack" onSubmit={save}>
        <UsedSoFar used={used} maxTokens={classTokens ?? serverLimits.tokens} />
        {limit("perMinute", t.settings.noLimit, bounds.perMinute)}
        {limit("tokens", t.settings.noLimit, bounds.tokens)}
        {limit(
          "classPerMinute",
          t.settings.atMost({ most: serverLimits.perMinute }),
          { min: 1, max: serverLimits.perMinute },
        )}
        {limit(
          "classTokens",
          t.settings.atMost({ most: serverLimits.tokens }),
          { min: bounds.tokens.min, max: serverLimits.tokens },
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

/** @param maxTokens tokens that the class may use */
function UsedSoFar({ used: { requests, tokens }, maxTokens }: {
  used: Pick<AssistantUsageView, "requests" | "tokens">;
  maxTokens: number;
}) {
  return (
    <div class="field">
      <label for="assistant-used">{t.settings.used}</label>
      <meter
        id="assistant-used"
        min={0}
        max={maxTokens}
        high={0.8 * maxTokens}
        value={tokens}
      />
      <p class="hint">
        {t.settings.usedSoFar({
          requests,
          tokens,
          most: maxTokens,
          percent: Math.min(
            100,
            Math.round(100 * tokens / maxTokens),
          ),
        })}
      </p>
    </div>
  );
}
