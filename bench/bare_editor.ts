/**
 * Runs in a browser: ProseMirror and y-prosemirror alone, as the baseline of a key's cost in any editor made of them.
 */
import { baseKeymap } from "prosemirror-commands";
import { keymap } from "prosemirror-keymap";
import { Schema } from "prosemirror-model";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { ySyncPlugin, yUndoPlugin } from "y-prosemirror";
import * as Y from "yjs";

const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: {
      group: "block",
      content: "text*",
      parseDOM: [{ tag: "p" }],
      toDOM: () => ["p", 0],
    },
    text: {},
  },
});

Object.assign(globalThis, {
  begin(paragraphs: readonly string[]): void {
    const root = new Y.Doc().getXmlFragment("page");
    for (const text of paragraphs) {
      const paragraph = new Y.XmlElement("paragraph");
      paragraph.insert(0, [new Y.XmlText(text)]);
      root.push([paragraph]);
    }
    new EditorView(document.body, {
      state: EditorState.create({
        schema,
        plugins: [ySyncPlugin(root), yUndoPlugin(), keymap(baseKeymap)],
      }),
    });
  },
});
