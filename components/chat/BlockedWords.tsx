/** The list of words with which a student's message waits for the teacher (C-11). */
import { useSignal } from "@preact/signals";
import { bounds } from "../../classroom/schema/bounds.ts";
import { moderation as t } from "../../locales/en/chat/moderation.ts";
import { Button } from "../ui/Button.tsx";
import "../ui/Field.css";

/** The form. `onSave` resolves to whether the list was taken. */
export function BlockedWords(
  { id, words, onSave }: {
    /** Unlike any other on the page. */
    id: string;
    words: readonly string[];
    onSave: (words: string[]) => Promise<boolean>;
  },
) {
  const text = useSignal(words.join("\n"));
  const saved = useSignal(false);
  const list = text.value.split("\n").map((word) => word.trim())
    .filter((word) => word !== "");
  const long = list.find((word) => word.length > bounds.blockedWord);
  const wrong = long !== undefined
    ? t.tooLong(long, bounds.blockedWord)
    : list.length > bounds.blockedWords
    ? t.tooMany(bounds.blockedWords)
    : null;
  return (
    <form
      class="stack"
      onSubmit={async (event) => {
        event.preventDefault();
        if (wrong === null) saved.value = await onSave(list);
      }}
    >
      <div class="field">
        <label for={id}>{t.words}</label>
        <textarea
          id={id}
          class="input"
          rows={6}
          value={text}
          aria-describedby={`${id}-hint`}
          aria-invalid={wrong !== null}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
            saved.value = false;
          }}
        />
        <p class="hint" id={`${id}-hint`}>{wrong ?? t.wordsHint}</p>
      </div>
      <div class="actions">
        <Button type="submit" look="main">{t.save}</Button>
        <span role="status">{saved.value ? t.saved : ""}</span>
      </div>
    </form>
  );
}
