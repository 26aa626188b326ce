export function StatementPart(
  { heading, words, list }: {
    heading: string;
    words: readonly string[];
    list?: boolean;
  },
) {
  return (
    <section class="stack tight">
      <h2>{heading}</h2>
      {list
        ? <ul>{words.map((line) => <li key={line}>{line}</li>)}</ul>
        : words.map((line) => <p key={line}>{line}</p>)}
    </section>
  );
}
