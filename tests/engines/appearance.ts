/**
 * How things stand on the screen, where engines differ: by the rules that hold for all pages, what opens beside a
 * button, and a page that gets a scrollbar.
 */
import assert from "node:assert/strict";
import { findFaults, layoutRules } from "../browser/layout.ts";
import { eventually } from "../people.ts";
import type { Place } from "./device.ts";
import { nameOf, type What } from "./find.ts";
import type { Person } from "./person.ts";

/** A desk's screen, and the narrowest that every engine here gets to. */
const desk = [1280, 800] as const, narrow = [450, 800] as const;

/** What is kept of what one sees, under a name. */
export type Keeps = (person: Person, name: string) => Promise<void>;

/** Asserts that the page is laid out well, as it is; a picture is kept. */
export async function isLaidOutWell(
  person: Person,
  name: string,
  keeps: Keeps,
) {
  let faults: string[] = [];
  const look = async () =>
    faults = await person.device.run(findFaults, layoutRules);
  // What is still on its way to its place is waited for.
  await eventually(look, ({ length }) => length === 0, "it stood")
    .catch(() => {});
  await keeps(person, name);
  assert.deepEqual(faults, [], `${person.name}, ${name}`);
}

/** Does something in a narrow window, in which the page is opened anew, as it is on a phone. */
export async function inANarrowWindow(
  person: Person,
  work: () => Promise<void>,
) {
  await person.device.resize(...narrow);
  await person.device.reload();
  await work();
  await person.device.resize(...desk);
  await person.device.reload();
}

/** So far from its button, at most, and so far over the window's edge, is what it opens (px). */
const near = 24;

/** So much of the window's height it has at most: one that is stretched has more, and few of ours need as much. */
const most = 0.6;

/**
 * Presses a button and asserts that what opens stands at it, is on the screen, and is not stretched over it.
 *
 * @param share the part of the window's height that it has at most
 */
export async function opensAtItsButton(
  person: Person,
  what: What,
  share = most,
) {
  const name = `${person.name}: what ${nameOf(what)} opens`;
  await person.presses(what);
  await person.sees({ role: "popover" });
  const button = await person.place(what);
  const opened = await person.place({ role: "popover" });
  const window = await person.device.run(() => ({
    width: innerWidth,
    height: innerHeight,
  }));
  const at = JSON.stringify({ button, opened, window });
  assert(gap(button, opened) <= near, `${name} is not at its button: ${at}`);
  assert(
    opened.bottom - opened.top <= window.height * share,
    `${name} is too high: ${at}`,
  );
  assert(
    opened.top >= 0 && opened.left >= 0 && opened.right <= window.width &&
      opened.bottom <= window.height,
    `${name} is not on the screen: ${at}`,
  );
  await person.device.key("Escape");
  await person.seesNoMore({ role: "popover" });
}

/** How far two places are from each other. */
function gap(one: Place, other: Place): number {
  const along = (from: number, to: number, start: number, end: number) =>
    Math.max(start - to, from - end, 0);
  return Math.max(
    along(one.left, one.right, other.left, other.right),
    along(one.top, one.bottom, other.top, other.bottom),
  );
}

/** Asserts that it neither moves nor gets narrower when the window is so low that the page scrolls. */
export async function staysInALowWindow(person: Person, what: What) {
  const [width, height] = desk;
  await person.device.resize(width, 1000);
  const before = await person.place(what);
  await person.device.resize(width, 400);
  const isLonger = await person.device.run(() => {
    const { scrollHeight, clientHeight } = document.documentElement;
    return scrollHeight > clientHeight;
  });
  assert(isLonger, "the page does not scroll");
  const after = await person.place(what);
  await person.device.resize(width, height);
  const sides = ({ left, right }: Place) => [left, right];
  assert.deepEqual(sides(after), sides(before), `${nameOf(what)} has moved`);
}
