/** **Drawing board** for a student (W-5): their own board, and the boards that the teacher shows. */
import { computed, type Signal, useSignal } from "@preact/signals";
import type { ComponentType, JSX, RefObject } from "preact";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { board as t } from "texts/drawings.ts";
import {
  type PenColour,
  penColours,
  type PenWidth,
  penWidths,
  type VisibleShape,
} from "../../classroom/model/drawing.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import { drawingBounds } from "../../classroom/model/drawing_bounds.ts";
import type {
  SharedDrawing,
  ShownBoard,
} from "../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../client/class_session.ts";
import { describeReceipt } from "../client/describe_receipt.ts";
import { Button, Form } from "../ui/Button.tsx";
import { LockIcon, makeIcon, UndoIcon } from "../ui/icons.tsx";
import { EditIcon, TrashIcon } from "../ui/later_icons.tsx";
import { isComposing } from "../ui/keys.ts";
import { Notice } from "../ui/Notice.tsx";
import { useMediaQuery } from "../ui/use_media_query.ts";
import { BoardPicture, DrawnLine } from "./BoardPicture.tsx";
import {
  inkColours,
  isWithinUprightView,
  labelFont,
  lineWidths,
  placeLabel,
  uprightView,
} from "../../classroom/model/board_geometry.ts";
import { useBoardShapes } from "./board_signals.ts";
import { type OwnBoard, OwnBoards } from "./own_board.ts";
import { type DrawingTool, drawingTools, Pen, toBoardPoint } from "./pen.ts";
import "../ui/popovers/popovers.ts";
import { ShownBoards } from "./ShownBoards.tsx";

const uprightPhone = "(width < 700px) and (orientation: portrait)";

const EraserIcon = /* @__PURE__ */ makeIcon(
  "M21 21H8a2 2 0 0 1-1.42-.587l-3.994-3.999a2 2 0 0 1 0-2.828l10-10a2 2 0 0 1 2.829 0l5.999 6a2 2 0 0 1 0 2.828L12.834 21 M5.082 11.09l8.828 8.828",
);

const WordsIcon = /* @__PURE__ */ makeIcon(
  "M12 4v16 M4 7V5a1 1 0 0 1 1-1h14a1 1 0 0 1 1 1v2 M9 20h6",
);

const RedoIcon = /* @__PURE__ */ makeIcon(
  "M21 7v6h-6 M3 17a9 9 0 0 1 9-9 9 9 0 0 1 6 2.3l3 2.7",
);

export function OwnDrawing(
  { session, shared }: { session: ClassSession; shared: SharedDrawing },
) {
  const id = useId();
  const board = session.part(OwnBoards).boardOf(shared.id);
  const isOpen = !shared.closed && session.facts.isLive.value;
  const shownBoards = shared.shown && (
    <OfClass key="shown" session={session} shared={shared} />
  );
  // Shown boards are above the own one only when drawing is over: earlier they would move the board under the pen.
  return (
    <div class="stack">
      {!isOpen && shownBoards}
      <section key="own" class="stack tight" aria-labelledby={`${id}-own`}>
        <h3
          id={`${id}-own`}
          class={shownBoards && !isOpen ? "" : "visually-hidden"}
        >
          {t.own}
        </h3>
        {isOpen
          ? <DrawingCanvas session={session} shared={shared} board={board} />
          : (
            <>
              <p class="row quiet">
                <LockIcon />
                {t.closed}
              </p>
              <BoardPicture ground={shared} shapes={board.shownShapes.value} />
            </>
          )}
        <OtherBoards session={session} shared={shared} />
        <RefusedShapes board={board} />
        <SendingState
          session={session}
          shared={shared}
          board={board}
          isOpen={isOpen}
        />
      </section>
      {isOpen && shownBoards}
    </div>
  );
}

/** Boards from devices that became the student's when they had drawn already (J-2, J-7); nobody draws on them. */
function OtherBoards(
  { session, shared }: { session: ClassSession; shared: SharedDrawing },
) {
  const { facts, seat } = session;
  const { member, alias = member } = seat;
  return Object.keys(facts.members.value)
    .filter((id) => id !== alias && facts.isOwn(id, seat))
    .map((id) => (
      <OtherBoard key={id} session={session} shared={shared} member={id} />
    ));
}

function OtherBoard({ session, shared, member }: {
  session: ClassSession;
  shared: SharedDrawing;
  member: string;
}) {
  const { session: s } = session.seat;
  const shapes = useBoardShapes(
    session,
    documentNames.drawing(s, shared.id, member),
  );
  if (!shapes?.length) return null;
  return (
    <figure class="drawing-shown">
      <BoardPicture ground={shared} shapes={shapes} name={t.elsewhere} />
      <figcaption>{t.elsewhere}</figcaption>
    </figure>
  );
}

function OfClass(
  { session, shared }: { session: ClassSession; shared: SharedDrawing },
) {
  const isOpen = useSignal(true);
  return (
    <details
      class="drawings-of-class"
      open={isOpen.value}
      onToggle={({ currentTarget }) => isOpen.value = currentTarget.open}
    >
      <summary>{t.shown}</summary>
      {isOpen.value && <ShownBoards session={session} shared={shared} />}
    </details>
  );
}

function SendingState(
  { session, shared, board, isOpen }: {
    session: ClassSession;
    shared: SharedDrawing;
    board: OwnBoard;
    isOpen: boolean;
  },
) {
  const isOnline = session.status.value.state === "online";
  return (
    <p class="small quiet" role="status">
      {board.isOutboxFull.value
        ? t.waits
        : board.hasUnsent.value && !isOnline
        ? t.kept
        : isOpen && describeViewers(session, shared)}
    </p>
  );
}

/** Says who sees the own board. Boards shown without names are not recognized as the reader's. */
function describeViewers(
  { facts, seat }: ClassSession,
  { shown = [] }: SharedDrawing,
): string {
  const isMine = ({ member }: ShownBoard) => facts.isOwn(member, seat);
  if (shown.some(isMine)) return t.seenByClass;
  return shown.some(({ member }) => member === undefined)
    ? t.perhapsSeen
    : t.seenBy;
}

function RefusedShapes({ board }: { board: OwnBoard }) {
  const refusedCommands = board.refusedCommands.value;
  if (refusedCommands.length === 0) return null;
  const byReason = Map.groupBy(refusedCommands, describeReceipt);
  return (
    <Notice tone="stop">
      {[...byReason].map(([reason, { length: count }]) => (
        <p key={reason}>{t.refused({ count })} {reason}</p>
      ))}
      <Button
        look="small"
        onClick={() =>
          refusedCommands.forEach(({ id }) => board.discardRefused(id))}
      >
        {t.ok}
      </Button>
    </Notice>
  );
}

interface CanvasProps {
  session: ClassSession;
  shared: SharedDrawing;
  board: OwnBoard;
}

function DrawingCanvas({ session, shared, board }: CanvasProps) {
  const tool = useSignal<DrawingTool>("pen");
  const colour = useSignal<PenColour>("black");
  const width = useSignal<PenWidth>("thin");
  /** Where the next words go; null: nowhere chosen. */
  const place = useSignal<{ x: number; y: number } | null>(null);
  const pen = useMemo(() => new Pen(board, session.status), [board]);
  useEffect(() => () => pen.finishLine(), [pen]);
  const canvas = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLInputElement>(null);
  const shapes = useVisibleShapes(board, pen);
  const isUpright = useMediaQuery(uprightPhone).value && !shared.image &&
    tool.value !== "words" &&
    isWithinUprightView(board.shownShapes.value);
  const handlers: Pick<
    JSX.SVGAttributes<SVGSVGElement>,
    | "onClick"
    | "onPointerDown"
    | "onPointerMove"
    | "onPointerUp"
    | "onPointerCancel"
  > = {
    // Focuses on click: a press alone takes the focus away again.
    onClick: (event) => {
      if (tool.value !== "words") return;
      place.value = toBoardPoint(event, event.currentTarget);
      words.current?.focus();
    },
    onPointerDown: (event) => {
      if (tool.value === "words") return;
      canvas.current?.focus({ preventScroll: true });
      const style = { colour: colour.value, width: width.value };
      pen.onPointerDown(event, tool.value, style);
    },
    onPointerMove: (event) => pen.onPointerMove(event, tool.value),
    onPointerUp: (event) => pen.onPointerUp(event),
    onPointerCancel: (event) => pen.onPointerUp(event),
  };
  return (
    // Takes the focus while drawing, so that its keyboard shortcuts work.
    <div
      ref={canvas}
      class="stack tight drawing-desk"
      data-upright={isUpright}
      tabIndex={-1}
      onKeyDown={(event) => {
        const key = event.key.toLowerCase();
        const isOurs = (event.ctrlKey || event.metaKey) && !event.altKey &&
          (key === "z" || key === "y") && !isComposing(event);
        if (!isOurs || isWriting(event.target)) return;
        event.preventDefault();
        if (key === "y" || event.shiftKey) board.redo();
        else board.undo();
      }}
    >
      <DrawingTools board={board} tool={tool} colour={colour} width={width} />
      <BoardPicture
        {...handlers}
        data-tool={tool.value}
        viewBox={isUpright
          ? `${uprightView.x} 0 ${uprightView.width} ${drawingBounds.height}`
          : undefined}
        ground={shared}
        shapes={shapes}
        name={t.own}
      >
        <LiveLine pen={pen} />
        {tool.value === "words" && place.value && (
          <path
            class="drawing-place"
            d={`M${place.value.x} ${
              place.value.y - labelFont.size
            }v${labelFont.size}`}
          />
        )}
      </BoardPicture>
      {tool.value === "words" && (
        <WordsForm
          board={board}
          colour={colour.value}
          place={place}
          field={words}
        />
      )}
      <OwnWords board={board} />
    </div>
  );
}

function DrawingTools({ board, tool, colour, width }: {
  board: OwnBoard;
  tool: Signal<DrawingTool>;
  colour: Signal<PenColour>;
  width: Signal<PenWidth>;
}) {
  const id = useId();
  return (
    <div class="cluster drawing-tools">
      <Choice
        legend={t.tool}
        options={drawingTools}
        chosen={tool}
        names={t.tools}
      >
        {(option) => <ToolIcon tool={option} />}
      </Choice>
      {/* A phone has one row, and colours and widths above it. */}
      <Button
        look="bare drawing-ink-button"
        popoverTarget={id}
        aria-label={t.ink}
      >
        <InkSample colour={colour.value} />
      </Button>
      <div id={id} popover="auto" class="cluster drawing-ink">
        <Choice
          legend={t.colour}
          options={penColours}
          chosen={colour}
          names={t.colours}
        >
          {(option) => <InkSample colour={option} />}
        </Choice>
        {tool.value === "pen" && (
          <Choice
            legend={t.width}
            options={penWidths}
            chosen={width}
            names={t.widths}
          >
            {(option) => (
              <svg
                class="drawing-sample"
                viewBox="0 0 20 20"
                aria-hidden="true"
              >
                <path
                  d="M2 10h16"
                  stroke="currentColor"
                  stroke-width={lineWidths[option] / 2}
                />
              </svg>
            )}
          </Choice>
        )}
      </div>
      <div class="actions drawing-deeds">
        <Button
          look="small"
          aria-disabled={!board.canUndo.value}
          onClick={() => board.undo()}
        >
          <UndoIcon />
          <span>{t.undo}</span>
        </Button>
        <Button
          look="small"
          aria-disabled={!board.canRedo.value}
          onClick={() => board.redo()}
        >
          <RedoIcon />
          <span>{t.redo}</span>
        </Button>
        <Button
          look="small"
          aria-disabled={board.shownShapes.value.length === 0}
          onClick={() =>
            board.eraseShapes(board.shownShapes.value.map(({ id }) => id))}
        >
          <TrashIcon />
          <span>{t.clear}</span>
        </Button>
      </div>
    </div>
  );
}

function InkSample({ colour }: { colour: PenColour }) {
  return (
    <svg class="drawing-sample" viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="9" fill={inkColours[colour]} />
    </svg>
  );
}

/** True in a text field, which has its own undo. */
const isWriting = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.matches('textarea, input:not([type="radio"])');

/** The board's shapes without those being drawn or erased. Does not change while the pen moves. */
function useVisibleShapes(board: OwnBoard, pen: Pen): readonly VisibleShape[] {
  return useMemo(() => {
    const line = computed(() => pen.currentLine.value?.line);
    return computed(() => {
      const [shapes, erasedIds] = [
        board.shownShapes.value,
        pen.erasedShapes.value,
      ];
      if (line.value === undefined && erasedIds.size === 0) return shapes;
      return shapes.filter(({ id }) => id !== line.value && !erasedIds.has(id));
    });
  }, [board, pen]).value;
}

/** The line that is being drawn. Only this part is rendered at each move of the pen. */
function LiveLine({ pen }: { pen: Pen }) {
  const line = pen.currentLine.value;
  return line && <DrawnLine {...line} />;
}

const icons: Readonly<Record<DrawingTool, ComponentType>> = {
  pen: EditIcon,
  eraser: EraserIcon,
  words: WordsIcon,
};

function ToolIcon({ tool }: { tool: DrawingTool }) {
  const Icon = icons[tool];
  return <Icon />;
}

function Choice<K extends string>(
  { legend, options, chosen, names, children }: {
    legend: string;
    options: readonly K[];
    chosen: Signal<K>;
    names: Readonly<Record<K, string>>;
    children: (option: K) => JSX.Element;
  },
) {
  const name = useId();
  return (
    <fieldset class="drawing-choice">
      <legend class="visually-hidden">{legend}</legend>
      {options.map((option) => (
        <label key={option}>
          <input
            type="radio"
            class="visually-hidden"
            name={name}
            checked={chosen.value === option}
            onChange={() => chosen.value = option}
          />
          {children(option)}
          <span>{names[option]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function WordsForm({ board, colour, place, field }: {
  board: OwnBoard;
  colour: PenColour;
  place: Signal<{ x: number; y: number } | null>;
  field: RefObject<HTMLInputElement>;
}) {
  const id = useId();
  const text = useSignal("");
  const add = () => {
    const words = text.value.trim();
    if (words === "") return;
    const labels = board.shownShapes.peek().flatMap((shape) =>
      "text" in shape ? shape : []
    );
    const position = placeLabel(words, place.value, labels);
    const line = board.drawShape({ text: words, colour, ...position });
    if (line === null) return;
    board.recordForUndo(line);
    text.value = "";
    place.value = null;
  };
  return (
    <Form class="drawing-words" onSubmit={add}>
      <label for={`${id}-words`}>{t.words}</label>
      <input
        ref={field}
        id={`${id}-words`}
        class="input"
        autoComplete="off"
        maxLength={drawingBounds.label}
        aria-describedby={`${id}-hint`}
        value={text}
        onInput={(event) => text.value = event.currentTarget.value}
      />
      <Button type="submit" look="main">{t.add}</Button>
      <p class="hint" id={`${id}-hint`}>{t.wordsHint}</p>
    </Form>
  );
}

function OwnWords({ board }: { board: OwnBoard }) {
  const words = board.shownShapes.value.flatMap((it) => "text" in it ? it : []);
  if (words.length === 0) return null;
  return (
    <ul class="drawing-own-words stack tight" aria-label={t.ownWords}>
      {words.map(({ id, text }) => (
        <li key={id} class="spread">
          <span dir="auto">{text}</span>
          <Button
            look="small bare"
            aria-label={t.removeNamed({ text })}
            onClick={() => board.eraseShapes([id])}
          >
            {t.remove}
          </Button>
        </li>
      ))}
    </ul>
  );
}
