/**
 * **Start call** (K-1): in the main room or in all groups, with the number of people that it takes (K-3). A call in the
 * main room continues with the choice of devices.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { callStaff as t } from "texts/calls.ts";
import { meshLimits } from "../../../classroom/model/calls.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { SessionApi } from "../../client/session_api.ts";
import { Button } from "../../ui/Button.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Call } from "../call.ts";
import { CallIcon } from "../call_icons.tsx";
import { DevicesDialog } from "../DevicesDialog.tsx";
import { useCallTransportKind } from "../use_call_route.ts";
import { loadedCallBackend } from "../call_backend.ts";
import "../calls.css";

export function StartCall(
  { session, onClose }: { session: ClassSession; onClose: () => void },
) {
  const api = useMemo(() => new SessionApi(session.seat.session), []);
  const { facts } = session;
  const { main, groups } = facts.call.value;
  const call = session.part(Call);
  /** The call is started; joining comes next. */
  const joins = useSignal(false);
  const isOld = useSignal(false);
  useEffect(
    () =>
      loadedCallBackend().trouble((it) => isOld.value = it === "unsupported"),
    [],
  );
  const way = useCallTransportKind(session);
  const isOpen = facts.breakouts.value.open === true;
  const start = async (rooms: "main" | "groups") => {
    if (await api.act("POST /call", { rooms }) === null) return;
    const isIn = call.voice.peek() !== null;
    // A teacher who looks at a group with a call would join that one.
    const isElsewhere = (call.room.peek() ?? "main") !== "main";
    const mayJoin = rooms === "main" && !isIn && !isElsewhere && !isOld.peek();
    if (mayJoin) joins.value = true;
    else onClose();
  };
  // The class document may be a moment late.
  if (joins.value && call.room.value === "main") {
    return <DevicesDialog call={call} onClose={onClose} />;
  }
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
        {/* Unknown counts as a mesh. */}
        {way !== "livekit" && (
          <>
            <p class="hint">{t.bound({ most: meshLimits.voices })}</p>
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
