/** The teacher's prompt templates, last changed first; `?q=` searches. */
import { getApp } from "../../../../classroom/app.ts";
import { PlusIcon } from "../../../../components/ui/icons.tsx";
import { Notice } from "../../../../components/ui/Notice.tsx";
import LibraryFiles from "../../../../islands/LibraryFiles.tsx";
import TemplateLibrary from "../../../../islands/TemplateLibrary.tsx";
import { localPath } from "../../../../locales/local_path.ts";
import { templates as t } from "texts/templates.ts";
import { starter } from "texts/library_starter.ts";
import { portal } from "texts/sessions_portal.ts";
import { DeskPage } from "../../_desk.tsx";
import { readTimeZone } from "../../../(http)/_time_zone.ts";
import { handler, page } from "./$index.ts";

export const handlers = handler({
  async GET({ state, url }) {
    const { assistant, library, sessions } = getApp();
    const { teacher, desk, cookies } = state;
    const templates = await library.listSummaries("template", teacher.id);
    const session = desk.chat &&
      await sessions.view(teacher, desk.chat.session);
    const list = {
      templates,
      search: url.searchParams.get("q") ?? "",
      running: session && { id: session.id, name: session.name },
      model: assistant.model,
      zone: readTimeZone(cookies),
    };
    const saved = url.searchParams.get("done") === "saved";
    return { data: { list, saved } };
  },
});

export default page(({ data: { list, saved }, state }) => {
  const toNew = (
    <a class="button main" href={localPath("/teacher/templates/new")}>
      <PlusIcon />
      {t.new}
    </a>
  );
  const toExamples = (
    <a class="button" href={localPath("/teacher/templates/examples")}>
      {starter.start}
    </a>
  );
  const isEmpty = list.templates.length === 0;
  const files = (
    <LibraryFiles kind="templates" isEmpty={isEmpty} running={null} />
  );
  return (
    <DeskPage
      desk={state.desk}
      title={portal.templates}
      part="templates"
      aside={!isEmpty && (
        <div class="actions">
          {files}
          {toExamples}
          {toNew}
        </div>
      )}
    >
      <div class="stack wide">
        {saved && <Notice tone="good">{t.saved}</Notice>}
        {isEmpty
          ? (
            <div class="card stack middle templates-empty">
              <h2>{t.empty}</h2>
              <p class="quiet">{t.emptyText}</p>
              <div class="actions">
                {toNew}
                {toExamples}
                {files}
              </div>
            </div>
          )
          : (
            <>
              <p class="quiet">{t.lead}</p>
              {!list.running && (
                <p class="quiet">
                  {t.noClass}{" "}
                  <a href={localPath("/teacher/sessions/new")}>
                    {t.startClass}
                  </a>
                </p>
              )}
              <TemplateLibrary {...list} />
            </>
          )}
      </div>
    </DeskPage>
  );
});
