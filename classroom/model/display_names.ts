/**
 * Rules for display names (J-1 to J-3): what is valid, and variants of a taken name. Pure, so that joining can be
 * decided again (SYNC-5).
 */
import { refusalForField } from "./refuse.ts";
import { bounds } from "./bounds.ts";
import { nameKey, trimName } from "../../formats/name_keys.ts";
import { normalise } from "../../formats/normalise.ts";

/** Controls, line ends, lone surrogates, private-use and unassigned characters. */
const unshowable = /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/u;

/** Marks for text in two directions, which could also reverse the text around a name. */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Characters that show nothing by themselves. */
const invisible =
  /[\p{Cf}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u115f\u1160\u3164\uffa0]/gu;

/** How many times its maximum length a name may have before it is composed. */
const maxComposedFactor = 4;

/**
 * Normalises a display name: composed, trimmed, with single blanks. Refuses what cannot be a name.
 * @param path the field in the request
 */
export function cleanDisplayName(typed: string, path = "name"): string {
  return cleanLine(typed, bounds.displayName, "person", path);
}

export function cleanSessionName(typed: string): string {
  return cleanLine(typed, bounds.sessionName, "session", "name");
}

export function cleanRoomName(typed: string, path = "name"): string {
  return cleanLine(typed, bounds.roomName, "room", path);
}

/** Makes an unchecked name, such as an account's, fit to show in a class. */
export function toShowableName(original: string): string {
  const name = normalise(original, "NFC")
    .replace(new RegExp(unshowable, "gu"), "")
    .replace(new RegExp(directionMarks, "gu"), "")
    .replace(/\p{Zs}+/gu, " ").trim();
  return name.replace(invisible, "") === "" ? "?" : name;
}

export function isShowable(line: string): boolean {
  return !unshowable.test(line);
}

/** Whether a line shows something and reads in the order in which it is written. */
export function isReadableLine(line: string): boolean {
  const overrides = /[\u202d\u202e]/u;
  return isShowable(line) && !overrides.test(line) &&
    line.replace(invisible, "") !== "";
}

function cleanLine(
  typed: string,
  max: number,
  kind: "person" | "session" | "room",
  path: string,
): string {
  const line = trimName(typed).replace(/\p{Zs}+/gu, " ");
  if (line === "") {
    const isMissing = typed.trim() === "";
    throw refusalForField(path, isMissing ? "name-missing" : "name-invisible", {
      of: kind,
    });
  }
  const tooLong = refusalForField(path, "name-too-long", {
    of: kind,
    most: max,
  });
  if (line.length > maxComposedFactor * max) throw tooLong;
  const name = normalise(line, "NFC");
  if (name.length > max) throw tooLong;
  if (!isShowable(name) || directionMarks.test(name)) {
    throw refusalForField(path, "name-unshowable", { of: kind });
  }
  if (name.replace(invisible, "") === "") {
    throw refusalForField(path, "name-invisible", { of: kind });
  }
  return name;
}

export function isSameName(name: string, otherName: string): boolean {
  return nameKey(name) === nameKey(otherName);
}

/**
 * The name if it is free, else the first free of "Amy (2)", "Amy (3)" …, shortened to fit.
 * @param isTaken whether a name is in use, or too similar to a name in use
 */
export function findFreeName(
  name: string,
  isTaken: (name: string) => boolean,
): string {
  if (!isTaken(name)) return name;
  for (let n = 2;; n++) {
    const suffix = ` (${n})`;
    const next = cutText(name, bounds.displayName - suffix.length) + suffix;
    if (!isTaken(next)) return next;
  }
}

/** Cuts a text between two characters as people see them. */
function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  for (const part of new Intl.Segmenter().segment(text)) {
    if (part.index + part.segment.length > max) break;
    end = part.index + part.segment.length;
  }
  return text.slice(0, end).trimEnd();
}
