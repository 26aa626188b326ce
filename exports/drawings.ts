import type { PaperKind, VisibleMark } from "../classroom/model/drawing.ts";
import { drawingBounds } from "../classroom/model/drawing_bounds.ts";
import {
  type DrawingRecord,
  readDrawingRecords,
} from "../classroom/record/drawing_record.ts";
import {
  drawPaperLines,
  inkColours,
  labelFont,
  outlineStroke,
  wrapLabel,
} from "../components/drawings/board_geometry.ts";
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
        flatMapAsync(all(), (one): TextPiece[] => [
          { kind: "heading", level: 2, text: one.shared.name },
          { kind: "by", name: one.name, about: aboutOf(one) },
          {
            kind: "picture",
            ...(one.picture && { on: one.picture }),
            svg: (on) => drawn(one, on),
            text: inWords(one),
          },
        ]),
        t.nothing,
      ),
  };
}

export async function* writeDrawing(
  one: DrawingRecord,
  files: FileSource,
): AsyncGenerator<string> {
  const on = one.picture && await imageDataUrl(one.picture, files);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n`;
  yield drawn(one, on ?? markup``).text + "\n";
}

function drawn({ shared, name, seen }: DrawingRecord, on: Markup): Markup {
  const { width, height } = drawingBounds;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${t.boardOf({ board: shared.name, name })}</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${ground(shared.paper)}${on}${seen.map(shape)}</svg>`;
}

function ground(paper: PaperKind): Markup {
  const lines = drawPaperLines(paper);
  return lines === ""
    ? markup``
    : markup`<path d="${lines}" fill="none" stroke="#d5dde6" stroke-width="2"/>\n`;
}

function shape(seen: VisibleMark): Markup {
  const fill = inkColours[seen.colour];
  if (!("text" in seen)) {
    return markup`<path d="${outlineStroke(seen)}" fill="${fill}"/>\n`;
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

function inWords({ shared: { alt }, seen, picture }: DrawingRecord): string {
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
