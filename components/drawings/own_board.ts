/**
 * A student's own board (W-5): stored shapes and unsent commands together, so that shapes show at once, even
 * offline.
 */
import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import {
  type DrawnLabel,
  type DrawnShape,
  lineIdOf,
  type Stroke,
  type VisibleShape,
  visibleShapes,
} from "../../classroom/model/drawing.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { OpenDocument } from "../../sync/client/open_document.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import { type BoardState, signalOfBoard } from "./board_signals.ts";

/** A step that can be undone: shapes that were drawn, or erased (`isErased`). */
interface UndoStep {
  readonly lines: readonly string[];
  readonly isErased: boolean;
}

type BoardCommand = CommandOf<"draw" | "rub">;

const maxLinesPerCommand = 200;

export class OwnBoards implements SessionPart {
  readonly #session: ClassSession;
  readonly #boards = new Map<string, OwnBoard>();

  constructor(session: ClassSession) {
    this.#session = session;
  }

  boardOf(resource: string): OwnBoard {
    const openBoard = this.#boards.get(resource);
    if (openBoard) return openBoard;
    const board = new OwnBoard(this.#session, resource);
    this.#boards.set(resource, board);
    return board;
  }

  /** True while a command was sent but its effect is not on the board yet. */
  isEffectPending(command: MemberCommand): boolean {
    if (command.kind !== "draw" && command.kind !== "rub") return false;
    return this.#boards.get(command.resource)?.isEffectPending(command) ??
      false;
  }

  close(): void {
    for (const board of this.#boards.values()) board.close();
  }
}

export class OwnBoard {
  readonly shownShapes: ReadonlySignal<readonly VisibleShape[]>;
  readonly hasUnsent: ReadonlySignal<boolean>;
  readonly refusedCommands: ReadonlySignal<
    readonly RefusedCommand<BoardCommand>[]
  >;
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;
  /** True after the outbox refused a command, until it takes one or is empty. */
  readonly isOutboxFull: ReadonlySignal<boolean>;
  readonly #opened: OpenDocument;
  readonly #stored: ReadonlySignal<BoardState>;
  /** All shapes by id; the value is true if the shape is erased. */
  readonly #lines: ReadonlySignal<ReadonlyMap<string, boolean>>;
  readonly #stop: () => void;
  readonly #refusing: Signal<boolean> = signal(false);
  readonly #done: Signal<readonly UndoStep[]> = signal([]);
  readonly #undone: Signal<readonly UndoStep[]> = signal([]);

  constructor(
    private readonly session: ClassSession,
    readonly resource: string,
  ) {
    const { outbox, seat } = session;
    const { member, alias = member } = seat;
    this.#opened = session.open(
      documentNames.drawing(seat.session, resource, alias),
    );
    const { value, stop } = signalOfBoard(this.#opened);
    this.#stored = value;
    this.#stop = stop;
    const isMine = (
      command: MemberCommand | undefined,
    ): command is BoardCommand =>
      (command?.kind === "draw" || command?.kind === "rub") &&
      command.resource === resource;
    this.hasUnsent = computed(() => outbox.pending.value.some(isMine));
    this.isOutboxFull = computed(() =>
      this.#refusing.value && outbox.pending.value.length > 0
    );
    this.refusedCommands = computed(() =>
      outbox.refused.value.filter((it) => isMine(it.command)) as RefusedCommand<
        BoardCommand
      >[]
    );
    const board = computed(() => {
      const stored = value.value;
      const commands = [
        ...outbox.awaitingEffect.value,
        ...outbox.pending.value,
      ].filter(isMine);
      return applyCommands(stored, commands);
    });
    this.shownShapes = computed(() => visibleShapes(...board.value));
    this.#lines = computed(() => {
      const [shapes, erasedIds] = board.value;
      return new Map(
        shapes.map(lineIdOf).map((line) => [line, erasedIds.has(line)]),
      );
    });
    this.canUndo = computed(() =>
      this.#last(this.#done.value, true) !== undefined ||
      this.shownShapes.value.length > 0
    );
    this.canRedo = computed(() =>
      this.#last(this.#undone.value, false) !== undefined
    );
  }

  /** Draws a shape. Returns the command's id, or null if the outbox is full. */
  drawShape(shape: Stroke | DrawnLabel): string | null {
    const id = newId();
    const isTaken = this.#push({
      id,
      kind: "draw",
      resource: this.resource,
      mark: shape,
    });
    return isTaken ? id : null;
  }

  recordForUndo(line: string): void {
    this.#note({ lines: [line], isErased: false });
  }

  eraseShapes(lines: readonly string[]): void {
    if (lines.length === 0 || !this.#set(lines, true)) return;
    this.#note({ lines, isErased: true });
  }

  eraseWithoutUndo(line: string): void {
    this.#set([line], true);
  }

  /** Undoes the last step. If there is none, removes the last shape. */
  undo(): void {
    const lastShape = this.shownShapes.peek().at(-1);
    const lastStep = this.#last(this.#done.peek(), true);
    const undoStep = lastStep ??
      (lastShape && { lines: [lastShape.id], isErased: false });
    if (!undoStep || !this.#set(undoStep.lines, !undoStep.isErased)) return;
    this.#done.value = stepsBefore(this.#done.peek(), lastStep);
    this.#undone.value = [...this.#undone.peek(), undoStep];
  }

  redo(): void {
    const undoStep = this.#last(this.#undone.peek(), false);
    if (!undoStep || !this.#set(undoStep.lines, undoStep.isErased)) return;
    this.#undone.value = stepsBefore(this.#undone.peek(), undoStep);
    this.#done.value = [...this.#done.peek(), undoStep];
  }

  /** The last step that can be undone (`isUndo`) or redone. Steps that the server refused are skipped. */
  #last(undoSteps: readonly UndoStep[], isUndo: boolean): UndoStep | undefined {
    const lines = this.#lines.value;
    return undoSteps.findLast((undoStep) =>
      undoStep.lines.some((line) =>
        lines.has(line) && (lines.get(line) === undoStep.isErased) === isUndo
      )
    );
  }

  discardRefused(id: string): void {
    this.session.outbox.discard(id);
  }

  isEffectPending(command: BoardCommand): boolean {
    const { shapes, erased } = this.#stored.value;
    if (command.kind === "draw") {
      return shapes.every(({ id }) => id !== command.id);
    }
    const awaitingEffect = this.session.outbox.awaitingEffect.value;
    return command.lines.some((line) => {
      // If several commands concern a shape, only the last one's effect will be seen.
      const lastCommand = awaitingEffect.findLast((sentCommand) =>
        sentCommand.kind === "rub" && sentCommand.resource === this.resource &&
        sentCommand.lines.includes(line)
      );
      return lastCommand?.id === command.id &&
        erased.has(line) !== command.on &&
        (!command.on || shapes.some(({ id }) => id === line));
    });
  }

  close(): void {
    this.#stop();
    this.#opened.close();
  }

  #note(undoStep: UndoStep) {
    this.#done.value = [...this.#done.peek(), undoStep];
    this.#undone.value = [];
  }

  #set(lines: readonly string[], isErased: boolean): boolean {
    const { resource } = this;
    for (let index = 0; index < lines.length; index += maxLinesPerCommand) {
      const linesOfCommand = lines.slice(index, index + maxLinesPerCommand);
      const isTaken = this.#push({
        id: newId(),
        kind: "rub",
        resource,
        lines: linesOfCommand,
        on: isErased,
      });
      if (!isTaken) return false;
    }
    return true;
  }

  #push(command: BoardCommand): boolean {
    const isTaken = this.session.outbox.push(command);
    this.#refusing.value = !isTaken;
    return isTaken;
  }
}

/** The steps before `undoStep`; no steps if it is undefined. */
function stepsBefore(
  undoSteps: readonly UndoStep[],
  undoStep: UndoStep | undefined,
): UndoStep[] {
  return undoSteps.slice(0, undoStep ? undoSteps.indexOf(undoStep) : 0);
}

function applyCommands(
  { shapes, erased }: BoardState,
  commands: readonly BoardCommand[],
): [DrawnShape[], ReadonlySet<string>] {
  const shapeIds = new Set(shapes.map(({ id }) => id));
  const allShapes = [...shapes], erasedIds = new Set(erased);
  for (const command of commands) {
    if (command.kind === "draw") {
      const { id, mark: shape } = command;
      if (!shapeIds.has(id)) allShapes.push({ id, ...shape });
    } else {
      for (const line of command.lines) {
        if (command.on) erasedIds.add(line);
        else erasedIds.delete(line);
      }
    }
  }
  return [allShapes, erasedIds];
}
