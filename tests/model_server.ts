/** A local server with OpenAI's API, and its faults on request. */

export interface ReceivedQuestion {
  readonly headers: Headers;
  readonly body: {
    model: string;
    stream: boolean;
    messages: { role: string; content: string }[];
    [field: string]: unknown;
  };
}

export interface ModelServer {
  /** The value for `OPENAI_BASE_URL`. */
  readonly url: string;
  readonly received: ReceivedQuestion[];
  stop(): Promise<void>;
}

/** How a stand-in guard answers. */
export type GuardBehaviour =
  | "right"
  | "slow"
  | "silent"
  | "down"
  | "wrong"
  | "obeying"
  | "contradictory";

/** A slow guard takes this long (ms). */
const slowGuardMs = 300;

/**
 * A stand-in guard, as moderation endpoint and as chat model. It finds the kinds of the words that a text has. An
 * obeying one answers with what the text tells it to.
 */
export class GuardServer {
  behaviour: GuardBehaviour = "right";
  /** Texts that get no answer before {@link endSilence}. */
  holds: (text: string) => boolean = () => false;
  /** The texts that it got. */
  readonly texts: string[] = [];
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #silence = Promise.withResolvers<void>();

  constructor(readonly words: Readonly<Record<string, string>>) {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      (req) => this.#answer(req),
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}/v1`;
  }

  /** Answers what came while it was silent. */
  endSilence(): void {
    this.#silence.resolve();
  }

  async stop(): Promise<void> {
    this.endSilence();
    await this.#server.shutdown();
  }

  async #answer(req: Request): Promise<Response> {
    const isChat = new URL(req.url).pathname === "/v1/chat/completions";
    const body = await req.json();
    const { id, text } = isChat
      ? JSON.parse(body.messages.at(-1).content)
      : { id: "", text: body.input };
    this.texts.push(text);
    const kinds = Object.entries(this.words)
      .flatMap(([word, kind]) => text.includes(word) ? [kind] : []);
    const isHeld = this.behaviour === "silent" || this.holds(text);
    if (isHeld) await this.#silence.promise;
    if (this.behaviour === "slow") await passes(slowGuardMs);
    if (this.behaviour === "down") return new Response(null, { status: 503 });
    return isChat
      ? streamWords([this.#chatAnswer(id, text, kinds)], {
        raw: usageEvent(40, 10),
      })
      : Response.json(this.#moderation(text, kinds));
  }

  #chatAnswer(id: string, text: string, kinds: string[]): string {
    const right = JSON.stringify({ id, kinds });
    if (this.behaviour === "wrong") return `Here you are: ${right}`;
    if (this.behaviour === "obeying") return text;
    if (this.behaviour !== "contradictory") return right;
    return right.replace('"kinds":', '"kinds":[],"kinds":');
  }

  #moderation(text: string, kinds: string[]): unknown {
    const all = [...new Set(["hate", ...Object.values(this.words)])];
    const categories = Object.fromEntries(
      all.map((kind) => [kind, kinds.includes(kind)]),
    );
    const flagged = kinds.length > 0;
    switch (this.behaviour) {
      case "wrong":
        return { results: [{ flagged: "no", categories }] };
      case "obeying":
        return text;
      case "contradictory":
        return { results: [{ flagged: !flagged, categories }] };
      default:
        return { results: [{ flagged, categories }] };
    }
  }
}

function usageEvent(prompt_tokens: number, completion_tokens: number): string {
  const usage = { prompt_tokens, completion_tokens };
  return `data: ${JSON.stringify({ choices: [], usage })}\n\n`;
}

/** Calls `answer` for each question, with the number of earlier ones. */
export function startModelServer(
  answer: (
    received: ReceivedQuestion,
    before: number,
  ) => Response | Promise<Response>,
): ModelServer {
  const received: ReceivedQuestion[] = [];
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

export interface StreamOptions {
  /** Between two words (ms). */
  pause?: number;
  /** After `after` words, the stream waits for `until`. */
  hold?: {
    after: number;
    until: Promise<unknown>;
    /** Repeated during the wait, so that Homeroom does not give the answer up as broken off. */
    filler?: string;
  };
  /** The `finish_reason`; null sends none. */
  finish?: string | null;
  /** Whether `[DONE]` is sent. */
  done?: boolean;
  /** The end of the stream: it closes, the connection breaks, or nothing more comes. */
  end?: "close" | "break" | "hang";
  /** Raw text before the end. */
  raw?: string;
  /** Raw text after the `finish_reason`. */
  last?: string;
}

export function streamWords(
  words: readonly string[],
  {
    pause = 0,
    hold,
    finish = "stop",
    done = true,
    end = "close",
    raw = "",
    last = "",
  }: StreamOptions = {},
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
        // Let the data sent so far leave first.
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

export function modelErrorResponse(
  status: number,
  code: string | null,
  type = "error",
) {
  const error = { message: "No.", type, param: null, code };
  return Response.json({ error }, { status });
}

/** A model that answers with the question at once; the demonstration model takes seconds. */
export function startEchoModel(): {
  readonly settings: Record<string, string>;
  stop(): Promise<void>;
} {
  const { url, stop } = startModelServer(({ body }) =>
    streamWords([body.messages.at(-1)!.content])
  );
  const settings = { OPENAI_BASE_URL: url, OPENAI_MODEL: "echo" };
  return { settings, stop };
}

/** A model that waits for `answerOne()` or `answerAll()`. */
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
      return streamWords(["It ", "is ", "so."]);
    });
  }

  /** Releases one answer; if none waits, the next one. */
  answerOne(): void {
    const next = this.#held.shift();
    if (next) next();
    else this.#free++;
  }

  answerAll(): void {
    this.#all = true;
    for (const go of this.#held.splice(0)) go();
  }

  get asked(): string[] {
    return this.server.received.map(({ body }) =>
      body.messages.at(-1)!.content
    );
  }
}
