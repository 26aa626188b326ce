/** Checks where engines' layouts differ: the rules of all pages, popups at buttons, and scrollbars. */
import assert from "node:assert/strict";
import { findLayoutFaultsInPage, layoutRules } from "../browser/layout.ts";
import { eventually } from "../people.ts";
import type { ElementPosition } from "./device.ts";
import { describeTarget, type Target } from "./find.ts";
import type { Person } from "./person.ts";

/** A desktop, and the narrowest size that all engines reach. */
const desk = [1280, 800] as const, narrow = [450, 800] as const;

export type SaveScreenshot = (person: Person, name: string) => Promise<void>;

export async function assertWellLaidOut(
  person: Person,
  name: string,
  keeps: SaveScreenshot,
) {
  let faults: string[] = [];
  const look = async () =>
    faults = await person.device.run(findLayoutFaultsInPage, layoutRules);
  // Waits for animations.
  await eventually(look, ({ length }) => length === 0, "it stood")
    .catch(() => {});
  await keeps(person, name);
  assert.deepEqual(faults, [], `${person.name}, ${name}`);
}

/** Reloads the page in a narrow window for `work`, as on a phone. */
export async function withNarrowWindow(
  person: Person,
  work: () => Promise<void>,
) {
  await person.device.resize(...narrow);
  await person.device.reload();
  await work();
  await person.device.resize(...desk);
  await person.device.reload();
}

/** Largest distance from the button, and beyond the window, in px. */
const near = 24;

/** Largest share of the window's height; a stretched popup exceeds it. */
const most = 0.6;

/**
 * Presses a button and asserts that its popup is near, on screen and not stretched.
 * @param share largest share of the window's height
 */
export async function assertPopupAtButton(
  person: Person,
  what: Target,
  share = most,
) {
  const name = `${person.name}: what ${describeTarget(what)} opens`;
  await person.presses(what);
  await person.sees({ role: "popover" });
  const button = await person.waitForPosition(what);
  const opened = await person.waitForPosition({ role: "popover" });
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

function gap(one: ElementPosition, other: ElementPosition): number {
  const along = (from: number, to: number, start: number, end: number) =>
    Math.max(start - to, from - end, 0);
  return Math.max(
    along(one.left, one.right, other.left, other.right),
    along(one.top, one.bottom, other.top, other.bottom),
  );
}

/** Asserts that an element keeps place and width when a low window makes the page scroll. */
export async function assertKeepsPlace(person: Person, what: Target) {
  const [width, height] = desk;
  await person.device.resize(width, 1000);
  const before = await person.waitForPosition(what);
  await person.device.resize(width, 400);
  const isLonger = await person.device.run(() => {
    const { scrollHeight, clientHeight } = document.documentElement;
    return scrollHeight > clientHeight;
  });
  assert(isLonger, "the page does not scroll");
  const after = await person.waitForPosition(what);
  await person.device.resize(width, height);
  const sides = ({ left, right }: ElementPosition) => [left, right];
  assert.deepEqual(
    sides(after),
    sides(before),
    `${describeTarget(what)} has moved`,
  );
}
