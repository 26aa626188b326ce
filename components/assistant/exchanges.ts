import type { Turn } from "../../classroom/model/conversations.ts";

export interface Exchange {
  readonly prompt: Turn;
  readonly answers: readonly Turn[];
}

export function groupIntoExchanges(turns: readonly Turn[]): Exchange[] {
  const exchanges: { prompt: Turn; answers: Turn[] }[] = [];
  for (const turn of turns) {
    const exchange = exchanges.find(({ prompt }) => prompt.id === turn.prompt);
    if (turn.role === "user") exchanges.push({ prompt: turn, answers: [] });
    else exchange?.answers.push(turn);
  }
  return exchanges;
}

/** The template's first message, which is an answer without a prompt; undefined: there is none. */
export function findOpening(
  [first]: readonly Pick<Turn, "role" | "prompt" | "text">[],
): string | undefined {
  const isOpening = first?.role === "assistant" && first.prompt === undefined;
  return isOpening ? first.text : undefined;
}

/** Compares turns by identity: an unchanged turn stays the same object. */
export function isSameExchange(a: Exchange, b: Exchange): boolean {
  return a.prompt === b.prompt && a.answers.length === b.answers.length &&
    a.answers.every((answer, i) => answer === b.answers[i]);
}

export function isAnswering(exchanges: readonly Exchange[]): boolean {
  return exchanges.some(({ answers }) => answers.at(-1)?.state === "streaming");
}

export function isLastAnswerComplete(exchanges: readonly Exchange[]): boolean {
  const last = exchanges.at(-1)?.answers.at(-1);
  return last?.state === "done" && last.failure === undefined;
}
