/** V8's profiles of time and allocation. Times in µs, sizes in bytes. */
import { Inspector } from "./inspector.ts";
import type { MeasurementWatch } from "./servers.ts";

export const profileFolder = new URL("results/", import.meta.url).pathname;

/** Lines count from zero. */
export interface CallFrame {
  functionName: string;
  url: string;
  lineNumber: number;
}

/** In the format of Chrome's developer tools. */
export interface CpuProfile {
  nodes: { id: number; callFrame: CallFrame; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}

/** Allocations by call, including what was collected since. */
export interface Allocations {
  callFrame: CallFrame;
  selfSize: number;
  children: Allocations[];
}

/** Starts sampling time; returns the function that ends it. */
export async function sampleTime(
  port: number,
): Promise<() => Promise<CpuProfile>> {
  const inspector = await Inspector.open(port);
  await inspector.call("Profiler.enable");
  await inspector.call("Profiler.setSamplingInterval", { interval: 200 });
  await inspector.call("Profiler.start");
  return async () => {
    const { profile } = await inspector.call<{ profile: CpuProfile }>(
      "Profiler.stop",
    );
    inspector.close();
    return profile;
  };
}

/** Starts sampling allocations; returns the function that ends it. */
export async function sampleAllocations(
  port: number,
): Promise<() => Promise<Allocations>> {
  const inspector = await Inspector.open(port);
  await inspector.call("HeapProfiler.enable");
  await inspector.call("HeapProfiler.startSampling", {
    samplingInterval: 16_384,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  return async () => {
    const { profile } = await inspector.call<
      { profile: { head: Allocations } }
    >(
      "HeapProfiler.stopSampling",
    );
    inspector.close();
    return profile.head;
  };
}

/** Profiles a server while it is measured, stores the profile and prints its busiest functions. */
export function makeProfileWatch(name: string): MeasurementWatch {
  let end: (() => Promise<CpuProfile>) | undefined;
  return {
    begin: async (server) => {
      await end?.();
      end = await sampleTime(server.inspectorPort);
    },
    end: async () => {
      if (end) await keepProfile(name, await end());
    },
  };
}

async function keepProfile(
  name: string,
  profile: CpuProfile,
): Promise<void> {
  await Deno.mkdir(profileFolder, { recursive: true });
  const file = `${profileFolder}${name}.cpuprofile`;
  await Deno.writeTextFile(file, JSON.stringify(profile));
  console.log(`\n${name}: ${busiest(profile).join("\n")}`);
}

function busiest({ nodes, samples, timeDeltas }: CpuProfile): string[] {
  const names = new Map<number, string>();
  for (const { id, callFrame: { functionName, url, lineNumber } } of nodes) {
    const file = url.split("/").slice(-2).join("/");
    const where = url === "" ? "" : ` ${file}:${lineNumber + 1}`;
    names.set(id, (functionName || "(anonymous)") + where);
  }
  const spent = new Map<string, number>();
  let totalTime = 0, idleTime = 0;
  for (const [i, sample] of samples.entries()) {
    const name = names.get(sample) ?? "";
    totalTime += timeDeltas[i];
    if (name === "(idle)") idleTime += timeDeltas[i];
    else spent.set(name, (spent.get(name) ?? 0) + timeDeltas[i]);
  }
  const busyTime = totalTime - idleTime;
  const share = (time: number, whole: number) =>
    `${(100 * time / whole).toFixed(1)} %`.padStart(7);
  return [
    `busy ${share(busyTime, totalTime)} of ${
      (totalTime / 1e6).toFixed(1)
    } s; of that:`,
    ...[...spent].sort(([, a], [, b]) => b - a).slice(0, 30)
      .map(([name, time]) => `  ${share(time, busyTime)}  ${name}`),
  ];
}
