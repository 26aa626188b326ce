import type { PaperKind, VisibleMark } from "../classroom/model/drawing.ts";
import { drawingBounds } from "../classroom/model/drawing_bounds.ts";
import {
  type DrawingRecord,
  readDrawingRecords,
} from "../classroom/record/drawing_record.ts";
import {
  type BoardOutlines,
  drawPaperLines,
  inkColours,
  labelFont,
  outlineStroke,
  piecesOfLine,
  wrapLabel,
} from "../components/drawings/board_geometry.ts";
import { TimeSlices } from "../classroom/limits/time_slices.ts";
import { record as t } from "texts/record.ts";
import { csvTime } from "./csv_format.ts";
import { type FileSource, imageDataUrl } from "./html.ts";
import { type Markup, markup } from "./markup.ts";
import {
  flatMapAsync,
  mapAsync,
  type RecordPart,
  type RecordReader,
  type TextPiece,
  withRemarkIfEmpty,
} from "./record_part.ts";

export function drawingsPart({ app, who, zone }: RecordReader): RecordPart {
  const all = () => readDrawingRecords(app, who);
  return {
    head: {},
    list: "drawings",
    items: () =>
      mapAsync(all(), ({ shared, member, name, joinedAs, seen, picture }) => ({
        resource: shared.id,
        board: shared.name,
        paper: shared.paper,
        ...(picture && { image: picture.id }),
        ...(picture && shared.alt && { alt: shared.alt }),
        member,
        name,
        ...(joinedAs && { joinedAs }),
        lines: linesIn(seen),
        labels: labelsIn(seen),
      })),
    columns: [
      t.columns.pageShared({ zone }),
      t.columns.drawing,
      t.columns.name,
      t.columns.lines,
      t.columns.text,
    ],
    rows: () =>
      mapAsync(all(), ({ shared, name, seen }) => [
        csvTime(shared.at, zone),
        shared.name,
        name,
        linesIn(seen),
        labelsIn(seen).join("\n"),
      ]),
    pieces: () =>
      withRemarkIfEmpty(
        flatMapAsync(
          outlined(all()),
          ({ outlines, ...one }): TextPiece[] => [
            { kind: "heading", level: 2, text: one.shared.name },
            { kind: "by", name: one.name, about: aboutOf(one) },
            {
              kind: "picture",
              ...(one.picture && { on: one.picture }),
              svg: (on) => drawn(one, outlines, on),
              text: inWords(one),
            },
          ],
        ),
        t.nothing,
      ),
  };
}

export async function* writeDrawing(
  one: DrawingRecord,
  files: FileSource,
): AsyncGenerator<string> {
  const on = one.picture && await imageDataUrl(one.picture, files);
  const outlines = await outlineLines(one.seen);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n`;
  yield drawn(one, outlines, on ?? markup``).text + "\n";
}

/** Outlines the lines of a board in slices, as a full board takes long. */
export async function outlineLines(
  seen: readonly VisibleMark[],
): Promise<BoardOutlines> {
  const slices = new TimeSlices();
  const outlines = new Map<VisibleMark, string[]>();
  for (const one of seen) {
    if ("text" in one) continue;
    const all: string[] = [];
    for (const points of piecesOfLine(one.points)) {
      await slices.pauseIfLong();
      all.push(outlineStroke({ points, width: one.width }));
    }
    outlines.set(one, all);
  }
  return outlines;
}

async function* outlined(
  all: AsyncIterable<DrawingRecord>,
): AsyncGenerator<DrawingRecord & { outlines: BoardOutlines }> {
  for await (const one of all) {
    yield { ...one, outlines: await outlineLines(one.seen) };
  }
}

function drawn(
  { shared, name, seen }: DrawingRecord,
  outlines: BoardOutlines,
  on: Markup,
): Markup {
  const { width, height } = drawingBounds;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${t.boardOf({ board: shared.name, name })}</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${ground(shared.paper)}${on}${
    seen.map((it) => shape(it, outlines.get(it) ?? []))
  }</svg>`;
}

function ground(paper: PaperKind): Markup {
  const lines = drawPaperLines(paper);
  return lines === ""
    ? markup``
    : markup`<path d="${lines}" fill="none" stroke="#d5dde6" stroke-width="2"/>\n`;
}

function shape(seen: VisibleMark, outlines: readonly string[]): Markup {
  const fill = inkColours[seen.colour];
  if (!("text" in seen)) {
    const paths = outlines.map((d) =>
      markup`<path d="${d}" fill="${fill}"/>\n`
    );
    return markup`${paths}`;
  }
  const { text, x, y } = seen;
  return markup`<text x="${x}" y="${y}" fill="${fill}" font-size="${labelFont.size}" font-family="sans-serif">${
    wrapLabel({ text: text.toWellFormed(), x }).map((line, n) =>
      markup`<tspan x="${x}" dy="${
        n === 0 ? 0 : labelFont.line
      }">${line}</tspan>`
    )
  }</text>\n`;
}

function aboutOf({ joinedAs }: DrawingRecord): string[] {
  return joinedAs ? [t.drawnAs({ name: joinedAs })] : [];
}

/** The content of a board in words. */
export function inWords(
  { shared: { alt }, seen, picture }: DrawingRecord,
): string {
  const lines = t.linesDrawn({ count: linesIn(seen) });
  const on = picture ? [alt ? t.onPictureOf({ alt }) : t.onPicture] : [];
  return [...on, lines, ...labelsIn(seen)].join(" · ");
}

function linesIn(seen: readonly VisibleMark[]): number {
  return seen.filter((it) => !("text" in it)).length;
}

function labelsIn(seen: readonly VisibleMark[]): string[] {
  return seen.flatMap((it) => "text" in it ? it.text : []);
}
