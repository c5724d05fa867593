describe("what a test is reported to have asserted", () => {
  it("is what it asserts itself", () => {
    expect(1).toBe(1)
  })

  // Hooks of every file look at replies and leaks after each test.
  it("and nothing of what hooks look at after it", ({ task }) => {
    const [first] = task.suite?.tasks ?? []
    expect(first?.name).toBe("is what it asserts itself")
    expect(first?.meta).toMatchObject({ assertions: 1 })
  })
})
