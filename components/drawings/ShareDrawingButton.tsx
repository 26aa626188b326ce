/**
 * **Draw** (W-5): a drawing board for each student, with a name and a paper
 * or picture.
 */
import { useSignal } from "@preact/signals";
import { useId, useMemo } from "preact/hooks";
import { shareDrawing as t } from "texts/drawings_desk.ts";
import { paperKinds } from "../../classroom/model/drawing.ts";
import { PictureField } from "../library/PictureField.tsx";
import {
  pictureInputHandlers,
  PictureUploads,
} from "../library/picture_uploads.ts";
import { DrawingBoardIcon } from "../page/desk_icons.tsx";
import type { LiveClass } from "../resources/live/live_class.ts";
import { titleOf } from "../resources/live/resource_words.ts";
import {
  ShareChoiceField,
  ShareForm,
  ShareNameField,
} from "../resources/ShareForm.tsx";
import {
  type ShareButtonProps,
  ShareDialogButton,
  type ShareFieldsProps,
} from "../resources/ShareDialogButton.tsx";

const choices = [...paperKinds, "picture"] as const;

export function ShareDrawingButton(props: ShareButtonProps) {
  return (
    <ShareDialogButton
      {...props}
      icon={<DrawingBoardIcon />}
      label={t.draw}
      title={t.title}
      hint={t.hint}
      Fields={Fields}
    />
  );
}

function Fields({ lesson, share }: ShareFieldsProps) {
  const id = useId();
  const name = useSignal("");
  const usual = nextBoardName(lesson);
  const paper = useSignal<typeof choices[number]>("plain");
  const image = useSignal<string | null>(null), alt = useSignal("");
  const pictures = useMemo(() => new PictureUploads(), []);
  const send = async (file: Blob) => {
    paper.value = "picture";
    const upload = await pictures.upload(id, file);
    if (upload) image.value = upload;
  };
  const missing = () => {
    const lacks = paper.value === "picture" && image.value === null;
    return lacks ? { why: t.needsPicture, at: ".share-picture button" } : null;
  };
  const ground = () =>
    paper.value !== "picture"
      ? { paper: paper.value }
      : { image: image.value ?? undefined, alt: alt.value };
  return (
    <ShareForm
      lesson={lesson}
      missing={missing}
      onShare={(audience) =>
        share({
          drawing: { name: name.value.trim() || usual, ...ground() },
          ...audience,
        })}
    >
      <div class="stack" {...pictureInputHandlers((file) => void send(file))}>
        <p class="quiet">{t.hint}</p>
        <ShareNameField label={t.name} name={name} usual={usual} />
        <ShareChoiceField
          legend={t.paper}
          names={choices.map((choice) => [choice, t.papers[choice]])}
          chosen={paper}
        />
        {paper.value === "picture" && (
          <div class="share-picture">
            <PictureField
              id={id}
              pictures={pictures}
              image={image.value}
              alt={alt.value}
              onFile={(file) => void send(file)}
              onChange={(change) => {
                if (change.image === null) image.value = null;
                alt.value = change.alt ?? alt.value;
              }}
            />
          </div>
        )}
      </div>
    </ShareForm>
  );
}

/** The first of **Board 1**, **Board 2** … that no shared resource is called. */
export function nextBoardName({ resources }: LiveClass): string {
  const takenNames = new Set(resources.shared.value.map(titleOf));
  let n = 1;
  while (takenNames.has(t.usual({ n }))) n++;
  return t.usual({ n });
}
