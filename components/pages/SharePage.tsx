/** The form that shares a page (W-1): its title, who writes together, and the text with which it starts. */
import { useSignal } from "@preact/signals";
import { sharePage as t } from "texts/pages_desk.ts";
import {
  pageScopes,
  type SharedPage,
  type SharedResource,
} from "../../classroom/model/resources/shared_resources.ts";
import { roomsInOrder } from "../client/group_emblems.ts";
import { PageIcon } from "../page/desk_icons.tsx";
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
import { StartTextField } from "./StartTextField.tsx";

export function SharePage(props: ShareButtonProps) {
  return (
    <ShareDialogButton
      {...props}
      icon={<PageIcon />}
      label={t.title}
      title={t.title}
      hint={t.hint}
      Fields={SharePageFields}
    />
  );
}

function SharePageFields({ lesson, share }: ShareFieldsProps) {
  const hasGroups = roomsInOrder(lesson.rooms).length > 0;
  const pages = lesson.resources.shared.value.filter(isPage);
  const usual = t.usual({ n: 1 + pages.length });
  const title = useSignal(""), text = useSignal("");
  const per = useSignal<SharedPage["per"]>(hasGroups ? "group" : "student");
  return (
    <ShareForm
      lesson={lesson}
      isForAll={per.value === "class"}
      onShare={(audience) =>
        share({
          page: {
            name: title.value.trim() || usual,
            text: text.value,
            per: per.value,
          },
          ...audience,
        })}
    >
      <ShareNameField label={t.name} name={title} usual={usual} />
      <ShareChoiceField
        legend={t.per}
        names={pageScopes.map((scope) => [scope, t.each[scope]])}
        chosen={per}
      />
      {!hasGroups && per.value === "group" && <p class="hint">{t.noGroups}</p>}
      <StartTextField
        label={t.start}
        hint={t.startHint}
        text=""
        onText={(now) => text.value = now}
      />
    </ShareForm>
  );
}

const isPage = ({ kind }: SharedResource) => kind === "page";
