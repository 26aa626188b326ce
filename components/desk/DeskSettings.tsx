/** The settings of a class, and who else teaches in it or looks on (S-8, S-9). */
import type { ActInput } from "../../classroom/acts.ts";
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { AssistantSettings as Assisting } from "../../classroom/model/assistant.ts";
import type { Member } from "../../classroom/model/members.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import { Colleagues } from "../people/staff/Colleagues.tsx";
import type { LiveInfo, LiveStart } from "../client/live.ts";
import type { Staff } from "../client/staff.ts";
import { Settings } from "./Settings.tsx";

/** The part; its children stand below. */
export function DeskSettings(props: {
  view: SessionView;
  start: LiveStart;
  /** As they were saved last: the part may be left and come back to. */
  assistant: Signal<Assisting>;
  staff: Staff | null;
  info: LiveInfo;
  members: Record<string, Member>;
  present: number;
  onRemoveSince: () => void;
  onChange: (change: ActInput<"PATCH /">) => Promise<boolean>;
  children: ComponentChildren;
}) {
  const { view, assistant, onChange } = props;
  return (
    <div class="stack">
      <Settings
        {...props}
        assistant={assistant.value}
        usage={props.start.usage}
        onAssistant={async (next) => {
          const taken = await onChange(next);
          if (taken) assistant.value = next;
          return taken;
        }}
      />
      <Colleagues
        id={view.id}
        staff={props.staff}
        members={props.members}
        owns={view.seat === "owner"}
      />
      {props.children}
    </div>
  );
}
