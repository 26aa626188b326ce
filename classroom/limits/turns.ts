/** Does what is of one kind one after the other, in this process: what of it was begun first is done first. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does something after all that was begun of this before, however that came out. */
  async of<T>(what: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(what);
    const turn = (async () => {
      await before?.catch(() => {});
      return await work();
    })();
    this.#last.set(what, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(what) === turn) this.#last.delete(what);
    }
  }
}
