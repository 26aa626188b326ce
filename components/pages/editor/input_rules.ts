/** Converts Markdown to formatted text while it is typed (W-1). */
import {
  InputRule,
  inputRules,
  textblockTypeInputRule,
  wrappingInputRule,
} from "prosemirror-inputrules";
import type { MarkType, Node, NodeType } from "prosemirror-model";
import { Selection } from "prosemirror-state";
import { dollarFormulaPattern } from "../../../formats/markdown/math_formulas.ts";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import { hideTypedSigns } from "../../../formats/markdown/typed_signs.ts";
import { canInsertBlock, insertBlock, isInTableCell } from "./commands.ts";
import {
  linkAddressEndingAt,
  makeAddressPattern,
  startUndoStep,
} from "./links.ts";
import { parseLink, parseListStart, schema } from "./schema.ts";

const { nodes, marks } = schema;

/** Replaces Markdown signs around words (the pattern's first group) by a mark, unless they are themselves. */
function marked(pattern: RegExp, type: MarkType): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    const [whole, words] = match;
    const from = start + whole.lastIndexOf(words);
    const to = from + words.length;
    const length = whole.at(-1) === whole.at(-2) ? 2 : 1;
    const opens = from - length;
    if (state.doc.rangeHasMark(opens, to, marks.code)) return null;
    const { parent, parentOffset } = state.doc.resolve(end);
    const contextEnd = Math.min(
      parentOffset + signContext,
      parent.content.size,
    );
    const typed = match.input! +
      parent.textBetween(parentOffset, contextEnd, null, "\uFFFC");
    const signs = hideTypedSigns(typed, "person");
    const closes = match.input!.length - length;
    const isTyped = [closes - words.length - length, closes]
      .some((at) => signs[at] !== typed[at]);
    if (isTyped) return null;
    return state.tr.delete(to, end).delete(opens, from)
      .addMark(opens, opens + words.length, type.create())
      .removeStoredMark(type);
  });
}

/** Characters after the cursor that the rules for typed signs see. */
const signContext = 100;

const task = new InputRule(
  /^\[([ xX]?)\]\s$/,
  (state, [, sign], start, end) => {
    const $start = state.doc.resolve(start);
    if (isInTableCell($start)) return null;
    const checked = sign.toLowerCase() === "x";
    const tr = state.tr.delete(start, end);
    if ($start.node(-1).type === nodes.list_item && $start.index(-1) === 0) {
      return tr.setNodeAttribute($start.before(-1), "checked", checked);
    }
    const range = tr.doc.resolve(start).blockRange();
    return range && tr.wrap(range, [
      { type: nodes.bullet_list },
      { type: nodes.list_item, attrs: { checked } },
    ]);
  },
);

function block(
  pattern: RegExp,
  make: (match: RegExpMatchArray) => Node | null,
): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    const node = make(match);
    const { parent } = state.doc.resolve(start);
    // Only if the line is the whole block: text after the cursor would be lost.
    const isWhole = end - start === parent.content.size;
    if (!node || !isWhole || !canInsertBlock(state)) return null;
    const { tr } = state;
    const pos = insertBlock(tr.delete(start, end), node);
    return tr.setSelection(
      Selection.near(tr.doc.resolve(pos + node.nodeSize), 1),
    );
  });
}

/** At the start of a list item, a list sign stays text. */
const sign = new InputRule(
  /^\s*(?:[-+*]|\d{1,3}[.)])([^\S\n])$/,
  (state, [, space], start, end) => {
    const $start = state.doc.resolve(start);
    const isItem = $start.node(-1).type === nodes.list_item &&
      $start.index(-1) === 0;
    return isItem ? state.tr.insertText(space, end) : null;
  },
  { undoable: false },
);

const formulaOf = (type: NodeType, tex: string): Node | null =>
  tex.length > pageBounds.formula ? null : type.create({ tex });

const formula = new InputRule(
  new RegExp(`${dollarFormulaPattern}$`, "u"),
  (state, [, tex], start, end) => {
    const node = formulaOf(nodes.math_inline, tex);
    return node && state.tr.replaceWith(start, end, node);
  },
);

const link = new InputRule(
  /\[([^[\]]+)\]\((https?:\/\/[^\s()]+)\)$/i,
  (state, [, words, address], start, end) => {
    const href = parseLink(address);
    if (href === null || state.doc.rangeHasMark(start, end, marks.code)) {
      return null;
    }
    startUndoStep(state);
    return state.tr.insertText(words, start, end)
      .addMark(start, start + words.length, marks.link.create({ href }))
      .removeStoredMark(marks.link);
  },
);

/** Links an address when a space follows it. */
const address = new InputRule(
  makeAddressPattern("[ \u3000]"),
  (state, [, address, ending], _start, end) => {
    const tr = linkAddressEndingAt(state, address, end - ending.length + 1);
    if (!tr) return null;
    startUndoStep(state);
    return tr.insertText(ending.slice(-1), end);
  },
);

/** A numbered line continues the list above it if its number is 1 or the list's next number. */
const goesOnCounting = ([, number]: RegExpMatchArray, list: Node): boolean =>
  Number(number) === 1 ||
  Number(number) === (list.attrs.start ?? 1) + list.childCount;

export const markdownInputRules = () =>
  inputRules({
    rules: [
      textblockTypeInputRule(
        /^(#{1,3})\s$/,
        nodes.heading,
        ([, signs]) => ({ level: signs.length }),
      ),
      task,
      sign,
      wrappingInputRule(/^\s*[-+*]\s$/, nodes.bullet_list),
      wrappingInputRule(
        /^\s*(\d{1,3})[.)]\s$/,
        nodes.ordered_list,
        ([, number]) => ({ start: parseListStart(number) }),
        goesOnCounting,
      ),
      textblockTypeInputRule(/^```$/, nodes.code_block),
      block(/^---$/, () => nodes.horizontal_rule.create()),
      // The text may go on: `g(**`, `長*寬*` and `/*a*`.
      marked(/\*\*([^*\s](?:[^*]*[^*\s([{])?)\*\*$/, marks.strong),
      marked(/__([^_\s](?:[^_]*[^_\s([{])?)__$/, marks.strong),
      marked(
        /(?<![*/\p{L}\p{N}_])\*([^*\s](?:[^*]*[^*\s([{])?)\*$/u,
        marks.em,
      ),
      marked(/(?<![_\p{L}\p{N}])_([^_\s](?:[^_]*[^_\s([{])?)_$/u, marks.em),
      marked(/`([^`\s](?:[^`]*[^`\s])?)`$/, marks.code),
      block(
        /^\$\$([^$]+)\$\$$/,
        ([, tex]) => formulaOf(nodes.math_block, tex.trim()),
      ),
      formula,
      link,
      address,
    ],
  });
