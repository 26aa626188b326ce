/**
 * **Try it** (R-1): a teacher talks with the model outside a class as a student with a prompt template would. Nothing
 * is stored: the page sends the whole conversation each time. Counts towards the limits of the network address and the
 * server, and is limited per teacher.
 */
import { z } from "zod";
import { refusal } from "../model/refuse.ts";
import { RateLimiter, rateLimits } from "../limits/rate_limiter.ts";
import type { AppServices } from "../app_services.ts";
import { templateBody } from "../library/resource_bodies.ts";
import { bounds } from "../model/bounds.ts";
import { typedTextSchema } from "../model/field_schemas.ts";
import { faultMessage } from "../model/faults.ts";
import { newId } from "../model/ids.ts";
import type { TrialPiece } from "../model/resources/views.ts";
import {
  isModelFailure,
  ModelFailure,
  type TokenUsage,
  withdrawn,
} from "./model.ts";
import { unchargedFailures, unreportedFailures } from "./answer_buffer.ts";
import { lengthToleranceFactor } from "./assistant.ts";
import type { AnswerTicket, ModelQueue } from "./model_queue.ts";
import type { AssistantSpending } from "./spending.ts";
import { limitToContext, type ModelMessage } from "../model/turns.ts";
import { estimateTokens } from "../model/usage.ts";

/** Body of `POST /api/templates/try`; the last turn is the question. */
export const trialBody = templateBody.pick({
  instructions: true,
  firstMessage: true,
}).extend({
  turns: z.array(z.discriminatedUnion("role", [
    z.strictObject({
      role: z.literal("user"),
      text: typedTextSchema.trim().min(1, faultMessage("blank")).max(
        bounds.prompt,
      ),
    }),
    z.strictObject({
      role: z.literal("assistant"),
      text: typedTextSchema.max(bounds.answer),
    }),
  ])).min(1).max(bounds.trialTurns).refine(
    (turns) => turns.at(-1)?.role === "user",
    faultMessage("blank"),
  ),
});

type TrialRequest = z.output<typeof trialBody>;

interface TrialTeacher {
  readonly teacher: string;
  readonly address: string;
}

interface TrialsParts extends Pick<AppServices, "clock" | "report" | "tries"> {
  spending: AssistantSpending;
  queue: ModelQueue;
}

export class TemplateTrials {
  readonly #parts: TrialsParts;
  readonly #limiter: RateLimiter;

  constructor(parts: TrialsParts) {
    this.#parts = parts;
    this.#limiter = new RateLimiter(parts.clock, { store: parts.tries });
  }

  async ask(
    { teacher, address }: TrialTeacher,
    { instructions, firstMessage, turns }: TrialRequest,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<TrialPiece>> {
    const { spending } = this.#parts;
    const words = limitToContext([
      ...firstMessage
        ? [{ role: "assistant", text: firstMessage }] as const
        : [],
      ...turns.filter(({ text }) => text !== ""),
    ]);
    const prompts = [instructions, ...words.map(({ text }) => text)]
      .reduce((sum, text) => sum + estimateTokens(text), 0);
    await this.#limiter.load(["trialOfTeacher", teacher]);
    this.#requirePace(teacher);
    const id = newId();
    spending.reserveOutsideClass(id, {
      address,
      tokens: prompts + spending.limits.reserved,
    });
    spending.confirmReservation(id);
    this.#limiter.countTry(["trialOfTeacher", teacher]);
    await this.#limiter.save(["trialOfTeacher", teacher]);
    const request = { system: instructions, words, prompts };
    return this.#answer(id, teacher, request, signal);
  }

  #requirePace(teacher: string): void {
    const wait = this.#limiter.wait(["trialOfTeacher", teacher]);
    if (wait === 0) return;
    const seconds = Math.ceil(wait / 1000);
    const values = { times: rateLimits.trialOfTeacher.free, seconds };
    throw refusal("own-pace", values, { retryAfter: seconds });
  }

  async *#answer(
    id: string,
    teacher: string,
    { system, words, prompts }: {
      system: string;
      words: readonly ModelMessage[];
      prompts: number;
    },
    signal: AbortSignal,
  ): AsyncGenerator<TrialPiece> {
    const { queue, spending, report } = this.#parts;
    // For the queue a trial is a class with one member.
    const ticket: AnswerTicket = { group: `trial ${teacher}`, member: teacher };
    const maxTokens = spending.limits.answer;
    let length = 0, tokens = 0, estimate = prompts;
    let took: TokenUsage | undefined, guardTokens = 0;
    const onUsage = (counted: TokenUsage) => took = counted;
    const request = { system, words, maxTokens, onUsage, signal };
    const onTokens = (count: number) => guardTokens += count;
    try {
      const caller = await queue.checkQuestion(
        words.at(-1)?.text ?? "",
        { turn: ticket, onTokens },
      );
      if (!await queue.enter(ticket, signal)) {
        estimate = 0;
        return;
      }
      for await (const words of queue.answer(request, caller)) {
        if (signal.aborted) return;
        if (words === withdrawn) {
          length = 0;
          yield { isWithdrawn: true };
          continue;
        }
        const piece = words.slice(0, bounds.answer - length);
        length += piece.length;
        tokens += estimateTokens(piece);
        estimate = prompts + tokens;
        yield { text: piece };
        const isLong = tokens > lengthToleranceFactor * maxTokens;
        if (isLong || length >= bounds.answer) {
          throw new ModelFailure("too-long");
        }
      }
      if (length === 0 && !signal.aborted) yield { failure: "unknown" };
    } catch (error) {
      if (signal.aborted) return;
      const failure = isModelFailure(error) ? error.failure : "unknown";
      if (length === 0 && unchargedFailures.has(failure)) estimate = 0;
      if (!unreportedFailures.has(failure)) {
        report(`a trial failed: ${failure}`, error);
      }
      yield { failure };
    } finally {
      queue.endTurn(ticket);
      const cost = took ? took.prompt + took.completion : estimate;
      spending.settleCost(id, cost + guardTokens);
    }
  }
}
