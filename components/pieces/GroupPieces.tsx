import { useMemo } from "preact/hooks";
import { signal } from "@preact/signals";
import { sample } from "texts/pieces.ts";
import { GroupGrid } from "../groups/grid/GroupGrid.tsx";
import { GroupWork } from "../monitoring/grid/GroupWork.tsx";
import { HelpQueue } from "../groups/desk/HelpQueue.tsx";
import { YourGroup } from "../groups/YourGroup.tsx";
import type { ActionNotice } from "../people/student_actions.ts";
import type { ClassSession } from "../client/class_session.ts";
import { presenceInMainRoom } from "./made_up_call.ts";
import { Piece } from "./Piece.tsx";
import {
  madeUpRooms,
  makeScene,
  minuteMs,
  sceneId,
  type SceneOptions,
  sceneTimeMs,
} from "./scene.ts";

const full = (): SceneOptions => ({
  name: "groups",
  member: (n) => ({ room: n > 10 ? null : sceneId(n % 4, "room") }),
  session: {
    maps: {
      rooms: madeUpRooms(4),
      breakouts: { auto: true, capacity: 4, open: true, stopAtZero: false },
    },
  },
  staff: {
    maps: {
      rooms: {
        [sceneId(0, "room")]: {
          last: {
            from: sceneId(4),
            at: sceneTimeMs - minuteMs,
            text: sample.own,
          },
          perMinute: 3,
        },
        [sceneId(2, "room")]: {
          last: { from: sceneId(2), at: sceneTimeMs, text: sample.askedLong },
          perMinute: 12,
        },
      },
    },
    lists: {
      help: [{
        member: sceneId(2),
        room: sceneId(2, "room"),
        at: sceneTimeMs - 2 * minuteMs,
        note: sample.note,
      }],
    },
  },
});

export function GroupPieces() {
  const { teacher, reads, talks, none, student } = useMemo(() => {
    const group = full();
    return {
      teacher: makeScene(group),
      reads: makeScene({ ...group, name: "groups-read" }),
      talks: makeScene({
        ...group,
        name: "groups-talk",
        call: (n) =>
          n > 0 && n < 4
            ? presenceInMainRoom({ room: sceneId(n % 2, "room") })
            : undefined,
        session: {
          maps: { ...group.session?.maps, call: { groups: sceneTimeMs } },
        },
      }),
      none: makeScene({ name: "groups-none" }),
      student: makeScene({ ...group, name: "groups-student", as: 4 }),
    };
  }, []);
  const board = (session: ClassSession, told?: boolean) => (
    <GroupGrid
      id={session.seat.session}
      session={session}
      Work={GroupWork}
      lastKnown={null}
      told={told ? signal<ActionNotice | null>(null) : undefined}
    />
  );
  return (
    <>
      <Piece of="Board" wide>{board(teacher, true)}</Piece>
      <Piece of="Board/read" wide>{board(reads)}</Piece>
      <Piece of="Board/talks" wide>{board(talks, true)}</Piece>
      <Piece of="Board/none" wide>{board(none, true)}</Piece>
      <Piece of="HelpQueue">
        <div class="piece-aside">
          <HelpQueue session={teacher} empty={null} />
        </div>
      </Piece>
      <Piece of="YourGroup">
        <YourGroup session={student} room={sceneId(0, "room")} />
      </Piece>
    </>
  );
}
