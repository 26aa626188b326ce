/** Who asks for help, in the order in which they asked, with the line that only staff see (B-12). */
import type { ComponentChild } from "preact";
import { useMemo } from "preact/hooks";
import { useComputed } from "@preact/signals";
import { chat as chatText } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { hands } from "texts/groups_hands.ts";
import { people } from "texts/people.ts";
import { useNow } from "../../desk/use_now.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { Taker } from "../../monitoring/taking/Taker.tsx";
import { RefusedNotice } from "../../session/RefusedNotice.tsx";
import { Button } from "../../ui/Button.tsx";
import { BellIcon, BellOffIcon } from "../../page/desk_icons.tsx";
import { CheckIcon, HandIcon, UndoIcon } from "../../ui/icons.tsx";
import { GroupsApi } from "./groups_api.ts";
import { GroupMark } from "../GroupMark.tsx";
import { noteLowered, useHandRows } from "./hand_rows.ts";
import { muted, setMuted } from "./help_sound.ts";
import { joinHand } from "./join_hand.ts";
import "./HelpQueue.css";

/** The queue; where nobody asks, what is said instead. */
export function HelpQueue({ session, ...more }: {
  session: ClassSession | null;
  empty: ComponentChild;
  /** What lies over the chat makes way for it. */
  onJoin?: () => void;
}) {
  return (
    <div role="status">
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
    if (await api.act("DELETE", `/help/${member}`)) noteLowered(member, true);
  };
  const raiseAgain = async (member: string) => {
    const path = `/help/${member}/undo`;
    if (await api.act("POST", path)) noteLowered(member, false);
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
                  <Button
                    look="small"
                    aria-label={hands.undoOf({ name })}
                    disabled={!undo}
                    onClick={() => raiseAgain(member)}
                  >
                    <UndoIcon />
                    {people.undo}
                  </Button>
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
