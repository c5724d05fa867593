/**
 * What is measured, and how much of it must be covered.
 */
export const coverage = {
  areas: [
    { folder: "src/modules/loyalty/domain", branches_min: 90 },
    { folder: "src/providers/pdi", branches_min: 90 },
    { folder: "src/workflows", branches_min: 90 },
  ],
}
