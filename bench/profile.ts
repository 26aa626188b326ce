/** Reads the profiles that Deno and Node write with `--cpu-prof`. Times in microseconds. */

/** Where results are kept. */
export const folder = new URL("results/", import.meta.url).pathname;

/** A profile as Chrome's developer tools load it. */
export interface Profile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
  }[];
  samples: number[];
  timeDeltas: number[];
}

/** The end of a profile. */
export function lastOf(profile: Profile, time: number): Profile {
  let from = profile.timeDeltas.length;
  for (let left = time; from > 0 && left > 0; from--) {
    left -= profile.timeDeltas[from - 1];
  }
  return {
    ...profile,
    samples: profile.samples.slice(from),
    timeDeltas: profile.timeDeltas.slice(from),
  };
}

/** Keeps a profile for Chrome's developer tools, and prints what was busiest in it. */
export async function keepProfile(
  name: string,
  profile: Profile,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const file = `${folder}${name}.cpuprofile`;
  await Deno.writeTextFile(file, JSON.stringify(profile));
  console.log(`\n${name}: ${busiest(profile).join("\n")}`);
}

/** The functions with the most time of their own, as lines to print. */
function busiest({ nodes, samples, timeDeltas }: Profile): string[] {
  const names = new Map<number, string>();
  for (const { id, callFrame: { functionName, url, lineNumber } } of nodes) {
    const file = url.split("/").slice(-2).join("/");
    const where = url === "" ? "" : ` ${file}:${lineNumber + 1}`;
    names.set(id, (functionName || "(anonymous)") + where);
  }
  const spent = new Map<string, number>();
  let all = 0, idle = 0;
  for (const [i, sample] of samples.entries()) {
    const name = names.get(sample) ?? "";
    all += timeDeltas[i];
    if (name === "(idle)") idle += timeDeltas[i];
    else spent.set(name, (spent.get(name) ?? 0) + timeDeltas[i]);
  }
  const busy = all - idle;
  const share = (time: number, of: number) =>
    `${(100 * time / of).toFixed(1)} %`.padStart(7);
  return [
    `busy ${share(busy, all)} of ${(all / 1e6).toFixed(1)} s; of that:`,
    ...[...spent].sort(([, a], [, b]) => b - a).slice(0, 30)
      .map(([name, time]) => `  ${share(time, busy)}  ${name}`),
  ];
}
