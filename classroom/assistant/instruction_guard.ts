/**
 * Keeps a model from telling its instructions to students (L1): an answer that repeats a long run of them, word for word,
 * ends before the run is told. A model that retells them in other words is not noticed.
 */
import { ModelFailure } from "./model.ts";

/** From so many letters in a row on, words are held back; from so many on, the answer ends. Of Chinese a third. */
const suspicious = 40, tooLong = 120;

/** The answer without what is held back. Throws where it repeats its instructions. */
export async function* withoutInstructions(
  instructions: string,
  pieces: AsyncIterable<string>,
): AsyncGenerator<string> {
  const guard = new InstructionGuard(instructions);
  for await (const piece of pieces) {
    const told = guard.hear(piece);
    if (guard.repeats) throw new ModelFailure("instructions");
    if (told !== "") yield told;
  }
  const rest = guard.rest();
  if (rest !== "") yield rest;
}

/** Reads one answer as it comes. */
export class InstructionGuard {
  /** It has repeated a long run of the instructions; they are not among what was told. */
  repeats = false;
  /** All runs of the instructions that are just long enough to be suspicious. */
  readonly #runs = new Set<string>();
  readonly #least: number;
  readonly #most: number;
  /** The last letters that were heard, as they are compared. */
  #last = "";
  /** How many of them are as in the instructions, in a row. */
  #run = 0;
  #held = "";

  constructor(instructions: string) {
    const all = letters(instructions);
    const isHan = (all.match(/\p{Script=Han}/gu)?.length ?? 0) > all.length / 2;
    const scale = isHan ? 1 / 3 : 1;
    this.#least = Math.round(suspicious * scale);
    // Of short instructions most of them.
    this.#most = Math.min(
      Math.round(tooLong * scale),
      Math.max(this.#least, Math.floor(0.8 * all.length)),
    );
    for (let at = 0; at + this.#least <= all.length; at++) {
      this.#runs.add(all.slice(at, at + this.#least));
    }
  }

  /** What can be told by now. */
  hear(piece: string): string {
    if (this.#runs.size === 0) return piece;
    let told = "";
    for (const sign of piece) {
      this.#held += sign;
      for (const letter of letters(sign)) {
        this.#last = (this.#last + letter).slice(-this.#least);
        const isKnown = this.#runs.has(this.#last);
        this.#run = !isKnown
          ? 0
          : this.#run === 0
          ? this.#least
          : this.#run + 1;
        if (this.#run >= this.#most) {
          this.repeats = true;
          return "";
        }
      }
      if (this.#run > 0) continue;
      told += this.#held;
      this.#held = "";
    }
    return told;
  }

  /** What was held back, when nothing more comes. */
  rest(): string {
    return this.#held;
  }
}

/** Its letters and figures alone: neither signs, spaces, accents nor capitals make it another text, sign by sign or whole. */
function letters(text: string): string {
  return text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
