import { type Member, resolvePerson } from "../../classroom/model/members.ts";

export const personHueCount = 12;

/** The hue of each member. The first twelve differ; later joins, merges and removals change no other. */
export function huesOf(
  members: Readonly<Record<string, Member>>,
): ReadonlyMap<string, number> {
  const inOrder = Object.keys(members).sort((a, b) =>
    members[a].joinedAt - members[b].joinedAt || (a < b ? -1 : 1)
  );
  const places = new Map(inOrder.map((id, n) => [id, n % personHueCount]));
  const placeOf = (id: string) =>
    places.get(resolvePerson((it) => members[it], id)) ?? hueOf(id);
  return new Map(inOrder.map((id) => [id, placeOf(id)]));
}

/** The hue of a person who is not yet a member. */
export function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)!) % 9973;
  return sum % personHueCount;
}

const han = /^\p{Script=Han}+$/u;

/** `Amy Chen` → `AC`, `Amy` → `A`, `王小明` → `小明`. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const [first = ""] = words;
  if (han.test(first)) return [...first].slice(-2).join("");
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...word ?? ""][0] ?? "").join("").toUpperCase();
}
