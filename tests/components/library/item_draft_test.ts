import assert from "node:assert/strict";
import fc from "fast-check";
import {
  deleteDrafts,
  ItemDraft,
  listDrafts,
} from "../../../components/library/item_draft.ts";
import type {
  Reply,
  sendRequest,
} from "../../../components/client/send_request.ts";
import { propertyOptions } from "../../random.ts";

interface Body {
  readonly text: string;
}
type Stored = Body & { id: string; at: number };
type Network = "up" | "down" | "reply lost";

const place = "quiz/lin";

/** The library of one teacher, with the rules of `classroom/library/library.ts`. */
class Library {
  readonly items = new Map<string, Stored>();
  /** Texts of items that were deleted. */
  readonly deleted: string[] = [];
  network: Network = "up";
  #at = 0;

  readonly send = ((
    method: string,
    path: string,
    body: Body & { id?: string; expected?: number },
  ): Promise<Reply<unknown>> => {
    const lost = Promise.resolve(refused(0));
    if (this.network === "down") return lost;
    const answer = this.#answer(method, path.split("/")[3], body);
    return this.network === "up" ? Promise.resolve(answer) : lost;
  }) as typeof sendRequest;

  store(id: string, text: string): Reply<unknown> {
    const quiz = { id, text, at: ++this.#at };
    this.items.set(id, quiz);
    return { ok: true, status: 200, body: { quiz } };
  }

  delete(id: string): void {
    this.deleted.push(this.items.get(id)?.text ?? "");
    this.items.delete(id);
  }

  #answer(
    method: string,
    itemId: string | undefined,
    body: Body & { id?: string; expected?: number },
  ): Reply<unknown> {
    const id = itemId ?? body.id!;
    const stored = this.items.get(id);
    if (method === "POST") {
      if (!stored) return this.store(id, body.text);
      return stored.text === body.text ? accepted(stored) : refused(409);
    }
    if (!stored) return refused(404);
    if (method === "GET") return accepted(stored);
    return body.expected === stored.at
      ? this.store(id, body.text)
      : refused(409);
  }
}

function accepted(quiz: Stored): Reply<unknown> {
  return { ok: true, status: 200, body: { quiz } };
}

function refused(status: number): Reply<never> {
  const problem = { type: "t", status, detail: `${status}`, retryAfter: 0 };
  return { ok: false, problem };
}

/** A tab that opens the item of an id; undefined: a new item. */
function openTab(library: Library, id?: string): ItemDraft<Body, Body> {
  const stored = library.items.get(id ?? "") ?? null;
  const draft = new ItemDraft<Body, Body>({
    kind: "quiz",
    place,
    id,
    stored,
    begin: () => ({ text: stored?.text ?? "" }),
    toBody: (typed) => typed,
    isSame: (one, other) => one.text === other.text,
    toCopy: ({ text }) => ({ text: `${text} (copy)` }),
    send: library.send,
  });
  draft.restore();
  return draft;
}

const type = (tab: ItemDraft<Body, Body>, text: string) =>
  tab.change({ text: tab.typed.peek().text + text });

const textsOf = ({ items }: Library) =>
  [...items.values()].map(({ text }) => text).sort();

const keptTexts = () =>
  listDrafts<Body>(place).map(({ typed }) => typed.text).sort();

function test(name: string, run: (library: Library) => Promise<void>) {
  Deno.test(name, async () => {
    localStorage.clear();
    await run(new Library());
  });
}

test("what is typed is on the device at once, and gone from it once it is stored", async (library) => {
  const tab = openTab(library);
  type(tab, "leaf");
  assert.deepEqual(keptTexts(), ["leaf"]);
  assert.equal(await tab.save(), true);
  assert.deepEqual(textsOf(library), ["leaf"]);
  assert.deepEqual(keptTexts(), []);
});

test("a reload offline loses nothing, and the item is stored once", async (library) => {
  library.network = "down";
  const tab = openTab(library);
  type(tab, "leaf");
  assert.equal(await tab.save(), false);
  assert.equal(tab.state.peek().is, "offline");
  const reloaded = openTab(library);
  assert.equal(reloaded.id, tab.id);
  library.network = "up";
  assert.equal(await reloaded.save(), true);
  assert.deepEqual(textsOf(library), ["leaf"]);
});

test("a lost reply makes no copy, also if more was typed since", async (library) => {
  library.network = "reply lost";
  const tab = openTab(library);
  type(tab, "leaf");
  await tab.save();
  type(tab, " and root");
  library.network = "up";
  assert.equal(await tab.save(), true);
  assert.deepEqual(textsOf(library), ["leaf and root"]);
  assert.equal(tab.copied.peek(), null);
});

test("what was changed elsewhere stays, and what is typed here becomes a copy", async (library) => {
  library.store("q", "leaf");
  const tab = openTab(library, "q");
  library.store("q", "theirs");
  type(tab, " mine");
  assert.equal(await tab.save(), true);
  assert.deepEqual(textsOf(library), ["leaf mine (copy)", "theirs"]);
  assert.deepEqual(tab.copied.peek(), { from: "q", isDeleted: false });
  assert.notEqual(tab.id, "q");
});

test("what was deleted elsewhere stays deleted, and what is typed here becomes a new item", async (library) => {
  library.store("q", "leaf");
  const tab = openTab(library, "q");
  library.delete("q");
  type(tab, " mine");
  assert.equal(await tab.save(), true);
  assert.deepEqual(textsOf(library), ["leaf mine"]);
  assert.deepEqual(tab.copied.peek(), { from: "q", isDeleted: true });
});

test("a refusal for another reason keeps the draft on the device", async (library) => {
  const tab = openTab(library);
  type(tab, "leaf");
  const { send } = library;
  const full = {
    ...tab.parts,
    send: (method: "GET" | "POST", path: string) =>
      method === "POST"
        ? Promise.resolve(refused(409))
        : send(method, path, {}),
  };
  const fullTab = new ItemDraft<Body, Body>(full as typeof tab.parts);
  fullTab.restore();
  assert.equal(await fullTab.save(), false);
  assert.equal(fullTab.state.peek().is, "refused");
  assert.deepEqual(keptTexts(), ["leaf"]);
});

test("two tabs do not overwrite each other's draft", (library) => {
  library.store("q", "leaf");
  const [first, second] = [openTab(library, "q"), openTab(library, "q")];
  type(first, " one");
  type(second, " two");
  type(first, " more");
  assert.deepEqual(keptTexts(), ["leaf one more", "leaf two (copy)"]);
  return Promise.resolve();
});

test("a reply for the item does not count for its copy", async (library) => {
  library.store("q", "leaf");
  const tab = openTab(library, "q");
  type(tab, " mine");
  const saving = tab.save();
  const key = `homeroom/${place}/q`;
  const draft = JSON.parse(localStorage.getItem(key)!);
  localStorage.setItem(key, JSON.stringify({ ...draft, written: 1 }));
  type(tab, " too");
  assert.equal(await saving, true);
  assert.deepEqual(textsOf(library), ["leaf mine", "leaf mine too (copy)"]);
});

test("discarding begins again with what is stored", async (library) => {
  library.store("q", "leaf");
  const tab = openTab(library, "q");
  type(tab, " mine");
  tab.discard();
  assert.equal(tab.typed.peek().text, "leaf");
  assert.deepEqual(keptTexts(), []);
  assert.equal(await tab.save(), true);
  assert.deepEqual(textsOf(library), ["leaf"]);
});

test("the sign-out deletes the drafts of quizzes, templates and Ask", () => {
  for (const at of ["quiz/lin/q", "template/lin/t", "ask/q"]) {
    localStorage.setItem(`homeroom/${at}`, "{}");
  }
  localStorage.setItem("homeroom/language", "en");
  deleteDrafts();
  assert.deepEqual(Object.keys(localStorage), ["homeroom/language"]);
  return Promise.resolve();
});

type Step =
  | { do: "type" | "save" | "reload"; tab: number }
  | { do: "network"; to: Network }
  | { do: "store" }
  | { do: "delete" };

const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({
      do: fc.constantFrom("type", "type", "save", "reload"),
      tab: fc.nat(2),
    }),
    fc.record({
      do: fc.constant("network" as const),
      to: fc.constantFrom<Network[]>("up", "down", "reply lost"),
    }),
    fc.constantFrom({ do: "store" as const }, { do: "delete" as const }),
  ),
  { maxLength: 30 },
);

Deno.test("nothing that is typed in any tab is lost, and no other's text is overwritten", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      localStorage.clear();
      const library = new Library();
      library.store("q", "begun");
      const tabs = [0, 1, 2].map(() => openTab(library, "q"));
      const words: string[] = [];
      for (const step of all) {
        const word = `<${words.length}>`;
        if (step.do === "network") library.network = step.to;
        else if (step.do === "store") {
          words.push(word);
          library.store("q", (library.items.get("q")?.text ?? "") + word);
        } else if (step.do === "delete") library.delete("q");
        else if (step.do === "type") {
          words.push(word);
          type(tabs[step.tab], word);
        } else if (step.do === "save") await tabs[step.tab].save();
        else tabs[step.tab] = openTab(library, tabs[step.tab].id);
      }
      library.network = "up";
      for (const tab of tabs) assert.equal(await tab.save(), true);
      for (const { id } of listDrafts(place)) {
        assert.equal(await openTab(library, id).save(), true);
      }
      assert.deepEqual(keptTexts(), []);
      const found = [...textsOf(library), ...library.deleted].join("\n");
      for (const word of words) assert(found.includes(word), `${word} is lost`);
    }),
    propertyOptions("drafts in several tabs", 300),
  );
});
