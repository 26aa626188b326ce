/** A part of the record as one HTML file with its images. Its CSP allows no scripts and no loading. */
import { Buffer } from "node:buffer";
import { TimeSlices } from "../classroom/limits/time_slices.ts";
import type { Attachment } from "../classroom/model/files.ts";
import { isInlinePicture } from "../classroom/model/inline_picture.ts";
import { record as t } from "texts/record.ts";
import {
  escapeHtml,
  linkMarkup,
  markdownMarkup,
  type Markup,
  markup,
} from "./markup.ts";
import type { TextPiece } from "./record_part.ts";
import { formatSize } from "../formats/format_size.ts";
import { language } from "../locales/current.ts";

export interface FileSource {
  /** Reads a file; null if it no longer exists. */
  read(file: Attachment): Promise<ReadableStream<Uint8Array> | null>;
  /** The target of a link to the file, absolute or relative to the page; null: no link. */
  href(file: Attachment): string | null;
}

export interface PageHead {
  title: string;
  lines: readonly string[];
}

/** Maximum bytes of an embedded image, and of all; larger ones become links. */
const largest = 12 * 1024 * 1024, largestOfAll = 96 * 1024 * 1024;

const style = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 "Atkinson Hyperlegible Next", system-ui, "PingFang TC", "Microsoft JhengHei", "Noto Sans TC", sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
body:lang(zh) { line-height: 1.7; }
h1, h2, h3 { line-height: 1.35; }
h1, h2, h3, p, li, td, th { unicode-bidi: plaintext; }
h2 { margin-top: 2.5rem; border-top: 1px solid #8888; padding-top: 1rem; }
.by { margin: 1.25rem 0 0; }
.about, .remark { color: #5a6372; font-size: .9rem; }
.heading { font-weight: 700; }
p { white-space: pre-wrap; }
p, ul, ol, blockquote, pre, table { margin: .35rem 0; }
blockquote { border-inline-start: 3px solid #8888; padding-inline-start: .75rem; margin-inline: 0; }
code { font-family: ui-monospace, Consolas, Menlo, monospace; font-size: .925em; }
@counter-style bracketed { system: extends decimal; suffix: ") "; }
ol.brackets { list-style-type: bracketed; }
pre { overflow-x: auto; padding: .5rem; border: 1px solid #8888; border-radius: 6px; }
table { border-collapse: collapse; }
th, td { border: 1px solid #8888; padding: .25rem .5rem; text-align: start; vertical-align: top; }
img { max-width: 100%; height: auto; border-radius: 6px; }
@media (prefers-color-scheme: dark) { .about, .remark { color: #a9b1bd; } }
@media print { body { max-width: none; margin: 0; } .by { break-after: avoid; } pre { overflow: visible; white-space: pre-wrap; } }
`;

let policy: Promise<string> | undefined;

async function makePolicy(): Promise<string> {
  const bytes = new TextEncoder().encode(style);
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return `default-src 'none'; style-src 'sha256-${
    Buffer.from(hash).toString("base64")
  }'; img-src data:; base-uri 'none'; form-action 'none'`;
}

export async function writePageTop(
  { title, lines }: PageHead,
): Promise<string> {
  return markup`<!doctype html>
<html lang="${language().tag}" dir="${language().direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${await (policy ??=
    makePolicy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>`.text + style + markup`</style>
</head>
<body>
<h1>${title}</h1>
${lines.map((line) => markup`<p class="remark">${line}</p>\n`)}`.text;
}

export const pageEndHtml = "</body>\n</html>\n";

export async function* writeHtmlPage(
  top: PageHead,
  pieces: AsyncIterable<TextPiece>,
  files: FileSource,
): AsyncGenerator<string> {
  yield await writePageTop(top);
  const slices = new TimeSlices();
  let bytesLeft = largestOfAll;
  const embeddedIds = new Set<string>();
  const shownIds = new Set<string>();
  const isShown = (file: Attachment) => {
    const isInline = isInlinePicture(file) &&
      file.size <= Math.min(largest, bytesLeft);
    if (isInline) bytesLeft -= file.size;
    return isInline;
  };
  for await (const piece of pieces) {
    if (piece.kind === "file") {
      const { file, alt } = piece;
      if (shownIds.has(file.id)) yield named(file, `#${file.id}`, alt, t.above);
      else if (yield* fileOf(file, isShown(file), files, alt)) {
        shownIds.add(file.id);
      }
    } else if (piece.kind === "words") {
      const words = markdownMarkup(piece.text, piece.author);
      yield markup`<div>${await slices.runSteps(words)}</div>\n`.text;
    } else if (piece.kind !== "picture") {
      yield written(piece).text;
    } else if (piece.background && embeddedIds.has(piece.background.id)) {
      yield figure(piece, markup`<use href="#${piece.background.id}"/>\n`).text;
    } else {
      const { background } = piece;
      const image = background && isShown(background) &&
        await imageDataUrl(background, files);
      if (background && image) embeddedIds.add(background.id);
      yield figure(piece, image || markup``).text;
      if (background && !image) yield* fileOf(background, false, files);
    }
  }
  yield pageEndHtml;
}

type Drawn = Extract<TextPiece, { kind: "picture" }>;

function figure({ svg, text }: Drawn, background: Markup): Markup {
  return markup`<figure>${
    svg(background)
  }<figcaption class="about">${text}</figcaption></figure>\n`;
}

/** A file as an image that fills an SVG; null if it no longer exists. */
export async function imageDataUrl(
  file: Attachment,
  files: FileSource,
): Promise<Markup | null> {
  const bytes = await files.read(file);
  if (!bytes) return null;
  const data = await Array.fromAsync(base64(bytes));
  return markup`<image id="${file.id}" width="100%" height="100%" href="data:${file.type};base64,${
    data.join("")
  }"/>\n`;
}

function written(
  piece: Exclude<TextPiece, { kind: "file" | "picture" | "words" }>,
): Markup {
  switch (piece.kind) {
    case "heading":
      return piece.level === 2
        ? markup`<h2>${piece.text}</h2>\n`
        : markup`<h3>${piece.text}</h3>\n`;
    case "by":
      return markup`<p class="by"><strong>${piece.name}</strong> <span class="about">${
        piece.about.join(" · ")
      }</span></p>\n`;
    case "labelled":
      return markup`<p><strong>${t.labelled({ label: piece.label })}</strong> ${
        piece.text.split("\n").map((line, n) =>
          n === 0 ? markup`${line}` : markup`<br>${line}`
        )
      }</p>\n`;
    case "remark":
      return markup`<p class="remark">${piece.text}</p>\n`;
    case "columns":
      return markup`<table><thead><tr>${
        piece.cells.map((cell) => markup`<th scope="col">${cell}</th>`)
      }</tr></thead><tbody>\n`;
    case "row":
      return markup`<tr>${
        piece.cells.map((cell) => markup`<td>${cell ?? ""}</td>`)
      }</tr>\n`;
    case "end":
      return markup`</tbody></table>\n`;
  }
}

/** A file; returns whether it was embedded as an image. */
async function* fileOf(
  file: Attachment,
  isShown: boolean,
  files: FileSource,
  alt = "",
): AsyncGenerator<string, boolean> {
  const bytes = isShown ? await files.read(file) : null;
  if (bytes) {
    const size = file.width && file.height
      ? markup` width="${file.width}" height="${file.height}"`
      : markup``;
    // The media type is a known one, and base64 needs no escaping.
    yield markup`<p id="${file.id}"><img alt="${
      alt || file.name
    }"${size} src="data:${file.type};base64,`
      .text;
    yield* base64(bytes);
    yield `"></p>\n`;
  }
  yield named(file, files.href(file), alt, formatSize(file.size));
  if (isShown && !bytes) {
    yield markup`<p class="remark">${t.fileGone}</p>\n`.text;
  }
  return bytes !== null;
}

function named(
  { name }: Attachment,
  href: string | null,
  alt = "",
  about: string,
): string {
  const linkHtml = href === null
    ? markup`${name}`
    : /^https?:/.test(href)
    ? linkMarkup(href, markup`${name}`)
    : markup`<a href="${href}">${name}</a>`;
  const words = alt && markup`${alt} · `.text;
  return `<p class="about">${words}${linkHtml.text}${
    escapeHtml(` · ${about}`)
  }</p>\n`;
}

/** Bytes as base64 while they arrive, in groups of three. */
async function* base64(
  bytes: ReadableStream<Uint8Array>,
): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const joinedBytes = Buffer.concat([rest, chunk]);
    const whole = joinedBytes.length - joinedBytes.length % 3;
    yield joinedBytes.subarray(0, whole).toString("base64");
    rest = Buffer.from(joinedBytes.subarray(whole));
  }
  yield rest.toString("base64");
}
