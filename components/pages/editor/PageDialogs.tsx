import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { pageEditor as t } from "texts/pages.ts";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import { MathsFormula } from "../../markdown/MarkdownParts.tsx";
import { TextAreaField } from "../../ui/TextAreaField.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import { Checkbox } from "../../ui/Checkbox.tsx";
import { InputField } from "../../ui/InputField.tsx";
import { Modal } from "../../ui/Modal.tsx";
import {
  isInTableCell,
  selectedFormula,
  selectedLink,
  setFormula,
  setLink,
} from "./commands.ts";
import { formatShortcut } from "./format_shortcut.ts";
import type { PageEditing } from "./page_editing.ts";
import { parseLink } from "./schema.ts";
import { deleteSelection } from "prosemirror-commands";

interface EditorDialogProps {
  editing: PageEditing;
  onClose: () => void;
}

/** Closes the dialog around an element: only then can the text take the focus. */
export const closeDialog = (it: Element): void => it.closest("dialog")?.close();

/** The address, with `https://` if it has no protocol; null: not an address. */
const addressWithScheme = (written: string): string | null =>
  parseLink(written) ??
    (/^[\w-]+(\.[\w-]+)+([/?#]|$)/.test(written.trim())
      ? parseLink(`https://${written.trim()}`)
      : null);

export function LinkDialog({ editing, onClose }: EditorDialogProps) {
  const id = useId();
  const state = editing.state.peek();
  const link = selectedLink(state);
  const address = useSignal(link?.href ?? "");
  const words = useSignal("");
  const isWrong = useSignal(false);
  const needsWords = !link && state.selection.empty;
  return (
    <Modal title={t.link} hasFocus onClose={onClose}>
      <Form
        class="stack"
        onSubmit={(form) => {
          const href = addressWithScheme(address.value);
          isWrong.value = href === null;
          if (href === null) return;
          closeDialog(form);
          editing.run(setLink(href, words.value.trim()));
        }}
      >
        <InputField
          id={`${id}-address`}
          label={t.address}
          hint={t.addressHint}
          error={isWrong.value ? t.badAddress : undefined}
          value={address.value}
          maxLength={pageBounds.href}
          inputMode="url"
          autocomplete="off"
          autofocus
          required
          onInput={({ currentTarget }) => address.value = currentTarget.value}
        />
        {needsWords && (
          <InputField
            id={`${id}-words`}
            label={t.linkText}
            value={words.value}
            autocomplete="off"
            onInput={({ currentTarget }) => words.value = currentTarget.value}
          />
        )}
        <div class="actions">
          <Button type="submit" look="main">{t.save}</Button>
          {link && (
            <Button
              onClick={({ currentTarget }: { currentTarget: Element }) => {
                closeDialog(currentTarget);
                editing.run(setLink(null, ""));
              }}
            >
              {t.removeLink}
            </Button>
          )}
        </div>
      </Form>
    </Modal>
  );
}

const example = String.raw`\frac{1}{2} a^2`;

export function FormulaDialog({ editing, onClose }: EditorDialogProps) {
  const id = useId();
  const state = editing.state.peek();
  const formula = selectedFormula(state);
  const { doc, selection: { from, to, $from } } = state;
  const tex = useSignal<string>(
    formula?.attrs.tex ?? doc.textBetween(from, to, " "),
  );
  const isBlock = useSignal(formula?.isBlock ?? false);
  const written = tex.value.trim();
  return (
    <Modal title={t.formula} hasFocus onClose={onClose}>
      <Form
        class="stack"
        onSubmit={(form) => {
          if (!written) return;
          closeDialog(form);
          editing.run(setFormula(written, isBlock.value));
        }}
      >
        <TextAreaField
          id={`${id}-tex`}
          class="page-tex"
          label={t.tex}
          hint={t.texHint({ example })}
          rows={3}
          value={tex.value}
          maxLength={pageBounds.formula}
          spellcheck={false}
          autocapitalize="off"
          autofocus
          required
          onInput={({ currentTarget }) => tex.value = currentTarget.value}
        />
        <div class="scroll page-preview" aria-hidden="true">
          {written && <MathsFormula tex={written} isBlock={isBlock.value} />}
        </div>
        {!isInTableCell($from) && (
          <Checkbox
            id={`${id}-block`}
            label={t.ownLine}
            hint={t.ownLineHint}
            checked={isBlock.value}
            onChange={({ currentTarget }) =>
              isBlock.value = currentTarget.checked}
          />
        )}
        <div class="actions">
          <Button type="submit" look="main">
            {formula ? t.save : t.insert}
          </Button>
          {formula && (
            <Button
              onClick={({ currentTarget }: { currentTarget: Element }) => {
                closeDialog(currentTarget);
                editing.run(deleteSelection);
              }}
            >
              {t.removeFormula}
            </Button>
          )}
        </div>
      </Form>
    </Modal>
  );
}

const examples = "# · - · 1. · [ ] · ``` · --- · **…** · *…* · `…` · $…$";

export function ShortcutsDialog(
  { onClose }: Pick<EditorDialogProps, "onClose">,
) {
  const keys: [does: string, keys: string][] = [
    [frame.undo, "Mod-Z"],
    [t.redo, "Mod-Y"],
    [t.bold, "Mod-B"],
    [t.italic, "Mod-I"],
    [t.code, "Mod-E"],
    [t.link, "Mod-K"],
    [t.shortcuts.paragraph, "Mod-Alt-0"],
    [t.shortcuts.heading, "Mod-Alt-1, 2, 3"],
    [t.numbers, "Mod-Shift-7"],
    [t.bullets, "Mod-Shift-8"],
    [t.tasks, "Mod-Shift-9"],
    [t.tick, "Mod-Enter"],
    [t.indent, "Mod-]"],
    [t.outdent, "Mod-["],
    [t.shortcuts.break, "Shift-Enter"],
    [t.shortcuts.next, "Tab"],
    [t.shortcuts.previous, "Shift-Tab"],
    [t.shortcuts.rows, "↑, ↓"],
    [t.shortcuts.tools, "Alt-F10"],
    [t.shortcuts.leave, "Tab"],
  ];
  return (
    <Modal title={t.keys} onClose={onClose}>
      <div class="stack">
        <dl class="page-keys">
          {keys.map(([does, key]) => (
            <div key={does}>
              <dt>{does}</dt>
              <dd>
                <kbd>{formatShortcut(key)}</kbd>
              </dd>
            </div>
          ))}
        </dl>
        <p class="quiet small">{t.markdown({ examples })}</p>
      </div>
    </Modal>
  );
}
