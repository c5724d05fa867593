/** The stores of the demo's chain. */
export const MAIN_ST = "Fastlane #0300 Main St"
export const AIRPORT = "Fastlane #0301 Airport Rd"
export const PRAIRIE = "Fastlane #0302 Prairie Ave"
