/** The six digits of a join code, in two groups of three, as people say them. */
import "./sessions.css";

/** The digits. They stay one word for who copies or searches them. */
export function Digits({ code }: { code: string }) {
  return (
    <p class="digits">
      <span>{code.slice(0, 3)}</span>
      <span>{code.slice(3)}</span>
    </p>
  );
}
