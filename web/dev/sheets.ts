/** A sheet of paper and the import of it. */
export const JOBS = new Map<string, number>();
export const SHEET = {
  id: "sheet-1",
  sheets: [
    {
      name: "客户",
      rows: 128,
      columns: [
        {
          index: 0,
          header: "客户名称",
          samples: ["澄州理工大学", "临屿物理研究所"],
          guess: { kind: "text", settings: {} },
        },
        {
          index: 1,
          header: "客户级别",
          samples: ["A", "B"],
          guess: {
            kind: "choice",
            settings: {
              options: [
                { key: "a", label: "A" },
                { key: "b", label: "B" },
              ],
            },
          },
        },
        {
          index: 2,
          header: "联系电话",
          samples: ["0551-6559 1234"],
          guess: { kind: "phone", settings: {} },
        },
        {
          index: 3,
          header: "预计金额",
          samples: ["1,265,793.04", "80000"],
          guess: { kind: "money", settings: { scale: 2, currency: "CNY" } },
        },
        {
          index: 4,
          header: "成立日期",
          samples: ["1998-09-01"],
          guess: { kind: "date", settings: {} },
        },
      ],
    },
  ],
};

export function job(id: string) {
  const n = (JOBS.get(id) ?? 0) + 1;
  JOBS.set(id, n);
  const over = n > 3;
  return {
    id,
    kind: "import",
    state: over ? "done" : "running",
    done: Math.min(128, n * 40),
    total: 128,
    result: over
      ? {
          added: 121,
          updated: 5,
          skipped: 0,
          bad: 2,
          problems: [
            { sheet: "客户", row: 17, column: "预计金额", message: "「待定」不是数字" },
            { sheet: "客户", row: 58, column: "客户名称", message: "必填" },
          ],
        }
      : null,
  };
}
