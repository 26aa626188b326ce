/** **Show me** (W-5): a drawing board for each student, with a name and a paper. */
import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { shareDrawing as t } from "texts/drawings_desk.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { type Paper, papers } from "../../classroom/model/drawing.ts";
import { BoardIcon } from "../page/desk_icons.tsx";
import type { ShareAsk } from "../sharing/live/live_actions.ts";
import type { LiveClass } from "../sharing/live/live_class.ts";
import { ShareChoice, ShareForm } from "../sharing/ShareForm.tsx";
import { ShareInDialog } from "../sharing/ShareInDialog.tsx";
import { Field } from "../ui/Field.tsx";

export function ShareDrawing({ lesson, opened }: {
  lesson: LiveClass;
  opened: Signal<string | null>;
}) {
  return (
    <ShareInDialog
      lesson={lesson}
      opened={opened}
      icon={<BoardIcon />}
      label={t.showMe}
      title={t.title}
      hint={t.hint}
      form={(share) => <Fields lesson={lesson} share={share} />}
    />
  );
}

function Fields({ lesson, share }: {
  lesson: LiveClass;
  share: (ask: ShareAsk) => Promise<void>;
}) {
  const id = useId();
  const name = useSignal(""), paper = useSignal<Paper>("plain");
  return (
    <ShareForm
      lesson={lesson}
      missing={() => name.value.trim() === "" ? t.needsName : null}
      onShare={(forWhom) =>
        share({
          drawing: { name: name.value, paper: paper.value },
          ...forWhom,
        })}
    >
      <p class="quiet">{t.hint}</p>
      <Field
        id={`${id}-name`}
        label={t.name}
        autofocus
        autoComplete="off"
        maxLength={bounds.resourceName}
        value={name}
        onInput={(event) => name.value = event.currentTarget.value}
      />
      <ShareChoice
        legend={t.paper}
        names={papers.map((one) => [one, t.papers[one]])}
        chosen={paper}
      />
    </ShareForm>
  );
}
