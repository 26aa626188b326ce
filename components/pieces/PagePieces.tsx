import { useEffect, useMemo } from "preact/hooks";
import * as Y from "yjs";
import { page as t, sample } from "texts/pieces.ts";
import type { CaretAwareness, CaretState } from "../pages/editor/carets.ts";
import { PageText } from "../pages/PageText.tsx";
import { hueOf } from "../client/person_avatar.ts";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { Piece } from "./Piece.tsx";
import { sceneId, sceneNames } from "./scene.ts";
import { makeDoc } from "../../sync/y_doc.ts";
import { pageRoot } from "../../classroom/model/page_tree.ts";

type Made = Y.XmlElement | Y.XmlText;

function node(
  name: string,
  attributes: Record<string, string | number | boolean> = {},
  ...children: Made[]
): Y.XmlElement {
  const element = new Y.XmlElement<typeof attributes>(name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.insert(0, children);
  return element as unknown as Y.XmlElement;
}

function text(...runs: [words: string, marks?: object][]): Y.XmlText {
  const run = new Y.XmlText();
  run.applyDelta(
    runs.map(([insert, attributes = {}]) => ({ insert, attributes })),
  );
  return run;
}

const line = (words: string) => node("paragraph", {}, text([words]));

const row = (isHeader: boolean, ...cells: string[]) =>
  node(
    "table_row",
    {},
    ...cells.map((words) =>
      node("table_cell", isHeader ? { header: isHeader } : {}, text([words]))
    ),
  );

const everything = (): Y.XmlElement[] => [
  node("heading", { level: 1 }, text([t.heading])),
  node(
    "paragraph",
    {},
    text([t.first], [t.strong, { strong: {} }], [t.rest], [" "], [
      t.link,
      { link: { href: "https://example.org/leaf" } },
    ]),
  ),
  node(
    "bullet_list",
    {},
    node("list_item", { checked: true }, line(t.taskDone)),
    node(
      "list_item",
      { checked: false },
      line(t.task),
      node("bullet_list", {}, node("list_item", {}, line(t.nested))),
    ),
  ),
  node("heading", { level: 2 }, text([t.second])),
  node(
    "ordered_list",
    {},
    node("list_item", {}, line(t.number)),
    node("list_item", {}, line(t.numberSecond)),
  ),
  node(
    "table",
    {},
    row(true, t.colour, t.taken),
    row(false, t.red, "90 %"),
    row(false, t.green, "20 %"),
  ),
  node(
    "paragraph",
    {},
    text([t.formula]),
    node("math_inline", { tex: "E = h f" }),
  ),
  node("math_block", { tex: String.raw`N=\frac{6}{10}\times10^8` }),
  node("code_block", {}, text([t.code])),
  node("horizontal_rule"),
  node("paragraph"),
];

function pageOf(nodes: readonly Y.XmlElement[], client = 1): Y.XmlFragment {
  const doc = makeDoc();
  doc.clientID = client;
  const root = pageRoot(doc);
  root.insert(0, [...nodes]);
  return root;
}

/** Carets that are passed on without a server. */
class MadeUpCarets implements CaretAwareness {
  readonly #states = new Map<number, CaretState>();
  readonly #listeners = new Set<() => void>();
  others: readonly MadeUpCarets[] = [];

  constructor(readonly clientID: number, readonly member: string) {}

  getStates(): Map<number, CaretState> {
    return this.#states;
  }

  getLocalState(): CaretState | null {
    return this.#states.get(this.clientID) ?? null;
  }

  setLocalStateField(_field: "cursor", cursor: CaretState["cursor"]): void {
    this.#states.set(this.clientID, { cursor });
    for (const carets of this.others) {
      carets.show(this.clientID, { member: this.member, cursor });
    }
  }

  show(client: number, caret: CaretState): void {
    this.#states.set(client, caret);
    this.#listeners.forEach((it) => it());
  }

  on(_name: "change", listener: () => void): void {
    this.#listeners.add(listener);
  }

  off(_name: "change", listener: () => void): void {
    this.#listeners.delete(listener);
  }
}

function placeIn(root: Y.XmlFragment, child: number, offset: number): object {
  const run = (root.get(child) as Y.XmlElement).get(0) as Y.XmlText;
  const { client, clock } = run._start!.id;
  return { item: { client, clock: clock + offset }, assoc: 0 };
}

const nameOf = (member: string): string =>
  sceneNames().find((_, n) => sceneId(n) === member) ?? sample.long;

function useEditor() {
  const loaded = useLazyPart(
    true,
    () => import("../pages/editor/PageEditor.tsx"),
  );
  return loaded?.PageEditor ?? null;
}

export function PagePieces() {
  const PageEditor = useEditor();
  const { empty, full, nearlyFull, alone, shownCarets } = useMemo(() => {
    const full = pageOf(everything());
    const shownCarets = new MadeUpCarets(1, sceneId(0));
    shownCarets.show(2, {
      member: sceneId(1),
      cursor: { anchor: placeIn(full, 0, 2), head: placeIn(full, 0, 6) },
    });
    const place = placeIn(full, 1, 8);
    shownCarets.show(3, {
      member: sceneId(4),
      cursor: { anchor: place, head: place },
    });
    return {
      empty: pageOf([node("paragraph")]),
      full,
      nearlyFull: pageOf([line(sample.askedLong)]),
      alone: new MadeUpCarets(1, sceneId(0)),
      shownCarets,
    };
  }, []);
  if (!PageEditor) return null;
  const shared = { nameOf, hueOf, title: t.title };
  return (
    <>
      <Piece name="PageEditor" isWide>
        <PageEditor {...shared} root={full} carets={shownCarets} />
      </Piece>
      <Piece name="PageEditor/empty" isWide>
        <PageEditor {...shared} root={empty} carets={alone} />
      </Piece>
      <Piece name="PageEditor/locked" isWide>
        <PageEditor {...shared} root={nearlyFull} carets={alone} isLocked />
      </Piece>
      <Piece name="PageEditor/near" isWide>
        <PageEditor
          {...shared}
          root={nearlyFull}
          carets={alone}
          room={sample.askedLong.length + 5}
        />
      </Piece>
    </>
  );
}

export function SyncedEditorPieces() {
  const PageEditor = useEditor();
  const sides = useMemo(() => {
    const first = pageOf(everything(), 11);
    const second = pageOf([], 12);
    const docs = [first.doc!, second.doc!];
    docs.forEach((doc, n) => {
      const otherDoc = docs[1 - n];
      Y.applyUpdate(otherDoc, Y.encodeStateAsUpdate(doc), "other");
      doc.on("update", (update: Uint8Array, origin: unknown) => {
        if (origin !== "other") Y.applyUpdate(otherDoc, update, "other");
      });
    });
    const carets = [1, 2].map((n) => new MadeUpCarets(n, sceneId(n)));
    carets[0].others = [carets[1]];
    carets[1].others = [carets[0]];
    return [first, second].map((root, n) => ({ root, carets: carets[n] }));
  }, []);
  // Tests write into these documents.
  useEffect(() => {
    Object.assign(globalThis, { pages: sides.map(({ root }) => root) });
  }, []);
  return (
    <>
      {sides.map(({ root, carets }, n) => (
        <Piece key={n} name={`PageEditor/${nameOf(sceneId(n + 1))}`}>
          {PageEditor && (
            <PageEditor
              root={root}
              carets={carets}
              nameOf={nameOf}
              hueOf={hueOf}
              title={t.title}
            />
          )}
        </Piece>
      ))}
      <Piece name="PageText/pair">
        <PageText root={sides[0].root} level={2} />
      </Piece>
    </>
  );
}

/** A page's text as readers see it, and an empty page. */
export function PageTextPieces() {
  const { full, empty } = useMemo(() => ({
    full: pageOf(everything()),
    empty: pageOf([]),
  }), []);
  return (
    <>
      <Piece name="PageText" isWide>
        <PageText root={full} level={2} />
      </Piece>
      <Piece name="PageText/empty" isWide>
        <PageText root={empty} level={2} />
      </Piece>
    </>
  );
}
