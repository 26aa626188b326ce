/** Tells a former co-teacher or observer why the class is closed to them (S-8, S-9), and shows their unsent words. */
import { gone as t } from "texts/people_staff.ts";
import { over } from "texts/sessions_over.ts";
import { localPath } from "../../locales/local_path.ts";
import { FocusedHeading } from "../page/FocusedHeading.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import "../people/people.css";
import type { AccessEndReason } from "./access_end.ts";

export function AccessEndedView({ reason, unsent }: {
  /** `out`: they had no access when the page was opened. */
  reason: AccessEndReason | "stopped" | "out";
  unsent: readonly string[];
}) {
  const words = {
    out: [t.out, t.outText],
    stopped: [t.stopped, t.stoppedText],
    over: [t.over, t.overText],
    observing: [t.observing, t.observingText],
    coTeacher: [t.coTeacher, t.coTeacherText],
  }[reason];
  return (
    <div class="card stack">
      <div class="stack tight">
        <FocusedHeading about="gone-why">{words[0]}</FocusedHeading>
        <p id="gone-why">{words[1]}</p>
      </div>
      {unsent.length > 0 && (
        <section class="stack tight">
          <h3>{t.unsent}</h3>
          <ul class="stack tight gone-unsent">
            {unsent.map((text) => <li key={text} class="box">{text}</li>)}
          </ul>
          <div>
            <CopyButton
              text={unsent.join("\n\n")}
              label={over.copyAll}
            />
          </div>
        </section>
      )}
      <p class="actions">
        <a class="button main" href={localPath("/teacher/sessions")}>
          {t.back}
        </a>
      </p>
    </div>
  );
}
