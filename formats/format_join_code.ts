export function formatJoinCode(code: string): string {
  return code.replace(/^(\d{3})(\d{3})$/, "$1\u00a0$2");
}

export function spellJoinCode(code: string): string {
  const spell = (digits: string) => digits.split("").join(" ");
  return `${spell(code.slice(0, 3))}, ${spell(code.slice(3))}`;
}
