/** Where the others write: a caret with a name for each, and what they have selected. */
import type { EditorState, Plugin } from "prosemirror-state";
import {
  relativePositionToAbsolutePosition,
  yCursorPlugin,
  ySyncPluginKey,
} from "y-prosemirror";

/** What a client says of its caret: positions in the document, which stay at their characters. */
export interface Caret {
  /** Who it is; the server sets it. */
  readonly member?: string;
  readonly cursor?: { readonly anchor: unknown; readonly head: unknown } | null;
}

/** How a member's caret is marked. */
export interface WritersInfo {
  nameOf(member: string): string;
  hueOf(member: string): number;
}

/** The carets of a page: what y-protocols' `Awareness` has, as far as it is used here. */
export interface Carets {
  readonly clientID: number;
  getStates(): Map<number, Caret>;
  getLocalState(): Caret | null;
  setLocalStateField(field: "cursor", value: Caret["cursor"]): void;
  on(name: "change", listener: () => void): void;
  off(name: "change", listener: () => void): void;
}

/**
 * The plugin that shows others' carets, and tells them of one's own while one is in the text.
 *
 * @param now the editor's state
 */
export function showCarets(
  carets: Carets,
  { nameOf, hueOf }: WritersInfo,
  now: () => EditorState,
): Plugin {
  const memberOf = (client: number) =>
    carets.getStates().get(client)?.member ?? "";
  return yCursorPlugin(
    carets as unknown as Parameters<typeof yCursorPlugin>[0],
    {
      awarenessStateFilter: (_, client, caret: Caret) =>
        client !== carets.clientID && caret.member !== undefined &&
        isInText(caret, now),
      cursorBuilder(_, client) {
        const { document } = globalThis;
        const member = memberOf(client);
        const caret = document.createElement("span");
        caret.className = `page-caret initials-${hueOf(member)}`;
        // The text is read out as it is written; who is at it stands beside it.
        caret.setAttribute("aria-hidden", "true");
        const name = document.createElement("span");
        name.className = "page-caret-name";
        name.textContent = nameOf(member);
        // Signs without a width keep the line as it was.
        caret.append("\u2060", name, "\u2060");
        return caret;
      },
      selectionBuilder: (_, client) => ({
        class: `page-caret-range initials-${hueOf(memberOf(client))}`,
      }),
    },
  );
}

/**
 * Whether both ends of a caret are in the text. At a position that cannot be looked up y-prosemirror throws, and then
 * shows no more of what others write: such a caret is left out.
 */
function isInText({ cursor }: Caret, now: () => EditorState): boolean {
  if (!cursor) return false;
  try {
    const { doc, type, binding } = ySyncPluginKey.getState(now());
    return [cursor.anchor, cursor.head].every((position) =>
      Number.isInteger(relativePositionToAbsolutePosition(
        doc,
        type,
        position,
        binding.mapping,
      ))
    );
  } catch {
    return false;
  }
}
