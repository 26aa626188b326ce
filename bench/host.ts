/**
 * Messages between the generator and its parent, as lines of JSON: the generator requests restarts and measurements of
 * the server, and ends with its figures.
 */
import type { Figures } from "./figures.ts";
import type { Version } from "./line.ts";

export interface Running {
  url: string;
  pid: number;
}

export interface Order {
  name: string;
  server: string;
  running: Running;
  seconds: number;
  kills: number;
  version: Version;
}

export type Wish = "kill" | "start" | "restart" | "watch" | "watched";

export type Line = { wish: Wish } | { figures: Figures };

export class Host {
  #answers: AsyncIterator<Running>;

  constructor() {
    this.#answers = lines<Running>(Deno.stdin.readable);
  }

  /** Requests something and waits for it; returns the server's current URL. */
  async wish(wish: Wish): Promise<Running> {
    tell({ wish });
    const answer = await this.#answers.next();
    if (answer.done) throw new Error("whoever started this has gone");
    return answer.value;
  }
}

export function tell(line: Line): void {
  console.log(JSON.stringify(line));
}

export async function* lines<T>(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<T, void, void> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    const all = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = all.pop() ?? "";
    for (const line of all) yield JSON.parse(line);
  }
}
