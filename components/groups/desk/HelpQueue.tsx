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
import { GroupMark } from "../../client/GroupMark.tsx";
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
export function HelpQueue({ session, ...more }: {
  session: ClassSession | null;
  empty: ComponentChild;
  /** Called when a room is opened, to close what covers the chat. */
  onJoin?: () => void;
}) {
  return (
    <div>
      {session?.staff && <HandList session={session} {...more} />}
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
  const { flag: { member, room, at, note }, down } = row;
  const name = session.facts.members.value[member]?.name ?? chatText.someone;
  const group = session.facts.rooms.value[room];
  const place = group?.name ?? groups.main;
  const since = Math.max(0, Math.floor((now - at) / 60_000));
  return (
    <li class="cluster" data-down={down}>
      {group && <GroupMark room={group} />}
      <p>
        <strong>
          {down ? hands.isDown({ name }) : t.handUp({ name, room: place })}
        </strong>{" "}
        <span class="quiet small figures">{t.since({ minutes: since })}</span>
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
  const { flag, down, undo } = row;
  const { member, room } = flag;
  const name = session.facts.members.value[member]?.name ?? chatText.someone;
  const place = session.facts.rooms.value[room]?.name ?? groups.main;
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
      <span class="help-way" data-down={down}>
        <Button
          look="main small"
          aria-label={room === "main"
            ? hands.answerOf({ name })
            : t.joinRoomName({ name: place })}
          onClick={() => {
            onJoin?.();
            openRaisedHand(session, { member, room });
          }}
        >
          {room === "main" ? hands.answer : t.joinRoom}
        </Button>
        <UndoButton
          aria-label={hands.undoOf({ name })}
          disabled={!undo}
          onClick={raiseAgain}
        />
      </span>
      <Button
        look="small"
        aria-label={t.lowerName({ name })}
        // `aria-disabled`, since a disabled button would lose the focus.
        aria-disabled={down}
        onClick={() => down || lower()}
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

/** A hand that is up, or was lowered. `undo`: on this page, so it can be raised again. */
export interface HandRow {
  readonly flag: HelpRequest;
  readonly down: boolean;
  readonly undo: boolean;
}

/**
 * While the pointer or focus is in the list, rows keep their places, even if a hand goes down: the next press must
 * not lower another hand.
 */
function useHandRows(flags: ReadonlySignal<readonly HelpRequest[]>) {
  const list = useRef<HTMLOListElement>(null);
  const before = useRef<readonly HelpRequest[]>([]);
  const turn = useSignal(0);
  turn.value;
  const up = new Map(flags.value.map((flag) => [flag.member, flag]));
  // Not the rows themselves, which ignore the pointer right after a change.
  const place = list.current?.closest(".wait-list");
  const isHeld = place?.matches(":hover, :focus-within") ?? false;
  const undoable = (member: string) => handsLoweredHere.value.has(member);
  const stay = before.current
    .filter(({ member }) => up.has(member) || isHeld || undoable(member))
    .map((flag) => up.get(flag.member) ?? flag);
  const known = new Set(stay.map(({ member }) => member));
  const come = flags.value.filter(({ member }) => !known.has(member));
  const all = [...stay, ...come];
  // Otherwise sorted by the time of raising.
  if (!isHeld) all.sort((a, b) => a.at - b.at);
  before.current = all;
  useEffect(() => {
    const around = list.current?.closest(".wait-list");
    const again = () => turn.value++;
    // During `focusout` the new focus is not set yet.
    const later = () => setTimeout(again);
    around?.addEventListener("pointerleave", again);
    around?.addEventListener("focusout", later);
    return () => {
      around?.removeEventListener("pointerleave", again);
      around?.removeEventListener("focusout", later);
    };
  }, [all.length > 0]);
  const rows = all.map((flag): HandRow => ({
    flag,
    down: !up.has(flag.member),
    undo: !up.has(flag.member) && undoable(flag.member),
  }));
  return { list, rows };
}
