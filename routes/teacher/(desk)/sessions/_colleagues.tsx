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
      <h2 class="sessions-heading">{t.heading}</h2>
      <ul class="sessions">
        {all.map(({ id, name, code, state, startsAt, role, of, invited }) => (
          <li class="session-row" key={id}>
            <h3>
              <a
                class="card-link"
                href={localPath(
                  invited
                    ? `/teacher/observe?code=${code}`
                    : `/teacher/sessions/${id}`,
                )}
              >
                {name}
              </a>
            </h3>
            <p class="session-when quiet small">
              <LocalTime at={startsAt} zone={zone} how="day" />
            </p>
            <p class="session-count quiet small">
              {role !== "observer"
                ? t.helping
                : invited
                ? t.invitedTo
                : t.observing}
              {of && <>{" · "}{t.of({ name: of })}</>}
            </p>
            <p
              class={state === "ended" || state === "scheduled"
                ? "session-state small quiet"
                : "session-state small board"}
            >
              {state !== "ended" && state !== "scheduled" && (
                <span class="dot on" />
              )}
              {sessions[state === "active" ? "live" : state]}
            </p>
            <ChevronRightIcon />
          </li>
        ))}
      </ul>
    </section>
  );
}
