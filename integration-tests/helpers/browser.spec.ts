import { launchBrowser } from "./browser"

describe("launchBrowser", () => {
  it("starts a Chromium that runs a page's script", async () => {
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      await page.setContent(
        `<p>wait</p><script>document.querySelector("p").textContent = 1 + 1</script>`,
      )

      expect(await page.textContent("p")).toBe("2")
    } finally {
      await browser.close()
    }
  })
})
