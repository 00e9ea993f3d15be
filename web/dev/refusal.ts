/** What the paper server does not do, as it says so. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: object;
  constructor(status: number, body: object) {
    super("refused");
    this.status = status;
    this.body = body;
  }
}
