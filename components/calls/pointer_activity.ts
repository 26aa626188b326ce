/** Follows the pointer, to know whether a press is likely at this moment. */

/** A pointer that has rested this long (ms) is not about to press. */
const restMs = 1_500;

export class PointerActivity {
  #movedAt = -Infinity;
  #isDown = false;
  readonly #listening = new AbortController();

  /** @param counts whether a pointer over a target counts; a press that begins there counts until its end */
  constructor(counts: (target: Node) => boolean = () => true) {
    const see = ({ target, buttons }: PointerEvent) => {
      const isCounted = counts(target as Node);
      if (isCounted) this.#movedAt = performance.now();
      this.#isDown = buttons !== 0 && (isCounted || this.#isDown);
    };
    const { signal } = this.#listening;
    for (
      const kind of [
        "pointerdown",
        "pointermove",
        "pointerup",
        "pointercancel",
      ] as const
    ) addEventListener(kind, see, { capture: true, passive: true, signal });
  }

  get isPressLikely(): boolean {
    return this.#isDown || performance.now() - this.#movedAt < restMs;
  }

  stop(): void {
    this.#listening.abort();
  }
}
