/** On the page of a session that is over: until when it is kept, and how it, or one student's part of it, goes before. */
import type { SessionView } from "../../../../../classroom/schema/views.ts";
import LocalTime from "../../../../../islands/LocalTime.tsx";
import { deletion as t } from "texts/deletion.ts";
import { localPath } from "../../../../../locales/local_path.ts";

interface Props {
  view: SessionView;
  students: readonly { id: string; name: string }[];
  /** How long a session is kept after its end. */
  days: number;
  zone: string;
}

const day = 24 * 60 * 60_000;

/** The card. Plain links: what cannot be undone is asked for on a page of its own. */
export function SessionData({ view, students, days, zone }: Props) {
  const path = localPath(`/teacher/sessions/${view.id}`);
  const until = new Date(Date.parse(view.endsAt) + days * day).toISOString();
  return (
    <section class="card stack">
      <h2>{t.data}</h2>
      <dl class="facts">
        <div>
          <dt>{t.keptUntil}</dt>
          <dd>
            <LocalTime at={until} zone={zone} how="day" />
          </dd>
        </div>
      </dl>
      <p class="quiet">{t.keptHint}</p>
      <div class="actions">
        <a class="button stop" href={`${path}/delete`}>{t.delete}</a>
      </div>
      {students.length > 0 && (
        <details class="stack tight">
          <summary class="button">{t.eraseOne}</summary>
          <ul class="erase-list">
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
