/** The editor's toolbar: one tab stop, with arrow keys between the buttons. */
import { effect, type Signal, useSignal } from "@preact/signals";
import type { ComponentType, JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Command, EditorState } from "prosemirror-state";
import { redoCommand, undoCommand } from "y-prosemirror";
import { frame } from "texts/everywhere.ts";
import { pageEditor as t } from "texts/pages.ts";
import { Button } from "../../ui/Button.tsx";
import { ChevronDownIcon, UndoIcon } from "../../ui/icons.tsx";
import { MinusIcon } from "../../ui/later_icons.tsx";
import { arrowStep, isEscape } from "../../ui/keys.ts";
import { Menu, type OpenMenu } from "../../ui/Menu.tsx";
import {
  canInsertFormula,
  hasMark,
  indentItem,
  insertRule,
  isInCode,
  outdentItem,
  selectedFormula,
  selectedListKind,
  selectedTextKind,
  setTextKind,
  type TextKind,
  toggleBold,
  toggleCode,
  toggleItalic,
  toggleList,
} from "./commands.ts";
import { formatShortcut } from "./format_shortcut.ts";
import type { PageEditing } from "./page_editing.ts";
import { schema } from "./schema.ts";
import {
  addColumn,
  addRow,
  deleteColumn,
  deleteRow,
  deleteTable,
  hasHeaderRow,
  insertTable,
  tablePlaceAt,
  toggleHeaderRow,
} from "./tables.ts";
import {
  BoldIcon,
  BulletsIcon,
  CodeIcon,
  FormulaIcon,
  IndentIcon,
  ItalicIcon,
  KeyboardIcon,
  LinkIcon,
  NumbersIcon,
  OutdentIcon,
  PictureIcon,
  RedoIcon,
  TableIcon,
  TasksIcon,
} from "./tool_icons.ts";

export type EditorDialog = "link" | "formula" | "picture" | "keys";

interface ToolbarTool {
  readonly name: string;
  readonly keys?: string;
  readonly Icon: ComponentType;
  /** Undefined: not a toggle. */
  readonly isOn?: boolean;
  readonly can: boolean;
  act(): void;
}

const { marks } = schema;

/** Delay after a change before the tools are updated (ms). */
const toolbarDelayMs = 50;

const kinds = (): [kind: TextKind, name: string, keys?: string][] => [
  ["paragraph", t.kinds.paragraph, "Mod-Alt-0"],
  [1, t.kinds.h1, "Mod-Alt-1"],
  [2, t.kinds.h2, "Mod-Alt-2"],
  [3, t.kinds.h3, "Mod-Alt-3"],
  ["code_block", t.kinds.code_block],
];

const nameOfKind = (kind: TextKind | null): string =>
  kinds().find(([textKind]) => textKind === kind)?.[1] ?? t.kinds.paragraph;

export function Toolbar({ editing, bar, controls, onOpen }: {
  editing: PageEditing;
  bar: RefObject<HTMLDivElement>;
  controls: string;
  onOpen: (what: EditorDialog) => void;
}) {
  /** The index of the button that Tab reaches. */
  const stop = useSignal(0);
  const menu = useSignal<OpenMenu<"style" | "table"> | null>(null);
  const last = useRef<"style" | "table">("style");
  if (menu.value) last.current = menu.value.item;
  useToolbarUpdates(editing);
  const state = editing.state.peek();
  const tools = toolsOf(editing, state, onOpen);
  const kind = selectedTextKind(state);
  const buttonCount = 2 + tools.length;
  const inRow = (n: number) => ({
    tabIndex: n === Math.min(stop.value, buttonCount - 1) ? 0 : -1,
    onFocus: () => stop.value = n,
  });
  const open = (menuKind: "style" | "table") =>
  (
    { currentTarget: anchor }: { currentTarget: HTMLElement },
  ) => {
    menu.value = { item: menuKind, anchor };
  };
  const middle = tools.findIndex(({ name }) => name === t.formula);
  const button = (tool: ToolbarTool, n: number) => (
    <ToolButton key={tool.name} tool={tool} {...inRow(n)} />
  );
  return (
    <>
      <div
        ref={bar}
        class="page-tools"
        role="toolbar"
        aria-label={t.tools}
        aria-controls={controls}
        // Keeps the selection in the text and a phone's keyboard open.
        onMouseDown={(event) => event.preventDefault()}
        onKeyDown={(event) => moveFocus(event, editing)}
      >
        <Button
          look="bare small page-style"
          aria-haspopup="menu"
          aria-label={`${t.style}: ${nameOfKind(kind)}`}
          title={t.style}
          aria-disabled={kind === null ? "true" : undefined}
          onClick={(event: { currentTarget: HTMLElement }) =>
            kind !== null && open("style")(event)}
          {...inRow(0)}
        >
          <span class="truncate">{nameOfKind(kind)}</span>
          <ChevronDownIcon />
        </Button>
        {tools.slice(0, middle).map((tool, n) => button(tool, n + 1))}
        <Button
          look="bare small icon-only"
          aria-haspopup="menu"
          aria-label={t.table}
          title={t.table}
          onClick={open("table")}
          {...inRow(middle + 1)}
        >
          <TableIcon />
        </Button>
        {tools.slice(middle).map((tool, n) => button(tool, n + middle + 2))}
      </div>
      <Menu
        opened={menu}
        label={last.current === "style" ? t.style : t.table}
        look="page-menu"
      >
        {last.current === "style"
          ? kinds().map(([textKind, name, keys]) => (
            <MenuItem
              key={name}
              editing={editing}
              menu={menu}
              command={setTextKind(textKind)}
              name={name}
              keys={keys}
              isOn={textKind === kind}
            />
          ))
          : <TableItems editing={editing} menu={menu} state={state} />}
      </Menu>
    </>
  );
}

/**
 * Renders the toolbar only if its looks have changed. Uses `effect`, since `useSignalEffect` would request an animation
 * frame at every key.
 */
function useToolbarUpdates(editing: PageEditing): void {
  const looks = useSignal("");
  useEffect(() =>
    effect(() => {
      const state = editing.state.value;
      const look = () => looks.value = looksOf(editing, state);
      const looking = setTimeout(look, toolbarDelayMs);
      return () => clearTimeout(looking);
    }), []);
  looks.value;
}

/** Arrows, Home and End move along the toolbar; Escape returns to the text. */
function moveFocus(
  event: JSX.TargetedKeyboardEvent<HTMLElement>,
  editing: PageEditing,
): void {
  if (isEscape(event)) {
    event.preventDefault();
    event.stopPropagation();
    return editing.focus();
  }
  const buttons = [
    ...event.currentTarget.querySelectorAll<HTMLElement>("button"),
  ];
  const index = buttons.indexOf(event.target as HTMLElement);
  const to = event.key === "Home"
    ? 0
    : event.key === "End"
    ? buttons.length - 1
    : arrowStep(event)
    ? (index + arrowStep(event) + buttons.length) % buttons.length
    : -1;
  if (index < 0 || to < 0) return;
  event.preventDefault();
  buttons[to].focus();
}

function ToolButton({ tool, ...inRow }: {
  tool: ToolbarTool;
  tabIndex: number;
  onFocus: () => void;
}) {
  const { name, keys, Icon, isOn, can, act } = tool;
  return (
    <Button
      {...inRow}
      look="bare small icon-only"
      aria-label={name}
      title={keys ? t.withKeys({ name, keys: formatShortcut(keys) }) : name}
      aria-pressed={isOn}
      aria-disabled={can ? undefined : "true"}
      onClick={() => can && act()}
    >
      <Icon />
    </Button>
  );
}

function toolsOf(
  editing: PageEditing,
  state: EditorState,
  onOpen: (what: EditorDialog) => void,
): ToolbarTool[] {
  const run = (command: Command) => ({
    can: editing.canRun(command),
    act: () => editing.run(command),
  });
  const list = selectedListKind(state);
  return [
    {
      name: frame.undo,
      keys: "Mod-Z",
      Icon: UndoIcon,
      can: editing.canUndo.value,
      act: () => editing.run(undoCommand),
    },
    {
      name: t.redo,
      keys: "Mod-Y",
      Icon: RedoIcon,
      can: editing.canRedo.value,
      act: () => editing.run(redoCommand),
    },
    {
      name: t.bold,
      keys: "Mod-B",
      Icon: BoldIcon,
      isOn: hasMark(state, marks.strong),
      ...run(toggleBold),
    },
    {
      name: t.italic,
      keys: "Mod-I",
      Icon: ItalicIcon,
      isOn: hasMark(state, marks.em),
      ...run(toggleItalic),
    },
    {
      name: t.code,
      keys: "Mod-E",
      Icon: CodeIcon,
      isOn: hasMark(state, marks.code),
      ...run(toggleCode),
    },
    {
      name: t.link,
      keys: "Mod-K",
      Icon: LinkIcon,
      isOn: hasMark(state, marks.link),
      can: !isInCode(state),
      act: () => onOpen("link"),
    },
    {
      name: t.bullets,
      keys: "Mod-Shift-8",
      Icon: BulletsIcon,
      isOn: list === "bullet",
      ...run(toggleList("bullet")),
    },
    {
      name: t.numbers,
      keys: "Mod-Shift-7",
      Icon: NumbersIcon,
      isOn: list === "ordered",
      ...run(toggleList("ordered")),
    },
    {
      name: t.tasks,
      keys: "Mod-Shift-9",
      Icon: TasksIcon,
      isOn: list === "task",
      ...run(toggleList("task")),
    },
    { name: t.outdent, keys: "Mod-[", Icon: OutdentIcon, ...run(outdentItem) },
    { name: t.indent, keys: "Mod-]", Icon: IndentIcon, ...run(indentItem) },
    ...editing.takesPictures
      ? [{
        name: t.picture,
        Icon: PictureIcon,
        can: true,
        act: () => onOpen("picture"),
      }]
      : [],
    {
      name: t.formula,
      Icon: FormulaIcon,
      can: selectedFormula(state) !== null || canInsertFormula(state),
      act: () => onOpen("formula"),
    },
    { name: t.rule, Icon: MinusIcon, ...run(insertRule) },
    { name: t.keys, Icon: KeyboardIcon, can: true, act: () => onOpen("keys") },
  ];
}

function looksOf(editing: PageEditing, state: EditorState): string {
  const tools = toolsOf(editing, state, () => {});
  const table = tablePlaceAt(state.selection.$from) !== null;
  return JSON.stringify([
    selectedTextKind(state),
    table && hasHeaderRow(state),
    table,
    tools.map(({ isOn, can }) => [isOn, can]),
  ]);
}

function TableItems({ state, ...shared }: {
  editing: PageEditing;
  menu: Signal<OpenMenu<unknown> | null>;
  state: EditorState;
}) {
  if (!tablePlaceAt(state.selection.$from)) {
    return <MenuItem {...shared} command={insertTable} name={t.insertTable} />;
  }
  return (
    <>
      <MenuItem {...shared} command={addRow} name={t.addRow} />
      <MenuItem {...shared} command={addColumn} name={t.addColumn} />
      <MenuItem
        {...shared}
        command={toggleHeaderRow}
        name={t.head}
        role="menuitemcheckbox"
        isOn={hasHeaderRow(state)}
      />
      <hr />
      <MenuItem {...shared} command={deleteRow} name={t.deleteRow} />
      <MenuItem {...shared} command={deleteColumn} name={t.deleteColumn} />
      <MenuItem {...shared} command={deleteTable} name={t.deleteTable} />
    </>
  );
}

function MenuItem(
  { editing, menu, command, name, keys, isOn, role = "menuitemradio" }: {
    editing: PageEditing;
    menu: Signal<OpenMenu<unknown> | null>;
    command: Command;
    name: string;
    keys?: string;
    isOn?: boolean;
    role?: "menuitemradio" | "menuitemcheckbox";
  },
) {
  const can = editing.canRun(command);
  return (
    <button
      type="button"
      role={isOn === undefined ? "menuitem" : role}
      aria-checked={isOn}
      aria-disabled={can ? undefined : "true"}
      tabIndex={-1}
      onClick={() => {
        if (!can) return;
        // The menu closes without moving the focus out of the text.
        menu.value = null;
        editing.run(command);
      }}
    >
      {name}
      {keys && (
        <span class="quiet small" aria-hidden="true">
          {formatShortcut(keys)}
        </span>
      )}
    </button>
  );
}
