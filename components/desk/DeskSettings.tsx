import type { ActInput } from "../../classroom/acts.ts";
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { AssistantSettings as Assisting } from "../../classroom/model/assistant.ts";
import type { Member } from "../../classroom/model/members.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import { ColleagueList } from "../people/staff/ColleagueList.tsx";
import type { LiveClassInfo, LiveClassStart } from "../client/live_class.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { crowd } from "texts/people_crowd.ts";
import { moderation } from "texts/chat_moderation.ts";
import { nameFilter } from "texts/people_name_filter.ts";
import { review } from "texts/review.ts";
import { session as t } from "texts/sessions_live.ts";
import { BlockedWordsForm } from "../chat/BlockedWordsForm.tsx";
import { Button } from "../ui/Button.tsx";
import type { ClassSession } from "../client/class_session.ts";
import { BreakoutSettings } from "../groups/desk/BreakoutSettings.tsx";
import { AssistantSettingsForm } from "../assistant/AssistantSettings.tsx";
import { SettingSwitch } from "../ui/SettingSwitch.tsx";
import { StudentLimitForm } from "../people/StudentLimitForm.tsx";

const switches = () => ({
  joinLocked: { label: t.lock, hint: t.lockHint },
  chatPaused: { label: t.pauseChat, hint: t.pauseChatHint },
  assistantPaused: {
    label: review.settings.pause,
    hint: review.settings.pauseHint,
  },
  nameFilter,
} as const);

export function DeskSettings(props: {
  view: SessionView;
  start: LiveClassStart;
  /** The settings as last saved: this part may be closed and opened again. */
  assistant: Signal<Assisting>;
  /** Whether the assistant's settings are asked for; set to false once shown. */
  asksAssistant: Signal<boolean>;
  /** Null until the page's script has opened the class. */
  session: ClassSession | null;
  info: LiveClassInfo;
  members: Record<string, Member>;
  present: number;
  onRemoveSince: () => void;
  /** Resolves to false if refused. */
  onChange: (change: ActInput<"PATCH /">) => Promise<boolean>;
  children: ComponentChildren;
}) {
  const { view, assistant, session, info, onChange } = props;
  const staff = session?.staff ?? null;
  const { usage } = props.start;
  const texts = switches();
  const keys = Object.keys(texts) as (keyof typeof texts)[];
  return (
    <div class="stack">
      <section class="card" aria-labelledby="settings-heading">
        <h2 id="settings-heading">{t.settings}</h2>
        {keys.map((key) => (
          <SettingSwitch
            {...texts[key]}
            key={key}
            id={key}
            isOn={info[key]}
            onChange={(isOn) => onChange({ [key]: isOn })}
          />
        ))}
        <StudentLimitForm
          ceiling={info.mostStudents ?? bounds.students.default}
          present={props.present}
          onSave={(students) => onChange({ limits: { students } })}
        />
        <div class="actions settings-crowd">
          <Button onClick={props.onRemoveSince}>{crowd.removeSince}</Button>
        </div>
        {staff && (
          <details>
            <summary>{moderation.words}</summary>
            <BlockedWordsForm
              id="class-blocked-words"
              words={staff.blockedWords.value}
              onSave={(blockedWords) => onChange({ blockedWords })}
            />
          </details>
        )}
      </section>
      {session && <BreakoutSettings session={session} />}
      <AssistantSettingsForm
        assistant={assistant.value}
        serverLimits={usage.most}
        used={staff?.classUsage.value ?? usage}
        isRequested={props.asksAssistant}
        onSave={async (change) => {
          const isTaken = await onChange(change);
          if (isTaken) assistant.value = { ...assistant.value, ...change };
          return isTaken;
        }}
      />
      <ColleagueList
        id={view.id}
        staff={staff}
        members={props.members}
        isOwner={view.seat === "owner"}
      />
      {props.children}
    </div>
  );
}
