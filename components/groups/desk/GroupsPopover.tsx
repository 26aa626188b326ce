/**
 * A popover on the desk with actions on groups. Its content is only rendered while open. The main button takes the
 * focus.
 */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo, useRef } from "preact/hooks";
import type { ClassSession } from "../../client/class_session.ts";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { GroupsApi } from "./groups_api.ts";
import "../../ui/popovers/popovers.ts";
import "./groups_desk.css";

export function GroupsPopover({ id, kind, label, session, children }: {
  id: string;
  kind: string;
  label: string;
  session: ClassSession;
  children: (api: GroupsApi, close: () => void) => ComponentChildren;
}) {
  const api = useMemo(() => new GroupsApi(session.seat.session), [session]);
  const isOpen = useSignal(false);
  const list = useRef<HTMLDivElement>(null);
  return (
    <div
      id={id}
      ref={list}
      popover="auto"
      class={`popover ${kind}`}
      role="dialog"
      aria-label={label}
      onBeforeToggle={({ newState }) => isOpen.value = newState === "open"}
      onToggle={({ newState }) => {
        api.refusal.value = null;
        if (newState === "open") {
          list.current?.querySelector<HTMLElement>(".main")?.focus();
        }
      }}
    >
      {isOpen.value && children(api, () => list.current?.hidePopover())}
      <RefusedRequestNotice api={api} />
    </div>
  );
}
