/**
 * The plot of an activity (M-4): a panel per count with its own scale, over a common time axis, with numbered
 * annotations of events. d3 draws it into a tree of SVG without styles, for pages and files.
 */
// @ts-types="@types/d3-scale"
import { scaleLinear, scaleUtc } from "d3-scale";
// @ts-types="@types/d3-shape"
import { area, curveStepAfter, line } from "d3-shape";
import { minuteMs } from "../../formats/times.ts";
import {
  type Activity,
  activityKinds,
} from "../../classroom/monitoring/activity.ts";
import {
  type ActivityAnnotation,
  activityAnnotations,
  assignRows,
} from "./annotations.ts";
import { axisTime, panelTitle } from "./activity_text.ts";

export interface SvgShape {
  tag: "g" | "path" | "line" | "rect" | "text";
  attributes: Readonly<Record<string, string | number>>;
  inner: readonly SvgShape[] | string;
}

/** A plot; its annotations are explained in the text next to it. */
export interface ActivityPlot {
  width: number;
  height: number;
  shapes: SvgShape[];
  annotations: ActivityAnnotation[];
}

/** Widths in CSS pixels, for desktops and phones. */
export const plotWidths = { wide: 900, narrow: 340 } as const;

/** Width of an hour label with its margin. */
const hourRoom = 48;

const left = 34, right = 12, row = 24, heading = 32, axis = 30;

/** `number` formats a count at an axis. */
export function drawPlot(
  activity: Activity,
  { width, zone, number }: {
    width: number;
    zone: string;
    number: (count: number) => string;
  },
): ActivityPlot {
  const { from, to, step } = activity;
  const annotations = activityAnnotations(activity);
  const x = scaleUtc([from, to], [left, width - right]);
  const badge = 14 + 7 * String(annotations.length).length;
  // Annotations at an edge stay within the drawing.
  const places = annotations.map(({ timeMs }) =>
    clamp(x(clamp(timeMs, from, to)), badge / 2 + 1, width - badge / 2 - 1)
  );
  const rows = assignRows(places, badge + 3);
  const top = row * (Math.max(-1, ...rows) + 1) + 4;
  const panel = width > 500 ? 72 : 56;
  const shapes: SvgShape[] = [];
  const kinds = activityKinds.filter((kind) => activity.counts[kind]);
  const bottom = top + kinds.length * (heading + panel);

  for (const timeMs of ticks(activity, width, zone)) {
    const tickX = round(x(timeMs));
    shapes.push(
      vertical("grid", tickX, top, bottom),
      text("time", tickX, bottom + 20, axisTime(timeMs, zone)),
    );
  }
  const titles: SvgShape[] = [];
  kinds.forEach((kind, i) => {
    const counts = activity.counts[kind]!;
    const ground = top + (i + 1) * (heading + panel);
    const y = scaleLinear([0, Math.max(4, ...counts)], [ground, ground - panel])
      .nice(3);
    for (const count of y.ticks(3).filter(Number.isInteger)) {
      const countY = round(y(count));
      shapes.push(
        element("line", "grid", {
          x1: left,
          x2: width - right,
          y1: countY,
          y2: countY,
        }),
        text("count", left - 6, countY + 4, number(count)),
      );
    }
    // The last interval ends with the lesson.
    const points: [number, number][] = counts.map((count, piece) => [
      round(x(from + piece * step)),
      round(y(count)),
    ]);
    points.push([round(x(to)), points.at(-1)![1]]);
    const filled = area<[number, number]>().curve(curveStepAfter)
      .x(([pointX]) => pointX).y0(ground).y1(([, pointY]) => pointY);
    const edge = line<[number, number]>().curve(curveStepAfter);
    shapes.push(
      element("path", `area ${kind}`, { d: filled(points) ?? "" }),
      element("path", `edge ${kind}`, { d: edge(points) ?? "" }),
    );
    const title = panelTitle(kind, counts);
    titles.push(text("panel", left, ground - panel - 9, title));
  });
  annotations.forEach(({ number, timeMs }, i) => {
    const annotationX = round(x(clamp(timeMs, from, to)));
    const middle = round(places[i]), y = rows[i] * row + row / 2 + 1;
    shapes.push(
      vertical("moment", annotationX, y + 10, bottom),
      element("rect", "badge", {
        x: round(middle - badge / 2),
        y: y - 10,
        width: badge,
        height: 20,
        rx: 10,
      }),
      text("number", middle, y + 5, String(number)),
    );
  });
  // Drawn last, so that the annotations' lines do not cross them.
  shapes.push(...titles);
  return { width, height: bottom + axis, shapes, annotations };
}

/** Times for the labels of the axis: round ones of the reader's clock, as many as fit. */
function ticks({ from, to }: Activity, width: number, zone: string): number[] {
  const room = width - left - right;
  const shift = offset(from, zone);
  const place = (at: number) => (at - from) / (to - from) * room;
  return scaleUtc([from + shift, to + shift], [0, room])
    // d3 may return six for a requested three.
    .ticks(Math.max(2, Math.floor(room / 95)))
    .map((at) => at.getTime() - shift)
    .filter((at) => at % minuteMs === 0)
    // A label at the very end would be cut off.
    .filter((at) => place(at) < room - 10)
    .filter((_, i, times) =>
      i % Math.ceil(hourRoom / (place(times[1] ?? to) - place(times[0]))) === 0
    );
}

/** A zone's offset from UTC at a time, in ms. */
function offset(timeMs: number, zone: string): number {
  const localTime = Temporal.Instant.fromEpochMilliseconds(timeMs)
    .toZonedDateTimeISO(zone);
  return localTime.offsetNanoseconds / 1e6;
}

function element(
  tag: SvgShape["tag"],
  name: string,
  attributes: SvgShape["attributes"],
): SvgShape {
  return { tag, attributes: { class: name, ...attributes }, inner: [] };
}

function vertical(name: string, x: number, y1: number, y2: number): SvgShape {
  return element("line", name, { x1: x, x2: x, y1, y2 });
}

function text(name: string, x: number, y: number, inner: string): SvgShape {
  const anchor = name === "count"
    ? "end"
    : name === "panel"
    ? "start"
    : "middle";
  return {
    tag: "text",
    attributes: { class: name, x, y: round(y), "text-anchor": anchor },
    inner,
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
