// Numbers as people read them, and tables of them.

/** Least, middle and most; and the value that so many in a hundred do not exceed. */
export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { least: sorted[0], median: at(0.5), most: sorted.at(-1), at };
}

export const median = (values) => summary(values).median;

/** Milliseconds; tenths where there are few. */
export function ms(time) {
  return `${time.toFixed(time < 100 ? 1 : 0).replace(/\B(?=(\d{3})+$)/g, ",")} ms`;
}

export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
export const kilobytes = (bytes) => `${Math.round(bytes / 1e3).toString().replace(/\B(?=(\d{3})+$)/g, ",")} KB`;
export const percent = (share) => `${(share * 100).toFixed(1)} %`;

/** A table in Markdown; the first column to the left, numbers to the right. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), `|---|${head.slice(1).map(() => "---:|").join("")}`, ...rows.map(line)].join("\n");
}
