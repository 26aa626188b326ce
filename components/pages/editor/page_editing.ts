/** The editor of a page (W-1), without the controls around it. Uses ProseMirror with y-prosemirror directly. */
import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import { baseKeymap, chainCommands } from "prosemirror-commands";
import { undoInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import {
  type Attrs,
  DOMSerializer,
  Fragment,
  type Node,
  Slice,
} from "prosemirror-model";
import { type Command, EditorState, NodeSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import {
  absolutePositionToRelativePosition,
  redoCommand,
  relativePositionToAbsolutePosition,
  undoCommand,
  ySyncPlugin,
  ySyncPluginKey,
  yUndoPlugin,
  yUndoPluginKey,
} from "y-prosemirror";
import type * as Y from "yjs";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import {
  type NodeRule,
  pageNodeRules,
} from "../../../classroom/model/page_schema.ts";
import { safeHref } from "../../../formats/markdown/safe_href.ts";
import { hasFiles, listPastedFiles } from "../../files/pasted_files.ts";
import {
  type CaretAwareness,
  makeCaretsPlugin,
  type WritersInfo,
} from "./carets.ts";
import {
  breakLine,
  handleBackspace,
  handleEnter,
  indentItem,
  isInCode,
  isInTableCell,
  outdentItem,
  setTextKind,
  toggleBold,
  toggleCode,
  toggleItalic,
  toggleList,
  toggleTask,
} from "./commands.ts";
import { EditorCopy } from "./editor_copy.ts";
import { markdownInputRules } from "./input_rules.ts";
import { makeLimitsPlugin, textLengthOf } from "./limits.ts";
import { linkAddressBefore } from "./links.ts";
import {
  dropForeignPictures,
  insertPicture,
  isPicture,
  pictureFilesOf,
} from "./picture_nodes.ts";
import { ClipboardParser, removeStyles } from "./paste.ts";
import { closeCode } from "./paste_code.ts";
import { isFormattable, pasteText } from "./plain_paste.ts";
import { schema } from "./schema.ts";
import {
  blockCellJoin,
  clearCellsTransaction,
  clearSelectedCells,
  goToCell,
  goToNextRow,
  goToRow,
} from "./tables.ts";
import { makeNodeViews } from "./node_views.tsx";

export type EditorRequest = "link" | "formula" | "picture" | "tools";

interface Editing extends WritersInfo {
  /** The root `page` of the page's document. */
  readonly root: Y.XmlFragment;
  readonly carets: CaretAwareness | null;
  onAsk(what: EditorRequest): void;
  onFull(of: "text" | "pictures"): void;
  onOwn?(): void;
  /** Receives pasted files, or files dropped at a position. Absent: files are ignored. */
  onFiles?: ((files: readonly File[], at?: number) => void) | undefined;
  readonly room?: number;
}

/** A relative position, which does not move when others change the text. */
export type DocumentPlace = ReturnType<
  typeof absolutePositionToRelativePosition
>;

/** Delay (ms) after which ProseMirror has read the text that an input method composed. */
const composedAfterMs = 50;

/** Internals of ProseMirror. `flush` reads the browser's selection. */
interface WithObserver extends EditorView {
  readonly domObserver: { flush(): void };
  readonly input: { readonly shiftKey: boolean };
}

const wantsPlain = (view: EditorView): boolean =>
  (view as WithObserver).input.shiftKey;

/** Opens the link at a position; in a text that can be edited, only with Ctrl or ⌘. Returns whether it did. */
function openLink(view: EditorView, pos: number, event: MouseEvent): boolean {
  const { marks } = schema;
  const link = marks.link.isInSet(view.state.doc.resolve(pos).marks());
  const href = link && safeHref(link.attrs.href);
  if (!href || view.editable && !event.ctrlKey && !event.metaKey) {
    return false;
  }
  globalThis.open(href, "_blank", "noopener,noreferrer");
  return true;
}

export class PageEditing {
  readonly maxLength: number;
  readonly state: Signal<EditorState>;
  readonly isLocked = signal(false);
  readonly length: ReadonlySignal<number>;
  readonly canUndo = signal(false);
  readonly canRedo = signal(false);
  readonly takesPictures: boolean;
  readonly #copy: EditorCopy;
  /** Pictures that have been in this page. Other pictures are not accepted from the clipboard. */
  readonly #known = new Set<string>();
  readonly #editing: Editing;
  #view: EditorView | null = null;
  #composed: ReturnType<typeof setTimeout> | undefined;

  constructor(editing: Editing) {
    this.#editing = editing;
    this.maxLength = editing.room ?? pageBounds.text;
    this.takesPictures = editing.onFiles !== undefined;
    this.#copy = new EditorCopy(editing.root.doc!, () => this.#noteCaret());
    // Registered before the observer of y-prosemirror, so that it runs first.
    this.#copy.root.observeDeep(this.#release);
    this.#copy.doc.on("update", (_update, origin) => {
      if (origin !== this.#copy) editing.onOwn?.();
    });
    this.state = signal(
      EditorState.create({ schema, plugins: this.#plugins() }),
    );
    this.length = computed(() => textLengthOf(this.state.value.doc));
    const { undoManager } = yUndoPluginKey.getState(this.state.peek())!;
    const note = () => {
      this.canUndo.value = undoManager.canUndo();
      this.canRedo.value = undoManager.canRedo();
    };
    for (const name of ["stack-item-added", "stack-item-popped"] as const) {
      undoManager.on(name, note);
    }
  }

  #plugins() {
    const { carets, onFull, onAsk } = this.#editing;
    const ask = (request: EditorRequest): Command => () => {
      onAsk(request);
      return true;
    };
    return [
      ySyncPlugin(this.#copy.root),
      yUndoPlugin({ protectedNodes: withContent }),
      ...carets
        ? [makeCaretsPlugin(carets, this.#editing, () => this.state.peek())]
        : [],
      makeLimitsPlugin(onFull, this.maxLength),
      markdownInputRules(),
      keymap(keysFor(ask)),
      keymap(baseKeymap),
    ];
  }

  /** @param attributes attributes of the text box */
  mount(
    place: HTMLElement,
    attributes: Readonly<Record<string, string>>,
  ): void {
    const { state } = this;
    const view = new EditorView(place, {
      state: state.peek(),
      attributes: () => ({
        ...attributes,
        // The browser must not translate the text: the translation would be stored for everyone.
        translate: "no",
        ...this.isLocked.peek() && { "aria-readonly": "true" },
      }),
      editable: () => !this.isLocked.peek(),
      nodeViews: makeNodeViews((request) => this.#editing.onAsk(request)),
      transformPastedHTML: removeStyles,
      transformPasted: (slice, { state }) => {
        this.#know(state.doc);
        return closeCode(dropForeignPictures(slice, this.#known));
      },
      clipboardParser: new ClipboardParser(schema),
      clipboardSerializer: forClipboard,
      // Also called while the view is being created, so it uses `this`.
      dispatchTransaction(this: EditorView, tr) {
        // Carets change asynchronously, perhaps after the view was destroyed.
        if (this.isDestroyed) return;
        this.updateState(this.state.apply(tr));
        state.value = this.state;
      },
      handlePaste: this.#paste,
      handleTextInput: (view, _from, _to, text) => {
        const tr = clearCellsTransaction(view.state);
        if (tr) view.dispatch(tr.insertText(text).scrollIntoView());
        return tr !== null;
      },
      handleClick: openLink,
      handleDOMEvents: {
        keydown: () => this.#noteCaret(),
        paste: () => this.#noteCaret(),
        copy: ({ state }) => this.#know(state.doc),
        cut: ({ state }) => this.#know(state.doc),
        dragover: (view, event) => this.#dragOver(view, event),
        drop: (view, event) => this.#drop(view, event),
        compositionstart: () => this.#startComposing(),
        compositionend: () => this.#endComposing(),
      },
    });
    this.#view = view;
  }

  readonly #paste = (
    view: EditorView,
    event: ClipboardEvent,
    slice: Slice,
  ): boolean => {
    const { onFiles } = this.#editing;
    const files = listPastedFiles(event.clipboardData);
    if (files.length > 0) {
      onFiles?.(files);
      return true;
    }
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!isInTableCell(view.state.selection.$from)) {
      const isTextAlone = !event.clipboardData?.getData("text/html") &&
        !isInCode(view.state) && !wantsPlain(view);
      if (!isTextAlone || !isFormattable(text)) return false;
      pasteText(view, text);
      return true;
    }
    const tr = clearCellsTransaction(view.state) ?? view.state.tr;
    view.dispatch(
      tr.replaceSelection(new Slice(inOneLine(slice), 0, 0))
        .scrollIntoView(),
    );
    return true;
  };

  #dragOver({ editable }: EditorView, event: DragEvent): boolean {
    if (!hasFiles(event)) return false;
    // Otherwise the browser would leave the page and open the file.
    event.preventDefault();
    const takes = editable && this.takesPictures;
    event.dataTransfer!.dropEffect = takes ? "copy" : "none";
    return true;
  }

  #drop(view: EditorView, event: DragEvent): boolean {
    if (!hasFiles(event)) return false;
    event.preventDefault();
    const place = view.posAtCoords({
      left: event.clientX,
      top: event.clientY,
    });
    const files = [...event.dataTransfer?.files ?? []];
    if (view.editable) this.#editing.onFiles?.(files, place?.pos);
    return true;
  }

  #startComposing(): boolean {
    clearTimeout(this.#composed);
    this.#copy.holdOtherChanges();
    return false;
  }

  #endComposing(): boolean {
    clearTimeout(this.#composed);
    this.#composed = setTimeout(
      () => this.#copy.applyHeldChanges(),
      composedAfterMs,
    );
    return false;
  }

  /** Keeps the current line clear of bars that cover the upper and lower edge (px). */
  setCoveredEdges(top: number, bottom: number): void {
    const view = this.#view;
    if (!view) return;
    const edges = (extra: number) => ({
      top: top + extra,
      bottom: bottom + extra,
      left: 8,
      right: 8,
    });
    view.setProps({ scrollThreshold: edges(24), scrollMargin: edges(32) });
    if (!view.hasFocus() || view.composing) return;
    const caret = view.coordsAtPos(view.state.selection.head);
    const isUnder = caret.bottom > 0 && caret.top < top ||
      caret.top < innerHeight && caret.bottom > innerHeight - bottom;
    if (isUnder) view.dispatch(view.state.tr.scrollIntoView());
  }

  /** Whether a command is possible now. Reads no signal of the text: callers follow `state`. */
  canRun(command: Command): boolean {
    return !this.isLocked.value && command(this.state.peek());
  }

  run(command: Command): void {
    const view = this.#view;
    if (!view || !view.editable) return;
    command(view.state, view.dispatch, view);
    view.focus();
  }

  focus(): void {
    this.#view?.focus();
  }

  /**
   * A place that stays valid while others write.
   *
   * @param pos a position; absent: the end of the selection
   */
  placeAt(pos?: number): DocumentPlace {
    const state = this.state.peek();
    const { binding } = ySyncPluginKey.getState(state);
    return absolutePositionToRelativePosition(
      pos ?? state.selection.to,
      this.#copy.root,
      binding.mapping,
    );
  }

  /** The end of the text if the place was deleted. */
  positionOf(place: DocumentPlace): number {
    const state = this.state.peek();
    const { binding } = ySyncPluginKey.getState(state);
    return relativePositionToAbsolutePosition(
      this.#copy.doc,
      this.#copy.root,
      place,
      binding.mapping,
    ) ?? state.doc.content.size;
  }

  /**
   * Inserts a picture at a place, or at the end if that was deleted, as a separate undo step. Resolves to false if
   * the page accepts none now.
   */
  async insertPicture(
    place: () => DocumentPlace,
    picture: Attrs,
  ): Promise<boolean> {
    // Waits, since browsers cancel composing if the text around it changes.
    while (this.#view?.composing) {
      await new Promise((resolve) => setTimeout(resolve, composedAfterMs));
    }
    const view = this.#view;
    if (!view || !view.editable) return false;
    const { state } = view;
    const { undoManager } = yUndoPluginKey.getState(state)!;
    undoManager.stopCapturing();
    const tr = insertPicture(state, this.positionOf(place()), picture);
    view.dispatch(tr);
    undoManager.stopCapturing();
    return !view.state.doc.eq(state.doc);
  }

  /**
   * If others delete a selected node, selects text instead: y-prosemirror would search for the node, fail, and
   * stop showing others' changes.
   */
  readonly #release = (): void => {
    const state = this.#view?.state;
    const { binding } = state ? ySyncPluginKey.getState(state) : {};
    const selected = binding?.beforeTransactionSelection;
    if (selected?.type !== "node") return;
    const { node } = state!.selection as NodeSelection;
    const mapping: Map<Y.AbstractType<unknown>, unknown> = binding.mapping;
    const isThere = [...mapping].some(([type, mapped]) =>
      mapped === node && !type._item?.deleted
    );
    if (!isThere) selected.type = "text";
  };

  /**
   * Reads the caret from the browser, which reports moves late: on a slow device a key would write at the old
   * place.
   */
  #noteCaret(): void {
    const view = this.#view as WithObserver | null;
    if (view && !view.composing) view.domObserver.flush();
  }

  #know(doc: Node): void {
    for (const file of pictureFilesOf(doc)) this.#known.add(file);
  }

  lock(isLocked: boolean): void {
    this.isLocked.value = isLocked;
    this.#view?.setProps({});
  }

  close(): void {
    clearTimeout(this.#composed);
    this.#copy.applyHeldChanges();
    this.#view?.destroy();
    this.#view = null;
    this.#copy.close();
  }
}

/** Nodes with content. Undoing the creation of such a node keeps it if others have written in it since. */
const withContent = new Set(
  Object.entries<NodeRule>(pageNodeRules).filter(([, { holds }]) =>
    holds.length > 0
  )
    .map(([name]) => name),
);

function keysFor(
  ask: (what: EditorRequest) => Command,
): Record<string, Command> {
  const deletes = (direction: -1 | 1) =>
    chainCommands(
      clearSelectedCells,
      ...direction < 0 ? [undoInputRule, handleBackspace] : [],
      blockCellJoin(direction),
    );
  return {
    "Mod-z": undoCommand,
    "Mod-y": redoCommand,
    "Shift-Mod-z": redoCommand,
    "Mod-b": toggleBold,
    "Mod-i": toggleItalic,
    "Mod-e": toggleCode,
    "Mod-k": ask("link"),
    "Mod-Alt-0": setTextKind("paragraph"),
    "Mod-Alt-1": setTextKind(1),
    "Mod-Alt-2": setTextKind(2),
    "Mod-Alt-3": setTextKind(3),
    "Shift-Mod-7": toggleList("ordered"),
    "Shift-Mod-8": toggleList("bullet"),
    "Shift-Mod-9": toggleList("task"),
    "Mod-]": indentItem,
    "Mod-[": outdentItem,
    "Mod-Enter": toggleTask,
    "Shift-Enter": breakLine,
    "Alt-F10": ask("tools"),
    Enter: chainCommands(
      openIf((node) => node.attrs.tex !== undefined, ask("formula")),
      openIf(isPicture, ask("picture")),
      goToNextRow,
      linkAddressBefore(handleEnter),
    ),
    // Tab beyond the last cell of a table, or outside of tables, moves the focus out of the text.
    Tab: goToCell(1),
    "Shift-Tab": goToCell(-1),
    ArrowUp: goToRow(-1),
    ArrowDown: goToRow(1),
    Backspace: deletes(-1),
    "Mod-Backspace": deletes(-1),
    Delete: deletes(1),
    "Mod-Delete": deletes(1),
  };
}

/** A command that runs `open` if a node is selected that `fits`. */
const openIf =
  (fits: (node: Node) => boolean, open: Command): Command =>
  (state, dispatch) =>
    state.selection instanceof NodeSelection &&
    fits(state.selection.node) &&
    open(state, dispatch);

const forClipboard = new DOMSerializer({
  ...DOMSerializer.nodesFromSchema(schema),
  heading: ({ attrs: { level } }) => [`h${level}`, 0],
  table: () => ["table", ["tbody", 0]],
}, DOMSerializer.marksFromSchema(schema));

/** Pasted blocks as lines of one paragraph, since a cell holds only one. */
function inOneLine({ content }: Slice): Fragment {
  let line = Fragment.empty;
  content.descendants((node) => {
    if (!node.isTextblock) {
      const isInline = node.isInline;
      if (isInline) line = line.addToEnd(node);
      return !isInline;
    }
    if (line.size > 0) {
      line = line.addToEnd(schema.nodes.hard_break.create());
    }
    line = line.append(node.content);
    return false;
  });
  return line;
}
