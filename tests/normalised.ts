/** Records what is given to `String.prototype.normalize`: work is counted, no timing decides. */

const runsOfMarks = /[\p{M}\uff9e\uff9f]+/gu;

export interface RecordedNormalising extends Disposable {
  /** Length of the longest run of marks, which ICU orders in time by its square. */
  longestRun: number;
  /** Characters given and returned. */
  given: number;
  returned: number;
  calls: number;
}

/** Records until disposed. */
export function recordNormalised(): RecordedNormalising {
  const { normalize } = String.prototype;
  const recorded: RecordedNormalising = {
    longestRun: 0,
    given: 0,
    returned: 0,
    calls: 0,
    [Symbol.dispose]: () => void (String.prototype.normalize = normalize),
  };
  String.prototype.normalize = function (form) {
    const text = String(this);
    for (const [run] of text.matchAll(runsOfMarks)) {
      recorded.longestRun = Math.max(recorded.longestRun, [...run].length);
    }
    const result: string = normalize.call(text, form);
    recorded.calls++;
    recorded.given += text.length;
    recorded.returned += result.length;
    return result;
  };
  return recorded;
}
