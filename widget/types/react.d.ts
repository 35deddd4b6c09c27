/** `import type {} from "lape-qa-chat/react"` lets JSX of React 19 know the element. */

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { LapeQaChatAttributes, LapeQaChatElement, LapeQaHeaders } from "./index.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "lape-qa-chat": DetailedHTMLProps<HTMLAttributes<LapeQaChatElement>, LapeQaChatElement> &
        LapeQaChatAttributes & { headers?: LapeQaHeaders };
    }
  }
}
