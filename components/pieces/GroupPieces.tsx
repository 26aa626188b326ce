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
      student: makeScene({ ...group, name: "groups-student", viewer: 4 }),
    };
  }, []);
  const board = (session: ClassSession, hasNotice?: boolean) => (
    <GroupGrid
      id={session.seat.session}
      session={session}
      Work={GroupWork}
      lastKnown={null}
      told={hasNotice ? signal<ActionNotice | null>(null) : undefined}
    />
  );
  return (
    <>
      <Piece name="Board" isWide>{board(teacher, true)}</Piece>
      <Piece name="Board/read" isWide>{board(reads)}</Piece>
      <Piece name="Board/talks" isWide>{board(talks, true)}</Piece>
      <Piece name="Board/none" isWide>{board(none, true)}</Piece>
      <Piece name="HelpQueue">
        <div class="piece-aside">
          <HelpQueue session={teacher} empty={null} />
        </div>
      </Piece>
      <Piece name="YourGroup">
        <YourGroup session={student} room={sceneId(0, "room")} />
      </Piece>
    </>
  );
}
