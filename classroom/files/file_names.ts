/** Makes names and types of uploaded files safe to show, send in headers and save. */
import { bounds } from "../model/bounds.ts";
import { inlineImageTypes } from "../model/files.ts";
import { normalise } from "../../formats/normalise.ts";

/** Device names on Windows, with any ending. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A longer name is cut before it is read. */
const maxReadLength = 1000;

/**
 * Removes paths and invisible characters (a direction mark shows `gpj.exe` as `exe.jpg`), and replaces characters that
 * file systems refuse; shortens and keeps the ending.
 */
export function safeName(original: string): string {
  const name = trimName(
    normalise(lastPart(original), "NFC").toWellFormed()
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")
      .replace(/(?![\u200c\u200d])\p{Cf}/gu, "")
      .replace(/[<>:"|?*]/g, "_")
      .replace(/\s+/g, " "),
  );
  if (name === "") return "file";
  return shortenName(reserved.test(name) ? `_${name}` : name);
}

/** A media type without parameters; `application/octet-stream` if it is malformed or an image that pages would show. */
export function safeMediaType(original: string): string {
  const type = original.split(";")[0].trim().toLowerCase();
  const isWellFormed = type.length <= 100 &&
    /^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/.test(type);
  return isWellFormed && !inlineImageTypes.includes(type)
    ? type
    : "application/octet-stream";
}

/** The part after the last slash; a long one loses its middle. */
function lastPart(path: string): string {
  const slash = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  const name = path.slice(slash + 1);
  if (name.length <= maxReadLength) return name;
  return name.slice(0, maxReadLength / 2) + name.slice(-maxReadLength / 2);
}

/** Trims dots and spaces, in linear time. */
function trimName(name: string): string {
  const isEdge = (at: number) => name[at] === "." || name[at] === " ";
  let from = 0, to = name.length;
  while (from < to && isEdge(from)) from++;
  while (to > from && isEdge(to - 1)) to--;
  return name.slice(from, to);
}

function shortenName(name: string): string {
  if (name.length <= bounds.fileName) return name;
  const ending = /\.[^. ]{1,15}$/.exec(name)?.[0] ?? "";
  const room = bounds.fileName - ending.length - 1;
  return name.slice(0, room).toWellFormed().replace(/\ufffd$/, "") + "…" +
    ending;
}

/** The header `Content-Disposition`, with the name in ASCII and in UTF-8 (RFC 6266, RFC 8187). */
export function contentDisposition(
  kind: "inline" | "attachment",
  name: string,
): string {
  const ascii = normalise(name, "NFKD").replace(/[^\x20-\x7e]/g, "")
    .replace(/["\\%]/g, "_").trim();
  const simple = /[^. _]/.test(ascii.replace(/\.[^.]*$/, "")) ? ascii : "file";
  const whole = encodeURIComponent(name.toWellFormed())
    .replace(/['()*!]/g, (c) => "%" + c.charCodeAt(0).toString(16));
  return `${kind}; filename="${simple}"; filename*=UTF-8''${whole}`;
}
