import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { calls as words, callStaff as t } from "texts/calls.ts";
import { meshLimits } from "../../../classroom/model/calls.ts";
import { Chat } from "../../chat/chat.ts";
import { SettingSwitch } from "../../ui/SettingSwitch.tsx";
import { Button, CloseButton } from "../../ui/Button.tsx";
import { CheckIcon, MoreIcon, UndoIcon } from "../../ui/icons.tsx";
import "../../ui/popovers/popovers.ts";
import type { Call } from "../call.ts";
import { CallIcon, LeaveCallIcon, MicrophoneOffIcon } from "../call_icons.tsx";
import { PointerActivity } from "../pointer_activity.ts";
import { StaffCall } from "./staff_call.ts";
import { useSignal } from "@preact/signals";
import { SessionApi } from "../../client/session_api.ts";
import type { CallerRow } from "../joined/caller_rows.ts";
import { frame } from "texts/everywhere.ts";

export { StaffCall } from "./staff_call.ts";

export function StaffCallControls({ call }: { call: Call }) {
  const id = `call-tools-${useId()}`;
  const desk = call.session.part(StaffCall);
  const { facts } = call.session;
  const { cameras, screens } = facts.call.value;
  const isMesh = call.voice.value?.transport.value?.kind === "mesh";
  return (
    <>
      <Button
        look="small"
        onClick={() => desk.muteAll()}
      >
        <MicrophoneOffIcon />
        {t.muteAll}
      </Button>
      <Button
        look="bare call-act"
        aria-label={t.tools}
        title={t.tools}
        popoverTarget={id}
      >
        <MoreIcon />
        <span class="call-word">{t.toolsWord}</span>
      </Button>
      <div id={id} popover="auto" class="popover call-tools">
        <SettingSwitch
          id={`${id}-cameras`}
          label={t.cameras}
          hint={t.camerasHint}
          isOn={cameras === true}
          onChange={(cameras) => desk.setRights({ cameras })}
        />
        <SettingSwitch
          id={`${id}-screens`}
          label={t.screens}
          hint={t.screensHint}
          isOn={screens === true}
          onChange={(screens) => desk.setRights({ screens })}
        />
        {isMesh && <p class="hint">{t.bound({ most: meshLimits.callers })}</p>}
        <Button
          look="bare erases"
          onClick={() => desk.end()}
        >
          <LeaveCallIcon />
          {t.end}
        </Button>
      </div>
    </>
  );
}

/**
 * Moves the teacher's call to the shown room, muted. In the main room, tells a teacher who is alone that groups have
 * calls.
 */
export function VisitNote({ call }: { call: Call }) {
  const shownRoom = call.session.part(Chat).currentRoom.value.id;
  const { call: { value: { groups } } } = call.session.facts;
  const isAlone = call.callers.value.every(({ isMe }) => isMe);
  const isAway = call.room.value === "main" && isAlone;
  if (shownRoom === "main" && groups !== undefined && isAway) {
    return (
      <div class="call-note row">
        <p>{t.groupsOn}</p>
      </div>
    );
  }
  const isElsewhere = call.voice.value !== null &&
    call.room.value !== shownRoom;
  if (!isElsewhere || !call.isOpenToRoom(shownRoom)) return null;
  return (
    <div class="call-note row">
      <Button look="small" onClick={() => call.switchRoom(shownRoom)}>
        {shownRoom === "main" ? words.join : t.visit}
      </Button>
    </div>
  );
}

/**
 * The last action of staff, for a while; after the end of a call with **Start again**. Stays rendered as a live region.
 */
export function LastCallAction({ desk }: { desk: StaffCall }) {
  const lastAction = desk.lastAction.value;
  const trouble = desk.api.refusal.value;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!lastAction) return;
    const pointer = new PointerActivity();
    // When the line disappears, everything below it moves up; that must not happen under the pointer.
    const isHeld = () =>
      pointer.isPressLikely ||
      line.current!.matches(":hover, :focus-within");
    desk.keepsNotice.add(isHeld);
    return () => {
      pointer.stop();
      desk.keepsNotice.delete(isHeld);
    };
  }, [lastAction]);
  const ended = lastAction?.ended;
  const note = lastAction && (
    <div class="call-note call-deed row">
      <CheckIcon />
      <p>{lastAction.text}</p>
      {ended && (
        <>
          <Button look="small" onClick={() => desk.startAgain(ended)}>
            <CallIcon />
            {t.startAgain}
          </Button>
          <CloseButton
            look="small"
            onClick={() => desk.clearLastAction()}
          />
        </>
      )}
    </div>
  );
  // In a joined call, `use_call_announcements.ts` announces the call's end.
  const isSaid = (ended?.room ?? null) !== null;
  return (
    <div ref={line}>
      <div role="status">{!isSaid && note}</div>
      {isSaid && note}
      {/* Stays rendered, so that a message is announced once, even if the bar moves to another place. */}
      <div aria-live="assertive">
        {trouble && (
          <div class="call-note row">
            <p class="call-refused">{trouble.detail}</p>
            <CloseButton
              look="small"
              onClick={() => desk.api.refusal.value = null}
            />
          </div>
        )}
      </div>
    </div>
  );
}

/**
 * Buttons for one person: **Mute**, **Ask to unmute**, **Remove**, **Undo** or **Let back in**. A double press meets
 * only one, as each has its own place.
 */
export function CallPersonButtons(
  { call, row }: { call: Call; row: CallerRow },
) {
  const { act, announcement, api } = useActs(call, row.person.member);
  const { status, wasIn, person: { name, isStaff, microphone } } = row;
  if (isStaff) return null;
  return (
    <div class="actions">
      {status === "in" && (
        <>
          <Button
            look="small"
            disabled={!microphone}
            aria-label={t.muteOf({ name })}
            onClick={({ currentTarget }) => {
              currentTarget.closest("li")?.focus();
              return act("POST /call/members/:m/mute", t.mutedOf({ name }));
            }}
          >
            {t.mute}
          </Button>
          <Button
            look="small"
            disabled={microphone}
            aria-label={t.askOf({ name })}
            onClick={() =>
              act("POST /call/members/:m/unmute", t.askedOf({ name }))}
          >
            {t.ask}
          </Button>
          <Button
            look="small erases"
            aria-label={t.removeOf({ name })}
            onClick={({ currentTarget }) => {
              // From the row, **Undo** is one Tab away.
              currentTarget.closest("li")?.focus();
              return act("DELETE /call/members/:m", t.removedOf({ name }));
            }}
          >
            {t.remove}
          </Button>
        </>
      )}
      {status === "out" && (
        <Button
          look="small"
          aria-label={wasIn ? t.undoOf({ name }) : t.letBackOf({ name })}
          onClick={() =>
            act("POST /call/members/:m/undo", t.letBackDone({ name }))}
        >
          {wasIn && <UndoIcon />}
          {wasIn ? frame.undo : t.letBack}
        </Button>
      )}
      {api.refusal.value && (
        <p class="call-refused" role="alert">{api.refusal.value.detail}</p>
      )}
      <span class="visually-hidden" role="status">{announcement}</span>
    </div>
  );
}

function useActs(call: Call, member: string) {
  const api = useMemo(
    () => new SessionApi(call.session.seat.session),
    [call],
  );
  const announcement = useSignal("");
  const act = async (
    route:
      | "POST /call/members/:m/mute"
      | "POST /call/members/:m/unmute"
      | "DELETE /call/members/:m"
      | "POST /call/members/:m/undo",
    doneText: string,
  ) => {
    announcement.value = "";
    if (await api.act(route, { m: member }) !== null) {
      announcement.value = doneText;
    }
  };
  return { api, announcement, act };
}
