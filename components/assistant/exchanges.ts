/** A conversation as it is shown: each question with its answers. Pure. */
import { assistant as t } from "texts/assistant.ts";
import type { Turn } from "../../classroom/model/conversations.ts";

/** A question with its answers, of which the last one counts. */
export interface Exchange {
  readonly prompt: Turn;
  readonly answers: readonly Turn[];
}

export function exchanges(turns: readonly Turn[]): Exchange[] {
  const all: { prompt: Turn; answers: Turn[] }[] = [];
  for (const turn of turns) {
    const asked = all.find(({ prompt }) => prompt.id === turn.prompt);
    if (turn.role === "user") all.push({ prompt: turn, answers: [] });
    else asked?.answers.push(turn);
  }
  return all;
}

/** The first message of a conversation's template: words that answer no question. */
export function openingOf(
  [first]: readonly Pick<Turn, "role" | "prompt" | "text">[],
): string | undefined {
  const opens = first?.role === "assistant" && first.prompt === undefined;
  return opens ? first.text : undefined;
}

/** Whether two exchanges look the same: a turn that has not changed is the same object. */
export function sameExchange(a: Exchange, b: Exchange): boolean {
  return a.prompt === b.prompt && a.answers.length === b.answers.length &&
    a.answers.every((answer, i) => answer === b.answers[i]);
}

export function isAnswering(all: readonly Exchange[]): boolean {
  return all.some(({ answers }) => answers.at(-1)?.state === "streaming");
}

/** Whether the last answer is complete. */
export function isAnsweredWhole(all: readonly Exchange[]): boolean {
  const last = all.at(-1)?.answers.at(-1);
  return last?.state === "done" && last.failure === undefined;
}

/** The name of a model as people read it; that of the demonstration is translated. */
export function modelName(model: string): string {
  return model === "Demonstration" ? t.demonstration : model;
}
