import { type Figures, Tally } from "./figures.ts";
import type { Host, Running } from "./host.ts";
import { memory, processorTime } from "./process.ts";
import type { Seat } from "./driver.ts";
import { sleep } from "./steadily.ts";

/** Without arrivals for this long, outstanding messages count as missing. */
export const patience = 5000;

export function listen(seat: Seat, tally: Tally): void {
  seat.onSeen = (messages) => tally.see(messages);
}

export async function openAll(
  seats: readonly Seat[],
  atOnce: number,
): Promise<void> {
  const left = [...seats];
  const openNext = async () => {
    for (let seat = left.pop(); seat; seat = left.pop()) await seat.open();
  };
  await Promise.all(Array.from({ length: atOnce }, openNext));
}

/** Waits until everything due has arrived or arrivals stop; returns the number missing. */
export async function arrival(
  tally: Tally,
  due: () => number,
): Promise<number> {
  let before = tally.delivered, since = performance.now();
  while (tally.delivered < due()) {
    await sleep(5);
    if (tally.delivered > before) {
      [before, since] = [tally.delivered, performance.now()];
    } else if (performance.now() - since > patience) break;
  }
  return due() - tally.delivered;
}

export async function measured(
  { pid }: Running,
  host: Host,
  tally: Tally,
  work: () => Promise<Figures>,
): Promise<Figures> {
  await host.wish("watch");
  tally.begin();
  const began = performance.now(), { delivered, said } = tally;
  const cpu = processorTime(pid), own = processorTime("self");
  const figures = await work();
  const seconds = (performance.now() - began) / 1000;
  const deliveries = tally.delivered - delivered;
  const spent = processorTime(pid) - cpu;
  const load = (processorTime("self") - own) / seconds;
  const { peak } = memory(pid);
  await host.wish("watched");
  return {
    ...tally.percentiles(),
    deliveries,
    said: tally.said - said,
    cpu: spent * 1000 / deliveries * 10_000,
    peak,
    load,
    ...figures,
  };
}
