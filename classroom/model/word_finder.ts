/**
 * Finds many words in a text in one walk through it, however long the list and however alike its words are (the
 * automaton of Aho and Corasick). Pure.
 */

/** Where the walk stands: what it has read ends with the beginning of a word. */
interface State {
  next: Map<number, State>;
  /** Where the search goes on when this prefix leads no further: the longest shorter one. */
  fail?: State;
  /** The word that is complete here. */
  word?: string;
  /** The next shorter beginning that is a complete word. */
  shorter?: State;
}

/** A list of words, read once for any number of texts. */
export class WordFinder {
  readonly #start: State = { next: new Map() };

  constructor(words: Iterable<string>) {
    for (const word of words) {
      let at = this.#start;
      // By UTF-16 units: what is found begins and ends with whole characters, as the word does.
      for (let n = 0; n < word.length; n++) {
        const unit = word.charCodeAt(n);
        let next = at.next.get(unit);
        if (!next) at.next.set(unit, next = { next: new Map() });
        at = next;
      }
      if (at !== this.#start) at.word = word;
    }
    const states = [this.#start];
    for (const state of states) {
      for (const [unit, next] of state.next) {
        next.fail = step(state.fail, unit) ?? this.#start;
        next.shorter = next.fail.word === undefined
          ? next.fail.shorter
          : next.fail;
        states.push(next);
      }
    }
  }

  /** Tells of each place at which a word ends: which one, and the index behind it. */
  find(text: string, found: (word: string, end: number) => void): void {
    let at = this.#start;
    for (let n = 0; n < text.length; n++) {
      at = step(at, text.charCodeAt(n)) ?? this.#start;
      for (
        let one = at.word === undefined ? at.shorter : at;
        one?.word !== undefined;
        one = one.shorter
      ) found(one.word, n + 1);
    }
  }
}

/** The longest prefix that this unit continues; undefined: none. */
function step(from: State | undefined, unit: number): State | undefined {
  for (let at = from; at; at = at.fail) {
    const next = at.next.get(unit);
    if (next) return next;
  }
  return undefined;
}
