/** A model whose answers a test writes, step by step. */
import {
  type AnswerPiece,
  type Model,
  type ModelRequest,
  withdrawn,
} from "../../../classroom/assistant/model.ts";

export interface Puppet {
  readonly question: ModelRequest;
  say(text: string): void;
  withdraw(): void;
  end(): void;
  fail(error: unknown): void;
}

type Step = { text: AnswerPiece } | { end: true } | { error: unknown };

export class PuppetModel implements Model {
  readonly name = "puppet";
  readonly asked: Puppet[] = [];
  #waiting: ((puppet: Puppet) => void)[] = [];
  #taken = 0;

  next(): Promise<Puppet> {
    const at = this.#taken++;
    const there = this.asked[at];
    if (there) return Promise.resolve(there);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async *answer(question: ModelRequest): AsyncGenerator<AnswerPiece> {
    const steps: Step[] = [];
    let wake = () => {};
    const push = (step: Step) => {
      steps.push(step);
      wake();
    };
    question.signal.addEventListener("abort", () => push({ end: true }));
    const puppet: Puppet = {
      question,
      say: (text) => push({ text }),
      withdraw: () => push({ text: withdrawn }),
      end: () => push({ end: true }),
      fail: (error) => push({ error }),
    };
    this.asked.push(puppet);
    this.#waiting.shift()?.(puppet);
    for (;;) {
      const step = steps.shift();
      if (!step) await new Promise<void>((resolve) => wake = resolve);
      else if ("text" in step) yield step.text;
      else if ("error" in step) throw step.error;
      else return;
    }
  }
}
