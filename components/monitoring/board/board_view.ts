/** What one looks at on the board of a class: whose conversation is open, and in which order the students stand. */
import { type Signal, signal } from "@preact/signals";
import { recall, remember } from "../../client/browser_memory.ts";
import type { BoardOrder } from "./pupils.ts";

const key = "homeroom/board-order";

export class BoardView {
  /** The student whose conversation is open. */
  readonly viewed: Signal<string | null> = signal(null);
  /** As last chosen on this device. */
  readonly order: Signal<BoardOrder> = signal("activity");
  /** Part of a name: nobody else is shown. */
  readonly sought: Signal<string> = signal("");
  /** Who stands on the board, as they stand. */
  readonly shown: Signal<readonly string[]> = signal([]);

  /** Takes up the order that was chosen before. */
  recall(): void {
    if (recall(key) === "name") this.order.value = "name";
  }

  sort(order: BoardOrder): void {
    this.order.value = order;
    remember(key, order);
  }

  /** Who stands so many places after the one that is open; undefined: nobody. */
  besides(step: number): string | undefined {
    const shown = this.shown.value;
    const at = shown.indexOf(this.viewed.value ?? "");
    return at < 0 ? undefined : shown[at + step];
  }
}
