import type { ComponentChild } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { chat as chatText } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { hands } from "texts/groups_hands.ts";
import type { HelpRequest } from "../../../classroom/model/groups.ts";
import { useServerTime } from "../../client/use_server_time.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { ClaimButton } from "../../people/claims/ClaimButton.tsx";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { announce } from "../../ui/announce.ts";
import { Button } from "../../ui/Button.tsx";
import { BellIcon, BellOffIcon } from "../../page/desk_icons.tsx";
import { CheckIcon, HandIcon } from "../../ui/icons.tsx";
import type { SessionApi } from "../../client/session_api.ts";
import { GroupsApi } from "./groups_api.ts";
import { GroupEmblem } from "../../client/GroupEmblem.tsx";
import { isHelpSoundMuted, setHelpSoundMuted } from "./help_sound.ts";
import { openRaisedHand } from "./join_hand.ts";
import {
  forgetLoweredHand,
  handsLoweredHere,
  noteLoweredHand,
} from "./lowered_hands.ts";
import "./groups_desk.css";
import { UndoButton } from "../../ui/UndoButton.tsx";

/** Raised hands, first come first, with lines that only staff see (B-12). */
export function HelpQueue({ session, ...props }: {
  session: ClassSession | null;
  empty: ComponentChild;
  /** Called when a room is opened, to close what covers the chat. */
  onJoin?: () => void;
}) {
  return (
    <div>
      {session?.staff && <HandList session={session} {...props} />}
    </div>
  );
}

function HandList(
  { session, empty, onJoin }: {
    session: ClassSession;
    empty: ComponentChild;
    onJoin?: () => void;
  },
) {
  const api = useMemo(() => new GroupsApi(session.seat.session), [session]);
  const flags = useComputed(() => session.staff?.helpRequests.value ?? []);
  const now = useServerTime(session, flags.value.length > 0);
  const { list, rows } = useHandRows(flags);
  const trouble = <RefusedRequestNotice api={api} />;
  if (rows.length === 0) {
    return (
      <>
        {empty}
        {trouble}
      </>
    );
  }
  return (
    <section class="help-queue stack tight" aria-labelledby="help-heading">
      <div class="row">
        <h3 id="help-heading" class="row">
          <HandIcon />
          {t.helpHeading}
        </h3>
        <Button
          look="bare icon-only small"
          aria-pressed={isHelpSoundMuted.value}
          aria-label={t.mute}
          title={t.mute}
          onClick={() => setHelpSoundMuted(!isHelpSoundMuted.value)}
        >
          {isHelpSoundMuted.value ? <BellOffIcon /> : <BellIcon />}
        </Button>
      </div>
      <ol class="stack" ref={list}>
        {rows.map((row) => (
          <RaisedHand
            key={row.flag.member}
            session={session}
            row={row}
            now={now}
            api={api}
            onJoin={onJoin}
          />
        ))}
      </ol>
    </section>
  );
}

function RaisedHand({ session, row, now, api, onJoin }: {
  session: ClassSession;
  row: HandRow;
  now: number;
  api: SessionApi;
  onJoin?: () => void;
}) {
  const { flag: { member, room, at: raisedAt, note }, isDown } = row;
  const name = session.facts.members.value[member]?.name ?? chatText.someone;
  const group = session.facts.rooms.value[room];
  const roomName = group?.name ?? groups.main;
  const minutes = Math.max(0, Math.floor((now - raisedAt) / 60_000));
  return (
    <li class="cluster" data-down={isDown}>
      {group && <GroupEmblem room={group} />}
      <p>
        <strong>
          {isDown ? hands.isDown({ name }) : t.handUp({ name, room: roomName })}
        </strong>{" "}
        <span class="quiet small figures">{t.since({ minutes })}</span>
        {note && (
          <q>
            <bdi>{note}</bdi>
          </q>
        )}
      </p>
      {note && room === "main" && <p class="quiet small">{hands.noteReaders}
      </p>}
      <HandActions {...{ session, row, api, onJoin }} />
    </li>
  );
}

/** The buttons for a raised hand, in the list and on the student's tile. */
export function HandActions({ session, row, api, onJoin }: {
  session: ClassSession;
  row: HandRow;
  api: SessionApi;
  onJoin?: () => void;
}) {
  const { flag, isDown, canUndo } = row;
  const { member, room } = flag;
  const name = session.facts.members.value[member]?.name ?? chatText.someone;
  const roomName = session.facts.rooms.value[room]?.name ?? groups.main;
  const lower = async () => {
    if (await api.act("DELETE /help/:m", { m: member })) {
      noteLoweredHand(flag);
      announce(hands.isDown({ name }));
    }
  };
  const raiseAgain = async () => {
    if (await api.act("POST /help/:m/undo", { m: member })) {
      forgetLoweredHand(flag);
    }
  };
  return (
    <div class="actions">
      <span class="help-way" data-down={isDown}>
        <Button
          look="main small"
          aria-label={room === "main"
            ? hands.answerOf({ name })
            : t.joinRoomName({ name: roomName })}
          onClick={() => {
            onJoin?.();
            openRaisedHand(session, { member, room });
          }}
        >
          {room === "main" ? hands.answer : t.joinRoom}
        </Button>
        <UndoButton
          aria-label={hands.undoOf({ name })}
          disabled={!canUndo}
          onClick={raiseAgain}
        />
      </span>
      <Button
        look="small"
        aria-label={t.lowerName({ name })}
        // `aria-disabled`, since a disabled button would lose the focus.
        aria-disabled={isDown}
        onClick={() => isDown || lower()}
      >
        <CheckIcon />
        {t.lower}
      </Button>
      <ClaimButton
        session={session}
        attention={`hand-${member}`}
        about={name}
      />
    </div>
  );
}

/** A hand that is up, or was lowered. `canUndo`: on this page, so it can be raised again. */
export interface HandRow {
  readonly flag: HelpRequest;
  readonly isDown: boolean;
  readonly canUndo: boolean;
}

/**
 * While the pointer or focus is in the list, rows keep their places, even if a hand goes down: the next press must
 * not lower another hand.
 */
function useHandRows(flags: ReadonlySignal<readonly HelpRequest[]>) {
  const list = useRef<HTMLOListElement>(null);
  const previousFlags = useRef<readonly HelpRequest[]>([]);
  const turn = useSignal(0);
  turn.value;
  const raisedFlags = new Map(flags.value.map((flag) => [flag.member, flag]));
  // Not the rows themselves, which ignore the pointer right after a change.
  const place = list.current?.closest(".wait-list");
  const isHeld = place?.matches(":hover, :focus-within") ?? false;
  const isUndoable = (member: string) => handsLoweredHere.value.has(member);
  const stayingFlags = previousFlags.current
    .filter(({ member }) =>
      raisedFlags.has(member) || isHeld || isUndoable(member)
    )
    .map((flag) => raisedFlags.get(flag.member) ?? flag);
  const stayingMembers = new Set(stayingFlags.map(({ member }) => member));
  const newFlags = flags.value.filter(({ member }) =>
    !stayingMembers.has(member)
  );
  const shownFlags = [...stayingFlags, ...newFlags];
  // Otherwise sorted by the time of raising.
  if (!isHeld) shownFlags.sort((a, b) => a.at - b.at);
  previousFlags.current = shownFlags;
  useEffect(() => {
    const waitList = list.current?.closest(".wait-list");
    const rerender = () => turn.value++;
    // During `focusout` the new focus is not set yet.
    const rerenderLater = () => setTimeout(rerender);
    waitList?.addEventListener("pointerleave", rerender);
    waitList?.addEventListener("focusout", rerenderLater);
    return () => {
      waitList?.removeEventListener("pointerleave", rerender);
      waitList?.removeEventListener("focusout", rerenderLater);
    };
  }, [shownFlags.length > 0]);
  const rows = shownFlags.map((flag): HandRow => ({
    flag,
    isDown: !raisedFlags.has(flag.member),
    canUndo: !raisedFlags.has(flag.member) && isUndoable(flag.member),
  }));
  return { list, rows };
}
