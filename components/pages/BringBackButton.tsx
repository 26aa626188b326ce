/** Shows one page to the class (W-3): on **Present**, or as a page that all can read. Each can be ended separately. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { bringBack as t } from "texts/pages_desk.ts";
import { live } from "texts/sharing_live.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { localPath } from "../../locales/local_path.ts";
import type {
  ResourceOfKind,
  SharedPage,
} from "../../classroom/model/resources/shared_resources.ts";
import type { LiveClass } from "../resources/live/live_class.ts";
import { resourceOnPresent } from "../resources/live/desk_resources.ts";
import { Button } from "../ui/Button.tsx";
import { BringBackIcon, PeopleIcon } from "../ui/icons.tsx";
import { PresentIcon } from "../ui/later_icons.tsx";
import { Menu, type OpenMenu } from "../ui/Menu.tsx";

type Place = "class" | "present";

interface PageProps {
  lesson: LiveClass;
  shared: SharedPage;
  owner: { of: string; name: string };
}

export function BringBackButton({ lesson, shared, owner }: PageProps) {
  const { actions } = lesson;
  const menu = useSignal<OpenMenu<null> | null>(null);
  const hint = useId();
  if (lesson.isReadOnly || lesson.isOver || lesson.isAhead) return null;
  const { of } = owner;
  const bring = async (to: Place) => {
    const name = nameForClass(shared, owner.name);
    const reply = await actions.createOnce("POST /pages/bring-back", {
      resource: shared.id,
      of,
      name,
      to,
    });
    if (!reply.ok) return;
    const { resource } = reply.body;
    const text = to === "class" ? t.classNow({ name }) : t.presentNow({ name });
    const undo = resource
      ? () => actions.act("DELETE /resources/:id", { id: resource.id })
      : () => actions.change(shared.id, { present: false });
    const seePresent = {
      label: t.openPresent,
      act: () =>
        void open(
          localPath(`/teacher/sessions/${lesson.id}/present`),
          "_blank",
          "noopener",
        ),
    };
    actions.notice.value = {
      text,
      undo,
      ...to === "present" && { next: seePresent },
    };
  };
  return (
    <>
      <Button
        aria-haspopup="menu"
        onClick={({ currentTarget }) =>
          menu.value = { item: null, anchor: currentTarget }}
      >
        <BringBackIcon />
        {t.bringBack}
      </Button>
      <Menu opened={menu} label={t.bringBack} look="bring-back-menu">
        <p class="hint" id={hint}>
          {t.hints[shared.per === "student" ? "student" : "live"]}
        </p>
        <button
          type="button"
          role="menuitem"
          tabIndex={-1}
          aria-describedby={hint}
          onClick={() => bring("present")}
        >
          <PresentIcon />
          {t.toPresent}
        </button>
        {/* A page that is shared per class can already be read by all. */}
        {shared.per !== "class" && (
          <button
            type="button"
            role="menuitem"
            tabIndex={-1}
            aria-describedby={hint}
            onClick={() => bring("class")}
          >
            <PeopleIcon />
            {t.toClass}
          </button>
        )}
      </Menu>
    </>
  );
}

export function BroughtBackState({ lesson, shared, owner: { of } }: PageProps) {
  const { actions, resources } = lesson;
  if (lesson.isReadOnly || lesson.isOver || lesson.isAhead) return null;
  const sharedResources = resources.shared.value,
    chosen = resources.presentChoice.value;
  const isOnPresent =
    resourceOnPresent(sharedResources, chosen)?.id === shared.id &&
    (chosen?.of ?? "class") === of;
  const forAll = sharedResources.find((
    resource,
  ): resource is ResourceOfKind<"page"> =>
    resource.from?.live === true && resource.from.resource === shared.id &&
    resource.from.of === of
  );
  if (!isOnPresent && !forAll) return null;
  return (
    <div class="cluster pages-brought">
      {isOnPresent && (
        <Standing
          words={t.onPresent}
          take={live.unpresent}
          onTakeBack={() => actions.change(shared.id, { present: false })}
        />
      )}
      {forAll && (
        <Standing
          words={t.forAll}
          take={t.takeBack}
          onTakeBack={() => actions.takeBack(forAll.id, forAll.name)}
        />
      )}
    </div>
  );
}

function Standing(
  { words, take, onTakeBack }: {
    words: string;
    take: string;
    onTakeBack: () => unknown;
  },
) {
  return (
    <span class="cluster">
      <span class="badge active">{words}</span>
      <Button look="small" onClick={onTakeBack}>{take}</Button>
    </span>
  );
}

/** The page's name for the class: a group's page with the group's name, a student's without theirs. */
function nameForClass({ name: page, per }: SharedPage, owner: string): string {
  const name = per === "student"
    ? t.calledStudent({ page })
    : per === "group"
    ? t.called({ page, group: owner })
    : page;
  return [...name].slice(0, bounds.resourceName).join("");
}
