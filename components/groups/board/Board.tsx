/** The teacher's board of groups: a card a group with who is there and what happens in it (B-8, B-14). */
import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { automaticGroup } from "../../../locales/group_names.ts";
import { compareNames } from "../../people/name_order.ts";
import type { Done } from "../../people/student_actions.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { RefusedNotice } from "../../session/RefusedNotice.tsx";
import { writeList } from "../../ui/list.ts";
import type { OpenMenu } from "../../ui/Menu.tsx";
import { sentence } from "../../../locales/sentence.ts";
import { GroupsApi } from "../desk/groups_api.ts";
import { MoveMenu } from "../distribute/MoveMenu.tsx";
import { activeRooms } from "../marks.ts";
import { GroupTile, LooseTile, type TileProps } from "./GroupTile.tsx";
import { GroupsToolbar } from "./GroupsToolbar.tsx";
import { QuickGroups, takeBack } from "./QuickGroups.tsx";
import { useHeldOrder } from "./use_held_order.ts";
import "./Board.css";

/** The section; before the page's script runs it is a heading and its room. */
export function Board({ id, session, zone, lastKnown, told }: {
  id: string;
  /** Null until the page's script has opened it. */
  session: ClassSession | null;
  zone: string;
  /** When it was so, where nothing new comes in. */
  lastKnown: string | null;
  /** Where it is said what was done; none: who looks at it can only read (S-8). */
  told?: Signal<Done | null>;
}) {
  const api = useMemo(() => new GroupsApi(id), [id]);
  const rooms = session ? activeRooms(session.facts.rooms.value) : [];
  const { open, auto } = session?.facts.breakouts.value ?? {};
  const any = rooms.length > 0;
  // What was said of one run, or of rooms that are gone, is not true any more.
  useEffect(() => {
    api.said.value = "";
  }, [open, any]);
  return (
    <section class="stack groups-board" aria-labelledby="board-heading">
      <h2 id="board-heading" class="visually-hidden">{t.board}</h2>
      {session && told && (
        <GroupsToolbar session={session} api={api} told={told} />
      )}
      <RefusedNotice api={api} />
      <p class="quiet small board-said" role="status">{api.said}</p>
      {!any && (
        <div class="card board-empty">
          <p>
            <strong>{t.boardEmpty}</strong>
          </p>
          {session && told && (
            <>
              <p class="quiet">
                {auto
                  ? t.noneYet({ name: automaticGroup(1) })
                  : t.boardEmptyText}
              </p>
              {session.facts.live.value && (
                <QuickGroups session={session} api={api} told={told} />
              )}
            </>
          )}
        </div>
      )}
      {session && (any || auto === true) && (
        <Tiles
          session={session}
          zone={zone}
          lastKnown={lastKnown}
          api={api}
          told={told}
        />
      )}
    </section>
  );
}

function Tiles(
  { session, api, told, ...more }: {
    session: ClassSession;
    zone: string;
    lastKnown: string | null;
    api: GroupsApi;
    told?: Signal<Done | null>;
  },
) {
  const menu = useSignal<OpenMenu<readonly string[]> | null>(null);
  const rooms = activeRooms(session.facts.rooms.value);
  const help = session.staff?.help.value ?? [];
  const asks = (room: string) => help.some((flag) => flag.room === room);
  const wanted = rooms
    .toSorted((a, b) => Number(asks(b.id)) - Number(asks(a.id)))
    .map(({ id }) => id);
  const { order, list } = useHeldOrder(wanted);
  /** Whose chip the focus goes along with. */
  const follows = useRef<string | null>(null);
  useEffect(() => {
    const { activeElement, body } = globalThis.document;
    if (follows.current === null || activeElement !== body) return;
    const chip = `[data-member="${follows.current}"]`;
    list.ref.current?.querySelector<HTMLElement>(chip)?.focus();
  });
  const students = Object.entries(session.facts.members.value)
    .filter(([, { role, removed }]) => role === "student" && !removed)
    .map(([id, one]) => ({
      ...one,
      id,
      online: session.facts.online.value.has(id),
    }))
    .sort((a, b) => compareNames(a.name, b.name));
  const nameOf = (room: string | null) =>
    rooms.find(({ id }) => id === room)?.name ?? t.none;
  const move = async (members: readonly string[], room: string | null) => {
    const moved = await api.move(members, room);
    if (!moved || moved.length === 0 || !told) return;
    const names = students.filter(({ id }) => members.includes(id))
      .map(({ name }) => name);
    told.value = {
      text: sentence(
        t.movedTo({ names: writeList(names), room: nameOf(room) }),
      ),
      undo: () => takeBack(api, told),
    };
  };
  const props: TileProps = {
    ...more,
    session,
    reads: !told,
    onMenu: (member, anchor) => menu.value = { of: [member], anchor },
    onMove: move,
  };
  return (
    <>
      <ul class="tiles" {...list}>
        {order.map((id) => {
          const room = rooms.find((one) => one.id === id);
          return room && <GroupTile key={id} room={room} {...props} />;
        })}
        <LooseTile key="none" {...props} />
      </ul>
      {told && (
        <MoveMenu
          opened={menu}
          rooms={rooms}
          students={students}
          onMove={(members, room) => {
            [follows.current = null] = members;
            return move(members, room);
          }}
        />
      )}
    </>
  );
}
