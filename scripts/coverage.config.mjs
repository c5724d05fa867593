/**
 * What is measured, and how much of it must be covered.
 */
export const coverage = {
  areas: [
    { folder: "src/modules/loyalty/domain", branches_min: 90 },
    { folder: "src/providers/pdi", branches_min: 90 },
    // The goal is 90 here too, and 91.5 were covered when it was last measured whole. Which branches
    // a race takes differs from run to run: that alone must not fail a change.
    { folder: "src/workflows", branches_min: 88 },
  ],
}
