/** The row of what a teacher can give to the class; **Quick poll** stands in the page's head, always at hand. */
import { type Signal, useSignal } from "@preact/signals";
import { share as t } from "texts/resources_live.ts";
import { ExitTicketButton } from "../exit/ExitTicketButton.tsx";
import { AssignQuiz } from "../share/AssignQuiz.tsx";
import { ShareTemplate } from "../share/ShareTemplate.tsx";
import { Button } from "../../ui/Button.tsx";
import { AssistantIcon, ListIcon } from "../../ui/icons.tsx";
import { ShareWall } from "../wall/ShareWall.tsx";
import type { LiveClass } from "./live_class.ts";

/** The buttons, and the dialogs that they open. */
export function ShareButtons({ lesson, opened }: {
  lesson: LiveClass;
  /** The resource that is looked at. */
  opened: Signal<string | null>;
}) {
  const dialog = useSignal<"template" | "quiz" | null>(null);
  const onClose = () => dialog.value = null;
  return (
    <div class="actions">
      <Button
        disabled={lesson.idle}
        onClick={() => dialog.value = "template"}
      >
        <AssistantIcon />
        {t.template}
      </Button>
      <Button disabled={lesson.idle} onClick={() => dialog.value = "quiz"}>
        <ListIcon />
        {t.quiz}
      </Button>
      <ShareWall lesson={lesson} opened={opened} />
      <ExitTicketButton session={lesson.session} disabled={lesson.idle} />
      {dialog.value === "template" && (
        <ShareTemplate lesson={lesson} onClose={onClose} />
      )}
      {dialog.value === "quiz" && (
        <AssignQuiz
          lesson={lesson}
          onClose={onClose}
          onAssigned={(id) => opened.value = id}
        />
      )}
    </div>
  );
}
