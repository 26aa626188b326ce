/** What a student has made in a class that is over (S-5): their conversations, what they handed in and answered, and the way to it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { previewOf } from "../../../classroom/model/previews.ts";
import { localPath } from "../../../locales/local_path.ts";
import { classPage } from "texts/sessions_class.ts";
import { over as t } from "texts/sessions_over.ts";
import { ask } from "../../session/ask.ts";
import { AssistantIcon } from "../../ui/icons.tsx";

interface OfClass {
  session: { id: string };
}

/** What of `GET /api/my` is looked at. */
interface Mine {
  conversations: (OfClass & { id: string; title: string })[];
  submissions: (OfClass & { gradedAt?: string })[];
  checks: OfClass[];
}

/** So many conversations are named. */
const named = 4;

/** The card; before it is known what there is, and where that cannot be asked, it shows the way alone. */
export function Made({ session }: { session: string }) {
  const mine = useSignal<Mine | null>(null);
  useEffect(() => {
    void ask<Mine>("GET", "/api/my").then((answer) => {
      if (answer.ok) mine.value = answer.body;
    });
  }, []);
  const all = mine.value && ofClass(mine.value, session);
  const counts = all ? countsOf(all) : [];
  const threads = all?.conversations ?? [];
  const isEmpty = all !== null && threads.length + counts.length === 0;
  return (
    <section class="card stack over-made">
      <h2>{t.made}</h2>
      <div class="over-list stack tight">
        {isEmpty && <p>{t.nothing}</p>}
        {threads.length > 0 && (
          <ul>
            {threads.slice(0, named).map(({ id, title }) => (
              <li key={id}>
                <a href={localPath(`/my/${id}`)}>{previewOf(title) || title}</a>
              </li>
            ))}
          </ul>
        )}
        {threads.length > named && (
          <p class="quiet small">{t.more({ count: threads.length - named })}</p>
        )}
        {counts.length > 0 && <p>{counts.join(" · ")}</p>}
      </div>
      <p>
        <a class="button main" href={localPath("/my")}>
          <AssistantIcon />
          {classPage.my}
        </a>
      </p>
      {!isEmpty && <p class="quiet small">{t.keeps}</p>}
    </section>
  );
}

function ofClass({ conversations, submissions, checks }: Mine, id: string) {
  const isHere = (one: OfClass) => one.session.id === id;
  return {
    conversations: conversations.filter(isHere),
    submissions: submissions.filter(isHere),
    checks: checks.filter(isHere),
  };
}

function countsOf({ submissions, checks }: Mine): string[] {
  const marked = submissions.filter(({ gradedAt }) => gradedAt).length;
  return [
    ...submissions.length > 0
      ? [t.handedIn({ count: submissions.length })]
      : [],
    ...marked > 0 ? [t.marked({ count: marked })] : [],
    ...checks.length > 0 ? [t.checks({ count: checks.length })] : [],
  ];
}
