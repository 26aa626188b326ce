/** Removes thoughts from a model's answer: text between `<think>` and `</think>`. Pure. */

const tag = /<(\/?)(?:think|thinking|thought|reasoning)>/i;
/** A possible beginning of a tag that the next piece continues. */
const partOfTag = /<\/?[a-z]{0,9}$/i;
const longestTag = "</reasoning>".length;

/**
 * An answer without thoughts. Tags in code are text. A thought at the beginning is removed even if it never
 * ends; a later one only if it does.
 */
export class ThoughtFilter {
  /** This answer began within a thought, without a tag; so will the model's others. */
  beganInThought = false;
  #rest = "";
  #said = "";
  #thought: string | undefined;
  #hadThought = false;

  constructor(beginsInThought = false) {
    if (beginsInThought) this.#thought = "";
  }

  /** Takes a piece and returns the words that surely belong to the answer. */
  push(piece: string): string {
    this.#rest += piece;
    const before = this.#said.length;
    for (let found; (found = tag.exec(this.#rest));) {
      const { 0: text, 1: slash, index } = found;
      this.#take(index);
      this.#rest = this.#rest.slice(text.length);
      if (this.#thought !== undefined) {
        if (!slash) this.#thought += text;
        else this.#endThought();
      } else if (isInCode(this.#said)) this.#said += text;
      else if (slash) this.beganInThought = true;
      else this.#thought = text;
    }
    const part = this.#thought === undefined
      ? partOfTag.exec(this.#rest)?.index
      : this.#rest.length - longestTag;
    this.#take(Math.max(0, part ?? this.#rest.length));
    return this.#said.slice(before);
  }

  end(): string {
    const before = this.#said.length;
    const isWords = this.#said !== "" || !this.#thought?.startsWith("<");
    if (this.#thought !== undefined) {
      if (isWords) this.#rest = this.#thought + this.#rest;
      else this.#rest = "";
      this.#thought = undefined;
    }
    this.#take(this.#rest.length);
    return this.#said.slice(before);
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
    else if (this.#said !== "") this.#said += text;
    // Drops blank lines before and after a thought.
    else if (this.#hadThought) this.#said = text.trimStart();
    else this.#said = text.replace(/^(?:[^\S\n]*\n)+/, "");
  }
}

function isInCode(said: string): boolean {
  const fences = said.split("```").length - 1;
  const line = said.slice(said.lastIndexOf("\n") + 1);
  return fences % 2 === 1 || line.split("`").length % 2 === 0;
}
