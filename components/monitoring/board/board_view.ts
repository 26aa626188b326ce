/**
 * State of the student grid: order, search, and the student whose conversation
 * is open.
 */
import { type Signal, signal } from "@preact/signals";
import { recall, remember } from "../../client/browser_memory.ts";
import type { BoardOrder } from "./pupils.ts";

const key = "homeroom/board-order";

export class BoardView {
  readonly viewed: Signal<string | null> = signal(null);
  readonly order: Signal<BoardOrder> = signal("activity");
  /** Shows only students whose name contains this. */
  readonly sought: Signal<string> = signal("");
  /** Ids in the grid's order. */
  readonly shown: Signal<readonly string[]> = signal([]);

  /** Restores the order last chosen on this device. */
  recall(): void {
    if (recall(key) === "name") this.order.value = "name";
  }

  sort(order: BoardOrder): void {
    this.order.value = order;
    remember(key, order);
  }

  /** The student `step` places from the open one. */
  besides(step: number): string | undefined {
    const shown = this.shown.value;
    const at = shown.indexOf(this.viewed.value ?? "");
    return at < 0 ? undefined : shown[at + step];
  }
}
