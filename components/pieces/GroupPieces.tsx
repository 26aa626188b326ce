/** Groups on the teacher's page: cards, quick groups, and a student's view. */
import { useMemo } from "preact/hooks";
import { signal } from "@preact/signals";
import { sample } from "texts/pieces.ts";
import { Board } from "../groups/board/Board.tsx";
import { QuickGroupsButton } from "../groups/board/QuickGroups.tsx";
import { HelpQueue } from "../groups/desk/HelpQueue.tsx";
import { YourGroup } from "../groups/YourGroup.tsx";
import type { Done } from "../people/student_actions.ts";
import type { ClassSession } from "../client/class_session.ts";
import { inMain } from "./made_up_call.ts";
import { Piece } from "./Piece.tsx";
import {
  idOf,
  madeUpRooms,
  minute,
  now,
  scene,
  type SceneOptions,
  zone,
} from "./scene.ts";

const full = (): SceneOptions => ({
  name: "groups",
  member: (n) => ({ room: n > 10 ? null : idOf(n % 4, "room") }),
  session: {
    maps: {
      rooms: madeUpRooms(4),
      breakouts: { auto: true, capacity: 4, open: true, stopAtZero: false },
    },
  },
  staff: {
    maps: {
      rooms: {
        [idOf(0, "room")]: {
          last: { from: idOf(4), at: now - minute, text: sample.own },
          perMinute: 3,
        },
        [idOf(2, "room")]: {
          last: { from: idOf(2), at: now, text: sample.askedLong },
          perMinute: 12,
        },
      },
    },
    lists: {
      help: [{
        member: idOf(2),
        room: idOf(2, "room"),
        at: now - 2 * minute,
        note: sample.note,
      }],
    },
  },
});

export function GroupPieces() {
  const { teacher, reads, talks, none, student } = useMemo(() => {
    const group = full();
    return {
      teacher: scene(group),
      reads: scene({ ...group, name: "groups-read" }),
      talks: scene({
        ...group,
        name: "groups-talk",
        call: (n) =>
          n > 0 && n < 4 ? inMain({ room: idOf(n % 2, "room") }) : undefined,
        session: {
          maps: { ...group.session?.maps, call: { groups: now } },
        },
      }),
      none: scene({ name: "groups-none" }),
      student: scene({ ...group, name: "groups-student", as: 4 }),
    };
  }, []);
  const board = (session: ClassSession, told?: boolean) => (
    <Board
      id={session.seat.session}
      session={session}
      zone={zone}
      lastKnown={null}
      told={told ? signal<Done | null>(null) : undefined}
    />
  );
  return (
    <>
      <Piece of="Board" wide>{board(teacher, true)}</Piece>
      <Piece of="Board/read" wide>{board(reads)}</Piece>
      <Piece of="Board/talks" wide>{board(talks, true)}</Piece>
      <Piece of="Board/none" wide>{board(none, true)}</Piece>
      <Piece of="QuickGroupsButton">
        <QuickGroupsButton session={none} told={signal<Done | null>(null)} />
      </Piece>
      <Piece of="HelpQueue">
        <div class="piece-aside">
          <HelpQueue session={teacher} empty={null} />
        </div>
      </Piece>
      <Piece of="YourGroup">
        <YourGroup session={student} room={idOf(0, "room")} />
      </Piece>
    </>
  );
}
