/** Who asks for help, in the order in which they asked, with the line that only staff see (B-12). */
import type { ComponentChild } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import {
  type ReadonlySignal,
  signal,
  useComputed,
  useSignal,
} from "@preact/signals";
import { chat as chatText } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { hands } from "texts/groups_hands.ts";
import type { Help } from "../../../classroom/model/groups.ts";
import { useNow } from "../../desk/use_now.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Taker } from "../../monitoring/taking/Taker.tsx";
import { RefusedNotice } from "../../client/RefusedNotice.tsx";
import { announce } from "../../ui/announce.ts";
import { Button } from "../../ui/Button.tsx";
import { BellIcon, BellOffIcon } from "../../page/desk_icons.tsx";
import { CheckIcon, HandIcon } from "../../ui/icons.tsx";
import { GroupsApi } from "./groups_api.ts";
import { GroupMark } from "../GroupMark.tsx";
import { muted, setMuted } from "./help_sound.ts";
import { joinHand } from "./join_hand.ts";
import "./groups_desk.css";
import { UndoButton } from "../../ui/UndoButton.tsx";

/** The queue; where nobody asks, what is said instead. */
export function HelpQueue({ session, ...more }: {
  session: ClassSession | null;
  empty: ComponentChild;
  /** What lies over the chat makes way for it. */
  onJoin?: () => void;
}) {
  return (
    <div>
      {session?.staff && <Queue session={session} {...more} />}
    </div>
  );
}

function Queue(
  { session, empty, onJoin }: {
    session: ClassSession;
    empty: ComponentChild;
    onJoin?: () => void;
  },
) {
  const api = useMemo(() => new GroupsApi(session.seat.session), [session]);
  const flags = useComputed(() => session.staff?.help.value ?? []);
  const now = useNow(session, flags.value.length > 0);
  const { list, rows } = useHandRows(flags);
  const lower = async (member: string) => {
    if (await api.act("DELETE /help/:m", { m: member })) {
      noteLowered(member, true);
      const name = session.facts.nameOf(member) ?? chatText.someone;
      announce(hands.isDown({ name }));
    }
  };
  const raiseAgain = async (member: string) => {
    if (await api.act("POST /help/:m/undo", { m: member })) {
      noteLowered(member, false);
    }
  };
  const trouble = <RefusedNotice api={api} />;
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
          aria-pressed={muted.value}
          aria-label={t.mute}
          title={t.mute}
          onClick={() => setMuted(!muted.value)}
        >
          {muted.value ? <BellOffIcon /> : <BellIcon />}
        </Button>
      </div>
      <ol ref={list}>
        {rows.map(({ flag: { member, room, at, note }, down, undo }) => {
          const name = session.facts.members.value[member]?.name ??
            chatText.someone;
          const group = session.facts.rooms.value[room];
          const place = group?.name ?? groups.main;
          const since = Math.max(0, Math.floor((now - at) / 60_000));
          return (
            <li key={member} class="row wraps" data-down={down}>
              {group && <GroupMark room={group} />}
              <p>
                <strong>
                  {down
                    ? hands.isDown({ name })
                    : t.handUp({ name, room: place })}
                </strong>{" "}
                <span class="quiet small figures">
                  {t.since({ minutes: since })}
                </span>
                {note && (
                  <q>
                    <bdi>{note}</bdi>
                  </q>
                )}
              </p>
              <div class="actions">
                <span class="help-way" data-down={down}>
                  <Button
                    look="main small"
                    aria-label={room === "main"
                      ? hands.answerOf({ name })
                      : t.joinRoomName({ name: place })}
                    onClick={() => {
                      onJoin?.();
                      joinHand(session, { member, room });
                    }}
                  >
                    {room === "main" ? hands.answer : t.joinRoom}
                  </Button>
                  <UndoButton
                    aria-label={hands.undoOf({ name })}
                    disabled={!undo}
                    onClick={() => raiseAgain(member)}
                  />
                </span>
                <Button
                  look="small"
                  aria-label={t.lowerName({ name })}
                  // It keeps the focus: what is pressed there next does nothing.
                  aria-disabled={down}
                  onClick={() => down || lower(member)}
                >
                  <CheckIcon />
                  {t.lower}
                </Button>
                <Taker
                  session={session}
                  call={`hand-${member}`}
                  about={name}
                />
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

// The rows of the hands that are up. While the cursor or the focus is among them each keeps its place, also when its hand
// goes down: what is pressed there a moment later was meant for it, and never lowers the next student's hand.

/** So long a hand that one has lowered can be put back (ms); the server's own time is a little longer for the way. */
const undoTime = 9_500;

/** One of them. `down`: it is lowered; then `undo` says whether that can be taken back by who looks. */
interface HandRow {
  readonly flag: Help;
  readonly down: boolean;
  readonly undo: boolean;
}

/** Whose hands were lowered here, and until when that can be taken back, by the member. */
const loweredHere = signal<ReadonlyMap<string, number>>(new Map());

/** Notes that a hand was lowered here; or that it is up again. */
function noteLowered(member: string, isDown: boolean): void {
  const next = new Map(loweredHere.peek());
  if (isDown) next.set(member, Date.now() + undoTime);
  else next.delete(member);
  loweredHere.value = next;
}

/** The rows as they are to stand now, for the list that has them. */
function useHandRows(flags: ReadonlySignal<readonly Help[]>) {
  const list = useRef<HTMLOListElement>(null);
  const before = useRef<readonly Help[]>([]);
  const turn = useSignal(0);
  turn.value;
  const up = new Map(flags.value.map((flag) => [flag.member, flag]));
  // The place around the rows: they themselves take no press, and know of no cursor, right after a change.
  const place = list.current?.closest(".wait-list");
  const isHeld = place?.matches(":hover, :focus-within") ?? false;
  const now = Date.now();
  const undoable = (member: string) =>
    (loweredHere.value.get(member) ?? 0) > now;
  const stay = before.current
    .filter(({ member }) => up.has(member) || isHeld || undoable(member))
    .map((flag) => up.get(flag.member) ?? flag);
  const known = new Set(stay.map(({ member }) => member));
  const come = flags.value.filter(({ member }) => !known.has(member));
  const all = [...stay, ...come];
  // Under nobody's hand they stand in the order of raising.
  if (!isHeld) all.sort((a, b) => a.at - b.at);
  before.current = all;
  const soonest = Math.min(
    ...all.map(({ member }) => loweredHere.value.get(member) ?? Infinity),
  );
  useEffect(() => {
    const around = list.current?.closest(".wait-list");
    const again = () => turn.value++;
    // The focus that goes is in no place yet when that is told.
    const later = () => setTimeout(again);
    around?.addEventListener("pointerleave", again);
    around?.addEventListener("focusout", later);
    return () => {
      around?.removeEventListener("pointerleave", again);
      around?.removeEventListener("focusout", later);
    };
  }, [all.length > 0]);
  useEffect(() => {
    if (soonest === Infinity) return;
    const timer = setTimeout(
      () => turn.value++,
      Math.max(0, soonest - Date.now()) + 50,
    );
    return () => clearTimeout(timer);
  }, [soonest]);
  const rows = all.map((flag): HandRow => ({
    flag,
    down: !up.has(flag.member),
    undo: !up.has(flag.member) && undoable(flag.member),
  }));
  return { list, rows };
}
