import path from "node:path"

import axios, { type AxiosResponse } from "axios"

import { failWith } from "./helpers/fail-with"
import { recordExample, ReplyChecker, type Reply } from "./helpers/replies"

/**
 * Every reply that a test receives through the runner's HTTP client must be as docs/openapi.json
 * says: whoever changes a reply changes the document with it.
 *
 * With `RECORD_EXAMPLES=true`, replies become the examples in docs/examples.
 */
const checker = ReplyChecker.fromFile()
const faults: string[] = []

const look = (response: AxiosResponse | undefined): void => {
  if (!response) {
    return
  }
  const url = new URL(response.config.url ?? "", "http://localhost").pathname
  const reply: Reply = {
    method: response.config.method ?? "get",
    url,
    status: response.status,
    body: response.data as unknown,
  }
  const fault = checker.faultOf(reply)
  if (fault !== undefined) {
    faults.push(fault)
  }
  if (process.env.RECORD_EXAMPLES === "true") {
    recordExample(checker, reply, path.resolve("docs", "examples"))
  }
}

const create = axios.create.bind(axios)
axios.create = (config) => {
  const instance = create(config)
  instance.interceptors.response.use(
    (response) => {
      look(response)
      return response
    },
    (error: unknown) => {
      look((error as { response?: AxiosResponse }).response)
      // The runner's caller decides about it, as it would without us.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- handed on as it came
      return Promise.reject(error)
    },
  )
  return instance
}

afterEach(() => {
  // Taken out first: a fault belongs to the test that saw it, and to no other.
  const found = faults.splice(0)
  failWith(found)
})
