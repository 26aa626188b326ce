/** **Quick poll** in the bar: the teacher stays where they are, and is told the way to the answers. */
import type { Signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { pollMenu as t } from "texts/sharing_live.ts";
import type { StudentActions } from "../people/student_actions.ts";
import { LiveActions } from "../sharing/live/live_actions.ts";
import { QuickPoll } from "../sharing/live/QuickPoll.tsx";
import { showPart } from "./Tabs.tsx";

/** The button. */
export function DeskPoll({ actions, opened, disabled }: {
  /** Where it is said what came of it. */
  actions: StudentActions;
  /** The resource that is looked at. */
  opened: Signal<string | null>;
  disabled: boolean;
}) {
  const { api } = actions;
  const polling = useMemo(() => new LiveActions(api.session), [api]);
  return (
    <QuickPoll
      actions={polling}
      disabled={disabled}
      onAsked={(poll) => {
        // Why it was refused is said where one is, too.
        api.trouble.value = polling.trouble.value;
        actions.done.value = poll === null ? null : {
          text: t.started,
          next: {
            label: t.see,
            act: () => {
              opened.value = poll;
              showPart("resources");
            },
          },
        };
      }}
    />
  );
}
