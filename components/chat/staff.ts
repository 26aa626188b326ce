/** What only staff see of groups: who asks for help, how lively each is, what can be undone, the class list. */
import type { ReadonlySignal } from "@preact/signals";
import type {
  Help,
  Listed,
  RoomFigures,
  Undoable,
} from "../../classroom/schema.ts";
import type { OpenDocument } from "../../sync/client/open.ts";
import { follow } from "./follow.ts";

/** The staff's document as signals. */
export class Staff {
  /** In the order in which they asked. */
  readonly help: ReadonlySignal<readonly Help[]>;
  readonly figures: ReadonlySignal<Readonly<Record<string, RoomFigures>>>;
  readonly undo: ReadonlySignal<Undoable | undefined>;
  readonly classList: ReadonlySignal<Readonly<Record<string, Listed>>>;

  constructor(readonly document: OpenDocument) {
    const { doc } = document;
    this.help = follow(doc.getArray<Help>("help"), (array) => array.toArray());
    this.figures = follow(
      doc.getMap<RoomFigures>("rooms"),
      (map) => map.toJSON(),
    );
    this.undo = follow(
      doc.getMap<Undoable>("undo"),
      (map) => map.get("last"),
    );
    this.classList = follow(
      doc.getMap<Listed>("classList"),
      (map) => map.toJSON(),
    );
  }
}
