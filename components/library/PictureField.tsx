import { useRef } from "preact/hooks";
import { pictureField as t } from "texts/library_picture.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { ImageIcon } from "../page/desk_icons.tsx";
import { Button, CloseButton } from "../ui/Button.tsx";
import { InputField } from "../ui/InputField.tsx";
import { Notice } from "../ui/Notice.tsx";
import type { PictureUploads } from "./picture_uploads.ts";
import "./picture_field.css";

export function PictureField(
  { id, pictures, image, alt, onFile, onChange }: {
    id: string;
    pictures: PictureUploads;
    image: string | null;
    alt: string;
    onFile: (file: Blob) => void;
    onChange: (change: { image?: null; alt?: string }) => void;
  },
) {
  const input = useRef<HTMLInputElement>(null);
  const isUnderway = pictures.uploadingIds.value.has(id);
  const trouble = pictures.lastError.value;
  return (
    <div class="stack tight">
      {image && (
        <div class="row top picture-kept">
          <img src={`/api/files/${image}`} alt={t.preview} />
          <CloseButton
            label={t.remove}
            onClick={() => onChange({ image: null })}
          />
        </div>
      )}
      {image && (
        <InputField
          id="picture-alt"
          label={t.alt}
          hint={t.altHint}
          maxLength={bounds.alt}
          value={alt}
          onInput={(event) => onChange({ alt: event.currentTarget.value })}
        />
      )}
      {!image && (
        <div class="cluster">
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
      {trouble?.targetId === id && <Notice tone="stop">{trouble.detail}
      </Notice>}
    </div>
  );
}
