/** The line of what waits in the head of a dialog: there its lists open below it, over what one is at. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { desk as t } from "texts/desk.ts";
import { studentRequest } from "../chat/panel_requests.ts";
import type { ClassSession } from "../client/class_session.ts";
import type { SessionApi } from "../client/session_api.ts";
import { showPart } from "./Tabs.tsx";
import { Strip } from "./Strip.tsx";
import { WaitList } from "./WaitList.tsx";
import type { WaitKind } from "./waits.ts";
import { anchors } from "../ui/popovers/popovers.ts";
import "./desk.css";

/** The line and its list. */
export function StripOver({ session, api, onClose }: {
  session: ClassSession;
  api: SessionApi;
  /** Leaves the dialog for what stands behind it. */
  onClose: () => void;
}) {
  const opened = useSignal<WaitKind | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const members = session.facts.members.value;
  const kind = opened.value;
  useEffect(() => {
    const { current: element } = list;
    if (kind === null) element?.hidePopover();
    else if (element && !element.matches(":popover-open")) {
      anchors.set(element, element.parentElement!);
      element.showPopover();
    }
  }, [kind]);
  if (!session.staff) return null;
  return (
    <div class="strip-over">
      <Strip
        session={session}
        members={members}
        crowd={false}
        opened={opened}
        inDialog
      />
      <div
        ref={list}
        popover="auto"
        class="popover strip-over-list"
        role="dialog"
        aria-label={kind === null ? undefined : t.titles[kind]}
        onToggle={({ newState }) => {
          if (newState === "closed") opened.value = null;
        }}
      >
        {kind && (
          <>
            <h3>{t.titles[kind]}</h3>
            <WaitList
              kind={kind}
              session={session}
              members={members}
              crowd={null}
              onJoin={onClose}
              onView={(student) => {
                studentRequest.value = student;
                showPart("students");
                onClose();
              }}
              onDecide={(id, decision) =>
                api.act("POST /waiting/:id", { id, decision })}
              onDecideAll={(decision) => api.act("POST /waiting", { decision })}
            />
          </>
        )}
      </div>
    </div>
  );
}
