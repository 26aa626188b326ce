import { type Signal, signal } from "@preact/signals";
import { readStored, writeStored } from "../../client/browser_storage.ts";
import type { StudentGridOrder } from "./students_on_grid.ts";

const key = "homeroom/board-order";

export class StudentGridView {
  readonly openStudent: Signal<string | null> = signal(null);
  readonly order: Signal<StudentGridOrder> = signal("activity");
  readonly searchText: Signal<string> = signal("");
  readonly visibleIds: Signal<readonly string[]> = signal([]);

  restoreOrder(): void {
    if (readStored(key) === "name") this.order.value = "name";
  }

  setOrder(order: StudentGridOrder): void {
    this.order.value = order;
    writeStored(key, order);
  }

  /** The student `step` places after the open one; undefined: there is none. */
  neighbourAt(step: number): string | undefined {
    const ids = this.visibleIds.value;
    const index = ids.indexOf(this.openStudent.value ?? "");
    return index < 0 ? undefined : ids[index + step];
  }
}
