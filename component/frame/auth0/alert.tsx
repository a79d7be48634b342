/** @jsxImportSource preact */
import type { Notice } from "./session";

/** A notice, read out as soon as it is there. */
export const Alert = ({ notice }: { notice: Notice | null }) =>
  notice && (
    <p role="alert" data-code={notice.code}>
      {notice.message}
    </p>
  );
