import type { ComponentChildren, ComponentType, VNode } from "preact";
import { createContext } from "preact";
import { useContext, useRef } from "preact/hooks";
import type { Turn } from "../../classroom/model/conversations.ts";
import { assistant as t } from "texts/assistant.ts";
import { assistantGuard as guard } from "texts/assistant_guard.ts";
import { AlertIcon, AssistantIcon, OfflineIcon } from "../ui/icons.tsx";
import { Markdown } from "../markdown/Markdown.tsx";
import { type Exchange, isSameExchange } from "./exchanges.ts";
import type { Transcript } from "./transcript.ts";
import "./assistant.css";
import { detectLang } from "../ui/detect_lang.ts";
import { useRenderAfter } from "../ui/use_render_after.ts";

export interface AnswerToolsProps {
  readonly answer: Turn;
  readonly prompt: Turn;
  readonly isLast: boolean;
}

/** `name` null: the reader has asked. */
type Asker = { readonly name: string | null };

/** Shown to a student where the guard stopped something (T-3): the operator's text, and who can see it. */
export interface StopHelp {
  readonly text: string | null;
  readonly readers: "staff" | "nobody" | null;
}

/** Null: the reader is no student. */
export const StopHelpContext = createContext<StopHelp | null>(null);

export const QueueContext = createContext<Transcript["queue"] | null>(null);

/** Renders exchanges; reuses those that have not changed. */
export function ConversationTurns(
  { exchanges, asker, Under }: {
    exchanges: readonly Exchange[];
    asker: Asker["name"];
    Under?: ComponentType<AnswerToolsProps>;
  },
) {
  const cache = useRef(new Map<string, [Exchange, boolean, VNode]>());
  const rendered: typeof cache.current = new Map();
  const items = exchanges.map((exchange, i) => {
    const { id } = exchange.prompt;
    const isLast = i === exchanges.length - 1;
    const cached = cache.current.get(id);
    const isUnchanged = cached && cached[1] === isLast &&
      isSameExchange(cached[0], exchange);
    const entry: [Exchange, boolean, VNode] = isUnchanged ? cached : [
      exchange,
      isLast,
      <QuestionBubble
        key={id}
        exchange={exchange}
        asker={asker}
        isLast={isLast}
        Under={Under}
      />,
    ];
    rendered.set(id, entry);
    return entry[2];
  });
  cache.current = rendered;
  return <ol class="stack wide turns">{items}</ol>;
}

function QuestionBubble(
  { exchange, asker, isLast, Under }: {
    exchange: Exchange;
    asker: Asker["name"];
    isLast: boolean;
    Under?: ComponentType<AnswerToolsProps>;
  },
) {
  const { prompt, answers } = exchange;
  const answer = answers.at(-1);
  const earlier = answers.slice(0, -1).filter(({ text }) => text !== "");
  return (
    <li class="stack" data-id={prompt.id}>
      <PromptMessage text={prompt.text} asker={asker} />
      {earlier.length > 0 && (
        <details class="earlier">
          <summary class="small">
            {t.earlier({ count: earlier.length })}
          </summary>
          {earlier.map((earlierAnswer) => (
            <Answer
              key={earlierAnswer.id}
              answer={earlierAnswer}
              isMine={asker === null}
            />
          ))}
        </details>
      )}
      {answer && (
        <Answer key={answer.id} answer={answer} isMine={asker === null}>
          {Under && <Under answer={answer} prompt={prompt} isLast={isLast} />}
        </Answer>
      )}
    </li>
  );
}

export function PromptMessage(
  { text, asker, state, children }: {
    text: string;
    asker: Asker["name"];
    state?: "waiting" | "refused";
    children?: ComponentChildren;
  },
) {
  return (
    <div class="stack snug prompt" data-state={state}>
      <p class={asker === null ? "visually-hidden" : "prompt-who small"}>
        {asker ?? t.you}
      </p>
      <div class="prompt-text" lang={detectLang(text)}>{text}</div>
      {children}
    </div>
  );
}

export function CutOffNotice() {
  return (
    <p class="answer-why">
      <OfflineIcon />
      <span>{t.cutOff}</span>
    </p>
  );
}

function Answer(
  { answer, isMine, children }: {
    answer: Turn;
    isMine: boolean;
    children?: ComponentChildren;
  },
) {
  const { state, failure } = answer;
  const text = useGrowing(answer.text, state === "streaming");
  const note = state === "stopped"
    ? failure === "too-long"
      ? t.cutAtLength
      : isMine
      ? t.stopped
      : t.stoppedByStudent
    : failure
    ? t.failures[failure] ?? t.failures.unknown
    : state === "failed"
    ? t.failures.unknown
    : null;
  return (
    <div
      class="stack tight answer"
      data-state={state}
      data-id={answer.id}
      aria-busy={state === "streaming"}
    >
      <p class="answer-who small" role="heading" aria-level={2}>
        <AssistantIcon />
        <span>{t.title}</span>
      </p>
      {text !== "" && (
        <Markdown
          text={text}
          by="program"
          isGrowing={state === "streaming"}
        />
      )}
      {text === "" && state === "streaming" && (
        <Thinking answer={answer.id} isMine={isMine} />
      )}
      {note && (
        <p class={state === "stopped" ? "answer-why quiet" : "answer-why"}>
          {state !== "stopped" && <AlertIcon />}
          <span>{note}</span>
        </p>
      )}
      {isMine && isStopped(answer) && <StopHelpText />}
      {children}
    </div>
  );
}

export function isStopped({ failure }: Turn): boolean {
  return failure === "question-stopped" || failure === "answer-stopped";
}

function StopHelpText() {
  const help = useContext(StopHelpContext);
  if (!help) return null;
  return (
    <div class="stack tight answer-help">
      <p>{guard.adult}</p>
      {help.text && <p class="answer-help-text" dir="auto">{help.text}</p>}
      <p>{guard.lesson}</p>
      {help.readers && <p>{guard.seen[help.readers]}</p>}
    </div>
  );
}

/** No live region: places in the queue change often. */
function Thinking({ answer, isMine }: { answer: string; isMine: boolean }) {
  const queue = useContext(QueueContext)?.value;
  const words = !queue
    ? t.thinking
    : queue.turn !== answer
    ? t.behind
    : (isMine ? t.queued : t.queuedOf)({ ahead: queue.ahead });
  return <p class="thinking quiet">{words}</p>;
}

/**
 * The interval between renderings: 1 ms per this many characters, so that the longest answer is rendered every
 * second.
 */
const perMillisecond = 40;

/**
 * Returns a growing text, updated at intervals: each update parses and renders the last block, often nearly all of the
 * text.
 */
function useGrowing(text: string, isGrowing: boolean): string {
  const lastRender = useRef({ text, at: -Infinity });
  const now = performance.now();
  const dueMs = lastRender.current.at + text.length / perMillisecond;
  if (text !== lastRender.current.text && (!isGrowing || now >= dueMs)) {
    lastRender.current = { text, at: now };
  }
  const isWaiting = lastRender.current.text !== text;
  useRenderAfter(isWaiting ? dueMs - now : null);
  return lastRender.current.text;
}
