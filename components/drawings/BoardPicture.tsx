/** A drawing board as an SVG (W-5): paper, lines and words. */
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { board as t } from "texts/drawings.ts";
import type {
  BoardBackground,
  VisibleShape,
} from "../../classroom/model/drawing.ts";
import { drawingBounds } from "../../classroom/model/drawing_bounds.ts";
import { describeShapes } from "./describe_shapes.ts";
import {
  type BoardOutlines,
  drawPaperLines,
  inkColours,
  labelFont,
  outlineStroke,
  piecesOfLine,
  wrapLabel,
} from "../../classroom/model/board_geometry.ts";
import "./drawings.css";

const { width, height } = drawingBounds;

type BoardPictureProps = Omit<JSX.SVGAttributes<SVGSVGElement>, "name"> & {
  ground: BoardBackground;
  /** The visible shapes; null: the board has not loaded, so the picture has no label yet. */
  shapes: readonly VisibleShape[] | null;
  /** The outlines of the lines, if they are made already. */
  outlines?: BoardOutlines;
  /** The label: the board's owner or title. Absent if that is written next to the board. */
  name?: string;
  children?: ComponentChildren;
};

export function BoardPicture(
  {
    ground,
    shapes,
    outlines,
    name,
    viewBox = `0 0 ${width} ${height}`,
    children,
    ...attributes
  }: BoardPictureProps,
) {
  const { paper, image } = ground;
  const lines = useMemo(() => drawPaperLines(paper), [paper]);
  // The same element for equal content, so that moving the pen does not diff a
  // full board.
  const drawn = useMemo(
    () => (
      <g>
        {shapes?.map((shape) =>
          "text" in shape
            ? <DrawnWords key={shape.id} {...shape} />
            : (
              <DrawnLine
                key={shape.id}
                {...shape}
                outlines={outlines?.get(shape)}
              />
            )
        )}
      </g>
    ),
    [shapes, outlines],
  );
  return (
    <svg
      {...attributes}
      class="drawing-board"
      viewBox={viewBox}
      {...shapes
        ? { role: "img", "aria-label": describe(ground, shapes, name) }
        : { "aria-hidden": true }}
    >
      <rect class="drawing-paper" width={width} height={height} />
      {lines && <path class="drawing-lines" d={lines} />}
      {image && (
        <image href={`/api/files/${image}`} width={width} height={height} />
      )}
      {drawn}
      {children}
    </svg>
  );
}

type LineProps = Pick<
  Extract<VisibleShape, { points: unknown }>,
  "colour" | "points" | "width"
>;

export function DrawnLine(
  { outlines, points, ...look }: LineProps & { outlines?: readonly string[] },
) {
  if (outlines) {
    return outlines.map((d, n) => (
      <path key={n} d={d} fill={inkColours[look.colour]} />
    ));
  }
  return piecesOfLine(points).map((piece, n) => (
    <DrawnPiece key={n} points={piece} {...look} />
  ));
}

/** A line only grows, so the length of a piece identifies its points. */
function DrawnPiece({ colour, points, width }: LineProps) {
  const d = useMemo(() => outlineStroke({ points, width }), [
    points.length,
    width,
  ]);
  return <path d={d} fill={inkColours[colour]} />;
}

function DrawnWords(
  { colour, text, x, y }: Extract<VisibleShape, { text: string }>,
) {
  return (
    <text x={x} y={y} fill={inkColours[colour]} font-size={labelFont.size}>
      {wrapLabel({ text, x }).map((line, n) => (
        <tspan key={n} x={x} dy={n === 0 ? 0 : labelFont.line}>{line}</tspan>
      ))}
    </text>
  );
}

function describe(
  { image, alt }: BoardBackground,
  shapes: readonly VisibleShape[],
  name: string | undefined,
): string {
  const words = shapes.flatMap((it) => "text" in it ? it.text : []);
  const count = shapes.length - words.length;
  return [
    ...name ? [name] : [],
    ...image ? [alt ? t.onPictureOf({ alt }) : t.onPicture] : [],
    describeShapes(count, words),
  ].join(t.then);
}
