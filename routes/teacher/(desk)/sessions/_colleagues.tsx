/** The classes of colleagues in a teacher's list (S-8, S-9): those that they help or look on in. */
import type { ColleaguesClass } from "../../../../classroom/people/staff/colleagues.ts";
import { ChevronRightIcon } from "../../../../components/ui/icons.tsx";
import LocalTime from "../../../../islands/LocalTime.tsx";
import { localPath } from "../../../../locales/local_path.ts";
import { classes as t } from "texts/people_staff.ts";
import { sessions } from "texts/sessions_portal.ts";

/** The list; nothing where there are none. */
export function ClassesOfColleagues(
  { all, zone }: { all: readonly ColleaguesClass[]; zone: string },
) {
  if (all.length === 0) return null;
  return (
    <section class="stack tight">
      <h2>{t.heading}</h2>
      <ul class="sessions">
        {all.map(({ id, name, state, startsAt, role, of }) => (
          <li class="session-card box" key={id}>
            <div class="session-card-text">
              <h3>
                <a
                  class="card-link"
                  href={localPath(`/teacher/sessions/${id}`)}
                >
                  {name}
                </a>
              </h3>
              <p class="quiet small">
                {role === "observer" ? t.observing : t.helping} ·{" "}
                {of && <>{t.of({ name: of })} ·{" "}</>}
                <LocalTime at={startsAt} zone={zone} how="day" />
              </p>
            </div>
            <span class={state === "ended" ? "badge" : "badge board"}>
              {state !== "ended" && state !== "scheduled" && (
                <span class="dot on" />
              )}
              {sessions[state === "active" ? "live" : state]}
            </span>
            <ChevronRightIcon />
          </li>
        ))}
      </ul>
    </section>
  );
}
