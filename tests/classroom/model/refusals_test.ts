/** Every refusal says what happened and what to do, in every language (G-1). */
import assert from "node:assert/strict";
import { faultReasons } from "../../../classroom/model/faults.ts";
import {
  refusalKindOf,
  type RefusalReason,
  refusalReasons,
  refusalStatuses,
  type ValueTypes,
} from "../../../classroom/model/refusals.ts";
import { readCatalogues } from "../../../locales/catalogues.ts";
import { runInLanguage } from "../../../locales/current.ts";
import { argumentsOf, type Messages } from "../../../locales/messages.ts";
import { receiptText } from "../../../locales/receipt_text.ts";
import { faultText, refusalText } from "../../../locales/refusal_text.ts";
import { at, type Node, type Source, sources, walk } from "../../source.ts";
import { languages } from "texts/languages.ts";

const all: [reason: RefusalReason, values: ValueTypes][] = Object.values(
  refusalReasons,
)
  .flatMap((own) => Object.entries(own) as [RefusalReason, ValueTypes][]);
const exampleOf = (types: ValueTypes) =>
  Object.fromEntries(
    Object.entries(types).map(([name, type]) => [
      name,
      type === "number" ? 7 : `a ${name}`,
    ]),
  );

Deno.test("every refusal says what happened and what to do, in every language (G-1)", async () => {
  const names = all.map(([reason]) => reason);
  assert.deepEqual(names.length, new Set(names).size, "no reason stands twice");
  assert.ok(names.length > 100, `${names.length} reasons were looked at`);
  for (const { tag, features } of await readCatalogues()) {
    const { kinds, reasons, receipts } = features.refusals as Record<
      string,
      Record<string, Messages>
    >;
    assert.deepEqual(
      Object.keys({ ...reasons, ...receipts }).sort(),
      [...names].sort(),
      `the reasons in ${tag}`,
    );
    assert.deepEqual(
      Object.keys(kinds).sort(),
      Object.keys(refusalStatuses).sort(),
    );
    const told = [
      ...Object.keys(refusalStatuses).map((kind) =>
        [kind, {}, kinds[kind]] as const
      ),
      ...all.map(([reason, values]) =>
        [reason, values, reasons[reason] ?? receipts[reason]] as const
      ),
    ];
    for (const [name, values, message] of told) {
      const what = `${name} in ${tag}`;
      for (const part of ["what", "next"]) {
        assert.match(String(message[part]), /[.。]$/, `${part} of ${what}`);
      }
      assert.deepEqual(argumentsIn([message.what, message.next]), values, what);
    }
    const own = features.refusals.faults as Record<string, string>;
    assert.deepEqual(Object.keys(own), Object.keys(faultReasons));
    for (const [reason, values] of Object.entries(faultReasons)) {
      assert.deepEqual(argumentsIn([own[reason]]), values, `${reason}, ${tag}`);
    }
  }
});

function argumentsIn(messages: readonly unknown[]): ValueTypes {
  return Object.fromEntries(
    messages.flatMap((it) => [...argumentsOf(String(it)) ?? []]),
  ) as ValueTypes;
}

for (const language of languages) {
  Deno.test(`every pair of a kind and a reason is put in words (${language.tag}) (G-1)`, () =>
    runInLanguage(language, () => {
      for (const kind of Object.keys(refusalStatuses)) {
        const words = refusalText({ kind, reason: null, values: {} });
        assert.notEqual(words, kind);
      }
      for (const [reason, types] of all) {
        const values = exampleOf(types), kind = refusalKindOf(reason);
        const words = refusalText({ kind, reason, values });
        assert.doesNotMatch(words, /undefined|NaN|[{}]/, reason);
        for (const [name, value] of Object.entries(values)) {
          if (name === "of" || name === "unit" || name === "path") continue;
          assert.ok(words.includes(String(value)), `${reason}: ${words}`);
        }
        const receipt = receiptText({ detail: reason, values });
        assert.ok(receipt === null || receipt === words);
      }
      for (const [name, types] of Object.entries(faultReasons)) {
        const reason = name as keyof typeof faultReasons;
        const words = faultText({ path: "", reason, values: exampleOf(types) });
        assert.doesNotMatch(words, /undefined|NaN|[{}]/, reason);
      }
    }));
}

Deno.test("a receipt without a known reason shows its kind (G-1, L-1)", () => {
  const detail = "You can ask twice a minute. Try again in 5 s.";
  assert.equal(receiptText({ detail }), null);
  assert.equal(receiptText({ detail: "muted" }), null);
  assert.equal(receiptText({ detail: "constructor" }), null);
});

Deno.test("no code names a reason that is not there, and no reason is there for nothing (G-1)", async () => {
  const code = await sources("classroom", "sync", "routes", "server");
  const named = new Set<string>();
  for (const source of code) {
    if (source.path === "classroom/model/refusals.ts") continue;
    for (const node of walk(source.body)) {
      const text = textOf(node);
      if (text !== null) named.add(text);
      const [kind, reason] = thrownIn(node) ?? [];
      if (reason === undefined) continue;
      assert.equal(
        refusalKindOf(reason as RefusalReason),
        kind,
        `${reason}, ${placeOf(source, node)}`,
      );
    }
  }
  // The code builds this reason from two parts.
  named.add("no-such-member");
  assert.deepEqual(all.filter(([reason]) => !named.has(reason)), []);
});

const placeOf = (source: Source, node: Node) => at(source, node.start);

const textOf = (node: Node | undefined): string | null =>
  node?.type === "Literal" && typeof node.value === "string"
    ? node.value
    : null;

/** Kind and reason of `new Refusal("kind", { reason: "reason" })` with two literals. */
function thrownIn(node: Node): [kind: string, reason: string] | null {
  const callee = node.callee as { name?: string } | undefined;
  if (node.type !== "NewExpression" || callee?.name !== "Refusal") return null;
  const [first, about] = node.arguments as Node[];
  const fields = (about?.properties ?? []) as { key?: Node; value: Node }[];
  const reason = fields.find(({ key }) => key?.name === "reason");
  const kind = textOf(first), text = textOf(reason?.value);
  return kind !== null && text !== null ? [kind, text] : null;
}
