import { type Figures, MessageCounter, sum } from "./figures.ts";
import type { Host, RunningServer } from "./host.ts";
import { cpuSeconds, memory, processTree } from "./process.ts";
import type { BenchMember } from "./driver.ts";
import { sleep } from "./run_steadily.ts";

/** Without arrivals for this long, outstanding messages count as missing. */
export const arrivalTimeoutMs = 5000;

export function countArrivals(
  seat: BenchMember,
  counter: MessageCounter,
): void {
  seat.onSeen = (messages) => counter.recordSeen(messages);
}

export async function openAll(
  seats: readonly BenchMember[],
  atOnce: number,
): Promise<void> {
  const left = [...seats];
  const openNext = async () => {
    for (let seat = left.pop(); seat; seat = left.pop()) await seat.open();
  };
  await Promise.all(Array.from({ length: atOnce }, openNext));
}

/** Waits until everything due has arrived or arrivals stop; returns the number missing. */
export async function waitForArrivals(
  counter: MessageCounter,
  due: () => number,
): Promise<number> {
  let lastCount = counter.delivered, since = performance.now();
  while (counter.delivered < due()) {
    await sleep(5);
    if (counter.delivered > lastCount) {
      [lastCount, since] = [counter.delivered, performance.now()];
    } else if (performance.now() - since > arrivalTimeoutMs) break;
  }
  return due() - counter.delivered;
}

export async function measureWork(
  { pid }: RunningServer,
  host: Host,
  counter: MessageCounter,
  work: () => Promise<Figures>,
): Promise<Figures> {
  await host.request("watch");
  counter.startMeasuring();
  const began = performance.now(), { delivered, sent } = counter;
  const cpu = serverSeconds(pid), ownCpu = cpuSeconds("self");
  const figures = await work();
  const seconds = (performance.now() - began) / 1000;
  const deliveries = counter.delivered - delivered;
  const spent = serverSeconds(pid) - cpu;
  const load = (cpuSeconds("self") - ownCpu) / seconds;
  const peak = sum(processTree(pid).map((it) => memory(it).peak));
  await host.request("watched");
  return {
    ...counter.percentiles(),
    deliveries,
    said: counter.sent - sent,
    cpu: spent * 1000 / deliveries * 10_000,
    peak,
    load,
    ...figures,
  };
}

/** Of all processes that are the server. */
function serverSeconds(pid: number): number {
  return sum(processTree(pid).map(cpuSeconds));
}
