/** Starts a call (K-1): in the main room or in all groups. Says how many people it can have (K-3). */
import { useMemo } from "preact/hooks";
import { callStaff as t } from "texts/calls.ts";
import { meshLimits } from "../../../classroom/model/calls.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { SessionApi } from "../../client/session_api.ts";
import { Button } from "../../ui/Button.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { CallIcon } from "../call_icons.tsx";
import { useCallTransportKind } from "../use_call_route.ts";
import { StaffCall } from "./staff_call.ts";
import "../calls.css";

export function StartCall(
  { session, onClose }: { session: ClassSession; onClose: () => void },
) {
  const api = useMemo(() => new SessionApi(session.seat.session), []);
  const { facts } = session;
  const { main, groups } = facts.call.value;
  const way = useCallTransportKind(session);
  const isOpen = facts.breakouts.value.open === true;
  const start = async (rooms: "main" | "groups") => {
    const isOn = rooms === "main"
      ? await session.part(StaffCall).startInMainRoom(api)
      : await api.act("POST /call", { rooms }) !== null;
    if (isOn) onClose();
  };
  const place = (
    rooms: "main" | "groups",
    name: string,
    hint: string,
    disabled: boolean,
  ) => (
    <div class="call-start">
      <Button
        look={rooms === "main" ? "main" : ""}
        disabled={disabled}
        aria-describedby={`call-start-${rooms}`}
        onClick={() => start(rooms)}
      >
        <CallIcon />
        {name}
      </Button>
      <p class="hint" id={`call-start-${rooms}`}>{hint}</p>
    </div>
  );
  return (
    <Modal title={t.start} onClose={onClose}>
      <div class="stack">
        <p>{t.startHint}</p>
        {place("main", t.main, main ? t.isOn : t.mainHint, main !== undefined)}
        {place(
          "groups",
          t.groups,
          !isOpen ? t.noGroups : groups ? t.isOn : t.groupsHint,
          !isOpen || groups !== undefined,
        )}
        {/* An unknown kind of call is treated as a mesh. */}
        {way !== "livekit" && (
          <>
            <p class="hint">{t.bound({ most: meshLimits.callers })}</p>
            <p class="hint">{t.addresses}</p>
          </>
        )}
        {api.refusal.value && (
          <Notice tone="stop">
            <p>{api.refusal.value.detail}</p>
          </Notice>
        )}
      </div>
    </Modal>
  );
}
