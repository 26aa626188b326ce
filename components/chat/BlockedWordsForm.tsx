/** The words that hold a student's message for the teacher's approval (C-11). */
import { useSignal } from "@preact/signals";
import { bounds } from "../../classroom/model/bounds.ts";
import { moderation as t } from "texts/chat_moderation.ts";
import { Button, Form } from "../ui/Button.tsx";
import { TextAreaField } from "../ui/TextAreaField.tsx";

export function BlockedWordsForm(
  { id, words, onSave }: {
    id: string;
    words: readonly string[];
    /** Resolves to false if the list was refused. */
    onSave: (words: string[]) => Promise<boolean>;
  },
) {
  const text = useSignal(words.join("\n"));
  const isSaved = useSignal(false);
  const list = text.value.split("\n").map((word) => word.trim())
    .filter((word) => word !== "");
  const tooLongWord = list.find((word) => word.length > bounds.blockedWord);
  const error = tooLongWord !== undefined
    ? t.tooLong({ word: tooLongWord, most: bounds.blockedWord })
    : list.length > bounds.blockedWords
    ? t.tooMany({ most: bounds.blockedWords })
    : "";
  const save = async () => {
    if (!error) isSaved.value = await onSave(list);
  };
  return (
    <Form class="stack" onSubmit={save}>
      <TextAreaField
        id={id}
        label={t.words}
        hint={t.wordsHint}
        error={error}
        rows={6}
        value={text}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          isSaved.value = false;
        }}
      />
      <div class="actions">
        <Button type="submit" look="main">{t.save}</Button>
        <span role="status">{isSaved.value ? t.saved : ""}</span>
      </div>
    </Form>
  );
}
