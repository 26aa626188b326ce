/**
 * What is left of a class for a student who is out of it: why, and the words that were not sent (S-5). Who was removed
 * and is allowed back is in it again by itself, unless such words would be lost by that (J-4).
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { classPage } from "texts/sessions_class.ts";
import { over as t } from "texts/sessions_over.ts";
import { backIn } from "../../session/membership.ts";
import { Button } from "../../ui/Button.tsx";
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
  const isBack = useSignal(false);
  useEffect(() => {
    if (why !== "removed") return;
    const closing = new AbortController();
    void backIn(session, closing.signal).then((back) => isBack.value = back);
    return () => closing.abort();
  }, [session, why]);
  const goesBack = isBack.value && unsent.length === 0;
  useEffect(() => {
    if (goesBack) location.reload();
  }, [goesBack]);
  return (
    <main class="over stack wide">
      <div class="stack tight" role="status">
        <h1>{isBack.value ? t.back.title : words.title}</h1>
        <p>{isBack.value ? t.back.text : words.text}</p>
      </div>
      {isBack.value && (
        <div>
          <Button look="main" onClick={() => location.reload()}>
            {t.back.open}
          </Button>
        </div>
      )}
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
