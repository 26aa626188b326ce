import { useMemo } from "preact/hooks";
import { page as t, sample } from "texts/pieces.ts";
import {
  type DrawnShape,
  encodePoints,
  penColours,
  penWidths,
} from "../../classroom/model/drawing.ts";
import type { SharedDrawing } from "../../classroom/model/resources/shared_resources.ts";
import { OwnDrawing } from "../drawings/OwnDrawing.tsx";
import { Piece } from "./Piece.tsx";
import { makeScene, sceneId, sceneTimeMs } from "./scene.ts";

const board: SharedDrawing = {
  id: sceneId(0, "drawing"),
  at: sceneTimeMs,
  kind: "drawing",
  name: t.title,
  paper: "squared",
};

const shownDrawings = [{ id: sceneId(0, "shown"), member: sceneId(2) }, {
  id: sceneId(1, "shown"),
}];

const closed: SharedDrawing = {
  ...board,
  id: sceneId(1, "drawing"),
  paper: "lined",
  closed: true,
  shown: shownDrawings,
};

const drawn = (): DrawnShape[] => [
  ...penColours.flatMap((colour, row) =>
    penWidths.map((width, column): DrawnShape => ({
      id: sceneId(2 * row + column, "line"),
      colour,
      width,
      points: encodePoints(
        Array.from({ length: 60 }, (_, n) => ({
          x: 60 + 440 * column + 7 * n,
          y: Math.round(220 + 130 * row + 50 * Math.sin(n / 6)),
        })),
      ),
    }))
  ),
  {
    id: sceneId(0, "words"),
    colour: "black",
    text: sample.wishes[0],
    x: 60,
    y: 90,
  },
];

export function DrawingPieces() {
  const session = useMemo(() => {
    const shapes = { lists: { marks: drawn() } };
    return makeScene({
      name: "drawing",
      viewer: 1,
      session: { lists: { resources: [board, closed] } },
      others: {
        [`drawing/${board.id}-${sceneId(1)}`]: shapes,
        [`drawing/${closed.id}-${sceneId(1)}`]: shapes,
        ...Object.fromEntries(
          shownDrawings.map(({ id }) => [`shown/${id}`, shapes]),
        ),
      },
    });
  }, []);
  return (
    <Piece name="OwnDrawing">
      <OwnDrawing session={session} shared={board} />
      <OwnDrawing session={session} shared={closed} />
    </Piece>
  );
}
