/** Carets of others in the text (W-1). */
import assert from "node:assert/strict";
import { EditorState } from "prosemirror-state";
import type { DecorationSet } from "prosemirror-view";
import {
  absolutePositionToRelativePosition,
  initProseMirrorDoc,
  yCursorPluginKey,
  ySyncPlugin,
} from "y-prosemirror";
import * as Y from "yjs";
import { pageRoot, writePage } from "../../../classroom/model/page_tree.ts";
import {
  type Caret,
  type Carets,
  makeCaretsPlugin,
} from "../../../components/pages/editor/carets.ts";
import { schema } from "../../../components/pages/editor/schema.ts";

Deno.test("a caret that cannot be looked up is left out, and the others are shown (W-1, Y3)", () => {
  const page = new Y.Doc();
  page.clientID = 7;
  writePage(page, [
    { type: "paragraph", content: [{ type: "text", text: "Leaves" }] },
    { type: "paragraph", content: [{ type: "text", text: "Roots" }] },
  ]);
  const root = pageRoot(page);
  root.delete(1, 1);
  page.getMap("writers").set("7", "amy");
  const { doc, mapping } = initProseMirrorDoc(root, schema);
  const states = new Map<number, Caret>();
  const carets = {
    clientID: page.clientID,
    getStates: () => states,
  } as unknown as Carets;
  let state: EditorState = EditorState.create({
    doc,
    plugins: [
      ySyncPlugin(root, { mapping }),
      makeCaretsPlugin(carets, { nameOf: String, hueOf: () => 1 }, () => state),
    ],
  });
  const shown = (cursors: Record<number, unknown>): string[] => {
    states.clear();
    for (const [client, cursor] of Object.entries(cursors)) {
      states.set(Number(client), { member: "ben", cursor } as Caret);
    }
    const news = { awarenessUpdated: true };
    state = state.apply(state.tr.setMeta(yCursorPluginKey, news));
    const all: DecorationSet = yCursorPluginKey.getState(state);
    return all.find().flatMap(({ spec }) => spec.key ?? []);
  };
  const at = absolutePositionToRelativePosition(3, root, mapping);
  const good = { anchor: at, head: at };
  assert.deepEqual(shown({ 1: good, 2: good, 3: null }), ["1", "2"]);
  const forged: Record<string, unknown> = {
    "no position": null,
    "nothing at all": {},
    "a clock below zero": { item: { client: 7, clock: -1 } },
    "a client that nobody is": { item: { client: 9, clock: 0 } },
    "what is not there yet": { item: { client: 7, clock: 1000 } },
    "a type that is not there yet": { type: { client: 7, clock: 1000 } },
    "another root": { tname: "writers" },
    "what is in another root": {
      item: { client: 7, clock: Y.getState(page.store, 7) - 1 },
    },
  };
  for (const [what, position] of Object.entries(forged)) {
    for (const [anchor, head] of [[position, at], [at, position]]) {
      const here = shown({ 1: { anchor, head }, 2: good });
      assert.deepEqual(here, ["2"], what);
    }
  }
  for (let clock = 0; clock < Y.getState(page.store, 7); clock++) {
    const position = { item: { client: 7, clock } };
    shown({ 1: { anchor: position, head: position } });
  }
});
