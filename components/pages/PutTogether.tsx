/** **Put together** (W-3): one page of all groups' pages as they are now, each under its name. */
import { putTogether as t } from "texts/pages_desk.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import type { SharedPage } from "../../classroom/model/resources/shared.ts";
import type { LiveClass } from "../sharing/live/live_class.ts";
import { Button } from "../ui/Button.tsx";
import { ListIcon } from "../ui/icons.tsx";

export function PutTogether({ lesson, shared, owners, onMade }: {
  lesson: LiveClass;
  shared: SharedPage;
  /** Whose pages, and what each is called, in order. */
  owners: readonly { of: string; name: string }[];
  /** Goes to what was made. */
  onMade: (id: string) => void;
}) {
  const make = async () => {
    const name = t.called({ page: shared.name });
    const made = await lesson.actions.make("POST /pages/put-together", {
      resource: shared.id,
      name: [...name].slice(0, bounds.resourceName).join(""),
      pages: owners.map(({ of, name: title }) => ({ of, title })),
    });
    if (made.ok) onMade(made.body.resource.id);
  };
  return (
    <Button disabled={lesson.idle} title={t.hint} onClick={make}>
      <ListIcon />
      {t.button}
    </Button>
  );
}
