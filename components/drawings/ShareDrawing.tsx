/**
 * **Show me** (W-5): a drawing board for each student, with a name and a paper
 * or picture.
 */
import { useSignal } from "@preact/signals";
import { useId, useMemo } from "preact/hooks";
import { shareDrawing as t } from "texts/drawings_desk.ts";
import { papers } from "../../classroom/model/drawing.ts";
import { PictureField } from "../library/PictureField.tsx";
import { Pictures, takesPicture } from "../library/pictures.ts";
import { BoardIcon } from "../page/desk_icons.tsx";
import type { Shared } from "../../classroom/model/resources/shared.ts";
import { ShareChoice, ShareForm, ShareName } from "../sharing/ShareForm.tsx";
import {
  type ShareButtonProps,
  type ShareFieldsProps,
  ShareInDialog,
} from "../sharing/ShareInDialog.tsx";

const choices = [...papers, "picture"] as const;

export function ShareDrawing(props: ShareButtonProps) {
  return (
    <ShareInDialog
      {...props}
      icon={<BoardIcon />}
      label={t.showMe}
      title={t.title}
      hint={t.hint}
      Fields={Fields}
    />
  );
}

function Fields({ lesson, share }: ShareFieldsProps) {
  const id = useId();
  const name = useSignal("");
  const usual = t.usual({
    n: 1 + lesson.resources.shared.value.filter(isDrawing).length,
  });
  const paper = useSignal<typeof choices[number]>("plain");
  const image = useSignal<string | null>(null), alt = useSignal("");
  const pictures = useMemo(() => new Pictures(), []);
  const send = async (file: Blob) => {
    paper.value = "picture";
    const sent = await pictures.send(id, file);
    if (sent) image.value = sent;
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
      onShare={(forWhom) =>
        share({
          drawing: { name: name.value.trim() || usual, ...ground() },
          ...forWhom,
        })}
    >
      <div class="stack" {...takesPicture((file) => void send(file))}>
        <p class="quiet">{t.hint}</p>
        <ShareName label={t.name} name={name} usual={usual} />
        <ShareChoice
          legend={t.paper}
          names={choices.map((one) => [one, t.papers[one]])}
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

const isDrawing = ({ kind }: Shared) => kind === "drawing";
