/** What is left of a class for a student who is out of it: why, and the words that were not sent (S-5). */
import { classPage } from "texts/sessions_class.ts";
import { over as t } from "texts/sessions_over.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { LanguageChoice } from "../../page/LanguageChoice.tsx";
import { LeaveClass } from "../../people/joining/LeaveClass.tsx";
import type { Why } from "./clear_device.ts";
import { Made } from "./Made.tsx";
import "./Over.css";
import { localPath } from "../../../locales/local_path.ts";

/** The last page of a class. */
export function Over(
  { session, why, unsent }: { session: string; why: Why; unsent: string[] },
) {
  const words = why === "ended"
    ? { title: classPage.isOver, text: t.thanks }
    : t[why];
  return (
    <main class="over stack wide">
      <div class="stack tight" role="status">
        <h1>{words.title}</h1>
        <p>{words.text}</p>
      </div>
      {unsent.length > 0 && (
        <section class="card stack">
          <h2>{t.unsent}</h2>
          <p class="quiet">{t.unsentHint}</p>
          <ul class="over-unsent stack tight">
            {unsent.map((text) => <li key={text}>{text}</li>)}
          </ul>
          <div>
            <CopyButton text={unsent.join("\n\n")} label={t.copyAll} />
          </div>
        </section>
      )}
      {why === "ended" && <Made session={session} />}
      <div class="actions over-acts">
        {why === "gone" && (
          <a class="button" href={localPath("/my")}>{classPage.my}</a>
        )}
        <a class="button" href={localPath("/join")}>{t.joinAgain}</a>
        {why === "ended" && <LeaveClass session={session} />}
      </div>
      {/* The page that comes instead would not have those words any more. */}
      {unsent.length === 0 && <LanguageChoice />}
    </main>
  );
}
