/** The grid of students with each signal, and an open conversation. */
import { useMemo } from "preact/hooks";
import { sample } from "texts/pieces.ts";
import type {
  StudentActivity,
  StudentSignal,
} from "../../classroom/model/monitoring/activity.ts";
import { Board } from "../monitoring/board/Board.tsx";
import { BoardView } from "../monitoring/board/board_view.ts";
import { BoardTools } from "../monitoring/board/BoardTools.tsx";
import { ConversationAside } from "../monitoring/board/ConversationAside.tsx";
import { Piece } from "./Piece.tsx";
import {
  idOf,
  madeUpMembers,
  madeUpRooms,
  madeUpSeat,
  madeUpTurns,
  minute,
  now,
  scene,
  type SceneOptions,
  zone,
} from "./scene.ts";

const signals: readonly (readonly Partial<StudentSignal>[])[] = [
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

/** Different questions; the last students have none, or are being answered. */
function activities(): Record<string, StudentActivity> {
  return Object.fromEntries(signals.map((of, n) => [idOf(1 + n), {
    // Idle students have a last action long ago.
    lastAt: now - (of.some(({ kind }) => kind === "idle") ? 15 : n) * minute,
    turns: n === 9 ? 0 : 1 + n,
    minutes: { [n]: 1 + n, [n + 4]: 2 },
    conversation: idOf(n, "talk"),
    asked: n === 0
      ? sample.worrying
      : n % 2 === 0
      ? sample.askedLong
      : sample.asked,
    ...n === 7 && { askedAt: now - 2_000 },
    signals: of.map((it): StudentSignal => ({
      kind: "stuck",
      at: now,
      message: idOf(n, "message"),
      ...it,
    })),
  }]));
}

const full = (): SceneOptions => ({
  name: "board",
  member: (n) => ({
    room: n % 5 === 4 ? null : idOf(n % 4, "room"),
    ...n === 7 && { muted: true },
    ...n === 11 && { removed: true },
  }),
  session: { maps: { rooms: madeUpRooms(4) } },
  staff: {
    maps: {
      students: activities(),
      said: { main: { 5: 3, 9: 4, 15: 7 } },
      conversations: {
        [idOf(0, "talk")]: {
          member: idOf(1),
          title: sample.title,
          at: now - 9 * minute,
          lastAt: now - minute,
        },
      },
    },
    lists: {
      help: [2, 9].map((n) => ({
        member: idOf(n),
        room: n === 2 ? "main" : idOf(0, "room"),
        at: now - n * minute,
      })),
    },
  },
  conversations: { [idOf(0, "talk")]: madeUpTurns(["done", "stopped"]) },
});

function givenOf(options: SceneOptions) {
  const members = madeUpMembers(options);
  const online = Object.keys(members).filter((_, n) => n % 3 > 0);
  return {
    seat: madeUpSeat(options),
    view: new BoardView(),
    members,
    online: new Set(online),
    collect: true,
    startsAt: now - 20 * minute,
    now,
    live: true,
    zone,
    lastKnown: null,
    onMenu: () => {},
    onAllow: () => {},
  };
}

export function BoardPieces() {
  const given = useMemo(() => {
    const board = full(), open = { ...full(), name: "board-open" };
    const nobody = { name: "board-nobody", students: 0 };
    for (const it of [board, open, nobody]) scene(it);
    const beside = givenOf(open);
    beside.view.viewed.value = idOf(1);
    return { board: givenOf(board), beside, nobody: givenOf(nobody) };
  }, []);
  const { board, beside, nobody } = given;
  return (
    <>
      <Piece of="BoardTools" wide>
        <BoardTools seat={board.seat} view={board.view} present={28} />
      </Piece>
      <Piece of="Board" wide>
        <Board {...board} />
      </Piece>
      <Piece of="ConversationAside">
        <div class="piece-beside">
          <Board {...beside} onMenu={undefined} collect={false} />
          <ConversationAside {...beside} />
        </div>
      </Piece>
      <Piece of="Board/nobody" wide>
        <Board {...nobody} />
      </Piece>
    </>
  );
}
