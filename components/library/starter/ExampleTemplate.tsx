/** What an example of a prompt template has in it. */
import { starter as t } from "texts/library_starter.ts";
import { Markdown } from "../../markdown/Markdown.tsx";

/** The instruction prompt, as it is written, and the first message. */
export function ExampleTemplate(
  { instructions, firstMessage = "" }: {
    instructions: string;
    firstMessage?: string;
  },
) {
  return (
    <>
      <h3>{t.firstMessage}</h3>
      <Markdown text={firstMessage} />
      <h3>{t.instructions}</h3>
      <p class="example-prompt">{instructions}</p>
    </>
  );
}
