/**
 * A group's member attacks its page with a stock Yjs client (W-1 to W-4, SYNC-12, SYNC-13, ACCESS-1); only their own
 * connection suffers.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames } from "../../../classroom/model/documents.ts";
import { testClass as test } from "../../class.ts";
import { OpenDocument } from "../../people.ts";

const rootOf = (doc: Y.Doc) => doc.getXmlFragment("page");
const xmlOf = ({ doc }: OpenDocument) => rootOf(doc).toString();

function writes({ doc }: OpenDocument, text: string) {
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText(text)]);
  rootOf(doc).push([paragraph]);
}

/** Attacks on a synced page. */
const attacks: Record<string, (doc: Y.Doc, amy: number) => void> = {
  "words under a classmate's id": (doc, amy) => {
    const forged = new Y.Doc();
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(doc));
    forged.clientID = amy;
    rootOf(forged).insert(0, [new Y.XmlElement("paragraph")]);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(forged));
  },
  "a classmate's words for one's own": (doc, amy) => {
    doc.getMap("writers").set(String(amy), "mallory");
  },
  "a root that no page has": (doc) => {
    doc.getMap("pages").set("x", "y");
  },
  "a node that no page has": (doc) => {
    rootOf(doc).push([new Y.XmlElement("script")]);
  },
  "an element's hook": (doc) => {
    rootOf(doc).push([new Y.XmlHook("h") as unknown as Y.XmlElement]);
  },
  "text where only blocks may be": (doc) => {
    rootOf(doc).push([new Y.XmlText("bare")]);
  },
  "an attribute that no page has": (doc) => {
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.setAttribute("onclick", "alert(1)");
    rootOf(doc).push([paragraph]);
  },
  "a picture as wide as a city": (doc) => {
    const paragraph = new Y.XmlElement("paragraph");
    const image = new Y.XmlElement<Record<string, string>>("image");
    image.setAttribute("file", "1".repeat(16));
    image.setAttribute("width", 1e9 as unknown as string);
    paragraph.insert(0, [image]);
    rootOf(doc).push([paragraph]);
  },
  "a picture from elsewhere": (doc) => {
    const paragraph = new Y.XmlElement("paragraph");
    const image = new Y.XmlElement<Record<string, string>>("image");
    image.setAttribute("file", "https://evil.example/x.png");
    paragraph.insert(0, [image]);
    rootOf(doc).push([paragraph]);
  },
  "a huge attribute": (doc) => {
    const heading = new Y.XmlElement<{ level: string }>("heading");
    heading.setAttribute("level", "1".repeat(100_000));
    rootOf(doc).push([heading]);
  },
  "a link that runs a script": (doc) => {
    const paragraph = new Y.XmlElement("paragraph");
    const text = new Y.XmlText();
    text.insert(0, "here", { link: { href: "javascript:alert(1)" } });
    paragraph.insert(0, [text]);
    rootOf(doc).push([paragraph]);
  },
  "a mark that no page has": (doc) => {
    const paragraph = new Y.XmlElement("paragraph");
    const text = new Y.XmlText();
    text.insert(0, "big", { fontSize: "400px" });
    paragraph.insert(0, [text]);
    rootOf(doc).push([paragraph]);
  },
  "100,000 structs": (doc) => {
    const paragraph = new Y.XmlElement("paragraph");
    const text = new Y.XmlText();
    paragraph.insert(0, [text]);
    rootOf(doc).push([paragraph]);
    // Each before the last, so that Yjs merges none.
    for (let n = 0; n < 100_000; n++) text.insert(0, "x");
  },
  "elements in each other, a thousand deep": (doc) => {
    let inner = new Y.XmlElement("bullet_list");
    const outer = inner;
    rootOf(doc).push([outer]);
    for (let n = 0; n < 1000; n++) {
      const next = new Y.XmlElement(n % 2 ? "bullet_list" : "list_item");
      inner.insert(0, [next]);
      inner = next;
    }
  },
};

test("forbidden page content ends only its sender's connection (SYNC-13, W-1)", async ({ teacher, session, enter, keep }) => {
  const { amy, mallory, page } = await groupOf({ teacher, session, enter });
  const hers = amy.open(page);
  await hers.synced();
  writes(hers, "Leaves turn to the light");
  const before = xmlOf(hers);
  for (const [what, attack] of Object.entries(attacks)) {
    const own = keep(new OpenDocument(mallory.visitor, page, "member"));
    await own.until(() => xmlOf(own) === before, `all was there: ${what}`);
    own.doc.transact(() => attack(own.doc, hers.doc.clientID));
    await own.until(() => own.closes.length > 0, `${what} was refused`);
    const [{ code }] = own.closes;
    assert([4400, 4403, 4413].includes(code), `${what}: ${code}`);
    own.close();
    const next = keep(new OpenDocument(amy.visitor, page, "member"));
    await next.until(() => xmlOf(next) === before, `nothing of ${what}`);
    assert.deepEqual(next.doc.getMap("pages").size, 0);
    assert.equal(
      next.doc.getMap("writers").get(String(hers.doc.clientID)),
      amy.member,
    );
    next.close();
  }
  assert.deepEqual(hers.closes, []);
  writes(hers, "and are green");
  const last = keep(new OpenDocument(mallory.visitor, page, "member"));
  await last.until(() => xmlOf(last) === xmlOf(hers), "they went on writing");
});

test("after a lock, a move, a removal or the end nobody can write (ACCESS-1, W-2, W-4)", async ({ teacher, session, enter, keep }) => {
  const { amy, mallory, page, rooms, resource } = await groupOf(
    { teacher, session, enter },
  );
  const path = `/api/sessions/${session.id}`;
  const hers = amy.open(page);
  await hers.synced();
  const amyWrites = async (text: string) => {
    writes(hers, text);
    const next = keep(new OpenDocument(amy.visitor, page, "member"));
    await next.until(() => xmlOf(next).includes(text), `${text} was stored`);
    next.close();
    return xmlOf(hers);
  };
  let before = await amyWrites("Leaves turn to the light");
  const writesInVain = async (after: string) => {
    const own = keep(new OpenDocument(mallory.visitor, page, "member"));
    await own.until(
      () => own.provider.synced || own.permanent !== null,
      `they had an answer after ${after}`,
    );
    writes(own, `by Mallory after ${after}`);
    const next = keep(new OpenDocument(amy.visitor, page, "member"));
    await next.until(() => xmlOf(next) === before, `nothing after ${after}`);
    assert(!xmlOf(hers).includes("Mallory"), after);
    own.close();
    next.close();
  };
  const lock = (locked: boolean) =>
    teacher.get(200, "PATCH", `${path}/resources/${resource}`, { locked });
  await lock(true);
  await writesInVain("Lock");
  await lock(false);
  before = await amyWrites("and are green");
  await teacher.get(200, "POST", `${path}/breakouts/moves`, {
    moves: [{ member: mallory.member, room: rooms[1] }],
  });
  await writesInVain("a move");
  await teacher.get(200, "POST", `${path}/breakouts/moves`, {
    moves: [{ member: mallory.member, room: rooms[0] }],
  });
  await teacher.get(204, "DELETE", `${path}/members/${mallory.member}`);
  await writesInVain("a removal");
  const ben = await enter("Ben");
  await teacher.get(200, "POST", `${path}/breakouts/moves`, {
    moves: [{ member: ben.member, room: rooms[0] }],
  });
  const open = ben.open(page);
  await open.until(() => xmlOf(open) === before, "Ben has the page");
  await teacher.get(200, "POST", `${path}/end`, { now: true });
  writes(open, "by Ben after the end");
  await open.until(
    () => open.closes.length > 0 || !open.provider.synced,
    "the end had come to Ben's page",
  );
  const { body } = await teacher.get(
    200,
    "GET",
    `${path}/history?format=json&part=pages`,
  );
  const all = JSON.stringify(body);
  assert(all.includes("and are green"));
  assert(!all.includes("Mallory") && !all.includes("after the end"), all);
});

async function groupOf(
  { teacher, session, enter }: Pick<
    Parameters<Parameters<typeof test>[1]>[0],
    "teacher" | "session" | "enter"
  >,
) {
  const path = `/api/sessions/${session.id}`;
  const amy = await enter("Amy"), mallory = await enter("Mallory");
  const { body } = await teacher.get(201, "POST", `${path}/breakouts/rooms`, {
    names: ["Red", "Blue"],
  });
  const rooms = (body.rooms as { id: string }[]).map(({ id }) => id);
  await teacher.get(200, "POST", `${path}/breakouts/moves`, {
    moves: [amy, mallory].map(({ member }) => ({ member, room: rooms[0] })),
  });
  await teacher.get(200, "POST", `${path}/breakouts/start`, {});
  const { body: { resource: { id: resource } } } = await teacher.get(
    201,
    "POST",
    `${path}/resources`,
    { page: { name: "A leaf", per: "group" } },
  );
  const { body: { page: id } } = await amy.visitor.get(
    200,
    "POST",
    `${path}/pages`,
    { resource },
  );
  const page = documentNames.page(session.id, id);
  return { amy, mallory, page, rooms, resource };
}
