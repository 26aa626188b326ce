import type { EditorState, Plugin } from "prosemirror-state";
import {
  relativePositionToAbsolutePosition,
  yCursorPlugin,
  ySyncPluginKey,
} from "y-prosemirror";
import { initialsOf } from "../../client/person_avatar.ts";

/** A member's caret, as positions that others' changes do not move. */
export interface CaretState {
  /** Set by the server. */
  readonly member?: string;
  readonly cursor?: { readonly anchor: unknown; readonly head: unknown } | null;
}

export interface WritersInfo {
  nameOf(member: string): string;
  hueOf(member: string): number;
}

export interface CaretAwareness {
  readonly clientID: number;
  getStates(): Map<number, CaretState>;
  getLocalState(): CaretState | null;
  setLocalStateField(field: "cursor", value: CaretState["cursor"]): void;
  on(name: "change", listener: () => void): void;
  off(name: "change", listener: () => void): void;
}

/**
 * Shows others' carets, and publishes this editor's while the text has the focus.
 *
 * @param now returns the editor's state
 */
export function makeCaretsPlugin(
  carets: CaretAwareness,
  { nameOf, hueOf }: WritersInfo,
  now: () => EditorState,
): Plugin {
  const memberOf = (client: number) =>
    carets.getStates().get(client)?.member ?? "";
  return yCursorPlugin(
    carets as unknown as Parameters<typeof yCursorPlugin>[0],
    {
      awarenessStateFilter: (_, client, caret: CaretState) =>
        client !== carets.clientID && caret.member !== undefined &&
        isInText(caret, now),
      cursorBuilder(_, client) {
        const { document } = globalThis;
        const member = memberOf(client);
        const caret = document.createElement("span");
        caret.className = `page-caret initials-${hueOf(member)}`;
        // Hidden, since screen readers would read the name within the text.
        caret.setAttribute("aria-hidden", "true");
        const name = document.createElement("span");
        name.className = "page-caret-name";
        name.dataset.initials = initialsOf(nameOf(member));
        const whole = document.createElement("span");
        whole.textContent = nameOf(member);
        name.append(whole);
        // Zero-width characters keep the line's layout.
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
 * Whether both ends of a caret can be resolved. y-prosemirror throws at a position that cannot, and then stops
 * showing others' changes.
 */
function isInText({ cursor }: CaretState, now: () => EditorState): boolean {
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
