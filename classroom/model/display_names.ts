/**
 * Display names (J-1 to J-3): what may be one, when two are the same, and what a name that is in
 * use becomes. Functions of their arguments, so that joining can be decided again (S5).
 */
import { refusalAt } from "./refuse.ts";
import { bounds } from "./bounds.ts";
import { nameKey, trimmedName } from "./names.ts";

/** What never belongs in one line of words: controls, line ends, what no font has. */
const unshowable = /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/u;

/** Signs that a sentence in two scripts may need and a name may not have: they could turn the text beside it. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** What can be in a name but shows nothing by itself. */
const unseen =
  /[\p{Cf}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u115f\u1160\u3164\uffa0]/gu;

/** At most so many signs become one: composing many marks takes the square of their number, seconds for a body full. */
const mostComposed = 4;

/**
 * A display name as it is stored: composed, trimmed, blanks within it single. Throws a refusal for
 * what is no name.
 *
 * @param path where in the request it stands
 */
export function cleanName(typed: string, path = "name"): string {
  return clean(typed, bounds.displayName, "person", path);
}

/** A session's name, by the same rules but longer. */
export function cleanTitle(typed: string): string {
  return clean(typed, bounds.sessionName, "session", "name");
}

/** The name of a breakout room, by the same rules; `path` is where in the request it stands. */
export function cleanRoomName(typed: string, path = "name"): string {
  return clean(typed, bounds.roomName, "room", path);
}

/** A name that was chosen elsewhere, such as a colleague's of their account, as it can stand in a class. */
export function shownName(given: string): string {
  const name = given.normalize("NFC")
    .replace(new RegExp(unshowable, "gu"), "")
    .replace(new RegExp(turning, "gu"), "")
    .replace(/\p{Zs}+/gu, " ").trim();
  return name.replace(unseen, "") === "" ? "?" : name;
}

/** Whether all of a line can be shown, be it a name or several words. */
export function isShowable(line: string): boolean {
  return !unshowable.test(line);
}

/** Whether a line can be shown, shows anything at all, and reads as it is written. */
export function isReadable(line: string): boolean {
  const overrides = /[\u202d\u202e]/u;
  return isShowable(line) && !overrides.test(line) &&
    line.replace(unseen, "") !== "";
}

function clean(
  typed: string,
  most: number,
  of: "person" | "session" | "room",
  path: string,
): string {
  const line = trimmedName(typed).replace(/\p{Zs}+/gu, " ");
  if (line === "") {
    const isMissing = typed.trim() === "";
    throw refusalAt(path, isMissing ? "name-missing" : "name-invisible", {
      of,
    });
  }
  const tooLong = refusalAt(path, "name-too-long", { of, most });
  if (line.length > mostComposed * most) throw tooLong;
  const name = line.normalize("NFC");
  if (name.length > most) throw tooLong;
  if (!isShowable(name) || turning.test(name)) {
    throw refusalAt(path, "name-unshowable", { of });
  }
  if (name.replace(unseen, "") === "") {
    throw refusalAt(path, "name-invisible", { of });
  }
  return name;
}

/** Whether two names are the same, as {@link nameKey} compares them. */
export function isSameName(one: string, other: string): boolean {
  return nameKey(one) === nameKey(other);
}

/**
 * The name itself if it is free, else the first of "Amy (2)", "Amy (3)" … that is. The base is cut
 * where the whole would be longer than a name may be.
 *
 * @param isTaken whether a name is in use, or cannot be told from one that is
 */
export function freeName(
  name: string,
  isTaken: (name: string) => boolean,
): string {
  if (!isTaken(name)) return name;
  for (let n = 2;; n++) {
    const suffix = ` (${n})`;
    const next = cut(name, bounds.displayName - suffix.length) + suffix;
    if (!isTaken(next)) return next;
  }
}

/** The beginning of a text, at most this long, cut between two characters as people see them. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (const part of new Intl.Segmenter().segment(text)) {
    if (part.index + part.segment.length > most) break;
    end = part.index + part.segment.length;
  }
  return text.slice(0, end).trimEnd();
}
