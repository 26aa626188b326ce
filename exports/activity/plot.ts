/**
 * The plot of an activity (M-4): for each of what is counted a panel with its own scale, one below the other over one
 * axis of time, and over them numbered marks of what happened. d3 scales it and draws the lines; what comes out is a
 * tree of SVG without styles, for a page and for a file.
 */
// @ts-types="@types/d3-scale"
import { scaleLinear, scaleUtc } from "d3-scale";
// @ts-types="@types/d3-shape"
import { area, curveStepAfter, line } from "d3-shape";
import {
  type Activity,
  actKinds,
} from "../../classroom/monitoring/activity.ts";
import { type ActivityMark, activityMarks, rowsFor } from "./marks.ts";
import { clock, panelTitle } from "./words.ts";

export interface Shape {
  tag: "g" | "path" | "line" | "rect" | "text";
  attributes: Readonly<Record<string, string | number>>;
  inner: readonly Shape[] | string;
}

/** A plot; its marks are to be explained beside it. */
export interface Drawing {
  width: number;
  height: number;
  shapes: Shape[];
  marks: ActivityMark[];
}

/** How wide it is drawn, in pixels of CSS: for a desk and for a phone. */
export const widths = { wide: 900, narrow: 340 } as const;

/** What one hour takes on the axis, with the blank beside it. */
const hourRoom = 48;

const left = 34, right = 12, row = 24, heading = 32, axis = 30;

/** Draws. `number` writes a number of an axis. */
export function draw(
  activity: Activity,
  { width, zone, number }: {
    width: number;
    zone: string;
    number: (count: number) => string;
  },
): Drawing {
  const { from, to, step } = activity;
  const marks = activityMarks(activity);
  const x = scaleUtc([from, to], [left, width - right]);
  const badge = 14 + 7 * String(marks.length).length;
  // A mark at an edge stays within the drawing.
  const places = marks.map(({ at }) =>
    clamp(x(clamp(at, from, to)), badge / 2 + 1, width - badge / 2 - 1)
  );
  const rows = rowsFor(places, badge + 3);
  const top = row * (Math.max(-1, ...rows) + 1) + 4;
  const panel = width > 500 ? 72 : 56;
  const shapes: Shape[] = [];
  const kinds = actKinds.filter((kind) => activity.counts[kind]);
  const bottom = top + kinds.length * (heading + panel);

  for (const at of ticks(activity, width, zone)) {
    const where = round(x(at));
    shapes.push(
      vertical("grid", where, top, bottom),
      text("time", where, bottom + 20, clock(at, zone)),
    );
  }
  const titles: Shape[] = [];
  kinds.forEach((kind, i) => {
    const counts = activity.counts[kind]!;
    const ground = top + (i + 1) * (heading + panel);
    const y = scaleLinear([0, Math.max(4, ...counts)], [ground, ground - panel])
      .nice(3);
    for (const count of y.ticks(3).filter(Number.isInteger)) {
      const at = round(y(count));
      shapes.push(
        element("line", "grid", {
          x1: left,
          x2: width - right,
          y1: at,
          y2: at,
        }),
        text("count", left - 6, at + 4, number(count)),
      );
    }
    // The last piece ends with the lesson.
    const points: [number, number][] = counts.map((count, piece) => [
      round(x(from + piece * step)),
      round(y(count)),
    ]);
    points.push([round(x(to)), points.at(-1)![1]]);
    const filled = area<[number, number]>().curve(curveStepAfter)
      .x(([at]) => at).y0(ground).y1(([, at]) => at);
    const edge = line<[number, number]>().curve(curveStepAfter);
    shapes.push(
      element("path", `area ${kind}`, { d: filled(points) ?? "" }),
      element("path", `edge ${kind}`, { d: edge(points) ?? "" }),
    );
    const title = panelTitle(kind, counts);
    titles.push(text("panel", left, ground - panel - 9, title));
  });
  marks.forEach(({ number, at }, i) => {
    const where = round(x(clamp(at, from, to)));
    const middle = round(places[i]), y = rows[i] * row + row / 2 + 1;
    shapes.push(
      vertical("moment", where, y + 10, bottom),
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
  // Over the lines of the marks, which they would be crossed out by.
  shapes.push(...titles);
  return { width, height: bottom + axis, shapes, marks };
}

/** Round moments of the reader's clock, as many as have room for their hours. */
function ticks({ from, to }: Activity, width: number, zone: string): number[] {
  const room = width - left - right;
  const shift = offset(from, zone);
  const place = (at: number) => (at - from) / (to - from) * room;
  return scaleUtc([from + shift, to + shift], [0, room])
    // Where there is room for three, it may give six.
    .ticks(Math.max(2, Math.floor(room / 95)))
    .map((at) => at.getTime() - shift)
    .filter((at) => at % 60_000 === 0)
    // At the very end its hour would be cut off.
    .filter((at) => place(at) < room - 10)
    .filter((_, i, all) =>
      i % Math.ceil(hourRoom / (place(all[1] ?? to) - place(all[0]))) === 0
    );
}

/** How far the clock of a zone is ahead of UTC at a moment, in ms. */
function offset(at: number, zone: string): number {
  const there = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone);
  return there.offsetNanoseconds / 1e6;
}

function element(
  tag: Shape["tag"],
  name: string,
  attributes: Shape["attributes"],
): Shape {
  return { tag, attributes: { class: name, ...attributes }, inner: [] };
}

function vertical(name: string, x: number, y1: number, y2: number): Shape {
  return element("line", name, { x1: x, x2: x, y1, y2 });
}

function text(name: string, x: number, y: number, inner: string): Shape {
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

function clamp(at: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, at));
}

function round(at: number): number {
  return Math.round(at * 10) / 10;
}
