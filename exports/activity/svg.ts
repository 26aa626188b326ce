/** The plot of an activity as an SVG file (M-4), with colours and an explanation of its annotations. */
import { minuteMs } from "../../formats/times.ts";
import type { Activity } from "../../classroom/monitoring/activity.ts";
import { removeControlCharacters } from "../../classroom/model/field_schemas.ts";
import { language } from "../../locales/current.ts";
import { activity as t } from "texts/monitoring_activity.ts";
import { Markup, markup } from "../markup.ts";
import { drawPlot, plotWidths, type SvgShape } from "./plot.ts";
import {
  describeActivity,
  happeningsText,
  lessonTimeFormat,
} from "./activity_text.ts";

const margin = 16, heading = 40, line = 22;
/** Longer lines are cut, so that the file does not get wider. */
const maxTitleCharacters = 100;

export function writeSvg(
  activity: Activity,
  { whose, session, zone }: { whose: string; session: string; zone: string },
): string {
  const drawing = drawPlot(activity, {
    width: plotWidths.wide,
    zone,
    number: (count) => String(count),
  });
  const time = lessonTimeFormat(activity, zone);
  const title = t.inClass({ whose, session });
  const lines = drawing.annotations.map(({ number, timeMs, happened }) => {
    const events = happeningsText(happened);
    return `${number}. ${cut(t.at({ time: time(timeMs), what: events }))}`;
  });
  lines.push(
    t.times({ zone, step: t.step({ minutes: activity.step / minuteMs }) }),
  );
  const width = drawing.width + 2 * margin;
  const below = heading + drawing.height + line;
  const height = below + lines.length * line + margin;
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xml:lang="${language().tag}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title about">
<title id="title">${readable(title)}</title>
<desc id="about">${describeActivity(activity, zone)}</desc>
<style>${new Markup(styles)}</style>
<rect class="ground" width="${width}" height="${height}"/>
<text class="title" x="${margin}" y="28">${cut(title)}</text>
<g transform="translate(${margin} ${heading})">
${drawing.shapes.map(written)}
</g>
${
    lines.map((words, i) =>
      markup`<text class="line" x="${margin}" y="${
        below + i * line
      }">${words}</text>
`
    )
  }</svg>
`.text;
}

function written({ tag, attributes, inner }: SvgShape): Markup {
  const name = new Markup(tag);
  const attributeMarkup = Object.entries(attributes).map(([key, value]) =>
    markup` ${new Markup(key)}="${value}"`
  );
  const content = typeof inner === "string" ? inner : inner.map(written);
  return markup`<${name}${attributeMarkup}>${content}</${name}>
`;
}

function cut(words: string): string {
  const characters = [...readable(words)];
  return characters.length <= maxTitleCharacters
    ? characters.join("")
    : `${characters.slice(0, maxTitleCharacters - 1).join("")}…`;
}

function readable(words: string): string {
  return removeControlCharacters(words.toWellFormed());
}

const styles = `
text { font: 14px "Atkinson Hyperlegible Next", system-ui, "PingFang TC", "Microsoft JhengHei", "Noto Sans TC", sans-serif; fill: #1e2430; }
.ground { fill: #ffffff; }
.title { font-size: 20px; font-weight: 700; }
.panel { font-weight: 700; paint-order: stroke; stroke: #ffffff; stroke-width: 5px; }
.time, .count { font-size: 13px; fill: #5a6372; }
.grid { stroke: #e4e0d6; }
.area { fill: #c4dfd5; }
.edge { fill: none; stroke: #1f6b57; stroke-width: 1.5; }
.moment { stroke: #857f70; stroke-dasharray: 3 3; }
.badge { fill: #f3c64b; }
.number { font-size: 13px; font-weight: 700; }
`;
