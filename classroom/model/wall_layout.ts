/** @param seat the member in whose own document the copy of the vote is */
export function voteKey(question: string, seat: string): string {
  return `${question} ${seat}`;
}
