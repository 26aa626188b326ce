/** On the page of an ended session: how long it is kept, and how to delete it or a student's part earlier. */
import { dayMs } from "../../../../../formats/times.ts";
import type { SessionView } from "../../../../../classroom/model/views.ts";
import { MoreIcon } from "../../../../../components/ui/icons.tsx";
import { TrashIcon } from "../../../../../components/ui/later_icons.tsx";
import LocalTime from "../../../../../islands/LocalTime.tsx";
import { deletion as t } from "texts/deletion.ts";
import { rows } from "texts/sessions_rows.ts";
import { localPath } from "../../../../../locales/local_path.ts";

interface Props {
  view: SessionView;
  students: readonly { id: string; name: string }[];
  days: number;
  zone: string;
}

/** **Delete session** in a menu, as a link, because the irreversible action is confirmed on its own page. */
export function DeleteMenu({ session }: { session: string }) {
  return (
    <div>
      <button
        type="button"
        class="button bare icon-only over-more"
        popovertarget="over-menu"
        aria-label={rows.more}
        title={rows.more}
      >
        <MoreIcon />
      </button>
      <div class="popover over-menu" id="over-menu" popover="auto">
        <a
          class="button stop"
          href={localPath(`/teacher/sessions/${session}/delete`)}
        >
          <TrashIcon />
          {t.delete}
        </a>
      </div>
    </div>
  );
}

export function SessionDataSection({ view, students, days, zone }: Props) {
  const path = localPath(`/teacher/sessions/${view.id}`);
  const until = new Date(Date.parse(view.endsAt) + days * dayMs).toISOString();
  return (
    <section class="card stack">
      <h2>{t.data}</h2>
      <dl class="cluster facts">
        <div>
          <dt>{t.keptUntil}</dt>
          <dd>
            <LocalTime at={until} zone={zone} format="day" />
          </dd>
        </div>
      </dl>
      <p class="quiet">{t.keptHint}</p>
      {students.length > 0 && (
        <details class="stack tight erase-one">
          <summary class="button">{t.eraseOne}</summary>
          <ul class="stack tight erase-list">
            {students.map(({ id, name }) => (
              <li key={id}>
                <span>{name}</span>
                <a
                  class="button small"
                  href={`${path}/erase/${id}`}
                  aria-label={t.eraseName({ name })}
                >
                  {t.erase}
                </a>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
