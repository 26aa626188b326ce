import type { Turn } from "../../classroom/model/conversations.ts";

export interface Exchange {
  readonly prompt: Turn;
  readonly answers: readonly Turn[];
}

export function groupIntoExchanges(turns: readonly Turn[]): Exchange[] {
  const all: { prompt: Turn; answers: Turn[] }[] = [];
  for (const turn of turns) {
    const asked = all.find(({ prompt }) => prompt.id === turn.prompt);
    if (turn.role === "user") all.push({ prompt: turn, answers: [] });
    else asked?.answers.push(turn);
  }
  return all;
}

/** The template's first message, which is an answer without a prompt; undefined: there is none. */
export function findOpening(
  [first]: readonly Pick<Turn, "role" | "prompt" | "text">[],
): string | undefined {
  const opens = first?.role === "assistant" && first.prompt === undefined;
  return opens ? first.text : undefined;
}

/** Compares turns by identity: an unchanged turn stays the same object. */
export function isSameExchange(a: Exchange, b: Exchange): boolean {
  return a.prompt === b.prompt && a.answers.length === b.answers.length &&
    a.answers.every((answer, i) => answer === b.answers[i]);
}

export function isAnswering(all: readonly Exchange[]): boolean {
  return all.some(({ answers }) => answers.at(-1)?.state === "streaming");
}

export function isLastAnswerComplete(all: readonly Exchange[]): boolean {
  const last = all.at(-1)?.answers.at(-1);
  return last?.state === "done" && last.failure === undefined;
}
