/** A small local server that speaks OpenAI's API, as well or as badly as a test wants. */

/** A question as it came over the wire. */
export interface Received {
  readonly headers: Headers;
  readonly body: {
    model: string;
    stream: boolean;
    messages: { role: string; content: string }[];
    [field: string]: unknown;
  };
}

export interface ModelServer {
  /** What `OPENAI_BASE_URL` is set to. */
  readonly url: string;
  readonly received: Received[];
  stop(): Promise<void>;
}

/** Starts one; `answer` is asked for each question, with how many came before it. */
export function startModelServer(
  answer: (received: Received, before: number) => Response | Promise<Response>,
): ModelServer {
  const received: Received[] = [];
  const server = Deno.serve(
    {
      port: 0,
      hostname: "127.0.0.1",
      onListen() {},
      onError: () => new Response(null, { status: 500 }),
    },
    async (req) => {
      if (new URL(req.url).pathname !== "/v1/chat/completions") {
        return new Response(null, { status: 404 });
      }
      const question = { headers: req.headers, body: await req.json() };
      received.push(question);
      return await answer(question, received.length - 1);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/v1`,
    received,
    stop: () => server.shutdown(),
  };
}

/** How a stream goes. */
export interface Streaming {
  /** Between two words, in ms. */
  pause?: number;
  /** After so many words nothing comes until this has. */
  hold?: {
    after: number;
    until: Promise<unknown>;
    /** A word that comes again and again meanwhile, so that the answer is not taken for broken off. */
    filler?: string;
  };
  /** Why it ended; null: it does not say. */
  finish?: string | null;
  /** Whether `[DONE]` stands at its end. */
  done?: boolean;
  /** What happens at its end: it closes, the connection breaks, or nothing more comes. */
  end?: "close" | "break" | "hang";
  /** Put in before the end, as it is. */
  raw?: string;
  /** Put in after the reason for its end. */
  last?: string;
}

/** An answer, word by word. */
export function streamed(
  words: readonly string[],
  {
    pause = 0,
    hold,
    finish = "stop",
    done = true,
    end = "close",
    raw = "",
    last = "",
  }: Streaming = {},
): Response {
  const encoder = new TextEncoder();
  let gone = false;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string) => {
        if (!gone) controller.enqueue(encoder.encode(text));
      };
      const event = (delta: object, finish_reason: string | null) => {
        const choices = [{ index: 0, delta, finish_reason }];
        send(
          `data: ${
            JSON.stringify({ object: "chat.completion.chunk", choices })
          }\n\n`,
        );
      };
      event({ role: "assistant", content: "" }, null);
      for (const [n, content] of words.entries()) {
        if (n === hold?.after) {
          let isHeld = true;
          const end = hold.until.then(() => isHeld = false);
          if (hold.filler === undefined) await end;
          else {
            while (isHeld && !gone) {
              event({ content: hold.filler }, null);
              await passes(pause);
            }
          }
        }
        if (pause > 0) await passes(pause);
        if (gone) return;
        event({ content }, null);
      }
      if (raw) send(raw);
      if (end === "hang" || gone) return;
      if (end === "break") {
        // After what was sent has left.
        await new Promise((resolve) => setTimeout(resolve, 20));
        return controller.error(new Error("the connection breaks"));
      }
      if (finish !== null) event({}, finish);
      if (last) send(last);
      if (done) send("data: [DONE]\n\n");
      if (!gone) controller.close();
    },
    cancel() {
      gone = true;
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream" },
  });
}

const passes = (ms: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A refusal as the API words it. */
export function refused(status: number, code: string | null, type = "error") {
  const error = { message: "No.", type, param: null, code };
  return Response.json({ error }, { status });
}

/** A model that answers at once with what it was asked; the demonstration takes seconds for each answer. */
export function echoModel(): {
  readonly settings: Record<string, string>;
  stop(): Promise<void>;
} {
  const { url, stop } = startModelServer(({ body }) =>
    streamed([body.messages.at(-1)!.content])
  );
  const settings = { OPENAI_BASE_URL: url, OPENAI_MODEL: "echo" };
  return { settings, stop };
}

/** A model that answers when it is told to, one question after the other. */
export class HeldModel {
  readonly server: ModelServer;
  readonly #held: (() => void)[] = [];
  #free = 0;
  #all = false;

  constructor() {
    this.server = startModelServer(async () => {
      if (this.#free > 0) this.#free--;
      else if (!this.#all) {
        await new Promise<void>((go) => this.#held.push(go));
      }
      return streamed(["It ", "is ", "so."]);
    });
  }

  /** Lets it answer one question, which may have been asked or not. */
  answerOne(): void {
    const next = this.#held.shift();
    if (next) next();
    else this.#free++;
  }

  /** Lets it answer all. */
  answerAll(): void {
    this.#all = true;
    for (const go of this.#held.splice(0)) go();
  }

  /** What was asked, in order. */
  get asked(): string[] {
    return this.server.received.map(({ body }) =>
      body.messages.at(-1)!.content
    );
  }
}
