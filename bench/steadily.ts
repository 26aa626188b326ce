/** A steady load, and what a chat room is like under it. */
import type { Figures, Tally } from "./figures.ts";
import { processorTime } from "./process.ts";

/** A class in which so many messages a second are said. */
export interface Chat {
  /** The server's process. */
  pid: number;
  tally: Tally;
  messages: number;
  speak: (n: number) => void;
  /** How many hear each message. */
  heard: number;
}

/** Lets a class chat for so many seconds, and says how it went. `cpu` is of the server's core, in hundredths of it. */
export async function chatFor(
  seconds: number,
  { pid, tally, messages, speak, heard }: Chat,
): Promise<Figures> {
  tally.begin();
  const began = performance.now(), said = tally.said;
  const due = tally.delivered + messages * seconds * heard;
  const cpu = processorTime(pid), own = processorTime("self");
  await steadily(messages, seconds, speak);
  for (let left = 500; tally.delivered < due && left > 0; left--) {
    await sleep(20);
  }
  const took = (performance.now() - began) / 1000;
  return {
    ...tally.percentiles(),
    deliveries: tally.counted,
    missing: (tally.said - said) * heard - tally.counted,
    cpu: 100 * (processorTime(pid) - cpu) / took,
    load: (processorTime("self") - own) / took,
  };
}

/** Does something so many times a second, on time: what a late timer missed is made up for. */
export async function steadily(
  perSecond: number,
  seconds: number,
  act: (n: number) => void,
): Promise<void> {
  const began = performance.now();
  const count = Math.round(perSecond * seconds);
  for (let n = 0; n < count; n++) {
    const wait = began + 1000 * n / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    act(n);
  }
}

/** Waits so many milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
