/** **Try it** (R-1): a conversation with a template that stands on this page alone. */
import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { TrialPiece } from "../../../classroom/model/resources/templates.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import type { Turn } from "../../../classroom/model/conversations.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { localPath } from "../../../locales/local_path.ts";
import { frame } from "texts/everywhere.ts";
import {
  type Exchange,
  exchanges,
  isAnswering,
} from "../../assistant/exchanges.ts";

/** What is tried. */
export interface Tried {
  readonly instructions: string;
  readonly firstMessage?: string;
}

/** The conversation. */
export class Trial {
  readonly exchanges: ReadonlySignal<readonly Exchange[]>;
  readonly answering: ReadonlySignal<boolean>;
  /** Why the last question was refused; null: it was not. */
  readonly trouble: Signal<string | null> = signal(null);
  readonly #turns: Signal<readonly Turn[]> = signal([]);
  #abort = new AbortController();

  /** @param model what answers call themselves by */
  constructor(readonly tried: Tried, readonly model: string) {
    this.exchanges = computed(() => exchanges(this.#turns.value));
    this.answering = computed(() => isAnswering(this.exchanges.value));
  }

  /** Asks something; false: it was refused, and the words are still to be asked. */
  async ask(text: string): Promise<boolean> {
    const before = this.#turns.peek();
    const asked: Turn = {
      id: newId(),
      role: "user",
      text,
      at: Date.now(),
      state: "done",
    };
    const answer: Turn = {
      id: newId(),
      role: "assistant",
      text: "",
      at: Date.now(),
      state: "streaming",
      model: this.model,
      prompt: asked.id,
    };
    this.trouble.value = null;
    this.#turns.value = [...before, asked, answer];
    const abort = this.#abort = new AbortController();
    const turns = [...before, asked].slice(-bounds.trialTurns)
      .map(({ role, text }) => ({ role, text }));
    try {
      const response = await fetch(localPath("/api/templates/try"), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...this.tried, turns }),
        signal: abort.signal,
      });
      if (!response.ok || !response.body) {
        const problem = await response.json().catch(() => null);
        this.#refuse(before, problem?.detail ?? frame.noNetwork);
        return false;
      }
      for await (const piece of piecesOf(response.body)) {
        this.#add(answer.id, piece);
      }
      this.#change(answer.id, ({ state }) => ({
        state: state === "streaming" ? "done" : state,
      }));
    } catch {
      if (abort.signal.aborted) return true;
      const begun = this.#turns.peek().find(({ id }) => id === answer.id)?.text;
      if (!begun) {
        this.#refuse(before, frame.noNetwork);
        return false;
      }
      this.#add(answer.id, { failure: "cut-off" });
    }
    return true;
  }

  /** Ends the answer that is being written; what has come of it stays. */
  stop(): void {
    this.#abort.abort();
    this.#turns.value = this.#turns.peek().map((turn) =>
      turn.state === "streaming" ? { ...turn, state: "stopped" } : turn
    );
  }

  /** Begins anew. */
  clear(): void {
    this.stop();
    this.#turns.value = [];
    this.trouble.value = null;
  }

  #refuse(before: readonly Turn[], why: string) {
    this.#turns.value = before;
    this.trouble.value = why;
  }

  #add(id: string, piece: TrialPiece) {
    this.#change(
      id,
      ({ text }) =>
        "text" in piece ? { text: text + piece.text } : {
          failure: piece.failure,
          state: piece.failure === "too-long" && text ? "stopped" : "failed",
        },
    );
  }

  #change(id: string, change: (turn: Turn) => Partial<Turn>) {
    this.#turns.value = this.#turns.peek().map((turn) =>
      turn.id === id && turn.state !== "stopped"
        ? { ...turn, ...change(turn) }
        : turn
    );
  }
}

/** The pieces of an answer, a line each. */
async function* piecesOf(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<TrialPiece> {
  const reader = body.pipeThrough(
    new TextDecoderStream() as TransformStream<Uint8Array, string>,
  ).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line);
  }
}
