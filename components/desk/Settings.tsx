/** The settings of a class that runs: switches that take effect at once, and what the assistant is told. */
import type {
  AssistantSettings as Assisting,
  AssistantUsageView,
} from "../../classroom/model/assistant.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { crowd } from "texts/people_crowd.ts";
import { moderation } from "texts/chat_moderation.ts";
import { nameFilter } from "texts/people_name_filter.ts";
import { review } from "texts/review.ts";
import { session as t } from "texts/sessions_live.ts";
import { BlockedWords } from "../chat/BlockedWords.tsx";
import type { Staff } from "../client/staff.ts";
import { Button } from "../ui/Button.tsx";
import { AssistantSettings } from "../assistant/AssistantSettings.tsx";
import type { LiveInfo } from "../client/live.ts";
import { Switch } from "./Switch.tsx";
import { MostStudents } from "../people/MostStudents.tsx";

/** The switches, by what they change. */
const switches = () => ({
  joinLocked: { label: t.lock, hint: t.lockHint },
  chatPaused: { label: t.pauseChat, hint: t.pauseChatHint },
  assistantPaused: {
    label: review.settings.pause,
    hint: review.settings.pauseHint,
  },
  nameFilter,
} as const);

/** The card. `onChange` resolves to whether the change was taken. */
export function Settings(
  {
    assistant,
    usage,
    staff,
    info,
    present,
    onRemoveSince,
    onChange,
    onAssistant,
  }: {
    assistant: Assisting;
    usage: AssistantUsageView;
    /** Null until the page's script has opened it. */
    staff: Staff | null;
    info: LiveInfo;
    /** How many students are in. */
    present: number;
    /** **Remove all who joined since …** */
    onRemoveSince: () => void;
    onChange: (change: Record<string, unknown>) => Promise<boolean>;
    onAssistant: (change: Assisting) => Promise<boolean>;
  },
) {
  const texts = switches();
  const keys = Object.keys(texts) as (keyof typeof texts)[];
  return (
    <section class="card" aria-labelledby="settings-heading">
      <h2 id="settings-heading">{t.settings}</h2>
      {keys.map((key) => (
        <Switch
          {...texts[key]}
          key={key}
          id={key}
          on={info[key]}
          onChange={(on) => onChange({ [key]: on })}
        />
      ))}
      <MostStudents
        ceiling={info.mostStudents ?? bounds.students.usual}
        present={present}
        onSave={(students) => onChange({ limits: { students } })}
      />
      <div class="actions settings-crowd">
        <Button onClick={onRemoveSince}>{crowd.removeSince}</Button>
      </div>
      {staff && (
        <details>
          <summary>{moderation.words}</summary>
          <BlockedWords
            id="class-blocked-words"
            words={staff.blockedWords.value}
            onSave={(blockedWords) => onChange({ blockedWords })}
          />
        </details>
      )}
      <AssistantSettings
        assistant={assistant}
        most={usage.most}
        used={staff?.used.value ?? usage}
        onSave={onAssistant}
      />
    </section>
  );
}
