/** The teacher's board of groups: a tile a group with who is there and what happens in it (B-14). */
import { useEffect, useMemo } from "preact/hooks";
import type { Member } from "../../../classroom/schema/members.ts";
import { frame } from "texts/everywhere.ts";
import { chat as chatText } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { observer } from "texts/people_staff.ts";
import { session as sessionText } from "texts/sessions_live.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { dialogRequest, roomRequest } from "../../chat/panel_requests.ts";
import { membersOf } from "../group_members.ts";
import { Button } from "../../ui/Button.tsx";
import {
  BroadcastIcon,
  GroupsIcon,
  ShuffleIcon,
} from "../../page/desk_icons.tsx";
import { ChatIcon, HandIcon } from "../../ui/icons.tsx";
import { RefusedNotice } from "../../session/RefusedNotice.tsx";
import { automaticGroup } from "../../../locales/group_names.ts";
import { writeTime } from "../../ui/time.ts";
import { GroupsApi } from "./groups_api.ts";
import { GroupMark } from "../GroupMark.tsx";
import { activeRooms, type MarkedRoom } from "../marks.ts";
import { NotInGroup } from "../distribute/NotInGroup.tsx";
import { SessionButtons } from "./SessionButtons.tsx";
import "./Board.css";

/** The section; before the page's script runs it is a heading and its room. */
export function Board({ id, session, zone, lastKnown, reads = false }: {
  id: string;
  /** Null until the page's script has opened it. */
  session: ClassSession | null;
  zone: string;
  /** When it was so, where nothing new comes in. */
  lastKnown: string | null;
  /** Who looks at it can only read (S-8). */
  reads?: boolean;
}) {
  const api = useMemo(() => new GroupsApi(id), [id]);
  const rooms = session ? activeRooms(session.facts.rooms.value) : [];
  const { open, auto } = session?.facts.breakouts.value ?? {};
  const any = rooms.length > 0;
  // Before the class begins groups are prepared, and nobody is in them.
  const begun = session?.facts.live.value ?? true;
  // What was said of one run, or of rooms that are gone, is not true any more.
  useEffect(() => {
    api.said.value = "";
  }, [open, any]);
  return (
    <section class="stack board" aria-labelledby="board-heading">
      <div class="board-head row wraps">
        <h2 id="board-heading">{t.board}</h2>
        {session && rooms.length > 0 && (
          <span class={open ? "badge board" : "badge"}>
            {open ? t.openNow : t.closedNow}
          </span>
        )}
        {!reads && (
          <div class="actions">
            <Button
              disabled={!session}
              onClick={() => dialogRequest.value = "setup"}
            >
              <GroupsIcon />
              {t.setUp}
            </Button>
            <Button
              disabled={!session}
              onClick={() => dialogRequest.value = "distribute"}
            >
              <ShuffleIcon />
              {t.distribute}
            </Button>
            {rooms.length > 0 && begun && (
              <Button onClick={() => dialogRequest.value = "broadcast"}>
                <BroadcastIcon />
                {t.broadcast}
              </Button>
            )}
          </div>
        )}
      </div>
      <RefusedNotice api={api} />
      {session && !reads && rooms.length > 0 && begun && (
        <SessionButtons session={session} api={api} />
      )}
      <p class="quiet small board-said" role="status">{api.said}</p>
      {session && !reads && <NotInGroup session={session} />}
      {rooms.length === 0
        ? (
          <div class="card board-empty">
            <p>
              <strong>{t.boardEmpty}</strong>
            </p>
            {session && !reads && (
              <p class="quiet">
                {auto
                  ? t.noneYet({ name: automaticGroup(1) })
                  : t.boardEmptyText}
              </p>
            )}
          </div>
        )
        : (
          <ul class="tiles">
            {rooms.map((room) => (
              <Tile
                key={room.id}
                room={room}
                session={session!}
                zone={zone}
                lastKnown={lastKnown}
                reads={reads}
              />
            ))}
          </ul>
        )}
    </section>
  );
}

function Tile(
  { room, session, zone, lastKnown, reads }: {
    room: MarkedRoom & { id: string };
    session: ClassSession;
    zone: string;
    lastKnown: string | null;
    reads: boolean;
  },
) {
  const people = membersOf(session.facts.members.value, room.id);
  const isOnline = ({ id }: { id: string }) =>
    lastKnown === null && session.facts.online.value.has(id);
  const here = people.filter(isOnline).length;
  const figures = session.staff?.figures.value[room.id];
  const flags = (session.staff?.help.value ?? [])
    .filter((flag) => flag.room === room.id);
  const last = figures?.last;
  return (
    <li
      class={`tile box hue-${room.looks.hue}`}
      data-help={flags.length > 0}
      data-room={room.id}
    >
      <div class="tile-head row wraps">
        <GroupMark room={room} />
        <h3>{room.name}</h3>
        {flags.length > 0 && (
          <span class="badge chalk">
            <HandIcon />
            {groups.asks({ count: flags.length })}
          </span>
        )}
      </div>
      <p class="quiet small figures">
        {lastKnown === null
          ? t.online({ online: here, all: people.length })
          : t.students({ count: people.length })}
        {" · "}
        {lastKnown === null
          ? t.perMinute({ count: figures?.perMinute ?? 0 })
          : sessionText.lastKnown({ time: lastKnown })}
      </p>
      <ul class="tile-people">
        {people.map((one) => (
          <li key={one.id}>
            <span class={isOnline(one) ? "dot on" : "dot"} />
            <span>{one.name}</span>
            {lastKnown === null && (
              <span class="visually-hidden">
                {isOnline(one) ? frame.online : frame.offline}
              </span>
            )}
          </li>
        ))}
      </ul>
      <p class="tile-last brief small">
        {last
          ? (
            <>
              <span class="quiet figures">
                {writeTime(last.at, "hour", zone)}
              </span>{" "}
              {t.lastSaid(
                {
                  name: nameOf(session.facts.members.value, last.from),
                  text: last.text,
                },
              )}
            </>
          )
          : <span class="quiet">{t.quietHere}</span>}
      </p>
      <Button
        aria-label={reads
          ? observer.readName({ name: room.name })
          : t.joinRoomName({ name: room.name })}
        onClick={() => roomRequest.value = room.id}
      >
        <ChatIcon />
        {reads ? observer.read : t.joinRoom}
      </Button>
    </li>
  );
}

function nameOf(members: Readonly<Record<string, Member>>, id: string) {
  return members[id]?.name ?? chatText.someone;
}
