/**
 * Preloaded into a server, which then reads the time and the code of a new class from `moment.json` in its data folder,
 * so that its pages look the same each time.
 */
import { readFileSync } from "node:fs";
import process from "node:process";

export interface Moment {
  readonly now: number;
  /** Six digits. */
  readonly code: string;
}

const file = `${process.env.DATA_DIR}/moment.json`;
const readMoment = (): Moment => JSON.parse(readFileSync(file, "utf8"));
const now = () => readMoment().now;

globalThis.Date = new Proxy(Date, {
  construct: (of, given, made) =>
    Reflect.construct(of, given.length > 0 ? given : [now()], made),
  get: (of, name) => name === "now" ? now : Reflect.get(of, name),
});

// Checks that the server makes every 5 s, such as of activity, are made at once.
const lookSooner = <T extends typeof setInterval | typeof setTimeout>(of: T) =>
  new Proxy(of, {
    apply: (of, self, [act, ms, ...given]) =>
      Reflect.apply(of, self, [act, ms === 5_000 ? 100 : ms, ...given]),
  });
globalThis.setInterval = lookSooner(setInterval);
globalThis.setTimeout = lookSooner(setTimeout);

// Yjs draws the ids of its clients from the same source, so only the last six digits are given.
const draw = crypto.getRandomValues.bind(crypto), millions = 4294;
let drawn = 0;
crypto.getRandomValues = <T extends ArrayBufferView | null>(array: T): T => {
  draw(array as Uint8Array<ArrayBuffer>);
  if (array instanceof Uint32Array && array.length === 1) {
    array[0] = 1e6 * (drawn++ % millions) + Number(readMoment().code);
  }
  return array;
};
