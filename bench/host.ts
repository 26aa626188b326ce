/**
 * Between the generator and who started it: the generator asks, in lines of JSON, for what it cannot do to the
 * server itself, and ends with its figures.
 */
import type { Figures } from "./figures.ts";
import type { Version } from "./line.ts";

/** A running server, as the generator knows it. */
export interface Running {
  url: string;
  pid: number;
}

/** What the generator is to do. */
export interface Order {
  name: string;
  server: string;
  running: Running;
  seconds: number;
  kills: number;
  version: Version;
}

/** What the generator can ask for. */
export type Wish = "kill" | "start" | "restart" | "watch" | "watched";

/** A line of the generator. */
export type Line = { wish: Wish } | { figures: Figures };

/** The generator's end. */
export class Host {
  #answers: AsyncIterator<Running>;

  constructor() {
    this.#answers = lines<Running>(Deno.stdin.readable);
  }

  /** Asks for something and waits until it is done; where the server is now. */
  async wish(wish: Wish): Promise<Running> {
    tell({ wish });
    const answer = await this.#answers.next();
    if (answer.done) throw new Error("whoever started this has gone");
    return answer.value;
  }
}

/** Writes a line to whoever started this. */
export function tell(line: Line): void {
  console.log(JSON.stringify(line));
}

/** JSON, line by line. */
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
