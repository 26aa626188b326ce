/** Where the others write: a caret with a name for each, and what they have selected. */
import type { Plugin } from "prosemirror-state";
import { yCursorPlugin } from "y-prosemirror";

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

/** The plugin that shows others' carets, and tells them of one's own while one is in the text. */
export function showCarets(
  carets: Carets,
  { nameOf, hueOf }: WritersInfo,
): Plugin {
  const memberOf = (client: number) =>
    carets.getStates().get(client)?.member ?? "";
  return yCursorPlugin(
    carets as unknown as Parameters<typeof yCursorPlugin>[0],
    {
      awarenessStateFilter: (_, client, { member }: Caret) =>
        client !== carets.clientID && member !== undefined,
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
