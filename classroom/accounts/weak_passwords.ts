/**
 * Rejects passwords that attackers try first: common ones, the owner's name and address, the app's name,
 * sequences. Checked when a password is chosen, not at sign-in.
 */
import { refusalForField } from "../model/refuse.ts";
import { foldCase, normalise } from "../../formats/normalise.ts";

interface PasswordOwner {
  email: string;
  name: string;
}

/** Throws `malformed` for the field `password`. */
export async function requireStrongPassword(
  password: string,
  owner: PasswordOwner,
): Promise<void> {
  if (!await isWeak(password, owner)) return;
  throw refusalForField("password", "weak-password");
}

export async function isWeak(
  password: string,
  { email, name }: PasswordOwner,
): Promise<boolean> {
  const typed = foldCase(password).trim();
  if ((await loadCommonPasswords()).has(typed)) return true;
  const plain = lettersAndDigits(typed);
  if (new Set(plain).size <= 2 || isSequence(plain)) return true;
  const [localPart, domain = ""] = email.toLowerCase().split("@");
  const personalWords = [
    name,
    localPart,
    domain,
    `${localPart} ${domain}`,
    "homeroom",
  ]
    .flatMap((it) => runsOfWords(foldCase(it)));
  // A number after a word makes it no better.
  const bare = plain.replace(/\d+$/, "");
  return personalWords.some((it) => it === plain || it === bare);
}

function lettersAndDigits(text: string): string {
  return normalise(text, "NFKC").replace(/[^\p{L}\p{N}]+/gu, "");
}

/** Makes mei, meiling, meilinglin, ling … of `mei-ling lin`. */
function runsOfWords(text: string): string[] {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return words.flatMap((_, from) =>
    words.slice(from).map((_, n) => words.slice(from, from + n + 1).join(""))
  ).filter(({ length }) => length > 2);
}

/** Whether a text is like `12345678`, `987654321` or `abcdefgh`. */
function isSequence(text: string): boolean {
  const steps = [...text].map((letter, index, letters) =>
    index === 0
      ? 0
      : (letter.codePointAt(0) ?? 0) - (letters[index - 1].codePointAt(0) ?? 0)
  ).slice(1);
  return steps.every((step) => step === steps[0]) &&
    Math.abs(steps[0] ?? 0) <= 1;
}

let loading: Promise<ReadonlySet<string>> | undefined;

/** About 18,000 leaked passwords, loaded on demand. */
function loadCommonPasswords(): Promise<ReadonlySet<string>> {
  loading ??= import("@zxcvbn-ts/language-common").then(({ dictionary }) => {
    const passwords = dictionary["passwords-common"] as readonly string[];
    return new Set(passwords.filter(({ length }) => length >= 8));
  });
  return loading;
}
