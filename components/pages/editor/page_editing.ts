/**
 * A page that one writes in (W-1): the editor's state and its view, without what stands around them. It is ProseMirror
 * itself with y-prosemirror: a layer over it, such as Tiptap, would bring commands and styles of its own, and what is
 * ours here (schema, limits, paste, keys) would be written all the same.
 */
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
  pageNodes,
} from "../../../classroom/model/page_schema.ts";
import { safeHref } from "../../../classroom/model/safe_href.ts";
import { hasFiles } from "../../files/dragged.ts";
import { filesPasted } from "../../files/pasted.ts";
import { type Carets, showCarets, type WritersInfo } from "./carets.ts";
import {
  backToPlain,
  bold,
  breakLine,
  code,
  enter,
  indent,
  isInCell,
  isInCode,
  italic,
  outdent,
  setKind,
  toggleList,
  toggleTick,
} from "./commands.ts";
import { EditorCopy } from "./editor_copy.ts";
import { typedMarkdown } from "./input_rules.ts";
import { lengthOf, limits } from "./limits.ts";
import { linking } from "./links.ts";
import {
  insertPicture,
  isPicture,
  picturesOf,
  withoutOthers,
} from "./page_pictures.ts";
import { ClipboardParser, withoutStyles } from "./paste.ts";
import { hasForm, pasteText } from "./plain_paste.ts";
import { schema } from "./schema.ts";
import {
  clearCells,
  clearedCells,
  goToCell,
  goToRow,
  keepCell,
  nextRow,
} from "./tables.ts";
import { nodeViews } from "./views.tsx";

/** Keys that open something beside the text. */
export type Asked = "link" | "formula" | "picture" | "tools";

/** What the editor is given. */
export interface Editing extends WritersInfo {
  /** `page` of the page's document. */
  readonly root: Y.XmlFragment;
  readonly carets: Carets | null;
  /** Something beside the text is asked for by a key in it. */
  onAsk(what: Asked): void;
  onFull(of: "text" | "pictures"): void;
  /** The page takes something that one does in it. */
  onOwn?(): void;
  /** Files are pasted, or dropped at a place; without it, it takes none. */
  onFiles?: ((files: readonly File[], at?: number) => void) | undefined;
  /** How many characters it takes. */
  readonly room?: number;
}

/** A place in the text that stays where it is while others write. */
export type Place = ReturnType<typeof absolutePositionToRelativePosition>;

/** So long after an input method has ended, ProseMirror has read what it left in the text (ms). */
const composedAfterMs = 50;

/** What ProseMirror does when it is told that the selection has moved, and what it knows of keys; neither is in its types. */
interface WithObserver extends EditorView {
  readonly domObserver: { flush(): void };
  readonly input: { readonly shiftKey: boolean };
}

/** Shift+Ctrl+V pastes a text as it is. */
const wantsPlain = (view: EditorView): boolean =>
  (view as WithObserver).input.shiftKey;

export class PageEditing {
  readonly room: number;
  readonly state: Signal<EditorState>;
  readonly isLocked = signal(false);
  readonly length: ReadonlySignal<number>;
  readonly canUndo = signal(false);
  readonly canRedo = signal(false);
  readonly takesPictures: boolean;
  readonly #copy: EditorCopy;
  /** The files of pictures that were in the page: what is pasted brings no others. */
  readonly #known = new Set<string>();
  readonly #editing: Editing;
  #view: EditorView | null = null;
  #composed: ReturnType<typeof setTimeout> | undefined;

  constructor(editing: Editing) {
    this.#editing = editing;
    this.room = editing.room ?? pageBounds.text;
    this.takesPictures = editing.onFiles !== undefined;
    this.#copy = new EditorCopy(editing.root.doc!, () => this.#noteCaret());
    // Before y-prosemirror hears of it.
    this.#copy.root.observeDeep(this.#letGo);
    this.#copy.doc.on("update", (_update, origin) => {
      if (origin !== this.#copy) editing.onOwn?.();
    });
    this.state = signal(
      EditorState.create({ schema, plugins: this.#plugins() }),
    );
    this.length = computed(() => lengthOf(this.state.value.doc));
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
    const ask = (what: Asked): Command => () => {
      onAsk(what);
      return true;
    };
    return [
      ySyncPlugin(this.#copy.root),
      yUndoPlugin({ protectedNodes: withContent }),
      ...carets
        ? [showCarets(carets, this.#editing, () => this.state.peek())]
        : [],
      limits(onFull, this.room),
      typedMarkdown(),
      keymap(keysFor(ask)),
      keymap(baseKeymap),
    ];
  }

  /** Shows it in a place of the page; `attributes` are those of the text box. */
  mount(
    place: HTMLElement,
    attributes: Readonly<Record<string, string>>,
  ): void {
    const { state } = this;
    const { onFiles } = this.#editing;
    const view = new EditorView(place, {
      state: state.peek(),
      attributes: () => ({
        ...attributes,
        // What a browser puts in the place of words would be everybody's.
        translate: "no",
        ...this.isLocked.peek() && { "aria-readonly": "true" },
      }),
      editable: () => !this.isLocked.peek(),
      nodeViews: nodeViews((what) => this.#editing.onAsk(what)),
      transformPastedHTML: withoutStyles,
      transformPasted: (slice, { state }) => {
        this.#know(state.doc);
        return withoutOthers(slice, this.#known);
      },
      clipboardParser: new ClipboardParser(schema),
      clipboardSerializer: forClipboard,
      // It is asked for while the view is made, too.
      dispatchTransaction(this: EditorView, tr) {
        // Others' carets are told of a moment later, when the page may be closed.
        if (this.isDestroyed) return;
        this.updateState(this.state.apply(tr));
        state.value = this.state;
      },
      handlePaste: (view, event, slice) => {
        const files = filesPasted(event.clipboardData);
        if (files.length > 0) {
          onFiles?.(files);
          return true;
        }
        const text = event.clipboardData?.getData("text/plain") ?? "";
        if (!isInCell(view.state.selection.$from)) {
          const isTextAlone = !event.clipboardData?.getData("text/html") &&
            !isInCode(view.state) && !wantsPlain(view);
          if (!isTextAlone || !hasForm(text)) return false;
          pasteText(view, text);
          return true;
        }
        const tr = clearedCells(view.state) ?? view.state.tr;
        view.dispatch(
          tr.replaceSelection(new Slice(inOneLine(slice), 0, 0))
            .scrollIntoView(),
        );
        return true;
      },
      handleTextInput: (view, _from, _to, text) => {
        const tr = clearedCells(view.state);
        if (tr) view.dispatch(tr.insertText(text).scrollIntoView());
        return tr !== null;
      },
      handleClick: (view, at, event) => {
        const { marks } = schema;
        const link = marks.link.isInSet(view.state.doc.resolve(at).marks());
        const href = link && safeHref(link.attrs.href);
        if (!href || view.editable && !event.ctrlKey && !event.metaKey) {
          return false;
        }
        globalThis.open(href, "_blank", "noopener,noreferrer");
        return true;
      },
      handleDOMEvents: {
        keydown: () => this.#noteCaret(),
        paste: () => this.#noteCaret(),
        copy: ({ state }) => this.#know(state.doc),
        cut: ({ state }) => this.#know(state.doc),
        dragover: ({ editable }, event) => {
          if (!hasFiles(event)) return false;
          // Otherwise the browser would open the file in the place of the page.
          event.preventDefault();
          const takes = editable && onFiles !== undefined;
          event.dataTransfer!.dropEffect = takes ? "copy" : "none";
          return true;
        },
        drop: (view, event) => {
          if (!hasFiles(event)) return false;
          event.preventDefault();
          const at = view.posAtCoords({
            left: event.clientX,
            top: event.clientY,
          });
          const files = [...event.dataTransfer?.files ?? []];
          if (view.editable) onFiles?.(files, at?.pos);
          return true;
        },
        compositionstart: () => {
          clearTimeout(this.#composed);
          this.#copy.hold();
          return false;
        },
        compositionend: () => {
          clearTimeout(this.#composed);
          this.#composed = setTimeout(
            () => this.#copy.release(),
            composedAfterMs,
          );
          return false;
        },
      },
    });
    this.#view = view;
  }

  /**
   * So much of the text lies under what stands over its upper and its lower edge (px): the line that one writes is kept
   * clear of it.
   */
  cover(top: number, bottom: number): void {
    const view = this.#view;
    if (!view) return;
    const edges = (more: number) => ({
      top: top + more,
      bottom: bottom + more,
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

  /** Whether a command can be done now. That changes with `state`, which whoever shows it follows. */
  can(command: Command): boolean {
    return !this.isLocked.value && command(this.state.peek());
  }

  /** Does a command, and goes on in the text. */
  run(command: Command): void {
    const view = this.#view;
    if (!view || !view.editable) return;
    command(view.state, view.dispatch, view);
    view.focus();
  }

  focus(): void {
    this.#view?.focus();
  }

  /** Where something is to be put later, while others write: at a position, or else after what is selected. */
  placeAt(at?: number): Place {
    const state = this.state.peek();
    const { binding } = ySyncPluginKey.getState(state);
    return absolutePositionToRelativePosition(
      at ?? state.selection.to,
      this.#copy.root,
      binding.mapping,
    );
  }

  /** Where in the text a place is now; where it is gone, the end. */
  positionOf(place: Place): number {
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
   * Puts a picture in a place; where that is gone, at the end. False: the page takes none now. **Undo** takes it out again,
   * and nothing else.
   */
  async putPicture(place: () => Place, picture: Attrs): Promise<boolean> {
    // A browser gives up composing where the text around it changes.
    while (this.#view?.composing) {
      await new Promise((done) => setTimeout(done, composedAfterMs));
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
   * Where somebody deletes what is selected as a whole, such as a picture, the caret stays at its place: y-prosemirror
   * would look there for something to select, find nothing, and show no more of what others write.
   */
  readonly #letGo = (): void => {
    const state = this.#view?.state;
    const { binding } = state ? ySyncPluginKey.getState(state) : {};
    const selected = binding?.beforeTransactionSelection;
    if (selected?.type !== "node") return;
    const { node } = state!.selection as NodeSelection;
    const all: Map<Y.AbstractType<unknown>, unknown> = binding.mapping;
    const isThere = [...all].some(([type, it]) =>
      it === node && !type._item?.deleted
    );
    if (!isThere) selected.type = "text";
  };

  /**
   * Where the caret stands in the browser, it stands in the editor. Browsers tell of a move a moment later; on a slow
   * device a key pressed by then would write at the old place, and a classmate's words would take the caret back to it.
   */
  #noteCaret(): void {
    const view = this.#view as WithObserver | null;
    if (view && !view.composing) view.domObserver.flush();
  }

  #know(doc: Node): void {
    for (const file of picturesOf(doc)) this.#known.add(file);
  }

  lock(isLocked: boolean): void {
    this.isLocked.value = isLocked;
    this.#view?.setProps({});
  }

  close(): void {
    clearTimeout(this.#composed);
    this.#copy.release();
    this.#view?.destroy();
    this.#view = null;
    this.#copy.close();
  }
}

/**
 * Taking back that one has made such a node leaves it where others have written in it since. What is empty by then goes.
 */
const withContent = new Set(
  Object.entries<NodeRule>(pageNodes).filter(([, { holds }]) =>
    holds.length > 0
  )
    .map(([name]) => name),
);

/** The keys of the text, each with what it does. */
function keysFor(ask: (what: Asked) => Command): Record<string, Command> {
  const deletes = (direction: -1 | 1) =>
    chainCommands(
      clearCells,
      ...direction < 0 ? [undoInputRule, backToPlain] : [],
      keepCell(direction),
    );
  return {
    "Mod-z": undoCommand,
    "Mod-y": redoCommand,
    "Shift-Mod-z": redoCommand,
    "Mod-b": bold,
    "Mod-i": italic,
    "Mod-e": code,
    "Mod-k": ask("link"),
    "Mod-Alt-0": setKind("paragraph"),
    "Mod-Alt-1": setKind(1),
    "Mod-Alt-2": setKind(2),
    "Mod-Alt-3": setKind(3),
    "Shift-Mod-7": toggleList("ordered"),
    "Shift-Mod-8": toggleList("bullet"),
    "Shift-Mod-9": toggleList("task"),
    "Mod-]": indent,
    "Mod-[": outdent,
    "Mod-Enter": toggleTick,
    "Shift-Enter": breakLine,
    "Alt-F10": ask("tools"),
    Enter: chainCommands(
      openIf((node) => node.attrs.tex !== undefined, ask("formula")),
      openIf(isPicture, ask("picture")),
      nextRow,
      linking(enter),
    ),
    // Past a table's ends, and outside of one, it leaves the text.
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

/** A node of some kind that is selected opens. */
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

/** What is pasted into a cell, which holds one paragraph's worth: the lines of all that it was. */
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
