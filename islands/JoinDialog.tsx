/**
 * Joins without leaving the page: as a dialog on the first page, as the page's card on `/join`. Says beside the
 * field what was refused, waits and tries again by itself where many try (S-2), and waits for the teacher (J-2).
 */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ask, type Problem } from "../components/session/ask.ts";
import { Button, CloseButton } from "../components/ui/Button.tsx";
import { LogInIcon } from "../components/ui/icons.tsx";
import {
  type JoinErrors,
  JoinForm,
} from "../components/people/joining/JoinForm.tsx";
import { type Joined, wayIn } from "../components/people/joining/way_in.ts";
import { WaitToJoin } from "../components/people/joining/WaitToJoin.tsx";
import { bounds } from "../classroom/schema/bounds.ts";
import { databases } from "../sync/client/databases.ts";
import { join as t, landing } from "../locales/en/people/join.ts";
import "./JoinDialog.css";

type Step =
  | { at: "form"; errors: JoinErrors }
  | { at: "asking"; inLine: boolean }
  | { at: "slow"; after: number }
  | {
    at: "waiting";
    waiting: string;
    since: number;
    forStart: boolean;
    crowd: boolean;
  };

interface MustWait {
  waiting: string;
  for: "teacher" | "start";
  /** `new`: many are joining just now (J-9). */
  kind?: "rejoin" | "return" | "new";
}

/** `place` says whether it is a button with a dialog behind it, or stands open on its own page. */
export default function JoinDialog(props: {
  place: "landing" | "page";
  code: string;
  name: string;
  errors: JoinErrors;
  waiting?: {
    id: string;
    forStart: boolean;
    crowd: boolean;
    mayJoinAsNew: boolean;
  };
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = useRef({ code: props.code, name: props.name });
  const step = useSignal<Step>(
    props.waiting
      ? {
        at: "waiting",
        waiting: props.waiting.id,
        since: props.waiting.mayJoinAsNew ? 0 : Date.now(),
        forStart: props.waiting.forStart,
        crowd: props.waiting.crowd,
      }
      : { at: "form", errors: props.errors },
  );
  const now = useSignal(0);
  const names = useSignal<readonly string[]>([]);
  const namesOf = useRef("");
  const mayJoinAsNew = useComputed(() =>
    step.value.at === "waiting" && !step.value.forStart &&
    (now.value - step.value.since > 60_000 || step.value.since === 0)
  );

  async function join() {
    step.value = { at: "asking", inLine: step.value.at === "slow" };
    const answer = await ask<Joined | MustWait>("POST", "/api/join", {
      code: asked.current.code,
      name: asked.current.name,
    });
    if (answer.ok) take(answer.body);
    else refuse(answer.problem);
  }

  function take(body: Joined | MustWait) {
    if ("waiting" in body) {
      step.value = {
        at: "waiting",
        waiting: body.waiting,
        since: Date.now(),
        forStart: body.for === "start",
        crowd: body.kind === "new",
      };
      return;
    }
    location.assign(wayIn(body, asked.current.name));
  }

  function refuse(problem: Problem) {
    if (problem.status === 429) {
      step.value = { at: "slow", after: problem.retryAfter * 1000 };
      return;
    }
    step.value = { at: "form", errors: errorsOf(problem) };
  }

  // Waits and tries again by itself. The server keeps the place in line of whoever is back within some seconds.
  useEffect(() => {
    const current = step.value;
    if (current.at !== "slow") return;
    // Thirty who were told the same second would come back in one.
    const spread = Math.random() * 1000;
    const timer = setTimeout(join, current.after + spread);
    return () => clearTimeout(timer);
  }, [step.value]);

  // Asks every 2 s whether the teacher has decided.
  useEffect(() => {
    const current = step.value;
    if (current.at !== "waiting") return;
    const timer = setInterval(async () => {
      now.value = Date.now();
      const answer = await ask<Joined | MustWait>(
        "GET",
        `/api/waiting/${current.waiting}`,
      );
      if (step.value !== current) return;
      if (answer.ok) {
        if (!("waiting" in answer.body)) take(answer.body);
      } else if (answer.problem.status >= 400 && answer.problem.status < 429) {
        refuse(answer.problem);
      }
    }, 2000);
    return () => clearInterval(timer);
  }, [step.value]);

  useEffect(() => void askNames(props.code), []);
  useEffect(() => void tidyFormer(), []);

  /** Of a class with a list one picks one's name; without it, or without an answer, one writes it. */
  async function askNames(typed: string) {
    const code = typed.replace(/[\s-]/g, "");
    if (!/^\d{6}$/.test(code) || code === namesOf.current) return;
    namesOf.current = code;
    const askOnce = () =>
      ask<{ names: { name: string; taken: boolean }[] }>(
        "POST",
        "/api/join/names",
        { code },
      );
    let answer = await askOnce();
    // In line; whoever presses Join meanwhile goes on with that.
    while (!answer.ok && answer.problem.status === 429) {
      const { retryAfter } = answer.problem;
      await new Promise((go) => setTimeout(go, retryAfter * 1000));
      if (step.value.at !== "form" || namesOf.current !== code) return;
      answer = await askOnce();
    }
    names.value = answer.ok
      ? answer.body.names.filter(({ taken }) => !taken).map(({ name }) => name)
      : [];
  }

  function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    if (step.value.at !== "form") return;
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const code = String(data.get("sessionCode")).replace(/[\s-]/g, "");
    const name = String(data.get("name")).trim();
    asked.current = { code, name };
    const errors = errorsIn(code, name);
    if (errors.code || errors.name) {
      step.value = { at: "form", errors };
      const first = errors.code ? "sessionCode" : "name";
      form.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
      return;
    }
    join();
  }

  async function onAsNew(event: SubmitEvent) {
    event.preventDefault();
    const current = step.value;
    if (current.at !== "waiting") return;
    const answer = await ask<Joined | MustWait>(
      "POST",
      `/api/waiting/${current.waiting}`,
    );
    if (answer.ok) take(answer.body);
    else refuse(answer.problem);
  }

  const current = step.value;
  const waits = current.at === "waiting";
  const isInLine = current.at === "slow" ||
    current.at === "asking" && current.inLine;
  const busy = isInLine
    ? t.slow
    : current.at === "asking"
    ? t.joining
    : undefined;
  const onPage = props.place === "page";
  const inside = (
    <>
      <div class="dialog-head">
        <h2 id="join-heading">
          {waits ? t.waitingTitle : t.heading}
        </h2>
        {!onPage && <CloseButton onClick={() => dialog.current?.close()} />}
      </div>
      {waits
        ? (
          <WaitToJoin
            waiting={current.waiting}
            name={asked.current.name}
            forStart={current.forStart}
            crowd={current.crowd}
            mayJoinAsNew={mayJoinAsNew.value}
            onAsNew={onAsNew}
            onBack={() => {
              asked.current = { ...asked.current, name: "" };
              step.value = { at: "form", errors: {} };
            }}
          />
        )
        : (
          <JoinForm
            code={asked.current.code}
            name={asked.current.name}
            errors={current.at === "form" ? current.errors : {}}
            busy={busy}
            names={names.value}
            onSubmit={onSubmit}
            onName={askNames}
          />
        )}
    </>
  );

  if (onPage) {
    return (
      <dialog class="dialog join-page" open aria-labelledby="join-heading">
        {inside}
      </dialog>
    );
  }
  return (
    <>
      <form
        method="get"
        action="/join"
        onSubmit={(event) => {
          event.preventDefault();
          dialog.current?.showModal();
        }}
      >
        <Button type="submit" look="main large wide">
          <LogInIcon />
          {landing.student}
        </Button>
      </form>
      <dialog class="dialog" ref={dialog} aria-labelledby="join-heading">
        {inside}
      </dialog>
    </>
  );
}

/** Where somebody was in a class before, what the device keeps of them goes, if they are out by now. */
async function tidyFormer(): Promise<void> {
  const names = await databases();
  if (!names.some((name) => name.startsWith("homeroom"))) return;
  const { tidyDevice } = await import("../components/session/membership.ts");
  await tidyDevice();
}

/** What can be seen to be wrong before anything is sent. */
function errorsIn(code: string, name: string): JoinErrors {
  return {
    code: /^\d{6}$/.test(code) ? undefined : t.needCode,
    name: name === ""
      ? t.needName
      : name.length > bounds.displayName
      ? t.longName
      : undefined,
  };
}

function errorsOf({ type, detail }: Problem): JoinErrors {
  switch (type) {
    case "no-such-code":
      return { code: t.wrongCode };
    case "name-refused":
    case "name-taken":
    case "too-long":
    case "empty":
      return { name: detail };
    case "not-allowed":
      return { form: t.notAllowed };
    default:
      return { form: detail };
  }
}
