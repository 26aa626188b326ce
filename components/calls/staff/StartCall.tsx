/** Starts a call (K-1): in the main room or in all groups. Says who can talk (D-4) and how many can join (K-3). */
import { useMemo } from "preact/hooks";
import { callStaff as t } from "texts/calls.ts";
import { meshLimits } from "../../../classroom/model/calls.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { SessionApi } from "../../client/session_api.ts";
import { Button } from "../../ui/Button.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { CallIcon, LeaveCallIcon } from "../call_icons.tsx";
import { findBrowserTrouble } from "../microphone_trouble.ts";
import { useCallTransportKind } from "../use_call_route.ts";
import { describeInsecurePages, StaffCall } from "./staff_call.ts";
import "../calls.css";

/** @param link the address at which students join */
export function StartCall(
  { session, link, onClose }: {
    session: ClassSession;
    link: string;
    onClose: () => void;
  },
) {
  const api = useMemo(() => new SessionApi(session.seat.session), []);
  const { facts } = session;
  const { main, groups } = facts.call.value;
  const way = useCallTransportKind(session);
  const isOpen = facts.breakouts.value.open === true;
  const trouble = findBrowserTrouble();
  const warning = describeInsecurePages(trouble === "insecure", link);
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
    isDisabled: boolean,
  ) => (
    <div class="call-start">
      <Button
        look={rooms === "main" ? "main" : ""}
        disabled={isDisabled}
        aria-describedby={`call-start-${rooms}`}
        onClick={() => start(rooms)}
      >
        <CallIcon />
        {name}
      </Button>
      <p class="hint" id={`call-start-${rooms}`}>{hint}</p>
    </div>
  );
  /** The number of others for whom a call has room; 0: the whole class. An unknown kind of call is treated as a mesh. */
  const otherCount = way === "livekit" ? 0 : meshLimits.callers - 1;
  const mainHint = (trouble === null ? t.mainHint : t.mainListenHint)({
    others: otherCount,
  });
  return (
    <Modal title={t.start} onClose={onClose}>
      <div class="stack">
        <p>{t.startHint}</p>
        {warning && (
          <Notice tone="warn">
            <p>{warning}</p>
          </Notice>
        )}
        {place("main", t.main, main ? t.isOn : mainHint, main !== undefined)}
        {isOpen &&
          place(
            "groups",
            t.groups,
            groups ? t.isOn : t.groupsHint,
            groups !== undefined,
          )}
        {(main ?? groups) !== undefined && (
          <Button
            look="erases"
            onClick={async () => {
              await session.part(StaffCall).end();
              onClose();
            }}
          >
            <LeaveCallIcon />
            {t.end}
          </Button>
        )}
        {otherCount > 0 && (
          <>
            <p class="hint">{t.bound({ most: meshLimits.callers })}</p>
            <details>
              <summary class="small">{t.more}</summary>
              <div class="stack snug hint">
                <p>{t.moreVoices}</p>
                <p>{t.addresses}</p>
              </div>
            </details>
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
