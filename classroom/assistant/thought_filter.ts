/** Removes thoughts from a model's answer: text between `<think>` and `</think>`, or similar tags. Pure. */

const tag = /<(\/?)(?:think|thinking|thought|reasoning)>/i;
/** The end of a piece that may be the beginning of a tag. */
const partOfTag = /<\/?[a-z]{0,9}$/i;
const maxTagLength = "</reasoning>".length;

/**
 * Removes thoughts from an answer. Tags in code are text. A tagged thought at the beginning is removed even if it never
 * ends, a later one only if it does.
 */
export class ThoughtFilter {
  /** This answer began within a thought, without a tag, and the model's other answers will, too. */
  beganInThought = false;
  #rest = "";
  #words = "";
  #thought: string | undefined;
  #hadThought = false;

  constructor(beginsInThought = false) {
    if (beginsInThought) this.#thought = "";
  }

  /** Takes a piece, and returns the further words that surely belong to the answer. */
  push(piece: string): string {
    this.#rest += piece;
    const before = this.#words.length;
    for (let found; (found = tag.exec(this.#rest));) {
      const { 0: text, 1: slash, index } = found;
      this.#take(index);
      this.#rest = this.#rest.slice(text.length);
      if (this.#thought !== undefined) {
        if (!slash) this.#thought += text;
        else this.#endThought();
      } else if (isInCode(this.#words)) this.#words += text;
      else if (slash) this.beganInThought = true;
      else this.#thought = text;
    }
    const part = this.#thought === undefined
      ? partOfTag.exec(this.#rest)?.index
      : this.#rest.length - maxTagLength;
    this.#take(Math.max(0, part ?? this.#rest.length));
    return this.#words.slice(before);
  }

  end(): string {
    const before = this.#words.length;
    const isWords = this.#words !== "" || !this.#thought?.startsWith("<");
    if (this.#thought !== undefined) {
      if (isWords) this.#rest = this.#thought + this.#rest;
      else this.#rest = "";
      this.#thought = undefined;
    }
    this.#take(this.#rest.length);
    return this.#words.slice(before);
  }

  #endThought(): void {
    this.beganInThought = !this.#thought?.trimStart().startsWith("<");
    this.#thought = undefined;
    this.#hadThought = true;
  }

  #take(length: number): void {
    const text = this.#rest.slice(0, length);
    this.#rest = this.#rest.slice(length);
    if (this.#thought !== undefined) this.#thought += text;
    else if (this.#words !== "") this.#words += text;
    // Drops blank lines at the beginning, also after a thought there.
    else if (this.#hadThought) this.#words = text.trimStart();
    else this.#words = text.replace(/^(?:[^\S\n]*\n)+/, "");
  }
}

function isInCode(words: string): boolean {
  const fences = words.split("```").length - 1;
  const line = words.slice(words.lastIndexOf("\n") + 1);
  return fences % 2 === 1 || line.split("`").length % 2 === 0;
}
