/** **Try it** (R-1): a dialog to talk with a template, as a student would. */
import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
  useSignal,
} from "@preact/signals";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { assistant } from "texts/assistant.ts";
import { editor, trial as t } from "texts/templates.ts";
import type { Turn } from "../../classroom/model/conversations.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { TrialPiece } from "../../classroom/model/resources/views.ts";
import { localPath } from "../../locales/local_path.ts";
import {
  type Exchange,
  groupIntoExchanges,
  isAnswering,
  isLastAnswerComplete,
} from "../assistant/exchanges.ts";
import { ConversationOpening } from "../assistant/ConversationParts.tsx";
import { ConversationTurns } from "../assistant/ConversationTurns.tsx";
import { useScrollToEnd } from "../assistant/use_scroll_to_end.ts";
import { Button, Form } from "../ui/Button.tsx";
import { SendIcon, StopIcon } from "../ui/icons.tsx";
import { RetryIcon } from "../ui/later_icons.tsx";
import { submitOnEnter } from "../ui/submit_on_enter.ts";
import { Modal } from "../ui/Modal.tsx";
import { Notice } from "../ui/Notice.tsx";
import "../library/library.css";

export function TrialDialog(
  { name, tried, model, onClose }: {
    name: string;
    tried: TrialTemplate;
    model: string;
    onClose: () => void;
  },
) {
  const trial = useMemo(() => new Trial(tried, model), []);
  const end = useScrollToEnd(trial);
  useEffect(() => () => trial.stop(), []);
  const exchanges = trial.exchanges.value;
  const answering = trial.answering.value;
  const title = name.trim() || t.unnamed;
  return (
    <Modal
      title={t.title({ name: title })}
      kind="stack trial"
      hasFocus
      onClose={onClose}
    >
      <p class="quiet small">{t.lead}</p>
      <div
        ref={end.scroller}
        class="trial-scroll box"
        tabIndex={0}
        role="group"
        aria-label={t.place}
        onScroll={end.onScroll}
      >
        <div class="stack">
          <ConversationOpening name={title} firstMessage={tried.firstMessage} />
          <ConversationTurns exchanges={exchanges} asker={null} />
        </div>
      </div>
      {trial.trouble.value && <Notice tone="stop">{trial.trouble.value}
      </Notice>}
      <AskForm trial={trial} onAsk={end.toEnd} />
      <p class="visually-hidden" role="status">
        {answering
          ? assistant.answering
          : exchanges.length === 0
          ? ""
          : isLastAnswerComplete(exchanges)
          ? assistant.answered
          : assistant.brokenOff}
      </p>
    </Modal>
  );
}

function AskForm({ trial, onAsk }: { trial: Trial; onAsk: () => void }) {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const text = useSignal("");
  const answering = trial.answering.value;
  const over = text.value.trim().length - bounds.prompt;
  const cannot = answering || text.value.trim() === "" || over > 0;
  const ask = async () => {
    if (cannot) return;
    const words = text.value.trim();
    text.value = "";
    onAsk();
    if (!await trial.ask(words) && text.value === "") text.value = words;
  };
  return (
    <Form class="trial-ask" onSubmit={ask}>
      <label class="visually-hidden" htmlFor={id}>{t.prompt}</label>
      <textarea
        id={id}
        ref={box}
        class="input"
        rows={2}
        autofocus
        placeholder={t.prompt}
        value={text}
        aria-invalid={over > 0}
        aria-describedby={`${id}-note`}
        onInput={({ currentTarget }) => text.value = currentTarget.value}
        onKeyDown={submitOnEnter}
      />
      {answering
        ? (
          <Button onClick={() => trial.stop()}>
            <StopIcon />
            {t.stop}
          </Button>
        )
        : (
          <Button type="submit" look="main" aria-disabled={cannot}>
            <SendIcon />
            {t.ask}
          </Button>
        )}
      <Button
        look="bare"
        aria-disabled={trial.exchanges.value.length === 0}
        onClick={() => {
          trial.clear();
          box.current?.focus();
        }}
      >
        <RetryIcon />
        {t.again}
      </Button>
      <p class="hint trial-note" id={`${id}-note`} role="status">
        {over > 0 && editor.over({ over })}
      </p>
    </Form>
  );
}

interface TrialTemplate {
  readonly instructions: string;
  readonly firstMessage?: string;
}

/** A conversation with a template that exists only on this page. */
class Trial {
  readonly exchanges: ReadonlySignal<readonly Exchange[]>;
  readonly answering: ReadonlySignal<boolean>;
  readonly trouble: Signal<string | null> = signal(null);
  readonly #turns: Signal<readonly Turn[]> = signal([]);
  #abort = new AbortController();

  constructor(readonly tried: TrialTemplate, readonly model: string) {
    this.exchanges = computed(() => groupIntoExchanges(this.#turns.value));
    this.answering = computed(() => isAnswering(this.exchanges.value));
  }

  /** Resolves to false if refused, or cut off before an answer. */
  async ask(text: string): Promise<boolean> {
    const previousTurns = this.#turns.peek();
    const question: Turn = {
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
      prompt: question.id,
    };
    this.trouble.value = null;
    this.#turns.value = [...previousTurns, question, answer];
    const abort = this.#abort = new AbortController();
    const turns = [...previousTurns, question].slice(-bounds.trialTurns)
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
        this.#refuse(previousTurns, problem?.detail ?? frame.noNetwork);
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
      const answerText = this.#turns.peek().find(({ id }) => id === answer.id)
        ?.text;
      if (!answerText) {
        this.#refuse(previousTurns, frame.noNetwork);
        return false;
      }
      this.#add(answer.id, { failure: "cut-off" });
    }
    return true;
  }

  stop(): void {
    this.#abort.abort();
    this.#turns.value = this.#turns.peek().map((turn) =>
      turn.state === "streaming" ? { ...turn, state: "stopped" } : turn
    );
  }

  clear(): void {
    this.stop();
    this.#turns.value = [];
    this.trouble.value = null;
  }

  #refuse(previousTurns: readonly Turn[], reason: string) {
    this.#turns.value = previousTurns;
    this.trouble.value = reason;
  }

  #add(id: string, piece: TrialPiece) {
    this.#change(
      id,
      ({ text }) =>
        "text" in piece
          ? { text: text + piece.text }
          : "isWithdrawn" in piece
          ? { text: "" }
          : {
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
