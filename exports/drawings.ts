import type { PaperKind, VisibleShape } from "../classroom/model/drawing.ts";
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
} from "../classroom/model/board_geometry.ts";
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
  const readDrawings = () => readDrawingRecords(app, who);
  return {
    head: {},
    list: "drawings",
    items: () =>
      mapAsync(
        readDrawings(),
        ({ shared, member, name, joinedAs, shapes, picture }) => ({
          resource: shared.id,
          board: shared.name,
          paper: shared.paper,
          ...(picture && { image: picture.id }),
          ...(picture && shared.alt && { alt: shared.alt }),
          member,
          name,
          ...(joinedAs && { joinedAs }),
          lines: linesIn(shapes),
          labels: labelsIn(shapes),
        }),
      ),
    columns: [
      t.columns.pageShared({ zone }),
      t.columns.drawing,
      t.columns.name,
      t.columns.lines,
      t.columns.text,
    ],
    rows: () =>
      mapAsync(readDrawings(), ({ shared, name, shapes }) => [
        csvTime(shared.at, zone),
        shared.name,
        name,
        linesIn(shapes),
        labelsIn(shapes).join("\n"),
      ]),
    pieces: () =>
      withRemarkIfEmpty(
        flatMapAsync(
          outlined(readDrawings()),
          ({ outlines, ...drawing }): TextPiece[] => [
            { kind: "heading", level: 2, text: drawing.shared.name },
            { kind: "by", name: drawing.name, about: aboutOf(drawing) },
            {
              kind: "picture",
              ...(drawing.picture && { background: drawing.picture }),
              svg: (background) => drawn(drawing, outlines, background),
              text: inWords(drawing),
            },
          ],
        ),
        t.nothing,
      ),
  };
}

export async function* writeDrawing(
  drawing: DrawingRecord,
  files: FileSource,
): AsyncGenerator<string> {
  const background = drawing.picture &&
    await imageDataUrl(drawing.picture, files);
  const outlines = await outlineLines(drawing.shapes);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n`;
  yield drawn(drawing, outlines, background ?? markup``).text + "\n";
}

/** Outlines the lines of a board in slices, as a full board takes long. */
export async function outlineLines(
  shapes: readonly VisibleShape[],
): Promise<BoardOutlines> {
  const slices = new TimeSlices();
  const outlines = new Map<VisibleShape, string[]>();
  for (const shape of shapes) {
    if ("text" in shape) continue;
    const lineOutlines: string[] = [];
    for (const points of piecesOfLine(shape.points)) {
      await slices.pauseIfLong();
      lineOutlines.push(outlineStroke({ points, width: shape.width }));
    }
    outlines.set(shape, lineOutlines);
  }
  return outlines;
}

async function* outlined(
  drawings: AsyncIterable<DrawingRecord>,
): AsyncGenerator<DrawingRecord & { outlines: BoardOutlines }> {
  for await (const drawing of drawings) {
    yield { ...drawing, outlines: await outlineLines(drawing.shapes) };
  }
}

function drawn(
  { shared, name, shapes }: DrawingRecord,
  outlines: BoardOutlines,
  background: Markup,
): Markup {
  const { width, height } = drawingBounds;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${t.boardOf({ board: shared.name, name })}</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${ground(shared.paper)}${background}${
    shapes.map((it) => shapeMarkup(it, outlines.get(it) ?? []))
  }</svg>`;
}

function ground(paper: PaperKind): Markup {
  const lines = drawPaperLines(paper);
  return lines === ""
    ? markup``
    : markup`<path d="${lines}" fill="none" stroke="#d5dde6" stroke-width="2"/>\n`;
}

function shapeMarkup(shape: VisibleShape, outlines: readonly string[]): Markup {
  const fill = inkColours[shape.colour];
  if (!("text" in shape)) {
    const paths = outlines.map((d) =>
      markup`<path d="${d}" fill="${fill}"/>\n`
    );
    return markup`${paths}`;
  }
  const { text, x, y } = shape;
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
  { shared: { alt }, shapes, picture }: DrawingRecord,
): string {
  const lines = t.linesDrawn({ count: linesIn(shapes) });
  const pictureTexts = picture
    ? [alt ? t.onPictureOf({ alt }) : t.onPicture]
    : [];
  return [...pictureTexts, lines, ...labelsIn(shapes)].join(" · ");
}

function linesIn(shapes: readonly VisibleShape[]): number {
  return shapes.filter((it) => !("text" in it)).length;
}

function labelsIn(shapes: readonly VisibleShape[]): string[] {
  return shapes.flatMap((it) => "text" in it ? it.text : []);
}
