/** The six digits of a join code, in two groups of three, as people say them. */
import { spellCode } from "./code.ts";
import "./sessions.css";

/** The digits. They stay one word for who copies or searches them. */
export function Digits({ code }: { code: string }) {
  return (
    <p class="digits">
      <span role="img" aria-label={spellCode(code)}>
        <span>{code.slice(0, 3)}</span>
        <span>{code.slice(3)}</span>
      </span>
    </p>
  );
}
