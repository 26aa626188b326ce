/** **Start call** by staff (K-1): in the main room, or in all groups at once; how many it takes is said before (K-3). */
import { useMemo } from "preact/hooks";
import { callStaff as t } from "texts/calls.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { SessionApi } from "../../session/session_api.ts";
import { Button } from "../../ui/Button.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { CallIcon } from "../call_icons.tsx";
import { useWay } from "../use_way.ts";
import "./StartCall.css";

/** The dialog; a call that is on already can be started in the other place as well. */
export function StartCall(
  { session, onClose }: { session: ClassSession; onClose: () => void },
) {
  const api = useMemo(() => new SessionApi(session.seat.session), []);
  const { facts } = session;
  const call = facts.call.value;
  const way = useWay(session);
  const isOpen = facts.breakouts.value.open === true;
  const start = async (rooms: "main" | "groups") => {
    if (await api.act("POST", "/call", { rooms }) !== null) onClose();
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
        {place("main", t.main, t.mainHint, call.main !== undefined)}
        {place(
          "groups",
          t.groups,
          isOpen ? t.groupsHint : t.noGroups,
          !isOpen || call.groups !== undefined,
        )}
        {/* Until it is known, what holds where no server is set up. */}
        {way !== "livekit" && (
          <>
            <p class="hint">{t.bound}</p>
            <p class="hint">{t.addresses}</p>
          </>
        )}
        {api.trouble.value && (
          <Notice tone="stop">
            <p>{api.trouble.value.detail}</p>
          </Notice>
        )}
      </div>
    </Modal>
  );
}
