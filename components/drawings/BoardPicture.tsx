/** A board as a picture (W-5): its paper, and what is to be seen on it. */
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { board as t } from "texts/drawings.ts";
import type { Ground, Seen } from "../../classroom/model/drawing.ts";
import { drawingBounds } from "../../classroom/model/drawing_bounds.ts";
import { inks, letters, linesOf, outlineOf, paperLines } from "./look.ts";
import "./drawings.css";

const { width, height } = drawingBounds;

type BoardPictureProps = Omit<JSX.SVGAttributes<SVGSVGElement>, "name"> & {
  ground: Ground;
  /** Null: it is not here yet, and nothing is said of it. */
  seen: readonly Seen[] | null;
  /** Whose it is, or what; absent: that is said beside it. */
  name?: string;
  /** What stands over it. */
  children?: ComponentChildren;
};

export function BoardPicture(
  { ground, seen, name, children, ...attributes }: BoardPictureProps,
) {
  const { paper, image } = ground;
  const lines = useMemo(() => paperLines(paper), [paper]);
  // The same element where it is the same: of a full board nothing is looked at again with each move of a pen.
  const drawn = useMemo(
    () => (
      <g>
        {seen?.map((it) =>
          "text" in it
            ? <Words key={it.id} {...it} />
            : <Line key={it.id} {...it} />
        )}
      </g>
    ),
    [seen],
  );
  return (
    <svg
      {...attributes}
      class="drawing-board"
      viewBox={`0 0 ${width} ${height}`}
      {...seen
        ? { role: "img", "aria-label": describe(ground, seen, name) }
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
  Extract<Seen, { points: unknown }>,
  "colour" | "points" | "width"
>;

/** A line only ever grows. */
export function Line({ colour, points, width }: LineProps) {
  const d = useMemo(() => outlineOf({ points, width }), [points.length, width]);
  return <path d={d} fill={inks[colour]} />;
}

function Words({ colour, text, x, y }: Extract<Seen, { text: string }>) {
  return (
    <text x={x} y={y} fill={inks[colour]} font-size={letters.size}>
      {linesOf({ text, x }).map((line, n) => (
        <tspan key={n} x={x} dy={n === 0 ? 0 : letters.line}>{line}</tspan>
      ))}
    </text>
  );
}

/** What is on a board, for who does not see it. */
function describe(
  { image, alt }: Ground,
  seen: readonly Seen[],
  name: string | undefined,
): string {
  const words = seen.flatMap((it) => "text" in it ? it.text : []);
  const count = seen.length - words.length;
  return [
    ...name ? [name] : [],
    ...image ? [alt ? t.onPictureOf({ alt }) : t.onPicture] : [],
    t.lines({ count }),
    ...words.length > 0 ? [t.says({ words: words.join(" · ") })] : [],
  ].join(t.then);
}
