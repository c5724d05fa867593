// @ts-check
/** Loaded before every spec file: notes with each test how often it asserted something. */
afterEach(({ task }) => {
  Reflect.set(task.meta, "assertions", expect.getState().assertionCalls)
})
