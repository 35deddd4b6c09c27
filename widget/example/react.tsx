// The chat in an application of React: the script is bundled with it, so it says where the service is.
import "lape-qa-chat";
import type {} from "lape-qa-chat/react";

export function Help({ token }: { token: () => Promise<string> }) {
  const headers = async () => ({ "X-Gateway": await token() });
  return <lape-qa-chat id="apu" endpoint="https://lape-qa.example.fi" position="inline" language="fi" headers={headers} />;
}
