import { Button } from "antd";
import type { ReactNode } from "react";

interface Props {
  /** What the server did not accept. */
  trouble: string | null | undefined | false;
  pending: boolean;
  children: ReactNode;
}

/** The end of a form at the door: what was wrong, and the one button. */
export function Send({ trouble, pending, children }: Props) {
  return (
    <>
      {trouble ? (
        <p className="sign-in-trouble" role="alert">
          {trouble}
        </p>
      ) : null}
      <Button type="primary" htmlType="submit" size="large" block loading={pending}>
        {children}
      </Button>
    </>
  );
}
