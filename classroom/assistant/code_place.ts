/** Whether growing Markdown is in code at its end: in a fence, or between backticks. Pure, and linear. */
export class CodePlace {
  /** The line that is being written. */
  line = "";
  /** The signs that close the fence; "": there is none. */
  #fence = "";
  /** The length of the run of backticks that has begun inline code; 0: there is none. */
  #opening = 0;
  /** The length of the run of backticks at the end. */
  #run = 0;

  push(text: string): void {
    for (const sign of text) {
      if (sign === "`") this.#run++;
      else if (this.#run > 0) {
        this.#opening = this.#openingAfterRun();
        this.#run = 0;
      }
      if (sign === "\n") this.#endLine();
      else this.line += sign;
    }
  }

  get isInCode(): boolean {
    return this.#fence !== "" || this.#openingAfterRun() > 0 ||
      /^\s{0,20}(?:```|~~~)/.test(this.line);
  }

  /** A run of backticks is closed by the next one that is as long. */
  #openingAfterRun(): number {
    if (this.#run === 0 || this.#opening === this.#run) {
      return this.#run === 0 ? this.#opening : 0;
    }
    return this.#opening || this.#run;
  }

  #endLine(): void {
    const fence = /^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}(?=[^`]*$)|~{3,})(.*)$/s
      .exec(this.line);
    if (fence && this.#fence === "") this.#fence = fence[1];
    else if (fence?.[1].startsWith(this.#fence) && fence[2].trim() === "") {
      this.#fence = "";
    }
    this.line = "";
    this.#opening = 0;
  }
}
