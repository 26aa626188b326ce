/** The dice beside **Display name** (J-1): a press writes a friendly name there, and another press another one. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { dice as t } from "texts/people_dice.ts";
import { ask, type Reply } from "../../client/ask.ts";
import { Button } from "../../ui/Button.tsx";
import { DiceIcon } from "../../ui/icons.tsx";

/** The button. Its place is kept until a script is there to throw the dice. */
export function Dice({ disabled }: { disabled: boolean }) {
  const ready = useSignal(false);
  const said = useSignal("");
  const trouble = useSignal(false);
  const rolling = useRef(false);
  useEffect(() => void (ready.value = true), []);

  async function roll(form: HTMLFormElement | null) {
    if (!form || rolling.current) return;
    rolling.current = true;
    const typed = String(new FormData(form).get("sessionCode"));
    const code = typed.replace(/[\s-]/g, "");
    let answer = await suggested({ code });
    // While many codes are tried from here: a name that may be taken is better than none.
    if (!answer.ok && answer.problem.status === 429) {
      answer = await suggested({});
    }
    rolling.current = false;
    trouble.value = !answer.ok;
    if (!answer.ok) return void (said.value = answer.problem.detail);
    const field = form.elements.namedItem("name") as HTMLInputElement;
    field.value = answer.body.name;
    said.value = t.rolled({ name: field.value });
  }

  return (
    <>
      <Button
        look="icon-only dice"
        data-ready={ready.value}
        disabled={disabled}
        aria-label={t.roll}
        title={t.roll}
        onClick={({ currentTarget }: { currentTarget: HTMLButtonElement }) =>
          roll(currentTarget.form)}
      >
        <DiceIcon />
      </Button>
      <p class={trouble.value ? "small" : "visually-hidden"} role="status">
        {said.value}
      </p>
    </>
  );
}

function suggested(body: { code?: string }): Promise<Reply<{ name: string }>> {
  return ask("POST", "/api/join/nickname", body);
}
