import { ArrowLeftIcon } from "../../../../components/ui/icons.tsx";
import { localPath } from "../../../../locales/local_path.ts";
import { editor as t } from "texts/templates.ts";

export function BackToTemplates() {
  return (
    <a class="button bare" href={localPath("/teacher/templates")}>
      <ArrowLeftIcon />
      {t.back}
    </a>
  );
}
