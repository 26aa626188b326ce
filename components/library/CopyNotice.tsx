import { saving as t } from "texts/library_saving.ts";
import { Notice } from "../ui/Notice.tsx";

/** Says that what was typed became an item of its own, with a link to the other version. */
export function CopyNotice({ copied, urlOf }: {
  copied: { from: string; isDeleted: boolean } | null;
  urlOf: (id: string) => string;
}) {
  if (!copied) return null;
  return (
    <Notice tone="warn">
      <p>{copied.isDeleted ? t.deleted : t.copied}</p>
      {!copied.isDeleted && (
        <a class="button small" href={urlOf(copied.from)}>{t.openOther}</a>
      )}
    </Notice>
  );
}
