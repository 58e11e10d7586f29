// A server of Ethereum's JSON-RPC without the development chain's own methods, as a node's is: for the page's `respond`.

/** Returns for `dev_` methods what a server without them returns, and lets other requests of the same batch go to the chain. */
export const withoutDev = (rpc) => async (body) => {
  const given = JSON.parse(body);
  const requests = Array.isArray(given) ? given : [given];
  const isDev = ({ method }) => method.startsWith("dev_");
  if (!requests.some(isDev)) return undefined;
  const others = requests.filter((one) => !isDev(one));
  const responses = requests.filter(isDev).map(({ id }) => ({ jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } }));
  if (others.length > 0) {
    const response = await fetch(rpc, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(others) });
    responses.push(...(await response.json()));
  }
  return JSON.stringify(Array.isArray(given) ? responses : responses[0]);
};
