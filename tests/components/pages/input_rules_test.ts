/** Signs that are typed in a page's editor (W-1). */
import assert from "node:assert/strict";
import { EditorState, type Transaction } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { markdownInputRules } from "../../../components/pages/editor/input_rules.ts";
import { schema } from "../../../components/pages/editor/schema.ts";

const { nodes } = schema;

/** The page after a text was typed into a paragraph, character by character; `after` stands behind the cursor. */
function typed(text: string, after = ""): string {
  const rules = markdownInputRules();
  const paragraph = nodes.paragraph.create(
    null,
    after ? schema.text(after) : null,
  );
  let state = EditorState.create({
    doc: nodes.doc.create(null, paragraph),
    plugins: [rules],
  });
  const dispatch = (tr: Transaction) => state = state.apply(tr);
  for (const character of text) {
    const { from, to } = state.selection;
    const view = { state, dispatch, composing: false } as unknown as EditorView;
    const insert = () => state.tr.insertText(character, from, to);
    const isHandled = rules.props.handleTextInput?.call(
      rules,
      view,
      from,
      to,
      character,
      insert,
    );
    if (!isHandled) dispatch(insert());
  }
  const shown: string[] = [];
  state.doc.descendants((node) => {
    if (node.isText) {
      const marks = node.marks.map(({ type }) => type.name).join(" ");
      shown.push(marks ? `<${marks} ${node.text}>` : node.text!);
    } else if (node.type !== nodes.paragraph) shown.push(`<${node.type.name}>`);
  });
  return shown.join("");
}

Deno.test("sums, code and gaps keep their signs while they are typed (W-1)", () => {
  const lines =
    "2**3 = 8 and 2**4|x**2 + y**2|2*3*4|(a)*(b)*(c)|2π*r*h|f(*args, **kwargs), g(**kw)|__name__|def __init__(self):|snake_case_name|3 *4* 5|___ + 5 = 8|(___) and (___)|***|長*寬*高|x_1 + x_2 = x_3"
      .split("|");
  for (const line of lines) assert.equal(typed(line), line);
  for (
    const line of [
      "|a|*|b|*|c|",
      '"a"*"b"*"c"',
      "2*__=10, 3*__=9",
      "(*^_^*)",
      "^_^ *_* >_<",
      "/*hi*/ x /* ho */",
    ]
  ) assert.equal(typed(line), line);
  assert.equal(typed("2*3*", "4"), "2*3*4");
  assert.equal(typed("(a)*b*", "(c)"), "(a)*b*(c)");
});

Deno.test("signs around words become formats while they are typed (W-1)", () => {
  const table: [text: string, page: string][] = [
    ["a *really* b", "a <em really> b"],
    ["_really_", "<em really>"],
    ["(*really*)", "(<em really>)"],
    ["**two words** b", "<strong two words> b"],
    ["__two words__", "<strong two words>"],
    ["*長* ", "<em 長> "],
    ["`2*3*4`", "<code 2*3*4>"],
    ["---", "<horizontal_rule>"],
    ["# a", "<heading>a"],
  ];
  for (const [text, page] of table) assert.equal(typed(text), page);
});
