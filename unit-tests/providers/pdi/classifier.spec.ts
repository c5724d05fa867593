import { describe, expect, it } from "vitest"
import { fromErrorReply, fromLostReply } from "../../../src/providers/pdi/client/errors"
import type { Operation } from "../../../src/providers/pdi/client/operations"
import { parseRetryAfter } from "../../../src/providers/pdi/client/retry-after"
import { readErrorBody, reportsError } from "../../../src/providers/pdi/wire/error-body"

const NOW = Date.parse("2026-03-16T12:00:00Z")

function classify(operation: Operation, status: number, body: unknown, retry_after?: string) {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  return fromErrorReply(
    operation,
    { ok: true, status, text, retry_after: retry_after ?? null },
    NOW,
  )
}

const named = (code: string) => ({ error: { code, message: "4155550100 is unknown" } })

describe("an error reply on a commit", () => {
  it.each([
    [400, "INVALID_REQUEST", "invalid_request", false, "not_applied"],
    [404, "MEMBER_NOT_FOUND", "member_not_found", false, "not_applied"],
    [403, "MEMBER_INACTIVE", "member_inactive", false, "not_applied"],
    [400, "INSUFFICIENT_POINTS", "insufficient_points", false, "not_applied"],
    [409, "REWARD_NOT_AVAILABLE", "reward_not_available", false, "not_applied"],
    [400, "REWARD_ALREADY_REDEEMED", "reward_not_available", false, "not_applied"],
    [401, "TOKEN_EXPIRED", "auth_failed", false, "not_applied"],
    [403, "FORBIDDEN_SITE", "forbidden", false, "not_applied"],
    [404, "SESSION_NOT_FOUND", "session_not_found", false, "not_applied"],
    [409, "ALREADY_FINALIZED", "already_finalized", false, "unknown"],
    [409, "IN_PROGRESS", "in_progress", true, "unknown"],
    [422, "IDEMPOTENCY_MISMATCH", "idempotency_mismatch", false, "not_applied"],
    [422, "BASKET_CHANGED", "qualifier_lost", false, "not_applied"],
    [422, "QUALIFIER_LOST", "qualifier_lost", false, "not_applied"],
    [429, "RATE_LIMITED", "rate_limited", true, "not_applied"],
    [503, "UNAVAILABLE", "unavailable", true, "unknown"],
    [504, "TIMEOUT", "timeout", true, "unknown"],
    [200, "MEMBER_NOT_FOUND", "member_not_found", false, "not_applied"],
    [500, "INSUFFICIENT_POINTS", "insufficient_points", false, "unknown"],
  ])("%i %s is %s", (status, engine_code, code, retryable, outcome) => {
    expect(classify("finalize", status, named(engine_code))).toMatchObject({
      code,
      retryable,
      outcome,
      details: { http_status: status, engine_code },
    })
  })

  it.each([
    [400, "invalid_request", "not_applied"],
    [401, "auth_failed", "not_applied"],
    [403, "forbidden", "not_applied"],
    [404, "session_not_found", "not_applied"],
    [408, "timeout", "unknown"],
    [409, "in_progress", "unknown"],
    [418, "invalid_request", "not_applied"],
    [429, "rate_limited", "not_applied"],
    [500, "unavailable", "unknown"],
    [502, "unavailable", "unknown"],
    [599, "unavailable", "unknown"],
    [302, "protocol_error", "unknown"],
  ])("%i without a code is %s", (status, code, outcome) => {
    expect(classify("finalize", status, "{}")).toMatchObject({ code, outcome })
  })

  it("never quotes the reply", () => {
    const error = classify("finalize", 400, named("INVALID_REQUEST"))
    expect(JSON.stringify(error)).not.toContain("4155550100")
  })
})

describe("an error reply on a call that leaves nothing behind", () => {
  it.each(["identify", "calculate", "status", "history"] as const)("%s was not applied", (call) => {
    expect(classify(call, 503, "")).toMatchObject({ outcome: "not_applied", retryable: true })
  })

  it.each([
    ["identify", "member_not_found"],
    ["history", "member_not_found"],
    ["enroll", "member_not_found"],
    ["calculate", "session_not_found"],
    ["status", "session_not_found"],
  ] as const)("a bare 404 to %s is %s", (operation, code) => {
    expect(classify(operation, 404, "{}").code).toBe(code)
  })

  it("a page instead of a 404 answer is a wrong address", () => {
    expect(classify("identify", 404, " <html>Not found</html>").code).toBe("protocol_error")
  })
})

describe("the three shapes of an error body", () => {
  it.each([
    ['{"error":{"code":"MEMBER_NOT_FOUND"}}', "MEMBER_NOT_FOUND"],
    ['{"error":{"code":"member_not_found"}}', "MEMBER_NOT_FOUND"],
    ['{"errors":[{"errorCode":1061,"errorMessage":"no rows"}]}', "1061"],
    ['{"errors":[{"code":"RATE_LIMITED"}]}', "RATE_LIMITED"],
    ['{"error":"invalid_client"}', "INVALID_CLIENT"],
    ['{"code":"IN_PROGRESS"}', "IN_PROGRESS"],
    ["Member not found", "MEMBER_NOT_FOUND"],
    ["INSUFFICIENT_POINTS: 10 < 20", "INSUFFICIENT_POINTS"],
    ['"Session not found"', "SESSION_NOT_FOUND"],
    ["something else", null],
    ["member_not_found ".repeat(50), null],
    ["[]", null],
    ["null", null],
    ['{"errors":[]}', null],
    ['{"errors":["x"]}', null],
    ['{"error":{"code":"<script>"}}', null],
    ['{"error":{"code":{"a":1}}}', null],
    ["", null],
  ])("%s names %s", (text, code) => {
    expect(readErrorBody(text).engine_code).toBe(code)
  })

  it.each([
    [{ rewardIds: ["A", 7, "", "B"] }, ["A", "B"]],
    [{ rewardId: "A" }, ["A"]],
    ["A", []],
    [undefined, []],
  ])("details %o name the rewards %o", (details, reward_ids) => {
    const text = JSON.stringify({ error: { code: "REWARD_NOT_AVAILABLE", details } })
    expect(readErrorBody(text).reward_ids).toEqual(reward_ids)
    expect(classify("finalize", 409, text).details?.reward_ids ?? []).toEqual(reward_ids)
    const listed = JSON.stringify({ errors: [{ errorCode: "REWARD_NOT_AVAILABLE", details }] })
    expect(readErrorBody(listed).reward_ids).toEqual(reward_ids)
  })

  it.each([
    [{ error: { code: "X" } }, true],
    [{ errors: [{}] }, true],
    [{ errors: [] }, false],
    [{ error: null }, false],
    [[], false],
    ["error", false],
  ])("%o reports an error: %s", (body, expected) => {
    expect(reportsError(body)).toBe(expected)
  })
})

describe("a call without a reply", () => {
  it.each([
    ["address_refused", false, "forbidden", false, "not_applied"],
    ["connect_failed", false, "unavailable", true, "not_applied"],
    ["out_of_time", false, "timeout", true, "not_applied"],
    ["out_of_time", true, "timeout", true, "unknown"],
    ["connection_lost", true, "unavailable", true, "unknown"],
    ["too_large", true, "protocol_error", true, "unknown"],
    ["encoded", true, "protocol_error", true, "unknown"],
  ] as const)("%s (sent: %s) is %s", (kind, sent, code, retryable, outcome) => {
    const error = fromLostReply("finalize", { ok: false, kind, sent })
    expect(error).toMatchObject({ code, retryable, outcome })
    expect(fromLostReply("calculate", { ok: false, kind, sent }).outcome).toBe("not_applied")
  })
})

describe("Retry-After", () => {
  it.each([
    ["0", 0],
    [" 30 ", 30],
    ["1000000000", 3600],
    ["9".repeat(400), 3600],
    ["Mon, 16 Mar 2026 12:01:00 GMT", 60],
    ["Mon, 16 Mar 2026 11:00:00 GMT", 0],
    ["Fri, 16 Mar 2096 12:00:00 GMT", 3600],
    ["-5", undefined],
    ["1.5", undefined],
    ["soon", undefined],
    ["Mon, nonsense", undefined],
    ["", undefined],
    [null, undefined],
  ])("%s is %s seconds", (header, seconds) => {
    expect(parseRetryAfter(header, NOW)).toBe(seconds)
  })

  it("travels with the failure, an hour of it at most", () => {
    expect(classify("identify", 429, "", "7").retry_after_s).toBe(7)
    expect(classify("identify", 429, "", "1000000000").retry_after_s).toBe(3600)
    expect(classify("identify", 429, "")).not.toHaveProperty("retry_after_s")
  })
})
