/** Blocks that integration-tests/http/docs.spec.ts runs against a shop; it checks the list. */
export const RUN_AGAINST_A_SHOP = {
  switchOn: 'README.md: curl -X POST "$BACKEND/admin/loyalty/stores/$STORE_ID/config" \\',
  storefront: "README.md: const call = async (method: string, path: string, body?: unknown) => {",
  live: "docs/getting-started.md: curl -s http://localhost:9000/loyalty/health/live",
  sdk: 'docs/getting-started.md: const { loyalty_session } = await sdk.client.fetch("/store/loyalty/identify", {',
  order:
    'docs/getting-started.md: api() { curl -s -X "$1" "http://localhost:9000$2" -H "x-publishable-api-key: $KEY" \\',
  summary:
    "docs/getting-started.md: curl -s http://localhost:9000/store/loyalty/orders/order_…/summary \\",
  identify: "docs/http-api.md: curl -X POST http://localhost:9000/store/loyalty/identify \\",
  config:
    "docs/http-api.md: curl -X POST http://localhost:9000/admin/loyalty/stores/store_01H…/config \\",
  settle:
    "docs/operations.md: curl -X POST http://localhost:9000/admin/loyalty/adjustments/ladj_01H…/settle \\",
}
