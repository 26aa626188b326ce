import assert from "node:assert/strict";
import fc from "fast-check";
import * as Y from "yjs";
import { inspectUpdate } from "../../sync/guard.ts";
import { limits } from "../../sync/limits.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { SharedWriteProfile } from "../../sync/shape.ts";
import { propertyOptions, Random } from "../random.ts";
import {
  buildUpdate,
  deletedStruct,
  type ForgedStruct,
  forgePart,
  nullsStruct,
  parseUpdate,
  type StructId,
} from "./forge.ts";
import {
  appendParagraphs,
  editAtRandom,
  elementStruct,
  formatStruct,
  jsonStruct,
  makeParagraph,
  pageDocumentShape,
  readXml,
  textOfParagraph,
  textStruct,
  textTypeStruct,
} from "./shared_world.ts";

/** The clients of these tests: the server's, two of others, and the sender's. */
const server = 1000, amy = 10, ben = 20, mine = 30;

/** A page on the server: a heading of the server's, two paragraphs of Amy's, one of Ben's with a strong word. */
function page(): Y.Doc {
  const doc = new Y.Doc();
  const as = (client: number, act: () => void) => {
    doc.clientID = client;
    doc.transact(act);
  };
  as(server, () => appendParagraphs(doc, "Title"));
  as(amy, () => appendParagraphs(doc, "First words", "More words"));
  as(ben, () => {
    appendParagraphs(doc, "Another");
    textOfParagraph(doc, 3).format(0, 3, { strong: {} });
  });
  as(server, () => {
    doc.getMap("writers").set(String(amy), "amy");
    doc.getMap("writers").set(String(ben), "ben");
  });
  doc.clientID = 2000;
  return doc;
}

const isMine = (doc: Y.Doc) => (client: number) =>
  client === mine || client === mine + 1 ||
  client !== doc.clientID && !doc.store.clients.has(client);

const look = (update: Uint8Array, doc: Y.Doc) =>
  inspectUpdate(
    update,
    doc,
    new SharedWriteProfile(pageDocumentShape, isMine(doc)),
  );

function isRefused(update: Uint8Array, doc: Y.Doc, what: string): void {
  assert.throws(() => look(update, doc), (error) => isRefusal(error), what);
}

/** The update of a client that changes its copy so. */
function after(doc: Y.Doc, act: (copy: Y.Doc) => void, as = mine): Uint8Array {
  const copy = new Y.Doc({ gc: doc.gc });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  copy.clientID = as;
  const before = Y.encodeStateVector(copy);
  copy.transact(() => act(copy));
  return Y.encodeStateAsUpdate(copy, before);
}

const updateOf = (...structs: ForgedStruct[]) => ofMany(structs);
const ofMany = (structs: ForgedStruct[]) =>
  buildUpdate({
    sections: [{ client: mine, clock: 0, structs }],
    deletions: [],
  });
const forged = (client: number, clock: number, ...structs: ForgedStruct[]) =>
  buildUpdate({ sections: [{ client, clock, structs }], deletions: [] });

function idWhere(doc: Y.Doc, holds: (item: Y.Item) => boolean): StructId {
  for (const [client, structs] of doc.store.clients) {
    for (const struct of structs) {
      if (struct instanceof Y.Item && holds(struct)) {
        return [client, struct.id.clock];
      }
    }
  }
  throw new Error("there is none");
}
const elementOf = (doc: Y.Doc, client: number) =>
  idWhere(
    doc,
    ({ id, content }) =>
      id.client === client && content instanceof Y.ContentType &&
      content.type instanceof Y.XmlElement,
  );
const textTypeOf = (doc: Y.Doc, client: number) =>
  idWhere(
    doc,
    ({ id, content }) =>
      id.client === client && content instanceof Y.ContentType &&
      content.type instanceof Y.XmlText,
  );
const writersEntry = (doc: Y.Doc) =>
  idWhere(doc, ({ parentSub }) => parentSub === String(amy));

Deno.test("an honest member's updates to a shared document pass (SYNC-13)", () => {
  const doc = page();
  const honest: Record<string, (copy: Y.Doc) => void> = {
    "a paragraph": (copy) => appendParagraphs(copy, "mine"),
    "words in another's": (copy) => textOfParagraph(copy, 1).insert(5, ", my"),
    "words in the server's": (copy) => textOfParagraph(copy, 0).insert(5, "!"),
    "a mark over another's": (copy) =>
      textOfParagraph(copy, 1).format(2, 6, { strong: {} }),
    "a mark taken away": (copy) =>
      textOfParagraph(copy, 3).format(0, 5, { strong: null }),
    "an attribute": (copy) =>
      (copy.getXmlFragment("page").get(1) as Y.XmlElement)
        .setAttribute("level", 1 as unknown as string),
    "another's words deleted": (copy) => textOfParagraph(copy, 2).delete(1, 4),
    "another's paragraph deleted": (copy) =>
      copy.getXmlFragment("page").delete(1, 2),
    "a box in a box": (copy) => {
      const [outer, inner] = [new Y.XmlElement("b"), new Y.XmlElement("b")];
      inner.insert(0, [makeParagraph("deep")]);
      outer.insert(0, [inner, makeParagraph("below")]);
      copy.getXmlFragment("page").insert(2, [outer]);
    },
    "written and deleted at once": (copy) => {
      appendParagraphs(copy, "gone", "stays");
      copy.getXmlFragment("page").delete(4, 1);
      textOfParagraph(copy, 4).delete(0, 2);
    },
    "nothing": () => {},
  };
  for (const [what, act] of Object.entries(honest)) {
    const update = after(doc, act);
    look(update, doc);
    Y.applyUpdate(doc, update);
    assert.ok(what);
  }
  look(Y.encodeStateAsUpdate(doc), doc);
});

Deno.test("content outside the shape, or in another root, is refused in a shared document (SYNC-13)", () => {
  const doc = page();
  const first = (copy: Y.Doc) =>
    copy.getXmlFragment("page").get(1) as Y.XmlElement;
  const forgedBy: Record<string, (copy: Y.Doc) => void> = {
    "another root": (copy) => copy.getArray("outbox").push([1]),
    "whose is what": (copy) => copy.getMap("writers").set("30", "ben"),
    "whose is another's": (copy) => copy.getMap("writers").set("10", "mallory"),
    "not whose any more": (copy) => copy.getMap("writers").delete("10"),
    "an unknown element": (copy) =>
      copy.getXmlFragment("page").insert(0, [new Y.XmlElement("script")]),
    "a box in a paragraph": (copy) =>
      first(copy).insert(1, [new Y.XmlElement("b")]),
    "text at the root": (copy) =>
      copy.getXmlFragment("page").insert(0, [new Y.XmlText("x")]),
    "an unknown attribute": (copy) => first(copy).setAttribute("onclick", "x"),
    "an attribute of another value": (copy) =>
      first(copy).setAttribute("level", "x"),
    "an attribute of another element": (copy) => {
      const box = new Y.XmlElement("b");
      box.setAttribute("level", 1 as unknown as string);
      copy.getXmlFragment("page").insert(0, [box]);
    },
    "a huge attribute": (copy) =>
      first(copy).setAttribute("level", "x".repeat(100_000)),
    "an attribute with bytes": (copy) =>
      first(copy).setAttribute("level", new Uint8Array(3) as unknown as string),
    "an attribute that is a type": (copy) =>
      first(copy).setAttribute("level", new Y.Text("1") as unknown as string),
    "an attribute of text": (copy) =>
      textOfParagraph(copy, 1).setAttribute("level", 1),
    "an unknown mark": (copy) =>
      textOfParagraph(copy, 1).format(0, 2, { color: "red" }),
    "a mark of another value": (copy) =>
      textOfParagraph(copy, 1).format(0, 2, { strong: { a: [] } }),
    "an embed": (copy) =>
      textOfParagraph(copy, 1).insertEmbed(0, { image: "x" }),
    "an embedded type": (copy) =>
      textOfParagraph(copy, 1).insertEmbed(0, new Y.XmlElement("p")),
    "a hook": (copy) =>
      copy.getXmlFragment("page").insert(0, [new Y.XmlHook("p") as never]),
    "a map": (copy) =>
      copy.getXmlFragment("page").insert(0, [new Y.Map() as never]),
    "a fragment": (copy) =>
      first(copy).insert(0, [new Y.XmlFragment() as never]),
    "plain text for XML's": (copy) =>
      first(copy).insert(0, [new Y.Text("x") as never]),
    "too deep": (copy) => {
      let inner = makeParagraph("deep");
      for (let n = 0; n < 4; n++) {
        const box = new Y.XmlElement("b");
        box.insert(0, [inner]);
        inner = box;
      }
      copy.getXmlFragment("page").insert(0, [inner]);
    },
  };
  const before = readXml(doc);
  for (const [what, act] of Object.entries(forgedBy)) {
    isRefused(after(doc, act), doc, what);
  }
  assert.equal(readXml(doc), before);
  const p = elementOf(doc, amy), words = textTypeOf(doc, amy);
  const raw: Record<string, ForgedStruct> = {
    "a document": { ref: 9, parent: p, content: new Uint8Array([1, 120, 126]) },
    "bytes": { ref: 3, parent: words, content: new Uint8Array([1, 0]) },
    "old JSON": {
      ref: 2,
      parent: p,
      key: "level",
      content: new Uint8Array([1, 1, 49]),
    },
    "values at the root": jsonStruct(1, { parent: "page" }),
    "values among elements": jsonStruct(1, { parent: p }),
    "two values for an attribute": nullsStruct(2, { parent: p, key: "level" }),
    "no value for an attribute": jsonStruct(undefined, {
      parent: p,
      key: "level",
    }),
    "text among elements": textStruct("x", { parent: p }),
    "text as an attribute": textStruct("1", { parent: p, key: "level" }),
    "a mark among elements": formatStruct("strong", {}, { parent: p }),
    "a key at the root": elementStruct("p", { parent: "page", key: "a" }),
    "a key in text": textStruct("x", { parent: words, key: "a" }),
    "what was deleted, under a key in text": deletedStruct({
      parent: words,
      key: "a",
    }),
    "what was deleted, in whose is what": deletedStruct({
      parent: "writers",
      key: "1",
    }),
    "what was deleted, in another root": deletedStruct({ parent: "outbox" }),
    "a key without end": deletedStruct({ parent: p, key: "k".repeat(1000) }),
    "a name without end": elementStruct("p".repeat(1000), { parent: "page" }),
    "beside whose is what": textStruct("x", { origin: writersEntry(doc) }),
    "before whose is what": textStruct("x", { right: writersEntry(doc) }),
    "in whose is what": textStruct("x", { parent: writersEntry(doc) }),
    "in a word": textStruct("x", { parent: [amy, 3] }),
    "the prototype of a mark": formatStruct(
      "strong",
      JSON.parse('{"__proto__":1}'),
      {
        parent: words,
      },
    ),
  };
  for (const [what, struct] of Object.entries(raw)) {
    isRefused(updateOf(struct), doc, what);
  }
  look(updateOf(elementStruct("p", { parent: "page" })), doc);
  look(updateOf(deletedStruct({ parent: p, key: "level" })), doc);
});

Deno.test("nobody writes under another member's client, or the server's (SYNC-13)", () => {
  const doc = page();
  for (const client of [amy, ben, server, doc.clientID]) {
    const update = after(
      doc,
      (copy) => appendParagraphs(copy, "forged"),
      client,
    );
    isRefused(update, doc, `as ${client}`);
    const known = Y.getState(doc.store, client);
    const skip: ForgedStruct = { ref: 10, content: new Uint8Array([5]) };
    const gap: ForgedStruct = { ref: 0, content: new Uint8Array([5]) };
    isRefused(forged(client, known, skip), doc, `a gap of ${client}`);
    isRefused(forged(client, known, gap), doc, `rubbish of ${client}`);
    isRefused(forged(client, known + 7, gap), doc, `later of ${client}`);
  }
  const [own, theirs] = [mine, amy].map((client) => ({
    client,
    clock: Y.getState(doc.store, client),
    structs: [elementStruct("p", { parent: "page" })],
  }));
  isRefused(
    buildUpdate({ sections: [own, theirs], deletions: [] }),
    doc,
    "hidden",
  );
  look(buildUpdate({ sections: [own], deletions: [] }), doc);
  const [, clock] = elementOf(doc, amy);
  const longer = deletedStruct({ parent: "page" }, 1000);
  isRefused(forged(amy, clock, longer), doc, "it goes on");
});

Deno.test("a member's own clients may depend on each other, and their number is limited (SYNC-13)", () => {
  const doc = page();
  const sections = [mine + 1, mine].map((client, n) => ({
    client,
    clock: 0,
    structs: n === 0
      ? [
        elementStruct("p", { origin: [mine, 0] as StructId }),
        textTypeStruct({ parent: [mine, 1] }),
      ]
      : [
        elementStruct("b", { parent: "page" }),
        elementStruct("p", { parent: [mine, 0] }),
      ],
  }));
  const update = buildUpdate({ sections, deletions: [] });
  look(update, doc);
  Y.applyUpdate(doc, update);
  assert.match(readXml(doc), /<b><p><\/p><\/b><p><\/p>/);
  const many = Array.from({ length: limits.clientsPerUpdate + 1 }, (_, n) => ({
    client: 5000 + n,
    clock: 0,
    structs: [elementStruct("p", { parent: "page" })],
  }));
  isRefused(buildUpdate({ sections: many, deletions: [] }), doc, "too many");
});

Deno.test("a struct has one parent, in every encoding (SYNC-13)", () => {
  const doc = page();
  const [ofAmy, ofBen] = [textTypeOf(doc, amy), textTypeOf(doc, ben)];
  const wordOf = (client: number): StructId =>
    idWhere(
      doc,
      ({ id, content }) =>
        id.client === client && content instanceof Y.ContentString,
    );
  const forgedStructs: Record<string, ForgedStruct[]> = {
    "between two texts": [
      textStruct("x", { origin: wordOf(amy), right: wordOf(ben) }),
    ],
    "between a text and the root": [
      textStruct("x", { origin: wordOf(amy), right: elementOf(doc, ben) }),
    ],
    "between the root and a new one": [
      elementStruct("p", { parent: "page" }),
      textStruct("x", { origin: wordOf(amy), right: [mine, 0] }),
    ],
    "an element among words": [elementStruct("p", { origin: wordOf(amy) })],
    "words among elements": [textStruct("x", { origin: elementOf(doc, amy) })],
    "words beside a new element": [
      elementStruct("p", { parent: "page" }),
      textStruct("x", { origin: [mine, 0] }),
    ],
    "before what is under a key": [
      elementStruct("p", { parent: "page" }),
      jsonStruct(1, { parent: [mine, 0], key: "level" }),
      jsonStruct(2, { right: [mine, 1] }),
    ],
    "in itself": [elementStruct("b", { parent: [mine, 0] })],
    "in what comes after it": [
      elementStruct("b", { parent: [mine, 1] }),
      elementStruct("b"),
    ],
  };
  for (const [what, structs] of Object.entries(forgedStructs)) {
    isRefused(updateOf(...structs), doc, what);
  }
  look(
    updateOf(
      textStruct("x", { parent: ofAmy }),
      textStruct("y", { parent: ofBen }),
    ),
    doc,
  );
  // Two structs that are each other's parents never come in, and hold up nobody.
  const circle = buildUpdate({
    sections: [
      {
        client: mine,
        clock: 0,
        structs: [elementStruct("b", { parent: [mine + 1, 0] })],
      },
      {
        client: mine + 1,
        clock: 0,
        structs: [elementStruct("b", { parent: [mine, 0] })],
      },
    ],
    deletions: [],
  });
  look(circle, doc);
  const before = readXml(doc);
  Y.applyUpdate(doc, circle);
  assert.equal(readXml(doc), before);
});

Deno.test("an update that continues a known struct stays in its place (SYNC-13)", () => {
  const doc = page();
  const mineToo = after(doc, (copy) => appendParagraphs(copy, "my words"));
  Y.applyUpdate(doc, mineToo);
  const known = Y.getState(doc.store, mine);
  const [, start] = idWhere(
    doc,
    ({ id, content }) =>
      id.client === mine && content instanceof Y.ContentString,
  );
  const goesOn = (rest: Partial<ForgedStruct>) =>
    forged(mine, start, textStruct("my words and more", rest));
  assert.ok(known > start);
  look(goesOn({ parent: textTypeOf(doc, mine) }), doc);
  isRefused(goesOn({ parent: textTypeOf(doc, amy) }), doc, "in another's text");
  const [client, clock] = textTypeOf(doc, mine);
  const asElement = forged(
    client,
    clock,
    deletedStruct({ parent: "page" }, 50),
  );
  isRefused(asElement, doc, "at the root");
  // The paragraph is deleted meanwhile, with the rest of its text.
  const inIt = textTypeOf(doc, mine);
  doc.getXmlFragment("page").delete(4, 1);
  const late = goesOn({ parent: inIt });
  look(late, doc);
  const before = readXml(doc);
  Y.applyUpdate(doc, late);
  assert.equal(readXml(doc), before);
  assert.equal(Y.getState(doc.store, mine), start + "my words and more".length);
});

Deno.test("content under a concurrently deleted parent is collected, and passes (SYNC-13)", () => {
  const doc = page();
  const update = after(doc, (copy) => {
    textOfParagraph(copy, 1).insert(3, "late");
    textOfParagraph(copy, 1).format(0, 2, { strong: {} });
    (copy.getXmlFragment("page").get(1) as Y.XmlElement)
      .setAttribute("level", 2 as unknown as string);
  });
  doc.getXmlFragment("page").delete(1, 1);
  look(update, doc);
  const before = readXml(doc);
  Y.applyUpdate(doc, update);
  assert.equal(readXml(doc), before);
  assert.equal(doc.store.pendingStructs, null);
});

Deno.test("everyone may delete text, and nobody the record of authors (SYNC-13)", () => {
  const doc = page();
  const deleting = (...[client, clock]: StructId) =>
    buildUpdate({
      sections: [],
      deletions: [{ client, ranges: [[clock, 1]] }],
    });
  look(deleting(...elementOf(doc, amy)), doc);
  look(deleting(...elementOf(doc, server)), doc);
  isRefused(deleting(...writersEntry(doc)), doc, "whose it is");
  const all = Y.getState(doc.store, server);
  const whole = buildUpdate({
    sections: [],
    deletions: [{ client: server, ranges: [[0, all]] }],
  });
  isRefused(whole, doc, "all of the server's");
});

Deno.test("nobody splits a character, in new text or existing text (SYNC-13)", () => {
  const doc = page();
  doc.clientID = amy;
  textOfParagraph(doc, 1).insert(0, "a😀b");
  doc.clientID = 2000;
  const [, start] = idWhere(
    doc,
    ({ content }) =>
      content instanceof Y.ContentString && content.str.startsWith("a😀"),
  );
  const sign = start + 1;
  const deleting = (clock: number, length: number) =>
    buildUpdate({
      sections: [],
      deletions: [{ client: amy, ranges: [[clock, length]] }],
    });
  const wordAfter = (clock: number) =>
    textStruct("x", { origin: [amy, clock], right: [amy, clock + 1] });
  isRefused(updateOf(wordAfter(sign)), doc, "behind a half");
  isRefused(
    updateOf(textStruct("x", { right: [amy, sign + 1] })),
    doc,
    "before one",
  );
  isRefused(deleting(start, 2), doc, "up to a half");
  isRefused(deleting(sign + 1, 1), doc, "from one on");
  const again = forged(ben, 0, deletedStruct({ origin: [amy, sign] }));
  isRefused(again, doc, "as if it were there");
  look(updateOf(wordAfter(start)), doc);
  look(updateOf(wordAfter(sign + 1)), doc);
  look(deleting(sign, 2), doc);
});

Deno.test("endless nesting is refused, and inspected without recursion (SYNC-13)", () => {
  const doc = page();
  const deep = Array.from(
    { length: 5000 },
    (_, n) => elementStruct("b", { parent: n === 0 ? "page" : [mine, n - 1] }),
  );
  isRefused(ofMany(deep), doc, "of one client");
  const sections = [0, 1].map((which) => ({
    client: mine + which,
    clock: 0,
    structs: Array.from({ length: 2000 }, (_, n) =>
      elementStruct("b", {
        parent: n + which === 0
          ? "page"
          : [mine + 1 - which, which === 0 ? n - 1 : n] as StructId,
      })),
  }));
  isRefused(buildUpdate({ sections, deletions: [] }), doc, "of two by turns");
  const lax = { ...pageDocumentShape, element: () => true };
  assert.throws(() =>
    inspectUpdate(
      ofMany(deep.slice(0, 100)),
      doc,
      new SharedWriteProfile(lax, isMine(doc)),
    )
  );
});

Deno.test("one update to a shared document is limited to what Yjs can integrate in time (SYNC-13)", () => {
  const doc = page();
  const words = textTypeOf(doc, amy);
  const many = <T>(length: number, make: (n: number) => T) =>
    Array.from({ length }, (_, n) => make(n));
  const forgedUpdates: Record<string, Uint8Array> = {
    "a hundred thousand structs": ofMany(
      many(100_000, () => formatStruct("strong", {}, { parent: words })),
    ),
    "elements side by side, each the first": ofMany(
      many(3000, () => elementStruct("p", { parent: "page" })),
    ),
    "twenty thousand in a row": ofMany(
      many(
        20_000,
        (n) =>
          elementStruct(
            "p",
            n === 0 ? { parent: "page" } : { origin: [mine, n - 1] },
          ),
      ),
    ),
    "rows of collected ones, each between others": ofMany(
      many(12_000, (n) =>
        n % 3 === 0
          ? elementStruct(
            "p",
            n === 0 ? { parent: "page" } : { origin: [mine, n - 3] },
          )
          : { ref: 0, content: new Uint8Array([1]) }),
    ),
    "an attribute set over and over, each the first": ofMany([
      elementStruct("p", { parent: "page" }),
      ...many(3000, () => jsonStruct(1, { parent: [mine, 0], key: "level" })),
    ]),
  };
  for (const [what, update] of Object.entries(forgedUpdates)) {
    assert.throws(() => look(update, doc), /costs too much|too many/, what);
  }
});

Deno.test("deleting a large parent costs its content, once (SYNC-13)", () => {
  const doc = page();
  const box = new Y.XmlElement("b");
  doc.clientID = amy;
  doc.transact(() => {
    doc.getXmlFragment("page").insert(0, [box]);
    for (let n = 0; n < 2000; n++) box.insert(n, [makeParagraph("x")]);
  });
  doc.clientID = 2000;
  const [client, clock] = idWhere(
    doc,
    ({ content }) => content instanceof Y.ContentType && content.type === box,
  );
  const one = buildUpdate({
    sections: [],
    deletions: [{ client, ranges: [[clock, 1]] }],
  });
  const { steps } = look(one, doc);
  assert.ok(one.length < 20 && steps > 2000 * 3 * 20, `${steps} steps`);
  const honest = after(doc, (copy) => copy.getXmlFragment("page").delete(0, 1));
  const all = look(honest, doc).steps;
  assert.ok(all < 4 * steps, `${all} steps`);
});

Deno.test("an hour of offline writing passes at once, at less than half of the limit (SYNC-13)", () => {
  const server = page();
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(server));
  copy.clientID = mine;
  const before = Y.encodeStateVector(copy);
  let seed = 1;
  const below = (end: number) => (seed = (seed * 48271) % 2147483647) % end;
  for (let n = 0; n < 400; n++) {
    const fragment = copy.getXmlFragment("page");
    const words = textOfParagraph(copy, below(fragment.length));
    const at = below(words.length + 1);
    if (n % 20 === 0) appendParagraphs(copy, "A new paragraph, begun");
    else if (n % 7 === 0) words.delete(at, Math.min(4, words.length - at));
    else if (n % 11 === 0) {
      words.format(at, Math.min(5, words.length - at), { strong: {} });
    } else {
      for (const [i, letter] of [..."some more words "].entries()) {
        words.insert(at + i, letter);
      }
    }
  }
  for (let n = 0; n < 200; n++) {
    server.clientID = n % 2 ? amy : ben;
    textOfParagraph(server, n % 4).insert(below(5), "theirs ");
  }
  const { steps } = look(Y.encodeStateAsUpdate(copy, before), server);
  assert.ok(steps < limits.steps / 2, `${steps} steps`);
});

Deno.test("honest updates by several members pass in every encoding, and all copies end equal (SYNC-13)", () => {
  const act = fc.record({
    device: fc.nat(2),
    what: fc.constantFrom(
      "type",
      "type",
      "append",
      "box",
      "delete",
      "cut",
      "mark",
      "level",
    ),
    at: fc.nat(1000),
    many: fc.integer({ min: 1, max: 6 }),
    hears: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 50 }), (acts) => {
      const central = new Y.Doc();
      const devices = [1, 2, 3].map((clientID) => {
        const doc = new Y.Doc();
        doc.clientID = clientID;
        return doc;
      });
      const sync = (device: number) => {
        const doc = devices[device];
        const update = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(central));
        const isOwn = (client: number) => client === device + 1;
        inspectUpdate(
          update,
          central,
          new SharedWriteProfile(pageDocumentShape, isOwn),
        );
        Y.applyUpdate(central, update);
        assert.equal(central.store.pendingStructs, null);
        Y.applyUpdate(doc, Y.encodeStateAsUpdate(central));
      };
      for (const { device, what, at, many, hears } of acts) {
        if (hears) sync(device);
        const doc = devices[device];
        const fragment = doc.getXmlFragment("page");
        const found = fragment.length > 0
          ? fragment.get(at % fragment.length) as Y.XmlElement
          : null;
        const words = found?.get(0) instanceof Y.XmlText
          ? found.get(0) as Y.XmlText
          : null;
        const place = words ? at % (words.length + 1) : 0;
        const length = words ? Math.min(many, words.length - place) : 0;
        if (what === "append") appendParagraphs(doc, "x".repeat(many));
        if (what === "box") {
          const box = new Y.XmlElement("b");
          box.insert(0, [makeParagraph("in")]);
          fragment.insert(at % (fragment.length + 1), [box]);
        }
        if (what === "delete" && found) {
          fragment.delete(at % fragment.length, 1);
        }
        if (what === "type") words?.insert(place, "y".repeat(many));
        if (what === "cut") words?.delete(place, length);
        if (what === "mark") {
          words?.format(place, length, { strong: at % 2 ? {} : null });
        }
        if (what === "level" && found?.nodeName === "p") {
          if (at % 3) found.setAttribute("level", 1 as unknown as string);
          else found.removeAttribute("level");
        }
      }
      for (const device of [0, 1, 2, 0, 1, 2]) sync(device);
      for (const device of [0, 1, 2, 0, 1, 2]) sync(device);
      for (const doc of devices) assert.equal(readXml(doc), readXml(central));
    }),
    propertyOptions("honest shared updates", 300),
  );
});

Deno.test("corrupt bytes are refused, or change only the page under their sender's name (SYNC-13)", () => {
  const doc = page();
  const base = Y.encodeStateAsUpdate(doc);
  const honest = [
    after(doc, (copy) => appendParagraphs(copy, "mine")),
    after(doc, (copy) => textOfParagraph(copy, 1).insert(4, "mine")),
    after(doc, (copy) => textOfParagraph(copy, 1).format(1, 3, { strong: {} })),
    after(doc, (copy) => copy.getXmlFragment("page").delete(1, 1)),
    after(doc, (copy) => copy.getMap("writers").set("9", "me")),
    base,
  ];
  const states = Y.encodeStateVector(doc);
  fc.assert(
    fc.property(
      fc.constantFrom(...honest),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
      (update, changes) => {
        const bytes = update.slice();
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const copy = new Y.Doc();
        Y.applyUpdate(copy, base);
        copy.clientID = 2000;
        try {
          look(bytes, copy);
        } catch (error) {
          assert.ok(isRefusal(error), String(error));
          return;
        }
        Y.applyUpdate(copy, bytes);
        copy.store.pendingStructs = copy.store.pendingDs = null;
        assert.deepEqual(copy.getMap("writers").toJSON(), {
          [amy]: "amy",
          [ben]: "ben",
        });
        assert.deepEqual([...copy.share.keys()].sort(), ["page", "writers"]);
        for (const [client, clock] of Y.decodeStateVector(states)) {
          assert.equal(Y.getState(copy.store, client), clock);
        }
        readXml(copy);
      },
    ),
    propertyOptions("spoilt shared updates", 3000),
  );
});

function fits(type: Y.XmlFragment, parent: string | null, depth = 0): boolean {
  return type.toArray().every((child) => {
    if (child instanceof Y.XmlText) {
      const deltas: { insert: unknown; attributes?: object }[] = child
        .toDelta();
      return parent !== null && pageDocumentShape.text(parent) &&
        deltas.every(({ insert, attributes = {} }) =>
          typeof insert === "string" &&
          Object.entries(attributes).every(([key, value]) =>
            pageDocumentShape.mark(key, value)
          )
        );
    }
    if (!(child instanceof Y.XmlElement)) return false;
    const attributes = Object.entries(child.getAttributes());
    return pageDocumentShape.element(child.nodeName, parent, depth) &&
      attributes.every(([key, value]) =>
        pageDocumentShape.attribute(child.nodeName, key, value)
      ) &&
      fits(child, child.nodeName, depth + 1);
  });
}

Deno.test("a forged update is refused, or leaves copies equal and other authors alone (SYNC-13)", () => {
  let passed = 0, refused = 0;
  fc.assert(
    fc.property(fc.nat(2 ** 31), (seed) => {
      const random = new Random(seed);
      const below = (end: number) => random.below(end);
      const base = page();
      for (const client of [amy, ben, mine]) {
        base.clientID = client;
        for (let n = 0; n < 5; n++) editAtRandom(base, below);
      }
      base.clientID = 2000;
      const whole = Y.encodeStateAsUpdate(base);
      const update = after(base, (copy) => {
        for (let n = random.below(6); n >= 0; n--) editAtRandom(copy, below);
      });
      const known = [...base.store.clients].flatMap(([client, structs]) =>
        structs.map(({ id }): StructId => [client, id.clock])
      );
      const parts = parseUpdate(update);
      for (let n = random.below(4); n >= 0; n--) {
        forgePart(parts, known, random);
      }
      const forgery = buildUpdate(parts);
      const states = Y.decodeStateVector(Y.encodeStateVector(base));
      try {
        look(forgery, base);
      } catch (error) {
        assert.ok(isRefusal(error), String(error));
        refused++;
        return;
      }
      passed++;
      // As the server does it: what it emits is all that others get.
      const emitted: Uint8Array[] = [];
      base.on("update", (update: Uint8Array) => emitted.push(update));
      base.transact((transaction) => {
        Y.applyUpdate(base, forgery);
        transaction.local = true;
      });
      base.store.pendingStructs = base.store.pendingDs = null;
      const other = new Y.Doc();
      other.transact((transaction) => {
        for (const each of [whole, ...emitted]) Y.applyUpdate(other, each);
        transaction.local = true;
      });
      assert.equal(other.store.pendingStructs, null);
      assert.ok(Y.equalSnapshots(Y.snapshot(base), Y.snapshot(other)));
      assert.equal(readXml(base), readXml(other));
      const reloaded = new Y.Doc();
      reloaded.transact((transaction) => {
        Y.applyUpdate(reloaded, Y.encodeStateAsUpdate(base));
        transaction.local = true;
      });
      assert.equal(readXml(base), readXml(reloaded));
      assert.ok(fits(base.getXmlFragment("page"), null));
      assert.deepEqual(base.getMap("writers").toJSON(), {
        [amy]: "amy",
        [ben]: "ben",
      });
      for (const [client, clock] of states) {
        if (client === mine) continue;
        assert.equal(Y.getState(base.store, client), clock);
      }
    }),
    propertyOptions("forged shared updates", 1000),
  );
  assert.ok(passed > 50 && refused > 50, `${passed} passed, ${refused} not`);
});
