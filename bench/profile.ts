/** Times the functions of a running process through its inspector, which Deno and Node both have. */

interface Profile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
  }[];
  samples: number[];
  timeDeltas: number[];
}

/** The inspector of one process. */
export class Profiler {
  #socket: WebSocket;
  #answers = new Map<number, (result: unknown) => void>();
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const { id, result } = JSON.parse(data);
      this.#answers.get(id)?.(result);
    };
  }

  /** Attaches to the inspector at a port of this machine. */
  static async attach(port: number): Promise<Profiler> {
    const [about] = await (await fetch(`http://127.0.0.1:${port}/json`)).json();
    const socket = new WebSocket(about.webSocketDebuggerUrl);
    await new Promise((open, fail) => {
      socket.onopen = open;
      socket.onerror = fail;
    });
    return new Profiler(socket);
  }

  async begin(): Promise<void> {
    await this.#ask("Profiler.enable");
    await this.#ask("Profiler.setSamplingInterval", { interval: 200 });
    await this.#ask("Profiler.start");
  }

  /** Ends and detaches; the profile as Chrome's developer tools load it. */
  async end(): Promise<object> {
    const { profile } = await this.#ask("Profiler.stop") as { profile: object };
    this.#socket.close();
    return profile;
  }

  #ask(method: string, params = {}): Promise<unknown> {
    const id = ++this.#asked;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }
}

/** The functions with the most time of their own, as lines to print. */
export function busiest(profile: object, most = 30): string[] {
  const { nodes, samples, timeDeltas } = profile as Profile;
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
    ...[...spent].sort(([, a], [, b]) => b - a).slice(0, most)
      .map(([name, time]) => `  ${share(time, busy)}  ${name}`),
  ];
}
