/**
 * Messages between the generator and its parent, as lines of JSON: the generator requests restarts and measurements of
 * the server, and ends with its figures.
 */
import type { Figures } from "./figures.ts";
import type { ProtocolVersion } from "./member_connection.ts";

export interface RunningServer {
  url: string;
  pid: number;
}

export interface CaseOrder {
  name: string;
  server: string;
  running: RunningServer;
  seconds: number;
  kills: number;
  version: ProtocolVersion;
}

export type HostCommand = "kill" | "start" | "restart" | "watch" | "watched";

export type HostMessage = { command: HostCommand } | { figures: Figures };

export class Host {
  #answers: AsyncIterator<RunningServer>;

  constructor() {
    this.#answers = readJsonLines<RunningServer>(Deno.stdin.readable);
  }

  /** Requests something and waits for it; returns the server's current URL. */
  async request(command: HostCommand): Promise<RunningServer> {
    writeLine({ command });
    const answer = await this.#answers.next();
    if (answer.done) throw new Error("whoever started this has gone");
    return answer.value;
  }
}

export function writeLine(line: HostMessage): void {
  console.log(JSON.stringify(line));
}

export async function* readJsonLines<T>(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<T, void, void> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line);
  }
}
