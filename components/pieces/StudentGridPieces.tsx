import { useMemo } from "preact/hooks";
import { sample } from "texts/pieces.ts";
import type {
  StudentActivity,
  StudentIndicator,
} from "../../classroom/model/monitoring/activity.ts";
import { StudentGrid } from "../monitoring/grid/StudentGrid.tsx";
import { StudentGridView } from "../monitoring/grid/student_grid_view.ts";
import { StudentGridTools } from "../monitoring/grid/StudentGridTools.tsx";
import { ConversationAside } from "../monitoring/grid/ConversationAside.tsx";
import { Piece } from "./Piece.tsx";
import {
  madeUpMembers,
  madeUpRooms,
  madeUpSeat,
  madeUpTurns,
  makeScene,
  minuteMs,
  sceneId,
  type SceneOptions,
  sceneTimeMs,
  sceneZone,
} from "./scene.ts";

const indicators: readonly (readonly Partial<StudentIndicator>[])[] = [
  [{ kind: "worrying" }],
  [{ kind: "stuck" }],
  [{ kind: "waiting", for: "teacher" }],
  [{ kind: "waiting", for: "model" }, { kind: "stuck" }],
  [{ kind: "off-task" }],
  [{ kind: "idle" }],
  [],
  [],
  [],
  [],
];

/** Activities of students with different signals, or none. */
function activities(): Record<string, StudentActivity> {
  return Object.fromEntries(
    indicators.map((studentIndicators, n) => [sceneId(1 + n), {
      lastAt: sceneTimeMs -
        (studentIndicators.some(({ kind }) => kind === "idle") ? 15 : n) *
          minuteMs,
      turns: n === 9 ? 0 : 1 + n,
      minutes: { [n]: 1 + n, [n + 4]: 2 },
      conversation: sceneId(n, "talk"),
      asked: n === 0
        ? sample.worrying
        : n % 2 === 0
        ? sample.askedLong
        : sample.asked,
      ...n === 7 && { askedAt: sceneTimeMs - 2_000 },
      signals: studentIndicators.map((indicator): StudentIndicator => ({
        kind: "stuck",
        at: sceneTimeMs,
        message: sceneId(n, "message"),
        ...indicator,
      })),
    }]),
  );
}

const full = (): SceneOptions => ({
  name: "board",
  member: (n) => ({
    room: n % 5 === 4 ? null : sceneId(n % 4, "room"),
    ...n === 7 && { muted: true },
    ...n === 11 && { removed: true },
  }),
  session: { maps: { rooms: madeUpRooms(4) } },
  staff: {
    maps: {
      students: activities(),
      said: { main: { 5: 3, 9: 4, 15: 7 } },
      conversations: {
        [sceneId(0, "talk")]: {
          member: sceneId(1),
          title: sample.title,
          at: sceneTimeMs - 9 * minuteMs,
          lastAt: sceneTimeMs - minuteMs,
        },
      },
    },
    lists: {
      help: [2, 9].map((n) => ({
        member: sceneId(n),
        room: n === 2 ? "main" : sceneId(0, "room"),
        at: sceneTimeMs - n * minuteMs,
      })),
    },
  },
  conversations: { [sceneId(0, "talk")]: madeUpTurns(["done", "stopped"]) },
});

function boardProps(options: SceneOptions) {
  const members = madeUpMembers(options);
  const online = Object.keys(members).filter((_, n) => n % 3 > 0);
  return {
    seat: madeUpSeat(options),
    view: new StudentGridView(),
    members,
    online: new Set(online),
    isCollected: true,
    startsAt: sceneTimeMs - 20 * minuteMs,
    now: sceneTimeMs,
    isLive: true,
    zone: sceneZone,
    lastKnown: null,
    onMenu: () => {},
    onAllow: () => {},
  };
}

export function StudentGridPieces() {
  const boards = useMemo(() => {
    const board = full(), open = { ...full(), name: "board-open" };
    const nobody = { name: "board-nobody", students: 0 };
    for (const options of [board, open, nobody]) makeScene(options);
    const beside = boardProps(open);
    beside.view.openStudent.value = sceneId(1);
    return { board: boardProps(board), beside, nobody: boardProps(nobody) };
  }, []);
  const { board, beside, nobody } = boards;
  return (
    <>
      <Piece name="BoardTools" isWide>
        <StudentGridTools seat={board.seat} view={board.view} present={28} />
      </Piece>
      <Piece name="Board" isWide>
        <StudentGrid {...board} />
      </Piece>
      <Piece name="ConversationAside">
        <div class="piece-beside">
          <StudentGrid {...beside} onMenu={undefined} isCollected={false} />
          <ConversationAside {...beside} />
        </div>
      </Piece>
      <Piece name="Board/nobody" isWide>
        <StudentGrid {...nobody} />
      </Piece>
    </>
  );
}
