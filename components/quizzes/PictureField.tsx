/** The picture of a question in its editor, with the words for those who do not see it. */
import { useRef } from "preact/hooks";
import { quizPicture as t } from "texts/quizzes.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { Button, CloseButton } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { ImageIcon } from "../page/desk_icons.tsx";
import { Notice } from "../ui/Notice.tsx";
import type { EditedQuestion } from "./edited.ts";
import "../library/library.css";

export function PictureField(
  { question, isUnderway, trouble, onFile, onChange }: {
    question: EditedQuestion;
    isUnderway: boolean;
    /** Why the last one was not taken. */
    trouble: string | null;
    onFile: (file: Blob) => void;
    onChange: (change: Partial<EditedQuestion>) => void;
  },
) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="picture-field">
      {question.image && (
        <div class="picture-kept">
          <img src={`/api/files/${question.image}`} alt={t.preview} />
          <CloseButton
            label={t.remove}
            onClick={() => onChange({ image: null })}
          />
        </div>
      )}
      {question.image && (
        <Field
          id="picture-alt"
          label={t.alt}
          hint={t.altHint}
          maxLength={bounds.alt}
          value={question.alt}
          onInput={(event) => onChange({ alt: event.currentTarget.value })}
        />
      )}
      {!question.image && (
        <div class="row wraps">
          <Button
            look="small"
            aria-disabled={isUnderway}
            onClick={() => !isUnderway && input.current?.click()}
          >
            <ImageIcon />
            {isUnderway ? t.uploading : t.add}
          </Button>
          <span class="hint">{t.hint}</span>
          <input
            ref={input}
            type="file"
            hidden
            accept="image/*"
            aria-label={t.add}
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              event.currentTarget.value = "";
              if (file) onFile(file);
            }}
          />
        </div>
      )}
      {trouble && <Notice tone="stop">{trouble}</Notice>}
    </div>
  );
}
